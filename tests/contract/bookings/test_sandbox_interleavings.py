"""Whatever people do at the same time, over real connections: no seat is sold twice, nothing deadlocks, the books agree."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hongyan.bookings.adapters.sandbox import SandboxAirline
from hongyan.bookings.errors import AirlineUnavailable, HoldGone, OutcomeUnknown, VersionConflict
from hongyan.core.clock import ManualClock
from hongyan.core.errors import HongyanError
from hongyan.flights import LegKey, LegStatus
from hongyan.runtime.database import Database
from tests.builders.bookings import a_flight, a_hold, a_leg, add_order, schedule_of

_FLIGHTS, _SEATS, _ORDERS = 3, 4, 3
_STEP = st.tuples(
    st.sampled_from(
        ["hold", "hold", "pair", "release_hold", "sell", "sell", "give_up", "expire", "cancel", "revive"]
    ),
    st.integers(0, _FLIGHTS - 1),
    st.integers(0, _ORDERS - 1),
    st.integers(1, 3),
)
_numbers = itertools.count(1000, 10)


class Day:
    """A few small flights, a few orders, and what several people do to them."""

    def __init__(
        self, airline: SandboxAirline, clock: ManualClock, legs: list[LegKey], orders: list[str]
    ) -> None:
        self.airline, self.clock, self.legs, self.orders = airline, clock, legs, orders
        self.holds: list[str] = []
        self._keys = itertools.count()

    async def person(self, program: list[tuple[str, int, int, int]]) -> None:
        for verb, flight, order, seats in program:
            try:
                await self.do(verb, flight, order, seats)
            except (AirlineUnavailable, OutcomeUnknown):
                raise  # a deadlock or a lost connection: never allowed here
            except HongyanError:
                pass  # refused for a good reason: no seat, hold gone, version

    async def do(self, verb: str, flight: int, order: int, seats: int) -> None:
        key = f"{self.legs[0]}-{next(self._keys)}"
        leg, other = self.legs[flight], self.legs[(flight + 1) % _FLIGHTS]
        if verb in ("hold", "pair"):
            legs = (leg,) if verb == "hold" else (leg, other)
            expires = self.clock.now() + timedelta(minutes=30)
            result = await self.airline.hold([a_hold(key, *legs, seats=seats, expires_at=expires)])
            self.holds += [r.hold_id for r in result if r.hold_id]
        elif verb == "release_hold" and self.holds:
            await self.airline.release_holds(self.holds[-2:], key)
        elif verb == "sell" and self.holds:
            found = (await self.airline.get([self.orders[order]]))[0]
            people = [p.passenger_id for p in found.passengers]
            await self.airline.sell(found.order_id, people, self.holds[-1], found.version, key)
        elif verb == "give_up":
            found = (await self.airline.get([self.orders[order]]))[0]
            people = [p.passenger_id for p in found.passengers]
            segments = [s.segment_id for s in found.segments if s.passenger_ids][-2:]
            if segments:
                await self.airline.release(found.order_id, people, segments, found.version, key)
        elif verb == "expire":
            self.clock.advance(timedelta(minutes=20))
            await self.airline.sweep(self.clock.now())
        elif verb in ("cancel", "revive"):
            status = LegStatus.CANCELLED if verb == "cancel" else LegStatus.SCHEDULED
            await self.airline.apply_schedule([schedule_of(a_flight(leg), status=status)])


@pytest.fixture
async def sandbox(db: Database, clock: ManualClock) -> AsyncIterator[SandboxAirline]:
    yield SandboxAirline(db, clock)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(programs=st.lists(st.lists(_STEP, min_size=3, max_size=8), min_size=3, max_size=5))
async def test_no_interleaving_oversells_or_deadlocks(
    db: Database,
    sandbox: SandboxAirline,
    clock: ManualClock,
    programs: list[list[tuple[str, int, int, int]]],
) -> None:
    first = next(_numbers)
    legs = [a_leg(first + n) for n in range(_FLIGHTS)]
    later = clock.now() + timedelta(hours=20)
    await sandbox.apply_schedule(
        [schedule_of(a_flight(leg, capacity={"Y": _SEATS}, departs=later)) for leg in legs]
    )
    orders = [await add_order(db, legs[n % _FLIGHTS], "ADT", phone=None) for n in range(_ORDERS)]
    day = Day(sandbox, clock, legs, orders)
    await asyncio.gather(*(day.person(program) for program in programs))
    assert await sandbox.oversold_seats() == 0
    assert await sandbox.inventory_drift() == 0


async def test_one_last_seat_goes_to_exactly_one_of_many(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    leg = a_leg(900)
    await sandbox.apply_schedule([schedule_of(a_flight(leg, capacity={"Y": 1}))])
    results = await asyncio.gather(*(sandbox.hold([a_hold(f"k{n}", leg)]) for n in range(20)))
    assert sum(r[0].hold_id is not None for r in results) == 1


async def test_two_people_with_one_order_and_two_seats_buy_once(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    old, new = a_leg(901), a_leg(902)
    await sandbox.apply_schedule([schedule_of(a_flight(leg, capacity={"Y": 9})) for leg in (old, new)])
    order = (await sandbox.get([await add_order(db, old, "ADT")]))[0]
    holds = [r.hold_id or "" for r in await sandbox.hold([a_hold("a", new), a_hold("b", new)])]
    people = [p.passenger_id for p in order.passengers]
    outcomes = await asyncio.gather(
        *(sandbox.sell(order.order_id, people, h, order.version, f"sell-{h}") for h in holds),
        return_exceptions=True,
    )
    assert sorted(type(o) for o in outcomes if isinstance(o, Exception)) == [VersionConflict]
    assert len((await sandbox.get([order.order_id]))[0].segments) == 2


async def test_crossing_batches_and_releases_do_not_deadlock(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    legs = [a_leg(910 + n) for n in range(6)]
    await sandbox.apply_schedule([schedule_of(a_flight(leg, capacity={"Y": 60})) for leg in legs])

    async def batch(n: int) -> None:
        order = legs if n % 2 else legs[::-1]
        asked = [a_hold(f"{n}-{i}", a, b) for i, (a, b) in enumerate(itertools.permutations(order, 2))]
        held = [r.hold_id for r in await sandbox.hold(asked) if r.hold_id]
        await asyncio.gather(
            sandbox.release_holds(held[::2], f"r{n}"),
            sandbox.release_holds(held[::-1], f"s{n}"),
            sandbox.extend_holds(held, clock.now() + timedelta(hours=3)),
        )

    await asyncio.gather(*(batch(n) for n in range(6)))
    assert await sandbox.inventory_drift() == 0
    assert (await sandbox.counts())["seats_held"] == 0


async def test_the_database_itself_refuses_to_oversell(db: Database, sandbox: SandboxAirline) -> None:
    await sandbox.apply_schedule([schedule_of(a_flight(a_leg(950), capacity={"Y": 2}))])
    with pytest.raises(Exception, match="never_oversold"):
        async with db.transaction() as conn:
            await conn.run("update sandbox.cabin set sold = 2, held = 1")


async def test_a_late_sale_against_a_cancelled_flight_leaves_no_held_seats(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    leg, other = a_leg(960), a_leg(961)
    flights = [a_flight(x, capacity={"Y": 9}) for x in (leg, other)]
    await sandbox.apply_schedule([schedule_of(f) for f in flights])
    order = (await sandbox.get([await add_order(db, other, "ADT")]))[0]
    hold_id = (await sandbox.hold([a_hold("k", leg, other)]))[0].hold_id or ""
    await sandbox.apply_schedule([schedule_of(flights[0], status=LegStatus.CANCELLED)])
    with pytest.raises(HoldGone):
        await sandbox.sell(order.order_id, [order.passengers[0].passenger_id], hold_id, order.version, "s")
    assert (await sandbox.counts())["seats_held"] == 0  # the seats on the other leg came back too
