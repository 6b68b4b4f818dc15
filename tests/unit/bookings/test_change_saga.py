"""Changes on a small airline in memory: the way through, refusals, time-outs, doubts, doubles, compensation."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hongyan.bookings import AlreadyChosen
from hongyan.bookings.errors import AirlineUnavailable, CouponNotOpen, OutcomeUnknown
from hongyan.bookings.events import ChangeConfirmed, ChangeFailed, ChangeNeedsPerson, RefundProgressed
from hongyan.bookings.model import CouponStatus, SegmentStatus
from hongyan.bookings.ports import AirlineCapabilities
from hongyan.bookings.saga import State
from hongyan.core.clock import ManualClock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.changes import Desk, build_desk, build_request, legs_of, planned
from tests.builders.fake_airline import NEW_LEG, OLD_LEG, PARTNER_LEG, FakeAirline

EVENTS = (ChangeConfirmed, ChangeFailed, ChangeNeedsPerson, RefundProgressed)


@pytest.fixture
def airline(clock: ManualClock) -> FakeAirline:
    return FakeAirline(clock)


@pytest.fixture
def desk(
    db: Database, airline: FakeAirline, queue: Queue, registry: Registry, outbox: Outbox, clock: ManualClock
) -> Desk:
    return build_desk(db, airline, queue, registry, outbox, clock, ManualClock(clock.now()))


async def _finish(desk: Desk, clock: ManualClock, rounds: int = 40) -> None:
    """Run what is due, moving the day's clock to whatever is due next."""
    for _ in range(rounds):
        await desk.changes.reconcile()
        due = await desk.changes.next_due()
        if due is None:
            return
        clock.set(due)
    raise AssertionError("the change does not come to an end")


async def test_a_rebooking_is_confirmed_with_the_ticket_kept(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order(seats=2)
    airline.add_hold(seats=2)
    change_id = await desk.ask(build_request(seats=2))
    assert await desk.changes.run_batch() == 1
    change = await desk.changes.get(change_id)
    assert change.state is State.CONFIRMED
    assert legs_of(airline.open_coupons("ord_1")) == {NEW_LEG}
    assert [e for e, _ in airline.effects] == ["sell", "revalidate", "release"]
    assert airline.seats_taken(OLD_LEG) == 0
    assert airline.seats_taken(NEW_LEG) == 2
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.change_id) == ("bookings.change_confirmed", change_id)
    assert await desk.steps(change_id) == [
        ("requested", "not_needed", "held"),
        ("held", "done", "seats_sold"),
        ("seats_sold", "not_needed", "off_loaded"),
        ("off_loaded", "done", "ticketed"),
        ("ticketed", "done", "old_released"),
        ("old_released", "done", "confirmed"),
    ]


async def test_nothing_is_done_for_a_request_whose_transaction_failed(
    desk: Desk, airline: FakeAirline
) -> None:
    airline.add_order()
    with pytest.raises(RuntimeError):
        async with desk.db.transaction() as conn:
            await desk.changes.request(conn, build_request())
            raise RuntimeError
    assert await desk.changes.run_batch() == 0
    assert await desk.changes.for_subjects(["dis_1:ord_1"]) == []


async def test_another_carrier_means_a_new_ticket(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold(legs=[PARTNER_LEG])
    change_id = await desk.ask(build_request(itinerary=planned(PARTNER_LEG)))
    await desk.changes.run_batch()
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert ("reissue", "ord_1") in airline.effects


async def test_an_airline_that_cannot_revalidate_reissues(desk: Desk, airline: FakeAirline) -> None:
    airline.capabilities = AirlineCapabilities(name="fake", revalidate=False)
    airline.add_order()
    airline.add_hold()
    await desk.ask(build_request())
    await desk.changes.run_batch()
    assert ("reissue", "ord_1") in airline.effects
    assert legs_of(airline.open_coupons("ord_1")) == {NEW_LEG}


async def test_seats_are_held_first_when_nobody_did(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.capacity[NEW_LEG] = 1
    change_id = await desk.ask(build_request(hold_id=None))
    await desk.changes.run_batch()
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert airline.seats_taken(NEW_LEG) == 1


async def test_without_a_seat_it_fails_and_the_passenger_may_choose_again(
    desk: Desk, airline: FakeAirline
) -> None:
    airline.add_order()
    airline.capacity[NEW_LEG] = 0
    await desk.ask(build_request(hold_id=None))
    await desk.changes.run_batch()
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_failed", "no_seats")
    airline.add_hold("hld_2")
    again = await desk.ask(build_request(hold_id="hld_2"))
    await desk.changes.run_batch()
    assert (await desk.changes.get(again)).state is State.CONFIRMED


async def test_a_hold_that_is_gone_fails_with_that_reason(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    await desk.ask(build_request(hold_id="hld_expired"))
    await desk.changes.run_batch()
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_failed", "hold_gone")
    assert legs_of(airline.open_coupons("ord_1")) == {OLD_LEG}


async def test_a_checked_in_passenger_is_off_loaded_first(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    airline.check_in("ord_1")
    change_id = await desk.ask(build_request())
    await desk.changes.run_batch()
    assert [e for e, _ in airline.effects] == ["sell", "off_load", "revalidate", "release"]
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED


async def test_checking_in_between_two_steps_is_noticed(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    airline.add_order()
    airline.add_hold()

    def check_in_after_sale(operation: str, order_id: str, key: str) -> None:
        if operation == "sell":
            airline.check_in(order_id)

    airline.after = check_in_after_sale
    change_id = await desk.ask(build_request())
    await _finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert Counter(airline.effects)["off_load", "ord_1"] == 1


@pytest.mark.parametrize(("times", "ends"), [(3, State.CONFIRMED), (10_000, State.NEEDS_PERSON)])
async def test_whoever_checks_in_again_is_off_loaded_again_but_not_for_ever(
    desk: Desk, airline: FakeAirline, clock: ManualClock, times: int, ends: State
) -> None:
    airline.add_order()
    airline.add_hold()
    airline.check_in("ord_1")
    left = {"n": times}

    def check_in_again(operation: str, order_id: str, key: str) -> None:
        if operation == "off_load" and left["n"]:
            left["n"] -= 1
            airline.check_in(order_id)

    airline.after = check_in_again
    change_id = await desk.ask(build_request())
    await _finish(desk, clock)
    change = await desk.changes.get(change_id)
    assert change.state is ends
    assert change.reason == (None if ends is State.CONFIRMED else "order_keeps_changing")


async def test_two_tabs_at_once_make_one_change(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    airline.add_hold("hld_2", legs=[PARTNER_LEG])
    requests = [build_request(), build_request(hold_id="hld_2", itinerary=planned(PARTNER_LEG))]
    results = await asyncio.gather(*(desk.ask(r) for r in requests), return_exceptions=True)
    (refused,) = [r for r in results if isinstance(r, BaseException)]
    (change_id,) = [r for r in results if isinstance(r, str)]
    assert isinstance(refused, AlreadyChosen)
    assert refused.change.change_id == change_id
    await desk.changes.run_batch()
    assert len(airline.open_coupons("ord_1")) == 1
    with pytest.raises(AlreadyChosen):  # and it stays so when the first one is through
        await desk.ask(build_request(kind="refund", itinerary=()))


async def test_a_refused_request_leaves_the_callers_transaction_usable(
    desk: Desk, airline: FakeAirline
) -> None:
    airline.add_order(seats=2)
    await desk.ask(build_request(passenger_ids=("ord_1/p1",)))
    async with desk.db.transaction() as conn:
        with pytest.raises(AlreadyChosen):
            await desk.changes.request(conn, build_request(seats=2))
        second = await desk.changes.request(conn, build_request(passenger_ids=("ord_1/p2",)))
    assert (await desk.changes.get(second)).passenger_ids == ("ord_1/p2",)


async def test_a_party_may_split(desk: Desk, airline: FakeAirline, clock: ManualClock) -> None:
    airline.add_order(seats=2)
    airline.add_hold()
    await desk.ask(build_request(passenger_ids=("ord_1/p1",)))
    await desk.ask(build_request(passenger_ids=("ord_1/p2",), kind="refund", itinerary=(), hold_id=None))
    await _finish(desk, clock)
    assert {c.state for c in await desk.changes.for_subjects(["dis_1:ord_1"])} == {State.CONFIRMED}
    assert airline.open_coupons("ord_1") == [("ord_1/p1", NEW_LEG)]
    assert airline.seats_taken(OLD_LEG) == 0
    (refund,) = airline.refunded.values()
    assert refund.passenger_ids == ("ord_1/p2",)


async def test_a_kept_flight_may_be_given_up_later_but_not_while_it_is_being_kept(
    desk: Desk, airline: FakeAirline
) -> None:
    airline.add_order(status=SegmentStatus.TIME_CHANGED)
    kept = await desk.ask(build_request(kind="keep", itinerary=(), hold_id=None))
    with pytest.raises(AlreadyChosen):
        await desk.ask(build_request())
    await desk.changes.run_batch()
    assert (await desk.changes.get(kept)).state is State.CONFIRMED
    airline.add_hold()
    moved = await desk.ask(build_request())
    await desk.changes.run_batch()
    assert (await desk.changes.get(moved)).state is State.CONFIRMED


async def test_a_flight_that_does_not_operate_cannot_be_kept(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order(status=SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING)
    await desk.ask(build_request(kind="keep", itinerary=(), hold_id=None))
    await desk.changes.run_batch()
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_failed", "not_operating")


@pytest.mark.parametrize("operation", ["get", "sell", "off_load", "revalidate", "release"])
async def test_an_outage_is_waited_out_at_every_step(
    desk: Desk, airline: FakeAirline, clock: ManualClock, operation: str
) -> None:
    airline.add_order()
    airline.add_hold()
    airline.check_in("ord_1")
    airline.before = _failing(operation, AirlineUnavailable, times=3)
    change_id = await desk.ask(build_request())
    started = clock.now()
    await _finish(desk, clock)
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
    airline.after = _failing(operation, OutcomeUnknown, times=1)
    change_id = await desk.ask(build_request(hold_id=None))
    await _finish(desk, clock)
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
    airline.before = _failing(operation, OutcomeUnknown, times=1)
    change_id = await desk.ask(build_request(hold_id=None))
    await _finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert max(Counter(airline.effects).values()) == 1
    events = [event for _, event, _ in await desk.steps(change_id)]
    assert events.index("never_happened") == events.index("unknown") + 1


async def test_a_look_up_that_fails_too_keeps_the_doubt(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    airline.add_order()
    airline.add_hold()
    airline.after = _failing("sell", OutcomeUnknown, times=1)
    airline.before = _failing("lookup", AirlineUnavailable, times=3)
    change_id = await desk.ask(build_request())
    await _finish(desk, clock)
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
    await _finish(desk, clock)
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_failed", "already_moved")
    assert airline.seats_taken(NEW_LEG) == 0
    assert airline.seats_taken(OLD_LEG) == 1


async def test_an_impossible_exchange_is_undone(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    airline.before = _failing("revalidate", CouponNotOpen, times=99)
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
    airline.before = _failing("revalidate", CouponNotOpen, times=99)
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
    airline.before = _failing("release", AirlineUnavailable, times=10_000)
    change_id = await desk.ask(build_request())
    await _finish(desk, clock)
    change = await desk.changes.get(change_id)
    assert (change.state, change.reason) == (State.NEEDS_PERSON, "airline_unavailable")
    assert change.stuck_in is State.TICKETED
    airline.before = lambda operation, order_id, key: None
    async with desk.db.transaction() as conn:
        await desk.changes.assign(conn, change_id, "usr_wang")
        await desk.changes.retry(conn, change_id)
    await _finish(desk, clock)
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
    await _finish(desk, clock)
    (event,) = await desk.events(*EVENTS)
    assert (event.name, event.reason) == ("bookings.change_needs_person", "not_confirmed")


async def test_told_follows_confirmed_only(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    change_id = await desk.ask(build_request())
    async with desk.db.transaction() as conn:
        assert await desk.changes.mark_told(conn, [change_id]) == 0
    await desk.changes.run_batch()
    async with desk.db.transaction() as conn:
        assert await desk.changes.mark_told(conn, [change_id]) == 1
    assert (await desk.changes.get(change_id)).state is State.TOLD


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "fly_to_the_moon"},
        {"passenger_ids": ()},
        {"itinerary": ()},
        {"consent": ""},
        {"itinerary": ({"leg": "nonsense", "cabin": "Y"},)},
    ],
)
async def test_a_request_that_contradicts_itself_is_refused(desk: Desk, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        await desk.ask(build_request(**wrong))


async def test_an_unknown_change_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.changes.get("chg_none")


def _failing(operation: str, error: type[Exception], times: int) -> Callable[[str, str, str], None]:
    left = {"n": times}

    def fault(called: str, order_id: str, key: str) -> None:
        if called == operation and left["n"] > 0:
            left["n"] -= 1
            raise error

    return fault
