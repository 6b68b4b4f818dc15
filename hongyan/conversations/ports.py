"""Channel: how words get to a customer. Responder: who answers (the assistant; bootstrap supplies it)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from hongyan.conversations.model import Conversation, Turn


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

    async def respond(self, conversation: Conversation, turn: Turn) -> Sequence[Turn]:
        """Return the robot's turns that answer ``turn`` (already stored); the caller stores and delivers them."""
        ...

    async def open(self, conversation: Conversation) -> Sequence[Turn]:
        """Return the greeting of a new conversation."""
        ...
