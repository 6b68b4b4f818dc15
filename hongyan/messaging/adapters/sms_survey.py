"""After a conversation by text message has ended its customer is asked once how it was, never at night."""

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from hongyan.conversations import Conversation, Conversations
from hongyan.conversations.events import ConversationClosed
from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict
from hongyan.core.quiet_hours import QuietHours
from hongyan.messaging import survey_repository as rows
from hongyan.messaging.ports import PhoneStandings, Surveys
from hongyan.messaging.settings import SmsSurveySettings
from hongyan.messaging.survey_text import QUESTION, SORRY, THANKS, read_answer
from hongyan.runtime import Database

Send = Callable[[str, Conversation, str], Awaitable[None]]
_CHANNEL = "sms"
_AFTER = timedelta(minutes=2)  # the last word first
_BATCH = 100
_LOW_CSAT, _LOW_NPS = 2, 6  # which thanks is fitting; what opens a task is quality's to say


class SmsSurvey:
    """Plans the question when a conversation about a disruption closes, asks it, and reads the answer."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        conversations: Conversations,
        surveys: Surveys,
        standings: PhoneStandings,
        quiet: QuietHours,
        settings: SmsSurveySettings,
        zone: str,
    ) -> None:
        self._db = db
        self._clock = clock
        self._conversations = conversations
        self._surveys = surveys
        self._standings = standings
        self._quiet = quiet
        self._settings = settings
        self._zone = zone  # of those whose own nobody knows

    async def closed(self, events: Sequence[ConversationClosed]) -> None:
        """Plan the question of those about a disruption; a repeated event changes nothing."""
        if not self._settings.enabled:
            return
        for event in events:
            if event.channel != _CHANNEL:
                continue
            conversation = await self._conversations.read(event.conversation_id)
            phone = conversation.customer_key
            if phone is None or not conversation.subject.get("party_ids"):
                continue
            rested = event.at - timedelta(days=self._settings.rest_days)
            async with self._db.transaction() as conn:
                digest = self._conversations.keys.hashed(phone)
                await rows.plan(conn, event.conversation_id, digest, event.at + _AFTER, rested)

    async def ask_due(self, now: datetime, send: Send) -> int:
        """Ask whom it is time to ask; at night they are asked in the morning. Returns how many were looked at."""
        async with self._db.snapshot() as conn:
            due = await rows.due(conn, now, _BATCH)
        for conversation_id in due:
            conversation = await self._conversations.read(conversation_id)
            standing = await self._standings.standing(conversation.customer_key or "")
            allowed = self._quiet.allowed_at(now, standing.zones or (self._zone,))
            async with self._db.transaction() as conn:
                if allowed > now:
                    await rows.put_off(conn, conversation_id, allowed)
                    continue
                wanted = not standing.refuses and await self._surveys.due(conversation_id)
                if not await rows.move(
                    conn, conversation_id, ["planned"], "asked" if wanted else "skipped", now
                ):
                    continue
            if wanted:
                await send(f"smssurvey_{conversation_id}", conversation, QUESTION[_short(conversation)])
        return len(due)

    async def take(self, phone: str, text: str, message_id: str, send: Send) -> str | None:
        """Take a reply as the answer when it is one; returns the conversation it rates, None for any other matter."""
        answer = read_answer(text)
        if answer is None:
            return None
        now = self._clock.now()
        since = now - timedelta(hours=self._settings.answer_hours)
        async with self._db.snapshot() as conn:
            asked = await rows.asked(conn, self._conversations.keys.hashed(phone), since)
        if asked is None:
            return None
        if answer.bare and (await self._standings.standing(phone)).undecided:
            return None  # a number alone chooses a flight as long as there is one to choose
        conversation = await self._conversations.read(asked["conversation_id"])
        language = _short(conversation)
        with contextlib.suppress(Conflict):  # the same message once more, after a crash
            await self._surveys.rate(
                conversation.conversation_id, answer.csat, answer.nps, answer.comment, language
            )
        async with self._db.transaction() as conn:
            await rows.move(conn, conversation.conversation_id, ["asked"], "answered", now)
        low = (answer.csat or 5) <= _LOW_CSAT or (answer.nps is not None and answer.nps <= _LOW_NPS)
        await send(f"smsthanks_{message_id}", conversation, (SORRY if low else THANKS)[language])
        return conversation.conversation_id

    async def next_due(self) -> datetime | None:
        async with self._db.snapshot() as conn:
            return await rows.next_due(conn)


def _short(conversation: Conversation) -> str:
    return "en" if conversation.language.startswith("en") else "zh"
