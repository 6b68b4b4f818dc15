"""What happens to a dialogue, and what it wants done. Pure data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hongyan.assistant.dialogue.queries import Query
from hongyan.assistant.dialogue.state import Identity, Option
from hongyan.assistant.understanding import Reading
from hongyan.assistant.words import Words

# — events: ``at`` is aware, in the traveller's zone —


@dataclass(frozen=True, slots=True)
class Opened:
    at: datetime
    identity: Identity
    language: str
    channel: str
    person_wait_minutes: float | None = None
    subject: str | None = None  # task to begin with, e.g. the disruption behind a passenger's link
    menu: tuple[str, ...] = ()  # tasks of the hotline's menu, most wished for first; none = the usual order
    hears: bool = (
        True  # words reach us: typed, or spoken where speech is recognised; else keys are all there is
    )


@dataclass(frozen=True, slots=True)
class Said:
    """Words. ``cut_in`` = they came while the robot was still speaking: no consent to what was not heard to its end."""

    at: datetime
    reading: Reading
    cut_in: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys on a telephone keypad. ``reading`` is what the digits mean as words where they are data.

    ``cut_in`` as with words.
    """

    at: datetime
    digits: str
    reading: Reading | None = None
    cut_in: bool = False


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button, or the key that stands for it. ``cut_in`` as with words."""

    at: datetime
    payload: str
    cut_in: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    at: datetime


@dataclass(frozen=True, slots=True)
class FileReceived:
    at: datetime
    attachment_id: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """The world's answer to a query, JSON-friendly; ``trouble`` is a slug when there is none."""

    at: datetime
    key: str
    value: Any = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an act, by its consent (or key)."""

    at: datetime
    key: str
    receipt: dict[str, Any] | None = None
    trouble: str | None = None


Event = Opened | Said | Pressed | Tapped | Silence | FileReceived | Fetched | Settled


# — actions —


@dataclass(frozen=True, slots=True)
class Say:
    """Words for the customer, in order; ``options`` may be drawn as buttons, ``cards`` as what they are."""

    words: tuple[Words, ...]
    options: tuple[Option, ...] = ()
    cards: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Fetch:
    key: str
    query: Query


@dataclass(frozen=True, slots=True)
class Carry:
    """Carry out an act. ``consent`` is set for those that bind; ``number`` makes its id with the conversation's."""

    key: str
    act: dict[str, Any]
    consent: str | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """To a person, with everything known. ``reason`` is a slug."""

    reason: str
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something a person owes the customer: callback, mail_answer, complaint … The driver adds owner and clock."""

    kind: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Close:
    disposition: str


Action = Say | Fetch | Carry | HandOver | Promise | Close
Actions = Sequence[Action]
