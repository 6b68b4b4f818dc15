"""Shapes of the flights API."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from hongyan.flights.airports import Airports
from hongyan.flights.board import LegHistory
from hongyan.flights.feed_door import DeadLetter
from hongyan.flights.model import Leg


class LegRead(BaseModel):
    """A leg as the control room shows it. Instants are UTC; zones are IANA names for showing local times."""

    leg_id: str
    leg_key: str
    flight: str
    carrier: str
    number: str
    origin_date: date
    board: str
    off: str
    board_zone: str | None
    off_zone: str | None
    std: datetime
    sta: datetime
    etd: datetime | None
    eta: datetime | None
    atd: datetime | None
    ata: datetime | None
    status: str
    departure_delay_minutes: int
    arrival_delay_minutes: int
    departure_time_known: bool
    cause_code: str | None
    cause_system: str | None
    cause_text: str | None
    inherited_cause: str | None
    registration: str | None
    aircraft_type: str | None
    configuration: str | None
    diverted_to: str | None
    via: list[str]
    version: int
    affected: int = Field(0, description="passengers of a disruption of this leg who are affected")

    @classmethod
    def of(cls, leg: Leg, airports: Airports, affected: int = 0) -> "LegRead":
        board, off = airports.get(leg.key.board), airports.get(leg.key.off)
        return cls(
            leg_key=str(leg.key),
            flight=leg.key.flight,
            carrier=leg.key.carrier,
            number=leg.key.number,
            origin_date=leg.key.origin_date,
            board=leg.key.board,
            off=leg.key.off,
            board_zone=board.zone if board else None,
            off_zone=off.zone if off else None,
            departure_delay_minutes=leg.departure_delay_minutes,
            arrival_delay_minutes=leg.arrival_delay_minutes,
            via=list(leg.via),
            status=leg.status.value,
            affected=affected,
            **{name: getattr(leg, name) for name in _SAME},
        )


_SAME = (
    "leg_id", "std", "sta", "etd", "eta", "atd", "ata", "departure_time_known", "cause_code", "cause_system",
    "cause_text", "inherited_cause", "registration", "aircraft_type", "configuration", "diverted_to", "version",
)  # fmt: skip


class FlightsPage(BaseModel):
    """One page of the flights board, in order of departure."""

    date: date
    total: int
    items: list[LegRead]


class LegChangeRead(BaseModel):
    """One change of a leg, with the fields that changed before and after, and the message that told."""

    change_id: int
    what: str
    known_at: datetime
    applied_at: datetime
    message_id: str | None
    source: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    @classmethod
    def of(cls, change: LegHistory) -> "LegChangeRead":
        return cls(**{name: getattr(change, name) for name in cls.model_fields})


class LegWithHistory(LegRead):
    """A leg and its changes, newest first."""

    history: list[LegChangeRead]


class FeedBatch(BaseModel):
    """Several messages in one call; JSON messages may be objects, all others are text."""

    messages: list[str | dict[str, Any]]


class FeedAccepted(BaseModel):
    """What the door has taken in; ``message_ids`` follow the order of the messages."""

    accepted: int
    message_ids: list[str]


class DeadLetterRead(BaseModel):
    """A message that could not be applied, with its reason and text."""

    message_id: str
    place: int = Field(description="pass the last one as `after` to read on")
    kind: str
    source: str
    reason: str
    body: str
    received_at: datetime
    attempts: int

    @classmethod
    def of(cls, letter: DeadLetter) -> "DeadLetterRead":
        return cls(**{name: getattr(letter, name) for name in cls.model_fields})


class DeadLetterPage(BaseModel):
    total: int
    items: list[DeadLetterRead]


class Correction(BaseModel):
    """A corrected text for a dead letter; without one it is tried again as it was."""

    body: str | None = Field(None, max_length=1_000_000)


class Dismissal(BaseModel):
    reason: str = Field(min_length=1, max_length=500)
