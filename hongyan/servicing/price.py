"""Prices a change or refund of some travellers by the carrier's ladder, or at no cost when it is involuntary. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from hongyan.bookings.model import Coupon, CouponStatus, Order, Passenger, Segment
from hongyan.core.errors import InvalidInput
from hongyan.disruptions import RuleSet, voluntary_change, voluntary_refund
from hongyan.servicing.clauses import involuntary_clause, ladder_clause
from hongyan.servicing.describe_trip import coupon_of

_ZERO = Decimal(0)
_CENT = Decimal("0.01")
_BOARDED = frozenset({CouponStatus.LIFTED, CouponStatus.FLOWN})


@dataclass(frozen=True, slots=True)
class Flight:
    """A booked segment to be priced, with what went wrong with it (empty = nothing: voluntary)."""

    segment: Segment
    disruption: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs. ``lines`` has one row a traveller; ``refused`` is the slug that forbids it."""

    lines: tuple[dict[str, Any], ...] = ()
    clause: tuple[str, str] = ("", "")
    rule: str = ""
    refused: str | None = None

    def sum(self, column: str) -> Decimal:
        return sum((line[column] for line in self.lines), _ZERO)


def price_change(
    order: Order,
    flight: Flight,
    passengers: Sequence[Passenger],
    new_fare: Decimal,
    same_cabin: bool,
    tariff: RuleSet,
    rights: str,
    now: datetime,
) -> Price:
    """Price moving these travellers to a flight whose adult fare is ``new_fare``.

    A child pays its share of the difference as its own fare is of the adult's; an infant pays nothing at all.
    """
    if refused := not_possible(order, flight, passengers, "change"):
        return Price(refused=refused)
    involuntary = bool(flight.disruption)
    minutes = minutes_before(flight.segment, now)
    adult = _adult_fare(order, flight.segment)
    lines = []
    percent: Decimal | None = _ZERO
    for passenger in passengers:
        coupon = _coupon(order, flight.segment, passenger)
        fee = difference = _ZERO
        if passenger.kind != "INF" and not (involuntary and same_cabin):
            priced = _own_new_fare(passenger, coupon, adult, new_fare)
            try:
                found = voluntary_change(tariff, flight.segment.rbd, minutes, coupon.fare.amount, priced)
            except InvalidInput:
                return Price(refused="class_without_tariff", rule=tariff.id)
            if not found.allowed and not involuntary:
                clause = ladder_clause(tariff, flight.segment.rbd, minutes, None, "change")
                return Price(refused="fare_not_changeable", rule=tariff.id, clause=clause)
            fee, difference, percent = found.fee, found.fare_difference, found.percent
            if involuntary:  # a better cabin than was booked costs its difference, never a fee
                fee = _ZERO
        lines.append(_line(passenger, fee=fee, difference=difference, coupon=coupon))
    if involuntary:
        return Price(tuple(lines), involuntary_clause(flight.disruption, "change"), rights)
    clause = ladder_clause(tariff, flight.segment.rbd, minutes, percent, "change")
    return Price(tuple(lines), clause, tariff.id)


def price_refund(
    order: Order,
    flights: Sequence[Flight],
    passengers: Sequence[Passenger],
    tariff: RuleSet,
    rights: str,
    now: datetime,
) -> Price:
    """Price giving these travellers' segments back, each by its own class and time; taxes always come back whole."""
    for flight in flights:
        if refused := not_possible(order, flight, passengers, "refund"):
            return Price(refused=refused)
    totals = {p.passenger_id: [_ZERO, _ZERO, _ZERO] for p in passengers}  # fee, fare back, taxes
    clauses: list[tuple[str, str]] = []
    rule = rights if all(f.disruption for f in flights) else tariff.id
    for flight in flights:
        minutes = minutes_before(flight.segment, now)
        percent = _ZERO
        for passenger in passengers:
            if passenger.passenger_id not in flight.segment.passenger_ids:
                continue
            coupon = _coupon(order, flight.segment, passenger)
            fee = _ZERO
            if passenger.kind != "INF" and not flight.disruption:
                try:
                    found = voluntary_refund(
                        tariff, flight.segment.rbd, minutes, coupon.fare.amount, coupon.taxes.amount
                    )
                except InvalidInput:
                    return Price(refused="class_without_tariff", rule=tariff.id)
                fee, percent = found.fee, found.percent
            total = totals[passenger.passenger_id]
            total[0] += fee
            total[1] += coupon.fare.amount - fee
            total[2] += coupon.taxes.amount
        if flight.disruption:
            clauses.append(involuntary_clause(flight.disruption, "refund"))
        else:
            clauses.append(ladder_clause(tariff, flight.segment.rbd, minutes, percent, "refund"))
    lines = tuple(
        {
            "passenger_id": p.passenger_id,
            "kind": p.kind,
            "fee": totals[p.passenger_id][0],
            "fare_difference": _ZERO,
            "refund": totals[p.passenger_id][1] + totals[p.passenger_id][2],
            "taxes": totals[p.passenger_id][2],
        }
        for p in passengers
    )
    unique = list(dict.fromkeys(clauses))
    clause = ("；".join(zh for zh, _ in unique), "; ".join(en for _, en in unique))
    return Price(lines, clause, rule)


def not_possible(order: Order, flight: Flight, passengers: Sequence[Passenger], what: str) -> str | None:
    """Return the slug that forbids touching these coupons, or None."""
    for passenger in passengers:
        if passenger.passenger_id not in flight.segment.passenger_ids:
            if what == "refund":
                continue  # travels on another of the segments
            return "not_on_this_flight"
        coupon = coupon_of(order, flight.segment.segment_id, passenger.passenger_id)
        if coupon is None:
            return "no_ticket"
        if coupon.status in _BOARDED:
            return "departed"
        if coupon.status is CouponStatus.CHECKED_IN and not flight.disruption:
            return "checked_in"
        if coupon.status not in (CouponStatus.OPEN, CouponStatus.CHECKED_IN):
            return "coupon_not_open"
    if any(flight.segment.passenger_ids.count(p.passenger_id) for p in passengers):
        return None
    return "not_on_this_flight"


def minutes_before(segment: Segment, now: datetime) -> Decimal:
    """Return the minutes left to the *ticketed* departure, negative after it."""
    return Decimal(int((segment.departs - now).total_seconds())) / 60


def _own_new_fare(passenger: Passenger, coupon: Coupon, adult: Decimal, new_fare: Decimal) -> Decimal:
    """What the new flight costs this traveller: the same share of the adult fare as on the old ticket."""
    if not adult and passenger.kind == "CHD":  # booked apart from its adults: the usual half
        return (new_fare / 2).quantize(_CENT)
    if not adult or coupon.fare.amount == adult:
        return new_fare
    return (new_fare * coupon.fare.amount / adult).quantize(_CENT)


def _adult_fare(order: Order, segment: Segment) -> Decimal:
    adults = {p.passenger_id for p in order.passengers if p.kind in ("ADT", "UMNR")}
    fares = [
        c.fare.amount
        for c in order.coupons
        if c.segment_id == segment.segment_id and c.passenger_id in adults
    ]
    return max(fares, default=_ZERO)


def _coupon(order: Order, segment: Segment, passenger: Passenger) -> Coupon:
    coupon = coupon_of(order, segment.segment_id, passenger.passenger_id)
    assert coupon is not None  # not_possible has looked
    return coupon


def _line(passenger: Passenger, *, fee: Decimal, difference: Decimal, coupon: Coupon) -> dict[str, Any]:
    return {
        "passenger_id": passenger.passenger_id,
        "kind": passenger.kind,
        "fee": fee,
        "fare_difference": difference,
        "refund": _ZERO,
        "taxes": _ZERO,
        "fare": coupon.fare.amount,
    }
