"""What every airline-system adapter must do with tickets, refunds, cancelled flights and doubt."""

import pytest

from hongyan.bookings.errors import (
    CouponNotOpen,
    NotConfirmed,
    OutcomeUnknown,
    ReissueNeeded,
)
from hongyan.bookings.model import CouponStatus, RefundState, SegmentStatus
from hongyan.core.errors import InvalidInput
from hongyan.core.money import Money
from tests.contract.bookings.airline_world import World, everybody_of, segments_of, statuses_of


class TicketContract:
    """Exchanges, refunds, whole rebookings, and what a time-out leaves behind."""

    # — tickets —

    async def test_revalidation_keeps_the_ticket_and_moves_the_coupon(self, world: World) -> None:
        before = await world.order(world.family)
        after, old, new = await world.sold(world.family, world.new)
        after = await world.airline.revalidate(
            world.family, everybody_of(after), old, new, after.version, "reval"
        )
        assert {c.ticket_number for c in after.coupons} == {c.ticket_number for c in before.coupons}
        assert {c.segment_id for c in after.coupons} == set(new)
        assert statuses_of(after, new) == {CouponStatus.OPEN}

    async def test_another_carrier_or_routing_cannot_be_revalidated(self, world: World) -> None:
        for n, legs in enumerate(((world.partner,), world.via)):
            order = (world.single, world.family)[n]
            after, old, new = await world.sold(order, *legs)
            with pytest.raises(ReissueNeeded):
                await world.airline.revalidate(order, everybody_of(after), old, new, after.version, f"r{n}")

    async def test_a_reissue_exchanges_old_coupons_for_new_open_ones_at_the_price_paid(
        self, world: World
    ) -> None:
        before = await world.order(world.family)
        after, old, new = await world.sold(world.family, *world.via)
        after = await world.airline.reissue(world.family, everybody_of(after), old, new, after.version, "re")
        assert statuses_of(after, old) == {CouponStatus.EXCHANGED}
        assert statuses_of(after, new) == {CouponStatus.OPEN}
        issued = [c for c in after.coupons if c.segment_id in new]
        assert len(issued) == len(new) * len(before.passengers)
        assert not {c.ticket_number for c in issued} & {c.ticket_number for c in before.coupons}
        assert sum(c.fare.amount + c.taxes.amount for c in issued) == sum(
            c.fare.amount + c.taxes.amount for c in before.coupons
        )

    async def test_checked_in_travellers_are_off_loaded_before_any_exchange(self, world: World) -> None:
        after, old, new = await world.sold(world.checked_in, world.new)
        everybody = everybody_of(after)
        assert statuses_of(after, old) == {CouponStatus.CHECKED_IN}
        with pytest.raises(CouponNotOpen):
            await world.airline.reissue(world.checked_in, everybody, old, new, after.version, "early")
        with pytest.raises(CouponNotOpen):
            await world.airline.release(world.checked_in, everybody, old, after.version, "early-release")
        with pytest.raises(CouponNotOpen):
            await world.airline.refund(
                world.checked_in, everybody, old, Money.zero("CNY"), after.version, "early-refund"
            )
        off = await world.airline.off_load(world.checked_in, everybody, old, "off")
        assert statuses_of(off, old) == {CouponStatus.OPEN}
        assert await world.airline.checked_in(everybody, world.old) == {everybody[0]: False}
        done = await world.airline.reissue(world.checked_in, everybody, old, new, off.version, "re")
        assert statuses_of(done, new) == {CouponStatus.OPEN}

    async def test_off_loading_who_is_not_checked_in_does_nothing(self, world: World) -> None:
        order = await world.order(world.single)
        assert (
            await world.airline.off_load(world.single, everybody_of(order), segments_of(order), "o") == order
        )

    async def test_a_coupon_is_exchanged_once(self, world: World) -> None:
        after, old, new = await world.sold(world.single, world.new)
        after = await world.airline.reissue(world.single, everybody_of(after), old, new, after.version, "re")
        again, _, newer = await world.sold(world.single, world.via[0], key="again")
        with pytest.raises(CouponNotOpen):
            await world.airline.reissue(world.single, everybody_of(again), old, newer, again.version, "re2")

    async def test_no_ticket_for_a_segment_that_is_not_confirmed(self, world: World) -> None:
        after, old, new = await world.sold(world.single, world.new)
        await world.cancel(world.new)
        after = await world.order(world.single)
        with pytest.raises(NotConfirmed):
            await world.airline.reissue(world.single, everybody_of(after), old, new, after.version, "re")

    # — giving back —

    async def test_release_cancels_the_segment_and_frees_its_seats(self, world: World) -> None:
        order = await world.order(world.family)
        before = await world.seats_left(world.old)
        everybody, segments = everybody_of(order), segments_of(order)
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
            world.single, everybody_of(order), segments_of(order), fee, order.version, "rf"
        )
        paid = order.coupons[0].fare + order.coupons[0].taxes
        assert refund.amount == paid - fee
        assert refund.state is RefundState.REQUESTED
        assert refund.history[0] == (RefundState.REQUESTED, world.clock.now())
        after = await world.order(world.single)
        assert statuses_of(after, segments_of(order)) == {CouponStatus.REFUNDED}
        assert await world.airline.refunds([refund.refund_id, "rfd_unknown"]) == [refund]

    async def test_a_refund_key_refunds_once_and_another_key_finds_nothing(self, world: World) -> None:
        order = await world.order(world.single)
        what = (world.single, everybody_of(order), segments_of(order), Money.zero("CNY"))
        first = await world.airline.refund(*what, order.version, "rf")
        assert await world.airline.refund(*what, order.version, "rf") == first
        with pytest.raises(CouponNotOpen):
            await world.airline.refund(*what, order.version + 1, "rf2")

    async def test_a_fee_above_the_fare_is_refused(self, world: World) -> None:
        order = await world.order(world.single)
        fee = order.coupons[0].fare + Money("0.01", "CNY")  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            await world.airline.refund(
                world.single, everybody_of(order), segments_of(order), fee, order.version, "rf"
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
        everybody = everybody_of(after)
        after = await world.airline.off_load(world.checked_in, everybody, old, "off")
        after = await world.airline.reissue(world.checked_in, everybody, old, new, after.version, "re")
        after = await world.airline.release(world.checked_in, everybody, old, after.version, "rel")
        live = [s for s in after.segments if s.status is SegmentStatus.HOLDING_CONFIRMED]
        assert [s.leg for s in live] == [world.new]
        assert statuses_of(after, new) == {CouponStatus.OPEN}
        assert world.checked_in not in {o.order_id for o in await world.airline.orders_on([world.old])}

    # — time-outs —

    async def test_a_time_out_after_commit_is_found_by_lookup(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        world.time_out_after_commit(True)
        with pytest.raises(OutcomeUnknown):
            await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "sell")
        world.time_out_after_commit(False)
        found = await world.airline.lookup("sell")
        assert found is not None
        assert (found.operation, found.order_id, found.order_version) == (
            "sell",
            world.single,
            order.version + 1,
        )
        after = await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "sell")
        assert found.details["segment_ids"] == after.segments[-1].segment_id
        assert len(after.segments) == len(order.segments) + 1

    async def test_a_time_out_before_commit_never_took_effect(self, world: World) -> None:
        order = await world.order(world.single)
        hold_id = await world.held("k", world.new)
        world.time_out_before_commit(True)
        with pytest.raises(OutcomeUnknown):
            await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "sell")
        world.time_out_before_commit(False)
        assert await world.airline.lookup("sell") is None
        assert await world.order(world.single) == order
        after = await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "sell")
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
            await world.airline.sell(world.single, everybody_of(order), hold_id, order.version, "k")
