"""Changes on a small airline in memory: the way through, refusals, doubles, parties that split."""

import asyncio
from collections import Counter

import pytest

from hongyan.bookings import AlreadyChosen
from hongyan.bookings.events import ChangeConfirmed, ChangeFailed, ChangeNeedsPerson, RefundProgressed
from hongyan.bookings.model import SegmentStatus
from hongyan.bookings.ports import AirlineCapabilities
from hongyan.bookings.saga import State
from hongyan.core.clock import ManualClock
from hongyan.core.errors import InvalidInput, NotFound
from tests.builders.changes import Desk, build_request, finish, legs_of, planned
from tests.builders.fake_airline import NEW_LEG, OLD_LEG, PARTNER_LEG, FakeAirline

EVENTS = (ChangeConfirmed, ChangeFailed, ChangeNeedsPerson, RefundProgressed)


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
    await finish(desk, clock)
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
    await finish(desk, clock)
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
    await finish(desk, clock)
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
