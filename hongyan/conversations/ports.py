"""Channel: how words get to a customer. Responder: who answers (the assistant; bootstrap supplies it)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from hongyan.conversations.hide_names import PersonName
from hongyan.conversations.model import Conversation, RobotState, Turn


@dataclass(frozen=True, slots=True)
class ChannelCapabilities:
    """What a channel can carry; callers ask this record, never the channel's name."""

    name: str
    text: bool = True
    buttons: bool = False
    cards: bool = False
    files: bool = False
    voice: bool = False
    keys: bool = False
    max_characters: int | None = None
    simulated: bool = False


class Channel(Protocol):
    capabilities: ChannelCapabilities

    async def deliver(self, conversation: Conversation, turns: Sequence[Turn]) -> None:
        """Bring stored turns to the customer. Delivering one twice is harmless (turns are numbered)."""
        ...


class Responder(Protocol):
    """Answers customer turns. It stores its own state under the conversation's id."""

    async def respond(
        self, conversation: Conversation, turn: Turn, memory: RobotState | None
    ) -> Sequence[Turn]:
        """Return the robot's turns that answer ``turn`` (already stored); the caller stores and delivers them.

        ``memory`` is what it saved last, None = nothing yet.
        """
        ...

    async def open(self, conversation: Conversation) -> Sequence[Turn]:
        """Return the greeting of a new conversation."""
        ...


class Mailer(Protocol):
    """Sends one mail; bootstrap lets the mail Sender do it."""

    async def send(
        self, request_id: str, to: str, language: str, subject: str, body: str, valid_until: datetime
    ) -> str | None:
        """Return ``sent``, why not, ``unavailable`` (nothing was handed over: again later) or None (in doubt: ask ``standing``).

        ``request_id`` names the mail for ever.
        """
        ...

    async def standing(self, request_id: str) -> str:
        """Return sent | never_sent | unknown."""
        ...


class Translation(Protocol):
    """Somebody who translates; bootstrap lets the assistant's language model do it."""

    @property
    def configured(self) -> bool:
        """Say whether there is anybody to translate."""
        ...

    async def translate(self, text: str, language: str, names: tuple[str, ...] = ()) -> str:
        """Return ``text`` in ``language`` with names, codes and amounts unchanged. Raises Unavailable."""
        ...


class ScoreBook(Protocol):
    """What is known of how well conversations went; bootstrap lets ``quality`` answer."""

    async def of(self, conversation_ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return resolution, emotion, forbidden, csat, nps, low of those that have been scored."""
        ...

    async def low(self, limit: int) -> list[str]:
        """Return conversations that went badly, the newest first."""
        ...


class PeopleOfOrders(Protocol):
    """Whose names must not stand on a colleague's screen; bootstrap lets the airline's system say it."""

    async def of(self, order_ids: Sequence[str]) -> Sequence[PersonName]:
        """Return the passengers of these orders in every usual spelling. Raises Unavailable."""
        ...
