"""What an order as read from the airline says about a change: go ahead, not needed, moved already, confirmed. Pure."""

from dataclasses import dataclass

from hongyan.bookings.change import Change
from hongyan.bookings.model import Coupon, CouponStatus, Order, Segment, SegmentStatus
from hongyan.bookings.saga import Kind, Outcome, Step
from hongyan.flights import LegKey

_GIVEN_UP = frozenset({CouponStatus.EXCHANGED, CouponStatus.REFUNDED, CouponStatus.VOID})
_USABLE = frozenset({CouponStatus.OPEN, CouponStatus.CHECKED_IN})
_LIVE_SEGMENT = frozenset({SegmentStatus.HOLDING_CONFIRMED, SegmentStatus.TIME_CHANGED})
_CANCELLED_SEGMENT = frozenset({SegmentStatus.CANCELLED, SegmentStatus.HAVE_CANCELLED})


@dataclass(frozen=True, slots=True)
class Finding:
    """An outcome read from the order, with the reason a person will see."""

    outcome: Outcome
    reason: str | None = None


def before(step: Step, change: Change, order: Order) -> Finding | None:
    """Say why ``step`` must not or need not be carried out; None = go ahead."""
    if step is Step.RELEASE_OLD:
        places = [
            s for s in order.segments if s.segment_id in change.old_segment_ids and _has_place(change, s)
        ]
        return None if places else Finding(Outcome.NOT_NEEDED)
    if step in (Step.UNDO, Step.CONFIRM):
        return None
    finding = _old_coupons(change, order)
    if finding is not None:
        return finding
    checked_in = any(c.status is CouponStatus.CHECKED_IN for c in _on_old(change, order))
    if step is Step.COLLECT and (change.collect is None or not change.collect.amount):
        return Finding(Outcome.NOT_NEEDED)
    if step is Step.HOLD and change.hold_id:
        return Finding(Outcome.NOT_NEEDED)
    if step is Step.OFF_LOAD and not checked_in:
        return Finding(Outcome.NOT_NEEDED)
    if step in (Step.EXCHANGE, Step.REFUND) and checked_in:
        return Finding(Outcome.CHECKED_IN)
    return None


def confirmed(change: Change, order: Order) -> Finding:
    """Read the change back: DONE only when the airline shows all of it."""
    if change.kind in (Kind.REBOOK, Kind.CHANGE):
        return _rebooked(change, order)
    if change.kind is Kind.REFUND:
        return _refunded(change, order)
    return _kept(change, order)


def new_segments(change: Change, order: Order) -> tuple[str, ...]:
    """Return the segments the sale made, one a planned leg in order; empty when any is missing."""
    found = [_sold_on(leg, change, order) for leg in change.legs]
    return tuple(s.segment_id for s in found if s is not None) if all(found) else ()


def may_revalidate(change: Change, order: Order) -> bool:
    """Say whether the tickets can be kept: same carrier, routing and number of coupons."""
    old = _routing(order, change.old_segment_ids)
    return bool(old) and old == _routing(order, change.new_segment_ids)


def in_journey_order(order: Order, segment_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of those segments the order has, first departure first."""
    found = sorted((s for s in order.segments if s.segment_id in segment_ids), key=lambda s: s.departs)
    return tuple(s.segment_id for s in found)


def seats_needed(change: Change, order: Order) -> int:
    """Count the passengers of the change who take a seat (an infant on a lap does not)."""
    return sum(p.takes_seat for p in order.passengers if p.passenger_id in change.passenger_ids)


def _old_coupons(change: Change, order: Order) -> Finding | None:
    known = {p.passenger_id: p for p in order.passengers}
    if not set(change.passenger_ids) <= known.keys():
        return Finding(Outcome.REFUSED, "passenger_not_in_order")
    ticketed = {c.passenger_id for c in order.coupons}
    if any(p not in ticketed and known[p].takes_seat for p in change.passenger_ids):
        return Finding(Outcome.REFUSED, "no_ticket")
    coupons = _on_old(change, order)
    live = [c for c in coupons if c.status not in _GIVEN_UP]
    if not live:
        return Finding(Outcome.ALREADY_MOVED, "already_moved")
    moved = {p for p in change.passenger_ids if p in ticketed} - {c.passenger_id for c in live}
    if moved or len(live) < len(coupons):
        return Finding(Outcome.REFUSED, "partly_moved")
    if any(c.status not in _USABLE for c in live):
        return Finding(Outcome.REFUSED, "coupon_not_open")
    return None


def _on_old(change: Change, order: Order) -> list[Coupon]:
    return [
        c
        for c in order.coupons
        if c.segment_id in change.old_segment_ids and c.passenger_id in change.passenger_ids
    ]


def _has_place(change: Change, segment: Segment) -> bool:
    if segment.status in _CANCELLED_SEGMENT:
        return False
    return not segment.passenger_ids or bool(set(segment.passenger_ids) & set(change.passenger_ids))


def _sold_on(leg: LegKey, change: Change, order: Order) -> Segment | None:
    for segment in reversed(order.segments):
        if (
            segment.leg == leg
            and segment.status is SegmentStatus.HOLDING_CONFIRMED
            and segment.segment_id not in change.old_segment_ids
            and _has_place(change, segment)
        ):
            return segment
    return None


def _routing(order: Order, segment_ids: tuple[str, ...]) -> list[tuple[str, str, str]]:
    segments = {s.segment_id: s for s in order.segments}
    legs = [segments[i].leg for i in in_journey_order(order, segment_ids)]
    return [(leg.carrier, leg.board, leg.off) for leg in legs]


def _rebooked(change: Change, order: Order) -> Finding:
    segments = {s.segment_id: s for s in order.segments}
    new = [segments.get(i) for i in change.new_segment_ids]
    if len(new) != len(change.itinerary) or not new:
        return Finding(Outcome.REFUSED, "new_segment_missing")
    for segment in new:
        if segment is None or segment.status is not SegmentStatus.HOLDING_CONFIRMED:
            return Finding(Outcome.NOT_YET, "segment_not_confirmed")
    open_on = {(c.passenger_id, c.segment_id) for c in order.coupons if c.status in _USABLE}
    ticketed = {c.passenger_id for c in order.coupons}
    for passenger in change.passenger_ids:
        if passenger in ticketed and any((passenger, s) not in open_on for s in change.new_segment_ids):
            return Finding(Outcome.NOT_YET, "coupon_not_open")
    if before(Step.RELEASE_OLD, change, order) is None:
        return Finding(Outcome.NOT_YET, "old_seat_not_released")
    return Finding(Outcome.DONE)


def _refunded(change: Change, order: Order) -> Finding:
    if any(c.status is not CouponStatus.REFUNDED for c in _on_old(change, order)):
        return Finding(Outcome.NOT_YET, "coupon_not_refunded")
    if before(Step.RELEASE_OLD, change, order) is None:
        return Finding(Outcome.NOT_YET, "old_seat_not_released")
    return Finding(Outcome.DONE)


def _kept(change: Change, order: Order) -> Finding:
    coupons = _on_old(change, order)
    if not coupons or all(c.status in _GIVEN_UP for c in coupons):
        return Finding(Outcome.ALREADY_MOVED, "already_moved")
    kept = [s for s in order.segments if s.segment_id in change.old_segment_ids]
    if any(s.status not in _LIVE_SEGMENT for s in kept):
        return Finding(Outcome.SEATS_GONE, "not_operating")
    return Finding(Outcome.DONE)
