"""The web chat as a channel: who holds a chat's token may read and write it; turns reach open lines by a bell."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from hongyan.conversations import Conversation, Conversations, Doorbell, Said, Speaker, State, Turn
from hongyan.conversations.ports import ChannelCapabilities
from hongyan.core.errors import NotFound
from hongyan.messaging.adapters.webchat_identity import Identity
from hongyan.messaging.ports import AnswerRatings, Surveys
from hongyan.messaging.settings import WebChatSettings

NAME = "webchat"
_SALT = "hongyan.webchat.token"


class WebChat:
    """Opens chats, lets customers write, and wakes the open lines of this process when something was said."""

    capabilities = ChannelCapabilities(
        NAME, text=True, buttons=True, cards=True, files=True, voice=False, keys=False, max_characters=4000
    )

    def __init__(
        self,
        conversations: Conversations,
        bell: Doorbell,
        identity: Identity,
        settings: WebChatSettings,
        secret: bytes,
        surveys: Surveys | None = None,
        ratings: AnswerRatings | None = None,
    ) -> None:
        self.conversations = conversations
        self.bell = bell
        self.settings = settings
        self._identity = identity
        self.surveys = surveys
        self._ratings = ratings
        self._signer = URLSafeSerializer(secret, salt=_SALT)
        self._answers: set[asyncio.Task[Any]] = set()
        self.lines = 0

    async def deliver(self, conversation: Conversation, turns: Sequence[Turn]) -> None:
        """Wake this process's lines where the database's bell, which wakes all, is out of order."""
        if not self.bell.healthy:
            self.bell.ring(conversation.conversation_id)

    async def open(
        self,
        language: str,
        *,
        link: str | None = None,
        assertion: str | None = None,
        context: Mapping[str, Any] | None = None,
    ) -> tuple[Conversation, str]:
        """Begin a chat; returns it with the token its holder must show. Raises NotFound, Gone for a bad link."""
        known = await self._identity.of(link, assertion)
        key = secrets.token_urlsafe(18)
        conversation = await self.conversations.open(
            NAME,
            known.language or language,
            subject=known.facts,
            customer_key=known.customer_key,
            context=context,
            key=key,
        )
        self.answer_soon(conversation.conversation_id)
        return conversation, self._signer.dumps([conversation.conversation_id, key])

    async def holder(self, token: str) -> Conversation:
        """Return the chat a token opens. Raises NotFound for any other token."""
        try:
            conversation_id, key = self._signer.loads(token)
        except (BadData, ValueError, TypeError):
            raise NotFound("there is no such chat") from None
        return await self.conversations.by_key(conversation_id, key)

    async def hear(self, conversation: Conversation, said: Said) -> Turn:
        """Store what the customer wrote; the answer follows by itself."""
        turn = await self.conversations.hear(conversation.conversation_id, said)
        self.answer_soon(conversation.conversation_id)
        return turn

    def answer_soon(self, conversation_id: str) -> None:
        """Let the robot answer beside the request; if this process ends, a sweeper of another goes on."""
        task = asyncio.create_task(self.conversations.answer(conversation_id))
        self._answers.add(task)
        task.add_done_callback(self._answered)

    async def survey_due(self, conversation: Conversation) -> bool:
        """Whether the customer should be asked now how it went."""
        if self.surveys is None or conversation.state is not State.CLOSED:
            return False
        return await self.surveys.due(conversation.conversation_id)

    async def rate(self, conversation: Conversation, number: int, helped: bool) -> None:
        """Keep whether the answer in turn ``number`` helped. Raises NotFound when that turn is no answer from an article."""
        said = await self.conversations.turns(conversation.conversation_id, number - 1, 1)
        question_id = question_answered(said[0]) if said and said[0].number == number else None
        if self._ratings is None or question_id is None:
            raise NotFound("there is no answer to rate")
        await self._ratings.rate(question_id, helped)

    def _answered(self, task: "asyncio.Task[Any]") -> None:
        self._answers.discard(task)
        if not task.cancelled():
            task.exception()  # whatever it was, the sweeper finds the turn again

    async def settle(self) -> None:
        """Wait for answers under way, so that a process ends politely."""
        await asyncio.gather(*self._answers, return_exceptions=True)


def question_answered(turn: Turn) -> str | None:
    """Return the kept question that a turn of the robot answers from an article; None for any other turn."""
    if turn.speaker is not Speaker.ROBOT:
        return None
    cited = (card.get("question") for card in turn.cards if card.get("type") == "citation")
    return next((question for question in cited if question), None)
