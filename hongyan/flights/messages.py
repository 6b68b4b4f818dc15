"""What a feed message says, in one vocabulary for all formats: facts about legs, each with the time it was known."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about the legs of a flight.

    ``field`` is a time or attribute of ``Leg`` (std, etd, registration …), or one of: exists (a schedule has the leg),
    cancelled, operating (lifts cancels), retimed, rerouted (the new routing), returned, diverted_to, cause, correction.

    ``board``/``off`` narrow it to legs with that station, None means any. ``slot`` names the conversation the fact
    belongs to: a newer fact of the same field, stations and slot replaces an older one, and a correction (COR)
    withdraws everything older in the slot it corrects. ``rank`` is 0 for seasonal schedule data that ad-hoc messages override.
    ``value`` is JSON-friendly; instants are ISO 8601 in UTC, so that they sort as text.
    """

    field: str
    value: Any
    at: str
    slot: str
    digest: str
    board: str | None = None
    off: str | None = None
    rank: int = 1

    def as_row(self) -> list[Any]:
        return [self.field, self.value, self.at, self.slot, self.digest, self.board, self.off, self.rank]

    @classmethod
    def from_row(cls, row: list[Any]) -> "Fact":
        return cls(*row)

    @property
    def order(self) -> tuple[int, str, str]:
        """Return the total order in which facts win: ad hoc over seasonal, then newer, then the digest."""
        return (self.rank, self.at, self.digest)

    @property
    def source(self) -> str:
        return self.slot.partition(":")[0]


@dataclass(frozen=True, slots=True)
class OriginDay:
    """The flight of this local date at its first station."""

    day: date


@dataclass(frozen=True, slots=True)
class UtcDay:
    """The flight whose first departure falls on this UTC date (SSM/ASM in UTC mode)."""

    day: date


@dataclass(frozen=True, slots=True)
class Movement:
    """The leg of a movement message: scheduled UTC day and the station it speaks of.

    ``arriving`` tells which end of the leg the station is; ``moment`` is the arrival it reports, if any.
    """

    day: date
    station: str
    arriving: bool
    registration: str | None = None
    moment: datetime | None = None


Day = OriginDay | UtcDay | Movement


@dataclass(frozen=True, slots=True)
class FlightMessage:
    """What one message says about one flight on one day."""

    kind: str
    carrier: str
    number: str
    day: Day
    facts: tuple[Fact, ...]
    action: str
    known_at: datetime
    digest: str

    @property
    def flight(self) -> str:
        return f"{self.carrier}{self.number}"


@dataclass(frozen=True, slots=True)
class Known:
    """When a message was known, and the digest of its text: the stamp on each of its facts.

    ``given`` is what the sender of the batch or the time of receipt said; a time inside the message wins over it.
    """

    given: datetime
    digest: str

    def at(self, stated: datetime | None) -> datetime:
        return (stated or self.given).astimezone(UTC)


def iso(instant: datetime) -> str:
    """Return the one text form of an instant that facts use, so that text order is time order.

    Raises ValueError for a year no flight is in: an instant near the end of time breaks arithmetic later.
    """
    if not 1950 < instant.year < 2200:
        raise ValueError(f"{instant.year} is no year of a flight")
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
