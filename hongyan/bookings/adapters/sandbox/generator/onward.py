"""Onward flights of connecting travellers: given ones where they exist, else invented ones on two-hourly banks.

An invented onward flight is the carrier's own, numbered from 9001, leaves the arrival airport on an even UTC hour at
least 50 minutes later for another airport of the day, and is half full of travellers no order of ours knows. The generator
returns these flights, for they are in nobody's schedule.
"""

import random
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import airportsdata

from hongyan.bookings.adapters.sandbox.generator.flights import Loads, SandboxFlight
from hongyan.flights import LegKey

_SHORTEST, _LONGEST = timedelta(minutes=50), timedelta(hours=5)
_BANK = timedelta(hours=2)
_CAPACITY = {"J": 12, "Y": 168}


@cache
def _airports() -> dict[str, Any]:
    return dict(airportsdata.load("IATA"))


def zone_of(iata: str) -> str:
    """Return the airport's time zone, UTC when the airport is unknown."""
    return str(_airports()[iata]["tz"]) if iata in _airports() else "UTC"


class Onward:
    """Finds (or invents) the flight a connecting party takes next."""

    def __init__(self, loads: Loads, *, invent: bool) -> None:
        self._loads = loads
        self._invent = invent
        self._banks: dict[tuple[str, str, datetime], SandboxFlight] = {}
        self.invented: list[SandboxFlight] = []
        given: dict[str, list[SandboxFlight]] = defaultdict(list)
        for flight in loads.flights.values():
            given[flight.leg.board].append(flight)
        self._given = {board: sorted(f, key=lambda x: x.departs) for board, f in given.items()}
        self._stations = sorted({f.leg.off for f in loads.flights.values()} | set(given))

    def after(
        self, rng: random.Random, flight: SandboxFlight, cabin: str, seats: int
    ) -> tuple[SandboxFlight, str] | None:
        """Return an onward flight with room and the cabin there, or None."""
        for option in self._options(rng, flight):
            for letter in dict.fromkeys((cabin, "Y")):
                load = self._loads.cabins.get((option.leg, letter))
                if load is not None and load.free >= seats:
                    return option, letter
        return None

    def _options(self, rng: random.Random, flight: SandboxFlight) -> Iterable[SandboxFlight]:
        board = self._given.get(flight.leg.off, [])
        first = bisect_left(board, flight.arrives + _SHORTEST, key=lambda f: f.departs)
        last = bisect_left(board, flight.arrives + _LONGEST, key=lambda f: f.departs)
        fitting = [
            f
            for f in board[first:last]
            if f.leg.off != flight.leg.board
            and f.with_orders
            and (f.leg.carrier == flight.leg.carrier or f.carrier_agreement is not None)
        ]
        yield from rng.sample(fitting, min(3, len(fitting)))
        if self._invent:
            yield from filter(None, (self._bank(flight, n) for n in range(3)))

    def _bank(self, flight: SandboxFlight, later: int) -> SandboxFlight | None:
        hour = (flight.arrives + _SHORTEST).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        departs = hour + timedelta(hours=2 - hour.hour % 2) + later * _BANK
        key = (flight.leg.carrier, flight.leg.off, departs)
        if key not in self._banks:
            made = self._make(flight, departs)
            if made is None:
                return None
            self._banks[key] = made
        found = self._banks[key]
        return found if found.leg.off != flight.leg.board else None

    def _make(self, flight: SandboxFlight, departs: datetime) -> SandboxFlight | None:
        board = flight.leg.off
        offs = [s for s in self._stations if s not in (board, flight.leg.board)]
        if not offs:
            return None
        off = offs[zlib.crc32(f"{board}{departs.isoformat()}".encode()) % len(offs)]
        minutes = 80 + zlib.crc32(f"{board}-{off}".encode()) % 90
        leg = LegKey(
            flight.leg.carrier,
            str(9001 + len(self.invented)),
            departs.astimezone(ZoneInfo(zone_of(board))).date(),
            board,
            off,
        )
        made = SandboxFlight(leg, departs, departs + timedelta(minutes=minutes), _CAPACITY, with_orders=False)
        self._loads.add(made)
        for cabin, seats in _CAPACITY.items():
            self._loads.sell_elsewhere(leg, cabin, seats // 2)
        self.invented.append(made)
        return made
