"""Who is hit by a disrupted leg: live coupons on it, less those who moved, flew or never showed up. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hongyan.bookings.model import Contact, Coupon, CouponStatus, Order, Passenger, Segment
from hongyan.core.money import Money
from hongyan.disruptions.journey import CountryOf, Journey, Times, journey_around, live_segment, onward_of
from hongyan.disruptions.judge import has_left
from hongyan.disruptions.model import AffectedPassenger, DisruptionKind, Onward, Verdict
from hongyan.disruptions.reach_by import contacts_of, masked_name, person_key
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.flights import Leg

_GONE = frozenset({CouponStatus.EXCHANGED, CouponStatus.REFUNDED, CouponStatus.VOID})
_ON_BOARD = frozenset({CouponStatus.CHECKED_IN, CouponStatus.LIFTED, CouponStatus.FLOWN})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one needs beside the orders: other legs' best-known times, countries of airports, thresholds."""

    times: Times
    country: CountryOf
    settings: DisruptionsSettings


def find_affected(
    disruption_id: str, leg: Leg, verdict: Verdict, orders: Iterable[Order], around: Surroundings
) -> list[AffectedPassenger]:
    """List the travellers ``leg`` disrupts. A misconnect hits only orders one of whose onward connections breaks."""
    on_leg = [(o, s) for o in orders if (s := live_segment(o, leg.key)) is not None]
    boarding_known = has_left(leg) and any(_coupon_states(o, s) & _ON_BOARD for o, s in on_leg)
    found: list[AffectedPassenger] = []
    for order, segment in on_leg:
        journey = journey_around(order, segment, around.settings.connection_hours)
        arrives = None if verdict.kind in {DisruptionKind.CANCELLED, DisruptionKind.DIVERTED} else leg.arrives
        onward = onward_of(journey, arrives, around.times, around.country, around.settings)
        if verdict.kind is DisruptionKind.MISCONNECT and not any(o.broken for o in onward):
            continue
        found += _of_order(disruption_id, order, journey, onward, boarding_known)
    return found


def _coupon_states(order: Order, segment: Segment) -> frozenset[CouponStatus]:
    return frozenset(c.status for c in order.coupons if c.segment_id == segment.segment_id)


def _of_order(
    disruption_id: str, order: Order, journey: Journey, onward: tuple[Onward, ...], boarding_known: bool
) -> list[AffectedPassenger]:
    coupons = {c.passenger_id: c for c in order.coupons if c.segment_id == journey.segment.segment_id}
    hit = {p.passenger_id for p in order.passengers if _is_hit(p, coupons, boarding_known)}
    return [
        _affected(disruption_id, order, passenger, journey, onward, coupons.get(passenger.passenger_id))
        for passenger in order.passengers
        if passenger.passenger_id in hit
    ]


def _is_hit(passenger: Passenger, coupons: dict[str, Coupon], boarding_known: bool) -> bool:
    coupon = coupons.get(passenger.passenger_id)
    if coupon is None and passenger.accompanies:
        coupon = coupons.get(passenger.accompanies)
    if coupon is None:
        # An order that is not ticketed yet travels as a whole; in a ticketed one, no coupon means moved elsewhere.
        return not coupons
    if coupon.status in _GONE:
        return False
    if boarding_known:
        return coupon.status in _ON_BOARD
    return coupon.status is not CouponStatus.FLOWN


def _affected(
    disruption_id: str,
    order: Order,
    passenger: Passenger,
    journey: Journey,
    onward: tuple[Onward, ...],
    coupon: Coupon | None,
) -> AffectedPassenger:
    segment = journey.segment
    rest = (segment.segment_id, *(o.segment_id for o in onward))
    fare, taxes = _unused(order, passenger, rest)
    contacts = contacts_of(order, passenger)
    return AffectedPassenger(
        disruption_id=disruption_id,
        passenger_id=passenger.passenger_id,
        order_id=order.order_id,
        locator=order.locator,
        name_masked=masked_name(passenger),
        party_id=f"{disruption_id}:{order.order_id}",
        segment_id=segment.segment_id,
        old_segment_ids=rest,
        person_key=person_key(order.order_id, contacts),
        cabin=segment.cabin,
        rbd=segment.rbd,
        kind=passenger.kind,
        ssrs=passenger.ssrs,
        tier=passenger.tier,
        language=passenger.language,
        zone=passenger.zone,
        seats=int(passenger.takes_seat),
        departs_at=segment.departs,
        journey_board=journey.board,
        final_off=journey.last.leg.off,
        original_arrival=journey.last.arrives,
        onward=onward,
        group_name=order.group_name,
        channel=order.channel,
        fare=fare,
        taxes=taxes,
        payment_method=order.payment_method,
        sold_at=order.created_at,
        contacts=tuple(_contact(c) for c in contacts),
        linked_products=order.linked_products,
        checked_in=coupon is not None and coupon.status in _ON_BOARD,
    )


def _contact(contact: Contact) -> dict[str, str | None]:
    found: dict[str, str | None] = {"kind": contact.kind, "value": contact.value, "quality": contact.quality}
    if contact.valid_until is not None:
        found["valid_until"] = contact.valid_until.isoformat()
    return found


def _unused(
    order: Order, passenger: Passenger, segment_ids: Sequence[str]
) -> tuple[Money | None, Money | None]:
    """Fare and taxes of the traveller's unused coupons on these segments; None without coupons or in mixed currencies."""
    mine = [
        c
        for c in order.coupons
        if c.passenger_id == passenger.passenger_id and c.segment_id in segment_ids and c.status not in _GONE
    ]
    if not mine or len({m.currency for c in mine for m in (c.fare, c.taxes)}) != 1:
        return None, None
    fare, taxes = mine[0].fare, mine[0].taxes
    for coupon in mine[1:]:
        fare, taxes = fare + coupon.fare, taxes + coupon.taxes
    return fare, taxes
