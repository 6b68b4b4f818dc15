"""Refunds: recorded with their due date, each state told once, late and failed ones in someone's hands."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hongyan.bookings.errors import AirlineUnavailable, OutcomeUnknown
from hongyan.bookings.events import ChangeConfirmed, ChangeNeedsPerson, RefundProgressed
from hongyan.bookings.model import CouponStatus, RefundState
from hongyan.bookings.saga import State
from hongyan.core.clock import ManualClock
from hongyan.core.money import Money
from tests.builders.changes import Desk, build_request
from tests.builders.fake_airline import OLD_LEG, FakeAirline


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 9, 30, 2, 0, tzinfo=UTC))


@pytest.fixture
def airline(clock: ManualClock) -> FakeAirline:
    made = FakeAirline(clock)
    made.add_order()
    return made


async def _refund(desk: Desk, **changes: object) -> str:
    return await desk.ask(build_request(kind="refund", itinerary=(), hold_id=None, **changes))


async def _progress(desk: Desk) -> list[str]:
    return [e.state for e in await desk.events(RefundProgressed)]  # type: ignore[attr-defined]


async def test_a_refund_is_due_after_the_golden_week_and_recorded_with_its_fee(
    desk: Desk, airline: FakeAirline
) -> None:
    change_id = await _refund(desk, fee=Money(Decimal(80), "CNY"))
    await desk.changes.run_batch()
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    (refund,) = await desk.refunds.of_changes([change_id])
    assert (refund.due_on, refund.basis) == (date(2026, 10, 15), "CCAR-273")
    assert (refund.amount, refund.fee) == (Money(Decimal(720), "CNY"), Money(Decimal(80), "CNY"))
    assert airline.orders["ord_1"].coupons[0].status is CouponStatus.REFUNDED
    assert airline.seats_taken(OLD_LEG) == 0
    assert len(await desk.events(ChangeConfirmed)) == 1
    assert await _progress(desk) == ["requested"]


async def test_an_involuntary_refund_has_no_fee(desk: Desk) -> None:
    change_id = await _refund(desk)
    await desk.changes.run_batch()
    (refund,) = await desk.refunds.of_changes([change_id])
    assert refund.fee == Money(Decimal(0), "CNY")


async def test_each_state_is_told_once_even_those_passed_between_two_looks(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    change_id = await _refund(desk)
    await desk.changes.run_batch()
    (refund,) = await desk.refunds.of_changes([change_id])
    airline.move_refund(refund.refund_id, RefundState.VALIDATED, RefundState.APPROVED)
    clock.advance(timedelta(minutes=2))
    assert await desk.refunds.look() == 1
    assert await desk.refunds.look() == 0  # not again before its time
    clock.advance(timedelta(hours=2))
    await desk.refunds.look()
    airline.move_refund(refund.refund_id, RefundState.SENT, RefundState.DONE)
    clock.advance(timedelta(hours=2))
    await desk.refunds.look()
    assert await _progress(desk) == ["requested", "validated", "approved", "sent", "done"]
    clock.advance(timedelta(days=30))
    assert await desk.refunds.look() == 0  # done is the end
    assert await desk.refunds.next_due() is None
    assert await desk.events(ChangeNeedsPerson) == []


async def test_looks_at_many_refunds_fall_on_the_same_instants(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    for n in range(2, 8):
        airline.add_order(f"ord_{n}")
        clock.advance(timedelta(seconds=7))
        await desk.ask(build_request(f"ord_{n}", kind="refund", itinerary=(), hold_id=None))
        await desk.changes.run_batch()
    due = await desk.refunds.next_due()
    assert due is not None
    clock.set(due)
    assert await desk.refunds.look() == 6


async def test_two_sweepers_with_the_same_answer_tell_it_once(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    change_id = await _refund(desk)
    await desk.changes.run_batch()
    (old,) = await desk.refunds.of_changes([change_id])
    airline.move_refund(old.refund_id, RefundState.VALIDATED)
    (present,) = await airline.refunds([old.refund_id])
    from hongyan.bookings.refunds import _moved

    moved = [(old, _moved(old, present, clock.now()))]
    await desk.refunds._store(moved, clock.now())
    await desk.refunds._store(moved, clock.now())
    assert await _progress(desk) == ["requested", "validated"]


async def test_a_late_refund_is_someones_task_once(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    change_id = await _refund(desk)
    await desk.changes.run_batch()
    clock.set(datetime(2026, 10, 15, 15, 59, tzinfo=UTC))  # still the 15th in China
    await desk.refunds.look()
    assert await desk.events(ChangeNeedsPerson) == []
    for _ in range(3):
        clock.advance(timedelta(hours=2))
        await desk.refunds.look()
    (event,) = await desk.events(ChangeNeedsPerson)
    assert event.reason == "refund_overdue"  # type: ignore[attr-defined]
    (refund,) = await desk.refunds.of_changes([change_id])
    assert refund.overdue


async def test_lateness_is_noticed_although_the_airline_does_not_answer(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    await _refund(desk)
    await desk.changes.run_batch()

    def down(operation: str, order_id: str, key: str) -> None:
        raise AirlineUnavailable

    airline.before = down
    clock.set(datetime(2026, 10, 16, 2, 0, tzinfo=UTC))
    await desk.refunds.look()
    assert [e.reason for e in await desk.events(ChangeNeedsPerson)] == ["refund_overdue"]  # type: ignore[attr-defined]


async def test_a_failed_refund_is_someones_task(desk: Desk, airline: FakeAirline, clock: ManualClock) -> None:
    change_id = await _refund(desk)
    await desk.changes.run_batch()
    (refund,) = await desk.refunds.of_changes([change_id])
    airline.move_refund(refund.refund_id, RefundState.FAILED)
    clock.advance(timedelta(minutes=2))
    await desk.refunds.look()
    assert [e.reason for e in await desk.events(ChangeNeedsPerson)] == ["refund_failed"]  # type: ignore[attr-defined]


async def test_a_refund_that_timed_out_after_it_began_is_not_begun_twice(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    left = {"n": 1}

    def lose_the_answer(operation: str, order_id: str, key: str) -> None:
        if operation == "refund" and left["n"]:
            left["n"] = 0
            raise OutcomeUnknown

    airline.after = lose_the_answer
    change_id = await _refund(desk)
    await desk.changes.run_batch()
    clock.advance(timedelta(seconds=2))
    await desk.changes.run_batch()
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert len(airline.refunded) == 1
    assert len(await desk.refunds.of_changes([change_id])) == 1


async def test_a_refund_the_airline_refuses_is_a_persons_task(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order("ord_2", coupon_status=CouponStatus.AIRPORT_CONTROL)
    change_id = await desk.ask(build_request("ord_2", kind="refund", itinerary=(), hold_id=None))
    await desk.changes.run_batch()
    change = await desk.changes.get(change_id)
    assert (change.state, change.reason) == (State.NEEDS_PERSON, "coupon_not_open")
