"""The sandbox airline's own life: operations, finance, departure control, faults."""

import asyncio
from datetime import timedelta

import pytest

from hongyan.bookings.adapters.sandbox import Faults, FaultSettings, SandboxAirline
from hongyan.bookings.errors import AirlineUnavailable, VersionConflict
from hongyan.bookings.model import CouponStatus, Order, RefundState, SegmentStatus
from hongyan.core.clock import ManualClock
from hongyan.core.money import Money
from hongyan.flights import LegStatus
from hongyan.runtime.database import Database
from tests.builders.bookings import START, a_flight, a_hold, a_leg, add_order, load_orders, schedule_of

_FLIGHT = a_flight(a_leg(101), capacity={"Y": 9})


@pytest.fixture
async def sandbox(db: Database, clock: ManualClock) -> SandboxAirline:
    airline = SandboxAirline(db, clock)
    await airline.apply_schedule([schedule_of(_FLIGHT)])
    return airline


async def _get(airline: SandboxAirline, order_id: str) -> Order:
    return (await airline.get([order_id]))[0]


async def _status(airline: SandboxAirline, order_id: str) -> tuple[SegmentStatus, CouponStatus]:
    order = await _get(airline, order_id)
    return order.segments[0].status, order.coupons[0].status


@pytest.mark.parametrize(
    ("minutes", "status"), [(14, "HK"), (15, "TK"), (-15, "TK"), (-14, "HK"), (300, "TK")]
)
async def test_a_retimed_flight_marks_segments_from_a_quarter_of_an_hour(
    db: Database, sandbox: SandboxAirline, minutes: int, status: str
) -> None:
    order_id = await add_order(db, _FLIGHT.leg)
    await sandbox.apply_schedule([schedule_of(_FLIGHT, later=timedelta(minutes=minutes))])
    order = await _get(sandbox, order_id)
    assert order.segments[0].status.value == status
    assert order.segments[0].departs == _FLIGHT.departs  # as ticketed
    assert order.version == (1 if status == "HK" else 2)


async def test_a_cancelled_flight_comes_back(db: Database, sandbox: SandboxAirline) -> None:
    order_id = await add_order(db, _FLIGHT.leg)
    await sandbox.apply_schedule([schedule_of(_FLIGHT, status=LegStatus.CANCELLED)])
    assert (await _status(sandbox, order_id))[0] is SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING
    assert (await sandbox.hold([a_hold("a", _FLIGHT.leg)]))[0].refused == "not_operating"
    await sandbox.apply_schedule([schedule_of(_FLIGHT)])
    assert (await _status(sandbox, order_id))[0] is SegmentStatus.HOLDING_CONFIRMED
    assert (await sandbox.hold([a_hold("b", _FLIGHT.leg)]))[0].hold_id is not None


async def test_a_schedule_told_twice_changes_nothing_more(db: Database, sandbox: SandboxAirline) -> None:
    order_id = await add_order(db, _FLIGHT.leg)
    cancelled = [schedule_of(_FLIGHT, status=LegStatus.CANCELLED)]
    assert await sandbox.apply_schedule(cancelled) == 2
    assert await sandbox.apply_schedule(cancelled) == 0
    assert (await _get(sandbox, order_id)).version == 2


async def test_a_crash_between_inventory_and_orders_is_made_good_by_telling_again(
    db: Database, sandbox: SandboxAirline
) -> None:
    order_id = await add_order(db, _FLIGHT.leg)
    async with db.transaction() as conn:  # what the first step had committed
        await conn.run("update sandbox.leg set status = 'cancelled'")
    await sandbox.apply_schedule([schedule_of(_FLIGHT, status=LegStatus.CANCELLED)])
    assert (await _status(sandbox, order_id))[0] is SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING


async def test_coupons_fly_with_the_flight_and_no_shows_stay_open(
    db: Database, sandbox: SandboxAirline
) -> None:
    travels = await add_order(db, _FLIGHT.leg, checked_in=True)
    stays = await add_order(db, _FLIGHT.leg)
    seen = []
    for status in (LegStatus.DEPARTED, LegStatus.RETURNED, LegStatus.DEPARTED, LegStatus.ARRIVED):
        await sandbox.apply_schedule([schedule_of(_FLIGHT, status=status)])
        seen.append((await _status(sandbox, travels))[1].value)
    assert seen == ["L", "C", "L", "F"]
    assert (await _status(sandbox, stays))[1] is CouponStatus.OPEN
    await sandbox.apply_schedule([schedule_of(_FLIGHT, status=LegStatus.SCHEDULED)])
    assert (await _status(sandbox, travels))[1] is CouponStatus.FLOWN  # final


async def test_the_database_keeps_final_coupons_final(db: Database, sandbox: SandboxAirline) -> None:
    await add_order(db, _FLIGHT.leg)
    with pytest.raises(Exception, match="is final"):
        async with db.transaction() as conn:
            await conn.run("update sandbox.coupon set status = 'R'")
            await conn.run("update sandbox.coupon set status = 'O'")


async def test_a_leg_nobody_knows_goes_on_sale_only_with_seats(sandbox: SandboxAirline) -> None:
    without = schedule_of(a_flight(a_leg(555), capacity={}))
    assert await sandbox.apply_schedule([without]) == 0
    assert await sandbox.apply_schedule([schedule_of(a_flight(a_leg(556)))]) == 1
    assert (await sandbox.hold([a_hold("k", a_leg(556))]))[0].hold_id is not None


async def test_a_refund_walks_through_finance_on_the_products_clock(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    order = await _get(sandbox, await add_order(db, _FLIGHT.leg))
    refund = await sandbox.refund(
        order.order_id,
        [order.passengers[0].passenger_id],
        [order.segments[0].segment_id],
        Money.zero("CNY"),
        order.version,
        "rf",
    )
    assert await sandbox.advance_refunds(clock.now()) == 0
    seen = []
    while (due := await sandbox.next_due()) is not None:
        clock.set(due)
        assert await sandbox.sweep(clock.now()) == 1
        seen.append((await sandbox.refunds([refund.refund_id]))[0])
    assert [r.state.value for r in seen] == ["validated", "approved", "sent", "done"]
    assert [state for state, _ in seen[-1].history] == [
        RefundState.REQUESTED,
        RefundState.VALIDATED,
        RefundState.APPROVED,
        RefundState.SENT,
        RefundState.DONE,
    ]
    assert seen[-1].history[-1][1] == clock.now()


async def test_a_clock_that_jumps_moves_a_refund_through_all_its_steps_at_their_own_instants(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    order = await _get(sandbox, await add_order(db, _FLIGHT.leg))
    what = ([order.passengers[0].passenger_id], [order.segments[0].segment_id])
    refund = await sandbox.refund(order.order_id, *what, Money.zero("CNY"), 1, "rf")
    await sandbox.advance_refunds(clock.now() + timedelta(days=30))
    found = (await sandbox.refunds([refund.refund_id]))[0]
    assert found.state is RefundState.DONE
    assert [at for _, at in found.history] == sorted({at for _, at in found.history})


async def test_travellers_check_in_as_the_day_goes_on_but_not_on_a_cancelled_flight(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    flown, cancelled = (a_flight(a_leg(n), departs=START + timedelta(hours=30)) for n in (301, 302))
    await load_orders(db, [flown, cancelled], no_show=0, connecting=0)
    before = (await sandbox.coupons_by_status()).get("C", 0)
    await sandbox.apply_schedule([schedule_of(cancelled, status=LegStatus.CANCELLED)])
    while (due := await sandbox.next_due()) is not None:
        clock.set(due)
        await sandbox.sweep(clock.now())
    assert before == 0
    statuses = {
        leg: {c.status.value for o in await sandbox.orders_on([leg]) for c in o.coupons}
        for leg in (flown.leg, cancelled.leg)
    }
    assert statuses == {flown.leg: {"C"}, cancelled.leg: {"O"}}


async def test_two_sweepers_at_once_do_the_work_once(
    db: Database, sandbox: SandboxAirline, clock: ManualClock
) -> None:
    await sandbox.hold(
        [a_hold(f"k{n}", _FLIGHT.leg, expires_at=START + timedelta(hours=1)) for n in range(9)]
    )
    clock.advance(timedelta(hours=1))
    await asyncio.gather(*(sandbox.sweep(clock.now()) for _ in range(4)))
    assert (await sandbox.counts())["seats_held"] == 0
    assert await sandbox.inventory_drift() == 0


async def test_double_rebookings_are_seen(db: Database, sandbox: SandboxAirline) -> None:
    other = a_flight(a_leg(103), capacity={"Y": 9})
    await sandbox.apply_schedule([schedule_of(other)])
    order = await _get(sandbox, await add_order(db, _FLIGHT.leg))
    people = [p.passenger_id for p in order.passengers]
    hold = (await sandbox.hold([a_hold("k", other.leg)]))[0].hold_id or ""
    order = await sandbox.sell(order.order_id, people, hold, order.version, "s")
    assert await sandbox.double_rebookings() == 1
    await sandbox.release(order.order_id, people, [order.segments[0].segment_id], order.version, "r")
    assert await sandbox.double_rebookings() == 0


async def test_faults_are_switched_while_it_runs(db: Database, clock: ManualClock) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    sandbox = SandboxAirline(db, clock, Faults(FaultSettings(slow_seconds={"members": 2}), sleep))
    await sandbox.member_tiers(["x"])
    await sandbox.get(["x"])
    assert slept == [2]
    sandbox.faults.switch(unavailable=1)
    with pytest.raises(AirlineUnavailable):
        await sandbox.get(["x"])
    sandbox.faults.calm()
    assert await sandbox.get(["x"]) == []


async def test_stale_availability_shows_seats_that_a_hold_then_refuses(sandbox: SandboxAirline) -> None:
    await sandbox.hold([a_hold("k", _FLIGHT.leg, seats=9)])
    sandbox.faults.switch(stale_availability=1)
    (found,) = await sandbox.availability(["PVG"], [], START, START + timedelta(days=1))
    assert found.seats == {"Y": 9}
    assert (await sandbox.hold([a_hold("l", _FLIGHT.leg)]))[0].refused == "no_seats"


async def test_lookup_waits_for_an_operation_still_in_flight(db: Database, sandbox: SandboxAirline) -> None:
    """A caller that died may leave its transaction running: "never took effect" must stay true."""
    async with db.transaction() as conn:
        await conn.run(
            "insert into sandbox.operation (idempotency_key, operation, done_at) values ('k', 'sell', :at)",
            at=START,
        )
        asked = asyncio.create_task(sandbox.lookup("k"))
        done, _ = await asyncio.wait([asked], timeout=0.2)
        assert not done
    found = await asked
    assert found is not None and found.operation == "sell"


async def test_a_refused_operation_leaves_its_key_free(db: Database, sandbox: SandboxAirline) -> None:
    order = await _get(sandbox, await add_order(db, _FLIGHT.leg))
    what = ([order.passengers[0].passenger_id], [order.segments[0].segment_id])
    with pytest.raises(VersionConflict):
        await sandbox.release(order.order_id, *what, 99, "k")
    assert await sandbox.lookup("k") is None
    after = await sandbox.release(order.order_id, *what, order.version, "k")
    assert after.segments[0].status is SegmentStatus.CANCELLED
