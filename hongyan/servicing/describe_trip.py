"""From an order of the airline system to the trip its owner sees: local times, live flights, what went wrong. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from hongyan.bookings.model import (
    Coupon,
    CouponStatus,
    LinkedProduct,
    Order,
    Passenger,
    Segment,
    SegmentStatus,
)
from hongyan.disruptions import AffectedPassenger, Disruption, cause_of
from hongyan.flights import Airports, Leg, LegKey, LegStatus
from hongyan.servicing.cabins import word_of
from hongyan.servicing.model import Linked, Traveller, Trip, TripFlight
from hongyan.servicing.names import shown

LIVE = frozenset(
    {
        SegmentStatus.HOLDING_CONFIRMED,
        SegmentStatus.TIME_CHANGED,
        SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING,
    }
)
_GIVEN_UP = frozenset({CouponStatus.EXCHANGED, CouponStatus.REFUNDED, CouponStatus.VOID})
_DELAY_MINUTES = 15  # CCAR-300: later than this is a delay


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What other parts of the house know of the orders: their flights today, open disruptions, linked products."""

    legs: Mapping[LegKey, Leg]
    disruptions: Sequence[tuple[Disruption, AffectedPassenger]] = ()
    linked: Sequence[LinkedProduct] = ()


def describe_trip(order: Order, around: Surroundings, airports: Airports) -> Trip:
    """Return the order as its owner may see it, flights by departure."""
    live = sorted((s for s in order.segments if is_live(s)), key=lambda s: s.departs)
    hits = [(d, p) for d, p in around.disruptions if p.order_id == order.order_id]
    flights = tuple(_flight(order, s, around.legs.get(s.leg), hits, airports) for s in live)
    return Trip(
        order_id=order.order_id,
        locator=order.locator,
        version=order.version,
        travellers=tuple(_traveller(order, p, live) for p in order.passengers),
        flights=flights,
        linked=tuple(
            Linked(x.ref, x.kind, x.name, x.starts, x.ends, x.place)
            for x in around.linked
            if x.order_id == order.order_id and x.state == "booked"
        ),
        contact_phone=next(iter(phones_of(order)), None),
        payment_method=order.payment_method,
        party_id=hits[0][1].party_id if hits else None,
        group_name=order.group_name,
    )


def is_live(segment: Segment) -> bool:
    """Say whether anybody still has a place on this segment."""
    return segment.status in LIVE and bool(segment.passenger_ids)


def phones_of(order: Order) -> list[str]:
    """Return the travellers' own numbers (E.164); those of an agency or known to be wrong are not theirs."""
    return [
        c.value
        for c in order.contacts
        if c.kind == "mobile" and c.quality not in ("masked", "wrong", "agency")
    ]


def coupon_of(order: Order, segment_id: str, passenger_id: str) -> Coupon | None:
    """Return the coupon that counts for this traveller on this segment: the live one, else the last one."""
    found = [c for c in order.coupons if c.segment_id == segment_id and c.passenger_id == passenger_id]
    return next((c for c in found if c.status not in _GIVEN_UP), found[-1] if found else None)


def what_went_wrong(
    segment: Segment, leg: Leg | None, hits: Iterable[tuple[Disruption, AffectedPassenger]]
) -> dict[str, Any]:
    """Return kind, cause, carrier_cause and delay_minutes of what makes a change free; empty = nothing does."""
    for disruption, _ in hits:
        if disruption.leg == segment.leg:
            return {
                "kind": disruption.kind.value,
                "cause": disruption.cause_class,
                "carrier_cause": disruption.carrier_cause,
                "delay_minutes": disruption.departure_delay_minutes,
                "disruption_id": disruption.disruption_id,
            }
    cause = cause_of(leg.cause_code, leg.inherited_cause) if leg else None
    words = {
        "cause": cause.cause_class if cause else None,
        "carrier_cause": cause.carrier_cause if cause else None,
    }
    if segment.status is SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING or (
        leg is not None and leg.status is LegStatus.CANCELLED
    ):
        return {"kind": "cancelled", **words, "delay_minutes": 0}
    if leg is not None and leg.status is LegStatus.SCHEDULED:
        late = int((leg.departs - segment.departs).total_seconds() // 60)
        if late > _DELAY_MINUTES:
            return {"kind": "delayed", **words, "delay_minutes": late}
        if late < -_DELAY_MINUTES:
            return {"kind": "advanced", **words, "delay_minutes": late}
    if segment.status is SegmentStatus.TIME_CHANGED:
        return {"kind": "retimed", **words, "delay_minutes": 0}
    return {}


def adult_fare(order: Order, segment: Segment) -> tuple[Decimal, Decimal, str]:
    """Return face fare, taxes and currency of one adult on a segment (of the dearest traveller when no adult flies)."""
    kinds = {p.passenger_id: p.kind for p in order.passengers}
    coupons = [c for c in order.coupons if c.segment_id == segment.segment_id]
    adults = [c for c in coupons if kinds.get(c.passenger_id) in ("ADT", "UMNR")] or coupons
    if not adults:
        return Decimal(0), Decimal(0), "CNY"
    best = max(adults, key=lambda c: c.fare.amount)
    return best.fare.amount, best.taxes.amount, best.fare.currency


def local(airports: Airports, instant: datetime, iata: str) -> datetime:
    """Return ``instant`` on the clock of ``iata``; of an unknown airport the time stays in UTC."""
    return airports.local(instant, iata) if airports.get(iata) else instant


def _flight(
    order: Order,
    segment: Segment,
    leg: Leg | None,
    hits: Sequence[tuple[Disruption, AffectedPassenger]],
    airports: Airports,
) -> TripFlight:
    wrong = what_went_wrong(segment, leg, hits)
    fare, taxes, currency = adult_fare(order, segment)
    coupons = [c for p in segment.passenger_ids if (c := coupon_of(order, segment.segment_id, p))]
    departs = local(airports, segment.departs, segment.leg.board)
    return TripFlight(
        segment_id=segment.segment_id,
        flight_no=segment.leg.flight,
        leg=str(segment.leg),
        date=departs.date().isoformat(),
        origin=segment.leg.board,
        destination=segment.leg.off,
        departs=departs,
        arrives=local(airports, segment.arrives, segment.leg.off),
        cabin=word_of(segment.cabin),
        rbd=segment.rbd,
        status=segment.status.value,
        coupon=coupons[0].status.value if coupons else "",
        fare=fare,
        taxes=taxes,
        currency=currency,
        passenger_ids=segment.passenger_ids,
        terminal=leg.terminal if leg else None,
        involuntary=bool(wrong),
        disruption=wrong,
    )


def _traveller(order: Order, passenger: Passenger, live: Sequence[Segment]) -> Traveller:
    mine = [s for s in live if passenger.passenger_id in s.passenger_ids]
    ssrs = {code for s in mine for who, code, _ in s.ssrs if who == passenger.passenger_id}
    coupons = [c for s in mine if (c := coupon_of(order, s.segment_id, passenger.passenger_id))]
    tickets = [c.ticket_number for c in coupons] or [
        c.ticket_number for c in order.coupons if c.passenger_id == passenger.passenger_id
    ]
    seats = [seat for s in mine for who, seat in s.seats if who == passenger.passenger_id]
    return Traveller(
        passenger_id=passenger.passenger_id,
        name=shown(passenger.surname, passenger.given_name),
        kind=passenger.kind,
        ticket_number=tickets[0] if tickets else None,
        language=passenger.language,
        ssrs=tuple(sorted(ssrs)),
        age=passenger.age,
        seat=seats[0] if seats else None,
        checked_in=any(c.status is CouponStatus.CHECKED_IN for c in coupons),
    )
