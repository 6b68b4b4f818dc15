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
        split = (
            3 if flight[:3].isalpha() else 2
        )  # an ICAO designator has three letters, an IATA one two characters
        return cls(flight[:split], flight[split:], date.fromisoformat(day), board, off)


class LegStatus(StrEnum):
    SCHEDULED = "scheduled"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    CANCELLED = "cancelled"
    DIVERTED = "diverted"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Leg:
    """The present state of a leg. All instants are UTC; s/e/a = scheduled, estimated, actual; td/ta = off, on blocks.

    ``cause_system`` is ``iata`` (AHM 730), ``ssim`` (change reason), ``reason`` (class read from words) or what the
    sender said; ``inherited_cause`` is the cause of the earlier leg of the aircraft when the code is reactionary.
    ``via`` are the stations a re-routed leg now calls at; ``diverted_to`` is where a diverted one went.
    """

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
    cause_text: str | None = None
    diverted_to: str | None = None
    via: tuple[str, ...] = ()
    terminal: str | None = None  # of departure
    arrival_terminal: str | None = None
    gate: str | None = None

    @property
    def departs(self) -> datetime:
        return self.atd or self.etd or self.std

    @property
    def arrives(self) -> datetime:
        return self.ata or self.eta or self.sta

    @property
    def departure_delay_minutes(self) -> int:
        """Minutes off blocks after schedule (negative = early)."""
        return int((self.departs - self.std).total_seconds() // 60)

    @property
    def arrival_delay_minutes(self) -> int:
        """Minutes on blocks after schedule (negative = early)."""
        return int((self.arrives - self.sta).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class FlightStatusView:
    """A flight on a day as a traveller asks for it: times local at the airports, aware.

    ``status``: scheduled, delayed (more than 15 minutes), cancelled, departed, arrived, diverted, returned.
    ``departs`` and ``arrives`` are as scheduled; expected_* the best known times when they differ (None when cancelled).
    ``time_known`` False = delayed, and nobody knows until when.
    """

    flight_no: str
    leg: str
    date: str
    origin: str
    destination: str
    status: str
    departs: datetime
    arrives: datetime
    expected_departure: datetime | None = None
    expected_arrival: datetime | None = None
    delay_minutes: int = 0
    terminal: str | None = None
    arrival_terminal: str | None = None
    gate: str | None = None
    cause: str | None = None
    aircraft: str | None = None
    diverted_to: str | None = None
    time_known: bool = True
