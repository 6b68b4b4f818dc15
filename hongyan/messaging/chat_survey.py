"""After a web chat has ended its customer is asked once how it was, in the chat itself."""

from datetime import timedelta

from hongyan.conversations import Conversations
from hongyan.core.clock import Clock
from hongyan.messaging import survey_repository as rows
from hongyan.messaging.ports import Surveys
from hongyan.messaging.settings import SmsSurveySettings, WebChatSettings
from hongyan.runtime import Database


class ChatSurvey:
    """Asks in a chat that is over, unless the same customer was asked on any channel of late (``Surveys`` for the web chat)."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        conversations: Conversations,
        surveys: Surveys,
        settings: WebChatSettings,
        everywhere: SmsSurveySettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._conversations = conversations
        self._surveys = surveys
        self._shown = timedelta(minutes=settings.survey_minutes)
        self._rest = timedelta(days=everywhere.rest_days)

    async def due(self, conversation_id: str) -> bool:
        """Whether to ask now. Who was asked and loads the page again sees the question for some minutes, then never again."""
        if not await self._surveys.due(conversation_id):
            return False
        conversation = await self._conversations.read(conversation_id)
        key = conversation.customer_key
        digest = self._conversations.keys.hashed(key) if key else None
        now = self._clock.now()
        async with self._db.transaction() as conn:
            asked = await rows.ask_in_chat(
                conn, conversation_id, conversation.channel, digest, now, now - self._rest
            )
        return asked is not None and now - asked <= self._shown

    async def rate(
        self, conversation_id: str, csat: int | None, nps: int | None, comment: str, language: str
    ) -> None:
        """Take an answer, once; nothing at all = declined. Raises Conflict, InvalidInput."""
        await self._surveys.rate(conversation_id, csat, nps, comment, language)
        async with self._db.transaction() as conn:
            await rows.move(conn, conversation_id, ["asked"], "answered", self._clock.now())
