"""What a flight leg is: keys, states and causes. Public facts only, no personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class LegKey:
    """One take-off and landing. ``origin_date`` is the *local* date at the flight's first station (SSIM).

    ``number`` carries no leading zeros and may end in an operational suffix letter.
    """

    carrier: str
    number: str
    origin_date: date
    board: str
    off: str

    @property
    def flight(self) -> str:
        return f"{self.carrier}{self.number}"

    def __str__(self) -> str:
        return f"{self.carrier}{self.number}/{self.origin_date.isoformat()}/{self.board}-{self.off}"

    @classmethod
    def parse(cls, text: str) -> "LegKey":
        """Read back what ``str`` gave. Raises ValueError on anything else."""
        flight, day, pair = text.split("/")
        board, off = pair.split("-")
        return cls(flight[:2], flight[2:], date.fromisoformat(day), board, off)


class LegStatus(StrEnum):
    SCHEDULED = "scheduled"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    DIVERTED = "diverted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Leg:
    """The present state of a leg. All instants are UTC; s/e/a = scheduled, estimated, actual; td/ta = off, on blocks."""

    leg_id: str
    key: LegKey
    std: datetime
    sta: datetime
    etd: datetime | None = None
    eta: datetime | None = None
    atd: datetime | None = None
    ata: datetime | None = None
    status: LegStatus = LegStatus.SCHEDULED
    cause_code: str | None = None
    cause_system: str | None = None
    registration: str | None = None
    aircraft_type: str | None = None
    configuration: str | None = None
    departure_time_known: bool = True
    inherited_cause: str | None = None
    version: int = 0

    @property
    def departs(self) -> datetime:
        return self.atd or self.etd or self.std

    @property
    def arrives(self) -> datetime:
        return self.ata or self.eta or self.sta

    @property
    def arrival_delay_minutes(self) -> int:
        """Minutes on blocks after schedule (negative = early)."""
        return int((self.arrives - self.sta).total_seconds() // 60)
