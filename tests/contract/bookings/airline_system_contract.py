"""What every airline-system adapter must do. An adapter's test module inherits the class and supplies the fixtures."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from hongyan.bookings.errors import (
    CouponNotOpen,
    HoldGone,
    NoSeats,
    NotConfirmed,
    OutcomeUnknown,
    ReissueNeeded,
    VersionConflict,
)
from hongyan.bookings.model import CouponStatus, HoldRequest, Order, RefundState, SegmentStatus
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import ManualClock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.core.money import Money
from hongyan.flights import LegKey


@dataclass
class World:
    """An airline system with: ``old`` (a flight with orders), ``new`` (same route, empty, 20 seats in Y, 4 in J),
    ``via`` (two legs over another airport, empty), ``partner`` (same route, other carrier, by agreement).

    Orders: ``family`` two adults, a child and a lap infant; ``single`` one adult, not checked in; ``checked_in`` one
    adult who is. ``cancel`` makes operations cancel a leg, ``time_out_after_commit`` makes changes time out when done.
    """

    airline: AirlineSystem
    clock: ManualClock
    old: LegKey
    new: LegKey
    via: tuple[LegKey, LegKey]
    partner: LegKey
    family: str
    single: str
    checked_in: str
    cancel: Callable[[LegKey], Awaitable[Any]]
    time_out_after_commit: Callable[[bool], None]
    time_out_before_commit: Callable[[bool], None]

    async def order(self, order_id: str) -> Order:
        return (await self.airline.get([order_id]))[0]

    def ask(self, key: str, *legs: LegKey, seats: int = 1, cabin: str = "Y", hours: float = 6) -> HoldRequest:
        expires = self.clock.now() + timedelta(hours=hours)
        return HoldRequest(key, legs, (cabin,) * len(legs), seats, expires)

    async def held(self, key: str, *legs: LegKey, seats: int = 1, hours: float = 6) -> str:
        result = (await self.airline.hold([self.ask(key, *legs, seats=seats, hours=hours)]))[0]
        assert result.hold_id is not None, result.refused
        return result.hold_id

    async def seats_left(self, leg: LegKey, cabin: str = "Y") -> int:
        day = timedelta(days=2)
        found = await self.airline.availability(
            [leg.board], [leg.off], self.clock.now() - day, self.clock.now() + day
        )
        return next(f.seats[cabin] for f in found if f.leg == leg)

    async def sold(
        self, order_id: str, *legs: LegKey, key: str = "sell"
    ) -> tuple[Order, list[str], list[str]]:
        """Sell ``legs`` to everybody of the order; return it with its old and new segment ids."""
        order = await self.order(order_id)
        hold_id = await self.held(f"hold-{key}-{order_id}", *legs, seats=order.seats)
        after = await self.airline.sell(
            order_id, _everybody(order), hold_id, order.version, f"{key}-{order_id}"
        )
        return after, _segments(order), [i for i in _segments(after) if i not in _segments(order)]


def _everybody(order: Order) -> list[str]:
    return [p.passenger_id for p in order.passengers]


def _segments(order: Order) -> list[str]:
    return [s.segment_id for s in order.segments]


def _statuses(order: Order, segment_ids: list[str]) -> set[CouponStatus]:
    return {c.status for c in order.coupons if c.segment_id in segment_ids}


class AirlineSystemContract:
    """Inherit as ``class TestMyAdapter(AirlineSystemContract)`` beside a fixture ``world`` that gives a World."""

    # — reading —

    async def test_get_returns_only_orders_that_exist(self, world: World) -> None:
        found = await world.airline.get([world.family, "ord_unknown", world.single])
        assert {o.order_id for o in found} == {world.family, world.single}
        assert await world.airline.get([]) == []

    async def test_orders_on_a_leg_are_whole_orders(self, world: World) -> None:
        found = {o.order_id: o for o in await world.airline.orders_on([world.old])}
        assert {world.family, world.single, world.checked_in} <= set(found)
        assert found[world.family] == await world.order(world.family)
        assert await world.airline.orders_on([world.new]) == []

    async def test_an_infant_travels_on_a_lap_with_its_adult(self, world: World) -> None:
        order = await world.order(world.family)
        infant = next(p for p in order.passengers if p.kind == "INF")
        assert infant.accompanies in _everybody(order)
        assert not infant.takes_seat
        assert order.seats == len(order.passengers) - 1
        assert any(c.passenger_id == infant.passenger_id for c in order.coupons)

    async def test_departure_control_knows_who_is_checked_in(self, world: World) -> None:
        ids = [(await world.order(o)).passengers[0].passenger_id for o in (world.checked_in, world.single)]
        assert await world.airline.checked_in(ids, world.old) == {ids[0]: True, ids[1]: False}

    async def test_members_have_a_tier_and_strangers_none(self, world: World) -> None:
        orders = await world.airline.orders_on([world.old])
        members = {p.ffp_number: p.tier for o in orders for p in o.passengers if p.ffp_number}
        assert members
        assert await world.airline.member_tiers([*members, "unknown"]) == members

    async def test_availability_counts_holds_and_respects_the_window(self, world: World) -> None:
        before = await world.seats_left(world.new)
        await world.held("k", world.new, seats=3)
        assert await world.seats_left(world.new) == before - 3
        past = world.clock.now() - timedelta(days=9)
        assert await world.airline.availability([], [], past, past + timedelta(hours=1)) == []

    # — holds —

    async def test_a_hold_is_all_or_nothing_over_its_legs(self, world: World) -> None:
        first, second = world.via
        await world.held("fill", second, seats=await world.seats_left(second))
        before = await world.seats_left(first)
        result = (await world.airline.hold([world.ask("both", first, second)]))[0]
        assert (result.hold_id, result.refused) == (None, "no_seats")
        assert await world.seats_left(first) == before

    async def test_requests_of_a_batch_are_met_in_order_until_seats_run_out(self, world: World) -> None:
        seats = await world.seats_left(world.new)
        results = await world.airline.hold([world.ask(f"k{n}", world.new) for n in range(seats + 3)])
        assert [r.refused for r in results] == [None] * seats + ["no_seats"] * 3
        assert [r.idempotency_key for r in results] == [f"k{n}" for n in range(seats + 3)]
        assert await world.seats_left(world.new) == 0

    async def test_a_hold_key_gives_its_first_outcome_even_after_seats_came_free(self, world: World) -> None:
        seats = await world.seats_left(world.new)
        full = await world.held("full", world.new, seats=seats)
        refused = await world.airline.hold([world.ask("late", world.new)])
        assert await world.airline.release_holds([full], "give-back") == seats // seats
        assert await world.airline.hold([world.ask("late", world.new)]) == refused
        assert (await world.airline.hold([world.ask("full", world.new, seats=seats)]))[0].hold_id == full
        assert await world.seats_left(world.new) == seats

    async def test_a_key_twice_in_one_batch_is_one_hold(self, world: World) -> None:
        before = await world.seats_left(world.new)
        one, two = await world.airline.hold([world.ask("same", world.new), world.ask("same", world.new)])
        assert one == two
        assert await world.seats_left(world.new) == before - 1

    async def test_refusals_say_why(self, world: World) -> None:
        await world.cancel(world.new)
        unknown = replace(world.new, number="8888")
        results = await world.airline.hold([world.ask("c", world.new), world.ask("u", unknown)])
        assert [r.refused for r in results] == ["not_operating", "unknown_flight"]

    async def test_departed_flights_are_not_sold(self, world: World) -> None:
        world.clock.advance(timedelta(days=2))
        assert (await world.airline.hold([world.ask("late", world.new)]))[0].refused == "not_operating"

    async def test_an_expired_hold_gives_its_seats_to_the_next(self, world: World) -> None:
        seats = await world.seats_left(world.new)
        old = await world.held("short", world.new, seats=seats, hours=1)
        world.clock.advance(timedelta(hours=1))
        assert await world.seats_left(world.new) == seats
        await world.held("next", world.new, seats=seats)
        order = await world.order(world.single)
        with pytest.raises(HoldGone):
            await world.airline.sell(world.single, _everybody(order), old, order.version, "too-late")
        assert await world.airline.extend_holds([old], world.clock.now() + timedelta(hours=1)) == []

    async def test_an_extended_hold_outlives_its_first_expiry(self, world: World) -> None:
        hold_id = await world.held("k", world.new, hours=1)
        later = world.clock.now() + timedelta(hours=3)
        assert await world.airline.extend_holds([hold_id, "hld_unknown"], later) == [hold_id]
        world.clock.advance(timedelta(hours=2))
        order = await world.order(world.single)
        after = await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "sell")
        assert after.version == order.version + 1

    async def test_releasing_holds_twice_gives_seats_back_once(self, world: World) -> None:
        before = await world.seats_left(world.new)
        hold_id = await world.held("k", world.new, seats=2)
        assert await world.airline.release_holds([hold_id, "hld_unknown"], "r") == 1
        assert await world.airline.release_holds([hold_id], "r") == 1
        assert await world.airline.release_holds([hold_id], "r2") == 0
        assert await world.seats_left(world.new) == before

    async def test_concurrent_holds_never_oversell(self, world: World) -> None:
        seats = await world.seats_left(world.new)
        batches = [
            [
                world.ask(f"{b}-{n}", *((world.new,) if b % 2 else (world.new, world.partner)))
                for n in range(6)
            ]
            for b in range(8)
        ]
        results = await asyncio.gather(*(world.airline.hold(batch) for batch in batches))
        granted = [r for batch in results for r in batch if r.hold_id]
        assert len(granted) == min(seats, 48)
        assert await world.seats_left(world.new) == seats - len(granted)

    @pytest.mark.parametrize("wrong", ["seats", "cabins", "past"])
    async def test_a_hold_that_makes_no_sense_is_refused(self, world: World, wrong: str) -> None:
        request = world.ask("k", world.new)
        bad = {
            "seats": replace(request, seats=0),
            "cabins": replace(request, cabins=()),
            "past": replace(request, expires_at=world.clock.now()),
        }[wrong]
        with pytest.raises(InvalidInput):
            await world.airline.hold([bad])

    # — selling —

    async def test_selling_gives_confirmed_segments_and_no_ticket_yet(self, world: World) -> None:
        before = await world.seats_left(world.new)
        order = await world.order(world.family)
        after, _, new = await world.sold(world.family, world.new)
        segment = next(s for s in after.segments if s.segment_id == new[0])
        assert segment.status is SegmentStatus.HOLDING_CONFIRMED
        assert segment.leg == world.new
        assert set(segment.passenger_ids) == set(_everybody(order))
        assert _statuses(after, new) == set()
        assert after.version == order.version + 1
        assert await world.seats_left(world.new) == before - order.seats  # the infant took none

    async def test_special_services_are_asked_for_again(self, world: World) -> None:
        order = await world.order(world.family)
        after, old, _ = await world.sold(world.family, world.new)
        assert [p.ssrs for p in after.passengers] == [p.ssrs for p in order.passengers]
        released = await world.airline.off_load(world.family, _everybody(after), old, "off")
        released = await world.airline.release(world.family, _everybody(after), old, released.version, "rel")
        assert [p.ssrs for p in released.passengers] == [p.ssrs for p in order.passengers]

    async def test_one_traveller_of_a_party_may_move_alone(self, world: World) -> None:
        order = await world.order(world.family)
        mover = next(p.passenger_id for p in order.passengers if p.kind == "ADT" and not p.accompanies)
        hold_id = await world.held("k", world.new)
        after = await world.airline.sell(world.family, [mover], hold_id, order.version, "sell")
        assert after.segments[-1].passenger_ids == (mover,)
        left = await world.seats_left(world.old)
        await world.airline.off_load(world.family, [mover], _segments(order), "off")
        after = await world.airline.release(world.family, [mover], _segments(order), after.version, "release")
        assert mover not in after.segments[0].passenger_ids
        assert after.segments[0].status is SegmentStatus.HOLDING_CONFIRMED
        assert await world.seats_left(world.old) == left + 1

    async def test_a_sale_needs_seats_for_everybody(self, world: World) -> None:
        order = await world.order(world.family)
        hold_id = await world.held("k", world.new, seats=order.seats - 1)
        with pytest.raises(NoSeats):
            await world.airline.sell(world.family, _everybody(order), hold_id, order.version, "sell")
        assert await world.order(world.family) == order

    async def test_surplus_seats_of_a_hold_are_given_back_on_sale(self, world: World) -> None:
        before = await world.seats_left(world.new)
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new, seats=5)
        await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "sell")
        assert await world.seats_left(world.new) == before - 1

    async def test_a_hold_is_sold_once(self, world: World) -> None:
        hold_id = await world.held("k", world.new)
        orders = [await world.order(o) for o in (world.single, world.checked_in)]
        outcomes = await asyncio.gather(
            *(
                world.airline.sell(o.order_id, _everybody(o), hold_id, o.version, f"s-{o.order_id}")
                for o in orders
            ),
            return_exceptions=True,
        )
        assert sorted(type(o).__name__ for o in outcomes) == ["HoldGone", "Order"]

    async def test_a_sale_key_sells_once_even_when_asked_at_the_same_time(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        asked = [
            world.airline.sell(world.single, _everybody(order), hold_id, order.version, "one-key")
            for _ in range(4)
        ]
        answers = await asyncio.gather(*asked)
        assert all(a == answers[0] for a in answers)
        assert len(answers[0].segments) == len(order.segments) + 1

    async def test_another_version_is_a_conflict_and_changes_nothing(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        with pytest.raises(VersionConflict):
            await world.airline.sell(world.single, _everybody(order), hold_id, order.version - 1, "old")
        assert await world.order(world.single) == order
        assert await world.airline.lookup("old") is None

    async def test_a_flight_cancelled_meanwhile_cannot_be_sold_from_a_hold(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        await world.cancel(world.new)
        with pytest.raises(HoldGone):
            await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "sell")

    async def test_unknown_orders_holds_and_strangers_are_refused(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        with pytest.raises(NotFound):
            await world.airline.sell("ord_unknown", ["pax_x"], hold_id, 1, "a")
        with pytest.raises(HoldGone):
            await world.airline.sell(world.single, _everybody(order), "hld_unknown", order.version, "b")
        with pytest.raises(InvalidInput):
            await world.airline.sell(world.single, ["pax_stranger"], hold_id, order.version, "c")

    # — tickets —

    async def test_revalidation_keeps_the_ticket_and_moves_the_coupon(self, world: World) -> None:
        before = await world.order(world.family)
        after, old, new = await world.sold(world.family, world.new)
        after = await world.airline.revalidate(
            world.family, _everybody(after), old, new, after.version, "reval"
        )
        assert {c.ticket_number for c in after.coupons} == {c.ticket_number for c in before.coupons}
        assert {c.segment_id for c in after.coupons} == set(new)
        assert _statuses(after, new) == {CouponStatus.OPEN}

    async def test_another_carrier_or_routing_cannot_be_revalidated(self, world: World) -> None:
        for n, legs in enumerate(((world.partner,), world.via)):
            order = (world.single, world.family)[n]
            after, old, new = await world.sold(order, *legs)
            with pytest.raises(ReissueNeeded):
                await world.airline.revalidate(order, _everybody(after), old, new, after.version, f"r{n}")

    async def test_a_reissue_exchanges_old_coupons_for_new_open_ones_at_the_price_paid(
        self, world: World
    ) -> None:
        before = await world.order(world.family)
        after, old, new = await world.sold(world.family, *world.via)
        after = await world.airline.reissue(world.family, _everybody(after), old, new, after.version, "re")
        assert _statuses(after, old) == {CouponStatus.EXCHANGED}
        assert _statuses(after, new) == {CouponStatus.OPEN}
        issued = [c for c in after.coupons if c.segment_id in new]
        assert len(issued) == len(new) * len(before.passengers)
        assert not {c.ticket_number for c in issued} & {c.ticket_number for c in before.coupons}
        assert sum(c.fare.amount + c.taxes.amount for c in issued) == sum(
            c.fare.amount + c.taxes.amount for c in before.coupons
        )

    async def test_checked_in_travellers_are_off_loaded_before_any_exchange(self, world: World) -> None:
        after, old, new = await world.sold(world.checked_in, world.new)
        everybody = _everybody(after)
        assert _statuses(after, old) == {CouponStatus.CHECKED_IN}
        with pytest.raises(CouponNotOpen):
            await world.airline.reissue(world.checked_in, everybody, old, new, after.version, "early")
        with pytest.raises(CouponNotOpen):
            await world.airline.release(world.checked_in, everybody, old, after.version, "early-release")
        with pytest.raises(CouponNotOpen):
            await world.airline.refund(
                world.checked_in, everybody, old, Money.zero("CNY"), after.version, "early-refund"
            )
        off = await world.airline.off_load(world.checked_in, everybody, old, "off")
        assert _statuses(off, old) == {CouponStatus.OPEN}
        assert await world.airline.checked_in(everybody, world.old) == {everybody[0]: False}
        done = await world.airline.reissue(world.checked_in, everybody, old, new, off.version, "re")
        assert _statuses(done, new) == {CouponStatus.OPEN}

    async def test_off_loading_who_is_not_checked_in_does_nothing(self, world: World) -> None:
        order = await world.order(world.single)
        assert await world.airline.off_load(world.single, _everybody(order), _segments(order), "o") == order

    async def test_a_coupon_is_exchanged_once(self, world: World) -> None:
        after, old, new = await world.sold(world.single, world.new)
        after = await world.airline.reissue(world.single, _everybody(after), old, new, after.version, "re")
        again, _, newer = await world.sold(world.single, world.via[0], key="again")
        with pytest.raises(CouponNotOpen):
            await world.airline.reissue(world.single, _everybody(again), old, newer, again.version, "re2")

    async def test_no_ticket_for_a_segment_that_is_not_confirmed(self, world: World) -> None:
        after, old, new = await world.sold(world.single, world.new)
        await world.cancel(world.new)
        after = await world.order(world.single)
        with pytest.raises(NotConfirmed):
            await world.airline.reissue(world.single, _everybody(after), old, new, after.version, "re")

    # — giving back —

    async def test_release_cancels_the_segment_and_frees_its_seats(self, world: World) -> None:
        order = await world.order(world.family)
        before = await world.seats_left(world.old)
        everybody, segments = _everybody(order), _segments(order)
        after = await world.airline.release(world.family, everybody, segments, order.version, "rel")
        assert after.segments[0].status is SegmentStatus.CANCELLED
        assert after.segments[0].passenger_ids == ()
        assert await world.seats_left(world.old) == before + order.seats
        again = await world.airline.release(world.family, everybody, segments, order.version, "rel")
        assert again == after
        assert await world.seats_left(world.old) == before + order.seats

    async def test_a_refund_pays_fares_and_taxes_less_the_fee_and_starts_its_states(
        self, world: World
    ) -> None:
        order = await world.order(world.single)
        fee = Money(order.coupons[0].fare.amount / 10, order.coupons[0].fare.currency).rounded()
        refund = await world.airline.refund(
            world.single, _everybody(order), _segments(order), fee, order.version, "rf"
        )
        paid = order.coupons[0].fare + order.coupons[0].taxes
        assert refund.amount == paid - fee
        assert refund.state is RefundState.REQUESTED
        assert refund.history[0] == (RefundState.REQUESTED, world.clock.now())
        after = await world.order(world.single)
        assert _statuses(after, _segments(order)) == {CouponStatus.REFUNDED}
        assert await world.airline.refunds([refund.refund_id, "rfd_unknown"]) == [refund]

    async def test_a_refund_key_refunds_once_and_another_key_finds_nothing(self, world: World) -> None:
        order = await world.order(world.single)
        what = (world.single, _everybody(order), _segments(order), Money.zero("CNY"))
        first = await world.airline.refund(*what, order.version, "rf")
        assert await world.airline.refund(*what, order.version, "rf") == first
        with pytest.raises(CouponNotOpen):
            await world.airline.refund(*what, order.version + 1, "rf2")

    async def test_a_fee_above_the_fare_is_refused(self, world: World) -> None:
        order = await world.order(world.single)
        fee = order.coupons[0].fare + Money("0.01", "CNY")  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            await world.airline.refund(
                world.single, _everybody(order), _segments(order), fee, order.version, "rf"
            )

    # — cancelled flights —

    async def test_a_cancelled_flight_leaves_orders_with_dead_segments(self, world: World) -> None:
        before = await world.order(world.single)
        await world.cancel(world.old)
        after = await world.order(world.single)
        assert after.segments[0].status is SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING
        assert after.version > before.version
        assert world.single in {o.order_id for o in await world.airline.orders_on([world.old])}

    async def test_a_whole_rebooking_from_a_cancelled_flight(self, world: World) -> None:
        await world.cancel(world.old)
        after, old, new = await world.sold(world.checked_in, world.new)
        everybody = _everybody(after)
        after = await world.airline.off_load(world.checked_in, everybody, old, "off")
        after = await world.airline.reissue(world.checked_in, everybody, old, new, after.version, "re")
        after = await world.airline.release(world.checked_in, everybody, old, after.version, "rel")
        live = [s for s in after.segments if s.status is SegmentStatus.HOLDING_CONFIRMED]
        assert [s.leg for s in live] == [world.new]
        assert _statuses(after, new) == {CouponStatus.OPEN}
        assert world.checked_in not in {o.order_id for o in await world.airline.orders_on([world.old])}

    # — time-outs —

    async def test_a_time_out_after_commit_is_found_by_lookup(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        world.time_out_after_commit(True)
        with pytest.raises(OutcomeUnknown):
            await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "sell")
        world.time_out_after_commit(False)
        found = await world.airline.lookup("sell")
        assert found is not None
        assert (found.operation, found.order_id, found.order_version) == (
            "sell",
            world.single,
            order.version + 1,
        )
        after = await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "sell")
        assert found.details["segment_ids"] == after.segments[-1].segment_id
        assert len(after.segments) == len(order.segments) + 1

    async def test_a_time_out_before_commit_never_took_effect(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        world.time_out_before_commit(True)
        with pytest.raises(OutcomeUnknown):
            await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "sell")
        world.time_out_before_commit(False)
        assert await world.airline.lookup("sell") is None
        assert await world.order(world.single) == order
        after = await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "sell")
        assert after.version == order.version + 1

    async def test_a_hold_that_timed_out_is_found_by_its_key(self, world: World) -> None:
        world.time_out_after_commit(True)
        with pytest.raises(OutcomeUnknown):
            await world.airline.hold([world.ask("k", world.new)])
        world.time_out_after_commit(False)
        found = await world.airline.lookup("k")
        assert found is not None
        assert found.details["hold_id"] == await world.held("k", world.new)

    async def test_a_key_belongs_to_one_operation(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        with pytest.raises(InvalidInput):
            await world.airline.sell(world.single, _everybody(order), hold_id, order.version, "k")
