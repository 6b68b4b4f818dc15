"""What outreach talks about: who is to be reached, what was tried, what comes next. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Channel(StrEnum):
    """How someone is contacted. ``agency`` = a notice to the system of the agency that booked, which passes it on.

    ``person`` = a named colleague takes over; it is no machine channel.
    """

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"
    AGENCY = "agency"
    PERSON = "person"


MACHINES = (Channel.CALL, Channel.SMS, Channel.EMAIL, Channel.PUSH, Channel.AGENCY)


class TaskState(StrEnum):
    SCHEDULED = "scheduled"
    IN_FLIGHT = "in_flight"
    REACHED = "reached"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"


class CampaignState(StrEnum):
    WAITING_APPROVAL = "waiting_approval"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"


class Turn:
    """Who goes first within a channel: a first contact, then a retry, then a follow-up of someone already reached."""

    FIRST = 0
    RETRY = 1
    FOLLOW_UP = 2


@dataclass(frozen=True, slots=True)
class Person:
    """Everything the ladder may know about one person, across bookings. Instants are aware; zones are IANA names.

    ``phone_quality``: verified | unverified | relay | masked | agency | wrong. ``departs_at`` = nearest departure affected.
    """

    language: str
    departs_at: datetime
    passenger_zone: str | None = None
    destination_zone: str | None = None
    phone: str | None = None
    phone_quality: str = "unverified"
    email: str | None = None
    push: str | None = None
    agency_phone: str | None = None
    agency: str | None = None  # code of the agency that booked, when its system can be told
    phone_until: datetime | None = None  # of a relay: the number is somebody else's afterwards
    refuses: frozenset[str] = frozenset()  # channels this person opted out of
    travelling: bool = False  # checked in or already under way: the safety exception applies
    contacts_last_day: int = 0  # by earlier tasks, for the frequency cap


@dataclass(frozen=True, slots=True)
class Tried:
    """What has been tried for one task so far, as counts and the last result."""

    calls: int = 0
    texts: int = 0
    mails: int = 0
    pushes: int = 0
    agencies: int = 0
    phone_bad: bool = False  # wrong number or invalid: neither call nor text again
    heard: bool = False
    last_channel: str | None = None
    last_result: str | None = None
    last_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.calls + self.texts + self.mails + self.pushes + self.agencies


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: a channel and when. ``reason`` says why, as a code; for ``person`` it is the list's reason."""

    channel: Channel
    due_at: datetime
    turn: int = Turn.FIRST
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A task's new place on the ladder. ``ledger`` None = the ledger entry stays what it is."""

    task_id: str
    state: str
    next_channel: str | None
    due_at: datetime | None
    turn: int
    step: str
    tried: Tried
    decided: bool
    ledger: str | None = None
    reason: str | None = None
    owner: str | None = None
    reached_by: str | None = None


LINKED_WISHES = ("keep", "move", "cancel")


@dataclass(frozen=True, slots=True)
class LinkedProduct:
    """A hotel or a car of the same trip. ``reference`` as in the order, e.g. ``hotel:H123456``."""

    reference: str
    kind: str  # hotel | car | other

    @property
    def number(self) -> str:
        return self.reference.partition(":")[2] or self.reference


def linked_products(references: Iterable[str]) -> tuple[LinkedProduct, ...]:
    """Read references of an order."""
    found = []
    for reference in sorted(references):
        kind = reference.partition(":")[0]
        found.append(LinkedProduct(reference, kind if kind in ("hotel", "car") else "other"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a passenger wants. ``kind``: accept | refund | keep | person. ``offer_id`` goes with accept."""

    kind: str
    offer_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReadBack:
    """What is read back before a choice counts, in both languages, and the token that confirms exactly this."""

    text_zh: str
    text_en: str
    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkSubject:
    """Whom a passenger link speaks for."""

    link_id: str
    party_ids: tuple[str, ...]
    language: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """The reach ledger in numbers. ``balance`` = affected − (reached + scheduled + unreachable + unknown); must be 0."""

    affected: int
    reached: int
    scheduled: int
    unreachable: int
    unknown: int

    @property
    def balance(self) -> int:
        return self.affected - (self.reached + self.scheduled + self.unreachable + self.unknown)

    @property
    def reached_rate(self) -> float:
        return self.reached / self.affected if self.affected else 1.0


@dataclass(frozen=True, slots=True)
class FlightFacts:
    """The flight that went wrong, as it is spoken of. ``departs_local`` is at the board airport."""

    party_id: str
    flight: str
    board: str
    off: str
    departs_local: datetime
    kind: str  # cancelled | delayed | …
    delay_minutes: int = 0


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """One alternative as it is spoken of. ``kind`` as in protection.offer; times of the flights, local at their airports.

    ``ground_minutes`` is the way between the asked airports and the flights' own.
    """

    offer_id: str
    party_id: str
    kind: str
    flights: tuple[str, ...]
    board: str
    off: str
    departs_local: datetime | None
    arrives_local: datetime | None
    ground_minutes: int = 0
    arrival_delay_minutes: int | None = None
    hold_expires_at: datetime | None = None
