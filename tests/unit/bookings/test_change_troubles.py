"""Changes when the airline is away, silent or changed meanwhile: doubt, compensation, a person who takes over."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from hongyan.bookings.errors import AirlineUnavailable, CouponNotOpen, OutcomeUnknown
from hongyan.bookings.events import ChangeConfirmed, ChangeFailed, ChangeNeedsPerson, RefundProgressed
from hongyan.bookings.model import CouponStatus, SegmentStatus
from hongyan.bookings.saga import State
from hongyan.core.clock import ManualClock
from tests.builders.changes import Desk, build_request, finish, legs_of
from tests.builders.fake_airline import NEW_LEG, OLD_LEG, FakeAirline, failing

EVENTS = (ChangeConfirmed, ChangeFailed, ChangeNeedsPerson, RefundProgressed)


@pytest.mark.parametrize("operation", ["get", "sell", "off_load", "revalidate", "release"])
async def test_an_outage_is_waited_out_at_every_step(
    desk: Desk, airline: FakeAirline, clock: ManualClock, operation: str
) -> None:
    airline.add_order()
    airline.add_hold()
    airline.check_in("ord_1")
    airline.before = failing(operation, AirlineUnavailable, times=3)
    change_id = await desk.ask(build_request())
    started = clock.now()
    await finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert clock.now() - started == timedelta(seconds=1 + 2 + 4)
    assert max(Counter(airline.effects).values()) == 1


@pytest.mark.parametrize("operation", ["hold", "sell", "off_load", "revalidate", "release"])
async def test_a_time_out_after_the_airline_acted_is_looked_up_and_not_repeated(
    desk: Desk, airline: FakeAirline, clock: ManualClock, operation: str
) -> None:
    airline.add_order()
    airline.capacity[NEW_LEG] = 1
    airline.check_in("ord_1")
    airline.after = failing(operation, OutcomeUnknown, times=1)
    change_id = await desk.ask(build_request(hold_id=None))
    await finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert max(Counter(airline.effects).values()) == 1
    assert "unknown" in {event for _, event, _ in await desk.steps(change_id)}


@pytest.mark.parametrize("operation", ["hold", "sell", "off_load", "revalidate", "release"])
async def test_a_time_out_before_the_airline_acted_is_looked_up_then_done(
    desk: Desk, airline: FakeAirline, clock: ManualClock, operation: str
) -> None:
    airline.add_order()
    airline.capacity[NEW_LEG] = 1
    airline.check_in("ord_1")
    airline.before = failing(operation, OutcomeUnknown, times=1)
    change_id = await desk.ask(build_request(hold_id=None))
    await finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert max(Counter(airline.effects).values()) == 1
    events = [event for _, event, _ in await desk.steps(change_id)]
    assert events.index("never_happened") == events.index("unknown") + 1


async def test_a_look_up_that_fails_too_keeps_the_doubt(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    airline.add_order()
    airline.add_hold()
    airline.after = failing("sell", OutcomeUnknown, times=1)
    airline.before = failing("lookup", AirlineUnavailable, times=3)
    change_id = await desk.ask(build_request())
    await finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert Counter(airline.effects)["sell", "ord_1"] == 1


async def test_an_order_changed_meanwhile_is_read_again(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    changed = iter([True])

    def touch(operation: str, order_id: str, key: str) -> None:
        if operation == "revalidate" and next(changed, False):
            airline.change(order_id)

    airline.before = touch
    change_id = await desk.ask(build_request())
    await desk.changes.run_batch()
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert ("off_loaded", "version_moved", "off_loaded") in await desk.steps(change_id)


async def test_a_passenger_moved_by_someone_else_is_not_moved_twice(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order(coupon_status=CouponStatus.EXCHANGED)
    airline.add_hold()
    await desk.ask(build_request())
    await desk.changes.run_batch()
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_failed", "already_moved")
    assert airline.effects == [("release_holds", "hld_1")]


async def test_a_passenger_moved_between_sale_and_exchange_gets_the_new_seat_released(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    airline.add_order()
    airline.add_hold()

    def exchange_elsewhere(operation: str, order_id: str, key: str) -> None:
        if operation == "sell":
            coupons = airline.orders[order_id].coupons
            airline.change(
                order_id, coupons=tuple(replace(c, status=CouponStatus.EXCHANGED) for c in coupons)
            )

    airline.after = exchange_elsewhere
    await desk.ask(build_request())
    await finish(desk, clock)
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_failed", "already_moved")
    assert airline.seats_taken(NEW_LEG) == 0
    assert airline.seats_taken(OLD_LEG) == 1


async def test_an_impossible_exchange_is_undone(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    airline.before = failing("revalidate", CouponNotOpen, times=99)
    change_id = await desk.ask(build_request())
    await desk.changes.run_batch()
    change = await desk.changes.get(change_id)
    assert (change.state, change.reason) == (State.FAILED, "coupon_not_open")
    assert airline.seats_taken(NEW_LEG) == 0
    assert legs_of(airline.open_coupons("ord_1")) == {OLD_LEG}


async def test_what_cannot_be_put_back_becomes_a_persons_task(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    airline.check_in("ord_1")
    airline.before = failing("revalidate", CouponNotOpen, times=99)
    change_id = await desk.ask(build_request())
    await desk.changes.run_batch()
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == (
        "bookings.change_needs_person",
        "coupon_not_open_after_off_load",
    )
    assert event.owner == "rebooking-desk"
    assert airline.seats_taken(NEW_LEG) == 0
    (waiting,) = await desk.changes.needing_person()
    assert waiting.change_id == change_id


async def test_an_airline_gone_for_good_becomes_a_persons_task_who_can_resume_it(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    airline.add_order()
    airline.add_hold()
    airline.before = failing("release", AirlineUnavailable, times=10_000)
    change_id = await desk.ask(build_request())
    await finish(desk, clock)
    change = await desk.changes.get(change_id)
    assert (change.state, change.reason) == (State.NEEDS_PERSON, "airline_unavailable")
    assert change.stuck_in is State.TICKETED
    airline.before = lambda operation, order_id, key: None
    async with desk.db.transaction() as conn:
        await desk.changes.assign(conn, change_id, "usr_wang")
        await desk.changes.retry(conn, change_id)
    await finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert airline.seats_taken(OLD_LEG) == 0


async def test_a_person_may_close_a_change_and_the_passenger_may_choose_again(
    desk: Desk, airline: FakeAirline
) -> None:
    airline.add_order(coupon_status=CouponStatus.SUSPENDED)
    airline.add_hold()
    change_id = await desk.ask(build_request())
    await desk.changes.run_batch()
    assert (await desk.changes.get(change_id)).reason == "coupon_not_open"
    async with desk.db.transaction() as conn:
        await desk.changes.close_by_hand(conn, change_id, carried_out=False, reason="wrong_name")
    assert [e.name for e in await desk.events(*EVENTS)][-1] == "bookings.change_failed"
    await desk.ask(build_request())


async def test_an_order_that_does_not_exist_becomes_a_persons_task(desk: Desk) -> None:
    change_id = await desk.ask(build_request())
    await desk.changes.run_batch()
    change = await desk.changes.get(change_id)
    assert (change.state, change.reason) == (State.NEEDS_PERSON, "order_missing")


async def test_it_is_not_announced_until_the_airline_shows_it(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    airline.add_order()
    airline.add_hold()

    def unconfirm(operation: str, order_id: str, key: str) -> None:
        if operation == "release":
            segments = airline.orders[order_id].segments
            waiting = tuple(
                replace(s, status=SegmentStatus.WAITLISTED) if s.leg == NEW_LEG else s for s in segments
            )
            airline.change(order_id, segments=waiting)

    airline.after = unconfirm
    change_id = await desk.ask(build_request())
    await desk.changes.run_batch()
    assert await desk.events(*EVENTS) == []
    assert (await desk.changes.get(change_id)).state is State.OLD_RELEASED
    await finish(desk, clock)
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_needs_person", "not_confirmed")
