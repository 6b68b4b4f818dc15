"""Whole days: the generator's volumes in the database, and batches large enough to matter."""

import time
from datetime import timedelta

import pytest

from hongyan.bookings.adapters.sandbox import SandboxAirline
from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, InvalidInput
from hongyan.runtime.database import Database
from tests.builders.bookings import START, a_day, a_flight, a_hold, a_leg, load_orders, schedule_of


async def test_a_generated_day_is_consistent_and_the_same_from_the_same_seed(
    db: Database, clock: ManualClock
) -> None:
    sandbox = SandboxAirline(db, clock)
    made = await load_orders(db, a_day(12))
    counts = await sandbox.counts()
    assert (counts["orders"], counts["passengers"]) == (made.orders, made.passengers)
    assert counts["seats_sold"] == made.seats_sold
    assert await sandbox.oversold_seats() == 0
    assert await sandbox.inventory_drift() == 0
    assert await sandbox.double_rebookings() == 0


async def test_a_second_part_of_the_day_may_be_added_but_no_flight_twice(
    db: Database, clock: ManualClock
) -> None:
    await load_orders(db, [a_flight(a_leg(1))])
    await load_orders(db, [a_flight(a_leg(2))], seed=8)
    with pytest.raises(Conflict):
        await load_orders(db, [a_flight(a_leg(2))], seed=9)
    with pytest.raises(InvalidInput):
        await load_orders(db, [a_flight(a_leg(3)), a_flight(a_leg(3))], seed=9)
    assert await SandboxAirline(db, clock).inventory_drift() == 0


async def test_ten_thousand_holds_and_a_hundred_flights_of_orders_take_seconds(
    db: Database, clock: ManualClock
) -> None:
    """The bound is four times the aim of two seconds: shared build machines are slow, a row at a time is slower."""
    sandbox = SandboxAirline(db, clock)
    flights = a_day(100)
    await load_orders(db, flights)
    later = [a_flight(a_leg(5000 + n), departs=START + timedelta(hours=20)) for n in range(130)]
    await sandbox.apply_schedule([schedule_of(f) for f in later])
    began = time.monotonic()
    orders = await sandbox.orders_on([f.leg for f in flights])
    assert time.monotonic() - began < 8
    assert sum(len(o.passengers) for o in orders) > 12_000
    asked = [a_hold(f"k{n}", later[n % 130].leg, seats=1 + n % 3) for n in range(10_000)]
    began = time.monotonic()
    held = await sandbox.hold(asked)
    assert time.monotonic() - began < 8
    assert sum(r.hold_id is not None for r in held) > 5_000
    assert await sandbox.inventory_drift() == 0
