"""The flights a day is invented for, and how many seats of each are taken while it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hongyan.flights import LegKey


@dataclass(frozen=True, slots=True)
class SandboxFlight:
    """One leg on sale. Without ``with_orders`` (partners, later days) its load is a number, with no orders behind it."""

    leg: LegKey
    departs: datetime
    arrives: datetime
    capacity: Mapping[str, int]  # seats by cabin F | J | W | Y
    carrier_agreement: str | None = None
    with_orders: bool = True


@dataclass(slots=True)
class CabinLoad:
    """What is sold of one cabin while the day is invented."""

    capacity: int
    sold: int = 0
    elsewhere: int = 0
    by_rbd: dict[str, int] = field(default_factory=dict)

    @property
    def free(self) -> int:
        return self.capacity - self.sold


class Loads:
    """The seats of every flight of the day; a sale beyond capacity is refused."""

    def __init__(self) -> None:
        self.flights: dict[LegKey, SandboxFlight] = {}
        self.cabins: dict[tuple[LegKey, str], CabinLoad] = {}

    def add(self, flight: SandboxFlight) -> None:
        """Put a flight on sale. Raises ValueError when the leg is there already."""
        if flight.leg in self.flights:
            raise ValueError(f"flight given twice: {flight.leg}")
        self.flights[flight.leg] = flight
        for cabin, seats in flight.capacity.items():
            self.cabins[flight.leg, cabin] = CabinLoad(seats)

    def sell(self, leg: LegKey, cabin: str, rbd: str, seats: int) -> None:
        load = self.cabins[leg, cabin]
        if seats > load.free:
            raise ValueError(f"oversold: {leg} {cabin}")
        load.sold += seats
        load.by_rbd[rbd] = load.by_rbd.get(rbd, 0) + seats

    def sell_elsewhere(self, leg: LegKey, cabin: str, seats: int) -> None:
        load = self.cabins[leg, cabin]
        seats = min(seats, load.free)
        load.sold += seats
        load.elsewhere += seats
