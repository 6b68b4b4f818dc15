"""A colleague and a customer who speak different languages: what was said in the reader's words, an answer in the customer's."""

from collections.abc import Mapping, Sequence
from typing import Any

from hongyan.conversations.model import State, Turn
from hongyan.conversations.ports import Translation
from hongyan.conversations.screen import hide
from hongyan.conversations.service import Conversations
from hongyan.core.errors import HongyanError
from hongyan.runtime import Database

_NAMED = frozenset({"name", "names", "surname", "given_name", "traveller", "travellers", "passenger_name"})


class DeskTranslation:
    """Translates for whoever may read; hidden data stays hidden. Nothing of it is stored: the original is the record."""

    def __init__(self, db: Database, conversations: Conversations, translation: Translation) -> None:
        self._db = db
        self._conversations = conversations
        self._translation = translation

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
        made: dict[int, str | None] = {}
        for turn in found:
            if turn.number in numbers:
                text = turn.text if mine else hide(turn.text)
                made[turn.number] = await self._translated(text, language, names)
        return made

    async def reply(self, conversation_id: str, text: str, language: str) -> str:
        """Return what the customer would be told. Raises NotConfigured or NotTranslated."""
        conversation = await self._conversations.read(conversation_id)
        names = names_in(conversation.subject, conversation.handover)
        return await self._translation.translate(text, language, names)

    async def _translated(self, text: str, language: str, names: tuple[str, ...]) -> str | None:
        try:
            return await self._translation.translate(text, language, names)
        except HongyanError:
            if not self.configured:
                raise
            return None


def names_in(*facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return every name of a person that these facts hold."""
    found: dict[str, None] = {}

    def look(value: Any, named: bool) -> None:
        if isinstance(value, Mapping):
            for key, part in value.items():
                look(part, named or key in _NAMED)
        elif isinstance(value, list | tuple):
            for part in value:
                look(part, named)
        elif named and isinstance(value, str) and len(value) > 1:
            found[value] = None

    for fact in facts:
        look(fact, named=False)
    return tuple(found)
