"""What every airline-system adapter must do with orders, seats and holds, up to the sale."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from hongyan.bookings.errors import (
    HoldGone,
    NoSeats,
    VersionConflict,
)
from hongyan.bookings.model import SegmentStatus
from hongyan.core.errors import InvalidInput, NotFound
from tests.contract.bookings.airline_world import World, everybody_of, segments_of, statuses_of


class SeatContract:
    """Reading, availability, holds and sales."""

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
        assert infant.accompanies in everybody_of(order)
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
            await world.airline.sell(world.single, everybody_of(order), old, order.version, "too-late")
        assert await world.airline.extend_holds([old], world.clock.now() + timedelta(hours=1)) == []

    async def test_an_extended_hold_outlives_its_first_expiry(self, world: World) -> None:
        hold_id = await world.held("k", world.new, hours=1)
        later = world.clock.now() + timedelta(hours=3)
        assert await world.airline.extend_holds([hold_id, "hld_unknown"], later) == [hold_id]
        world.clock.advance(timedelta(hours=2))
        order = await world.order(world.single)
        after = await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "sell")
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
        assert set(segment.passenger_ids) == set(everybody_of(order))
        assert statuses_of(after, new) == set()
        assert after.version == order.version + 1
        assert await world.seats_left(world.new) == before - order.seats  # the infant took none

    async def test_special_services_are_asked_for_again(self, world: World) -> None:
        order = await world.order(world.family)
        after, old, _ = await world.sold(world.family, world.new)
        assert [p.ssrs for p in after.passengers] == [p.ssrs for p in order.passengers]
        released = await world.airline.off_load(world.family, everybody_of(after), old, "off")
        released = await world.airline.release(
            world.family, everybody_of(after), old, released.version, "rel"
        )
        assert [p.ssrs for p in released.passengers] == [p.ssrs for p in order.passengers]

    async def test_one_traveller_of_a_party_may_move_alone(self, world: World) -> None:
        order = await world.order(world.family)
        mover = next(p.passenger_id for p in order.passengers if p.kind == "ADT" and not p.accompanies)
        hold_id = await world.held("k", world.new)
        after = await world.airline.sell(world.family, [mover], hold_id, order.version, "sell")
        assert after.segments[-1].passenger_ids == (mover,)
        left = await world.seats_left(world.old)
        await world.airline.off_load(world.family, [mover], segments_of(order), "off")
        after = await world.airline.release(
            world.family, [mover], segments_of(order), after.version, "release"
        )
        assert mover not in after.segments[0].passenger_ids
        assert after.segments[0].status is SegmentStatus.HOLDING_CONFIRMED
        assert await world.seats_left(world.old) == left + 1

    async def test_a_sale_needs_seats_for_everybody(self, world: World) -> None:
        order = await world.order(world.family)
        hold_id = await world.held("k", world.new, seats=order.seats - 1)
        with pytest.raises(NoSeats):
            await world.airline.sell(world.family, everybody_of(order), hold_id, order.version, "sell")
        assert await world.order(world.family) == order

    async def test_surplus_seats_of_a_hold_are_given_back_on_sale(self, world: World) -> None:
        before = await world.seats_left(world.new)
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new, seats=5)
        await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "sell")
        assert await world.seats_left(world.new) == before - 1

    async def test_a_hold_is_sold_once(self, world: World) -> None:
        hold_id = await world.held("k", world.new)
        orders = [await world.order(o) for o in (world.single, world.checked_in)]
        outcomes = await asyncio.gather(
            *(
                world.airline.sell(o.order_id, everybody_of(o), hold_id, o.version, f"s-{o.order_id}")
                for o in orders
            ),
            return_exceptions=True,
        )
        assert sorted(type(o).__name__ for o in outcomes) == ["HoldGone", "Order"]

    async def test_a_sale_key_sells_once_even_when_asked_at_the_same_time(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        asked = [
            world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "one-key")
            for _ in range(4)
        ]
        answers = await asyncio.gather(*asked)
        assert all(a == answers[0] for a in answers)
        assert len(answers[0].segments) == len(order.segments) + 1

    async def test_another_version_is_a_conflict_and_changes_nothing(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        with pytest.raises(VersionConflict):
            await world.airline.sell(world.single, everybody_of(order), hold_id, order.version - 1, "old")
        assert await world.order(world.single) == order
        assert await world.airline.lookup("old") is None

    async def test_a_flight_cancelled_meanwhile_cannot_be_sold_from_a_hold(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        await world.cancel(world.new)
        with pytest.raises(HoldGone):
            await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "sell")

    async def test_unknown_orders_holds_and_strangers_are_refused(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        with pytest.raises(NotFound):
            await world.airline.sell("ord_unknown", ["pax_x"], hold_id, 1, "a")
        with pytest.raises(HoldGone):
            await world.airline.sell(world.single, everybody_of(order), "hld_unknown", order.version, "b")
        with pytest.raises(InvalidInput):
            await world.airline.sell(world.single, ["pax_stranger"], hold_id, order.version, "c")
