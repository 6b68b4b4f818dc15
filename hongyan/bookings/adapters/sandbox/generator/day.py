"""Invents a day: fills the given flights with parties and writes down their orders, tickets and contacts. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hongyan.bookings.adapters.sandbox.generator import fares
from hongyan.bookings.adapters.sandbox.generator.flights import Loads, SandboxFlight
from hongyan.bookings.adapters.sandbox.generator.onward import Onward
from hongyan.bookings.adapters.sandbox.generator.parties import (
    GROUP_SIZES,
    Party,
    groups_wanted,
    make_group,
    make_party,
)
from hongyan.bookings.adapters.sandbox.generator.write_order import Booked, OrderWriter, Rows
from hongyan.bookings.adapters.sandbox.settings import GeneratorSettings


@dataclass(slots=True)
class Day:
    """Everything that was invented: rows by table, the loads of the flights, and the onward flights added."""

    rows: Rows
    loads: Loads
    invented: list[SandboxFlight] = field(default_factory=list)
    connecting: int = 0
    in_groups: int = 0


def invent_day(
    flights: Sequence[SandboxFlight],
    seed: int,
    settings: GeneratorSettings,
    now: datetime,
    first_serial: int = 1,
) -> Day:
    """Invent orders for ``flights`` as they stand at ``now``; the same arguments give the same day.

    Travellers whose check-in lies before ``now`` are checked in; the others mean to. Ticket numbers count on from
    ``first_serial``. Raises ValueError when a flight is given twice.
    """
    rng = random.Random(seed)
    loads = Loads()
    for flight in sorted(flights, key=lambda f: (f.departs, f.leg)):
        loads.add(flight)
    inventor = _Inventor(rng, loads, settings, OrderWriter(rng, seed, settings, now, first_serial))
    for flight in list(loads.flights.values()):
        inventor.fill(flight)
    return inventor.day()


class _Inventor:
    def __init__(
        self, rng: random.Random, loads: Loads, settings: GeneratorSettings, writer: OrderWriter
    ) -> None:
        self._rng = rng
        self._loads = loads
        self._settings = settings
        self._writer = writer
        self._onward = Onward(loads, invent=settings.invent_onward)
        # groups do not connect, so the others do a little more often
        self._connects = settings.connecting / max(0.01, 1 - settings.in_groups)
        self._connecting = 0
        self._in_groups = 0

    def day(self) -> Day:
        return Day(self._writer.rows, self._loads, self._onward.invented, self._connecting, self._in_groups)

    def fill(self, flight: SandboxFlight) -> None:
        """Sell the flight up to its load of the day."""
        full = min(1.0, max(0.4, self._rng.gauss(self._settings.load_factor, 0.08)))
        for cabin, capacity in flight.capacity.items():
            target = round(capacity * full)
            if not flight.with_orders:
                self._loads.sell_elsewhere(flight.leg, cabin, target)
            else:
                self._fill_cabin(flight, cabin, target)

    def _fill_cabin(self, flight: SandboxFlight, cabin: str, target: int) -> None:
        load = self._loads.cabins[flight.leg, cabin]
        groups = groups_wanted(self._rng, target, self._settings) if cabin == "Y" else 0
        while load.sold < target:
            left = target - load.sold
            if groups and left >= GROUP_SIZES[0]:
                groups -= 1
                party = make_group(self._rng, left, self._settings)
                self._in_groups += party.seats
            else:
                party = make_party(self._rng, left, cabin, self._settings)
            self._book(flight, cabin, party)

    def _book(self, flight: SandboxFlight, cabin: str, party: Party) -> None:
        journey = [self._sell(flight, cabin, party)]
        if not party.group and not party.minor_alone and self._rng.random() < self._connects:
            found = self._onward.after(self._rng, flight, cabin, party.seats)
            if found is not None:
                journey.append(self._sell(*found, party))
                self._connecting += len(party.members)
        self._writer.write(party, journey)

    def _sell(self, flight: SandboxFlight, cabin: str, party: Party) -> Booked:
        load = self._loads.cabins[flight.leg, cabin]
        rbd = (
            fares.GROUP_RBD
            if party.group
            else fares.pick_rbd(self._rng, cabin, load.by_rbd, load.capacity, party.seats)
        )
        self._loads.sell(flight.leg, cabin, rbd, party.seats)
        return Booked(flight, cabin, rbd)
