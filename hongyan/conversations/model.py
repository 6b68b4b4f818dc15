"""One conversation on any channel: who takes part, what was said, and why the robot said it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hongyan.core.citation import Citation

__all__ = ["Button", "Citation", "Conversation", "Kind", "Speaker", "State", "Turn"]


class Speaker(StrEnum):
    CUSTOMER = "customer"
    ROBOT = "robot"
    AGENT = "agent"
    SYSTEM = "system"  # "Li Na has joined", "transcript sent"


class State(StrEnum):
    """Where a conversation stands."""

    WITH_ROBOT = "with_robot"
    WAITING_FOR_PERSON = "waiting_for_person"  # handed over, nobody has taken it yet
    WITH_PERSON = "with_person"
    CLOSED = "closed"


class Kind(StrEnum):
    """What one turn of a customer is."""

    TEXT = "text"
    KEYS = "keys"  # digits on a keypad
    BUTTON = "button"  # ``payload`` says which
    FILE = "file"
    SILENCE = "silence"  # nothing came in time


@dataclass(frozen=True, slots=True)
class Button:
    """An offered answer. ``payload`` comes back when it is tapped; typing or saying ``label`` means the same."""

    label: str
    payload: str
    style: str = "normal"  # normal | primary | danger


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said. ``number`` rises by one in a conversation; ``client_id`` makes sending it twice harmless.

    ``cards`` are structured answers a channel may draw (an offer with its countdown, an itinerary, a refund timeline);
    ``text`` always says the same in words. ``reasons`` (robot turns) holds intent, confidence, slots, rule, article, action.
    """

    turn_id: str
    conversation_id: str
    number: int
    speaker: Speaker
    author: str
    kind: Kind
    text: str
    language: str
    at: datetime
    channel: str
    client_id: str | None = None
    payload: str | None = None
    buttons: tuple[Button, ...] = ()
    cards: tuple[dict[str, Any], ...] = ()
    citations: tuple[Citation, ...] = ()
    attachments: tuple[str, ...] = ()  # ids of stored files
    reasons: dict[str, Any] = field(default_factory=dict)

    @property
    def cut_in(self) -> bool:
        """Say whether the customer spoke or pressed before the robot had said everything."""
        return bool(self.reasons.get("cut_in"))


@dataclass(frozen=True, slots=True)
class Conversation:
    """``customer_key`` joins the channels of one customer (E.164 phone, member or party id), never shown as it is."""

    conversation_id: str
    customer_key: str | None
    channel: str
    language: str
    state: State
    opened_at: datetime
    last_at: datetime
    turns: int = 0
    owner: str | None = None  # the agent who has it
    disposition: str | None = None  # resolved | handed_over | abandoned | …
    topic: str | None = None  # the intent it was mostly about
    closed_at: datetime | None = None
    subject: dict[str, Any] = field(
        default_factory=dict
    )  # verified facts: order_ids, party_ids, phone, member_no, name
    context: dict[str, Any] = field(
        default_factory=dict
    )  # what the page it was opened on says, not verified: flight_no, locator, topic
    waiting_since: datetime | None = None
    handover: dict[str, Any] = field(default_factory=dict)  # what the robot gave the person, and why


@dataclass(frozen=True, slots=True)
class RobotState:
    """What the robot remembers of a conversation. ``version`` must be shown again when it is saved."""

    state: dict[str, Any]
    version: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a customer sent. ``state``: stored, refused (``reason`` says why; its bytes are not kept)."""

    attachment_id: str
    conversation_id: str
    file_name: str
    media_type: str
    size: int
    state: str
    at: datetime
    reason: str | None = None


def robot_turn(
    conversation: Conversation,
    text: str,
    *,
    language: str | None = None,
    buttons: tuple[Button, ...] = (),
    cards: tuple[dict[str, Any], ...] = (),
    citations: tuple[Citation, ...] = (),
    reasons: dict[str, Any] | None = None,
    speaker: Speaker = Speaker.ROBOT,
    author: str = "hongyan",
) -> Turn:
    """Compose a turn that is not stored yet: whoever stores it gives it its id, number and instant."""
    return Turn(
        turn_id="",
        conversation_id=conversation.conversation_id,
        number=0,
        speaker=speaker,
        author=author,
        kind=Kind.TEXT,
        text=text,
        language=language or conversation.language,
        at=conversation.last_at,
        channel=conversation.channel,
        buttons=buttons,
        cards=cards,
        citations=citations,
        reasons=reasons or {},
    )
