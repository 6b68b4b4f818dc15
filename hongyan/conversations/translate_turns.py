"""A colleague and a customer who speak different languages: what was said in the reader's words, an answer in the customer's."""

from collections.abc import Sequence

from hongyan.conversations.hide_names import names_in
from hongyan.conversations.model import Conversation, State, Turn
from hongyan.conversations.ports import PeopleOfOrders, Translation
from hongyan.conversations.screen import Screen, screen_of
from hongyan.conversations.service import Conversations
from hongyan.core.errors import HongyanError
from hongyan.runtime import Database


class DeskTranslation:
    """Translates for whoever may read; hidden data stays hidden. Nothing of it is stored: the original is the record."""

    def __init__(
        self, db: Database, conversations: Conversations, translation: Translation, people: PeopleOfOrders
    ) -> None:
        self._db = db
        self._conversations = conversations
        self._translation = translation
        self._people = people

    @property
    def configured(self) -> bool:
        return self._translation.configured

    async def turns(
        self, conversation_id: str, reader: str, numbers: Sequence[int], language: str
    ) -> dict[int, str | None]:
        """Return these turns in ``language``; None for one whose translation lost a name, number or amount."""
        records = self._conversations.records
        async with self._db.snapshot() as conn:
            conversation = await records.read(conn, conversation_id)
            found: list[Turn] = []
            if numbers:
                found = await records.turns(conn, conversation_id, min(numbers) - 1, 5000)
        mine = conversation.state is State.WITH_PERSON and conversation.owner == reader
        names = names_in(conversation.subject, conversation.handover)
        screen = None if mine else await self._screen(conversation)
        made: dict[int, str | None] = {}
        for turn in found:
            if turn.number in numbers:
                text = screen.text(turn.text) if screen else turn.text
                made[turn.number] = await self._translated(text, language, names)
        return made

    async def reply(self, conversation_id: str, text: str, language: str) -> str:
        """Return what the customer would be told. Raises NotConfigured or NotTranslated."""
        conversation = await self._conversations.read(conversation_id)
        names = names_in(conversation.subject, conversation.handover)
        return await self._translation.translate(text, language, names)

    async def _screen(self, conversation: Conversation) -> Screen:
        async with self._db.snapshot() as conn:
            turns = await self._conversations.records.turns(conn, conversation.conversation_id, 0, 5000)
        return await screen_of(conversation, turns, self._people)

    async def _translated(self, text: str, language: str, names: tuple[str, ...]) -> str | None:
        try:
            return await self._translation.translate(text, language, names)
        except HongyanError:
            if not self.configured:
                raise
            return None
