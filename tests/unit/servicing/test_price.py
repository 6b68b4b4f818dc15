"""Fees equal the carrier's table, written here a second time by hand, for every class, time band and kind of traveller."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.bookings.model import Coupon, CouponStatus, Order, Passenger, Segment, SegmentStatus
from hongyan.core.money import Money
from hongyan.disruptions import packaged_book
from hongyan.flights import LegKey
from hongyan.servicing.price import Flight, price_change, price_refund

TARIFF = packaged_book().pick("CN-VOL", date(2026, 11, 26))
RIGHTS = "ccar-273-2021"
DEPARTS = datetime(2026, 12, 20, 6, 0, tzinfo=UTC)
# handbook 2a: percent at >= 168 h, 48-168 h, 4-48 h, < 4 h and after; None = not allowed
REFUND = {
    **dict.fromkeys("FJC", (0, 0, 5, 10)),
    **dict.fromkeys("YW", (0, 5, 10, 15)),
    **dict.fromkeys("BMH", (5, 10, 15, 25)),
    **dict.fromkeys("KLN", (10, 20, 40, 50)),
    **dict.fromkeys("QVT", (20, 40, 60, 80)),
    "X": (100, 100, 100, 100),
}
CHANGE = {
    **dict.fromkeys("FJC", (0, 0, 0, 5)),
    **dict.fromkeys("YW", (0, 5, 5, 10)),
    **dict.fromkeys("BMH", (0, 5, 10, 15)),
    **dict.fromkeys("KLN", (5, 10, 20, 30)),
    **dict.fromkeys("QVT", (10, 20, 40, 50)),
    "X": None,
}
# a moment in each band, its two edges included
TIMES = (
    (timedelta(hours=400), 0),
    (timedelta(hours=168), 0),
    (timedelta(hours=167, minutes=59), 1),
    (timedelta(hours=48), 1),
    (timedelta(hours=47, minutes=59), 2),
    (timedelta(hours=4), 2),
    (timedelta(hours=3, minutes=59), 3),
    (timedelta(hours=-5), 3),
)
KINDS = ("ADT", "CHD", "INF")
FARES = {"ADT": Decimal(1000), "CHD": Decimal(505), "INF": Decimal(100)}
CANCELLED = {"kind": "cancelled", "carrier_cause": True}


def an_order(rbd: str, *kinds: str, coupon: CouponStatus = CouponStatus.OPEN) -> Order:
    people = tuple(
        Passenger(f"p{n}", "LI", f"N{n}", kind, accompanies="p0" if kind == "INF" else None)
        for n, kind in enumerate(kinds)
    )
    segment = Segment(
        "s1",
        LegKey("ZZ", "1305", date(2026, 12, 20), "PEK", "SHA"),
        "Y",
        rbd,
        SegmentStatus.HOLDING_CONFIRMED,
        DEPARTS,
        DEPARTS + timedelta(hours=2),
        tuple(p.passenger_id for p in people),
    )
    coupons = tuple(
        Coupon(
            f"099{n:010d}",
            1,
            p.passenger_id,
            "s1",
            coupon,
            Money(FARES[p.kind], "CNY"),
            Money(Decimal(90), "CNY"),
        )
        for n, p in enumerate(people)
    )
    return Order("o1", "ABC234", 1, people, (segment,), coupons, ())


def whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def cases() -> list[tuple[str, timedelta, int, str, bool]]:
    return [
        (rbd, before, band, kind, involuntary)
        for rbd, (before, band), kind, involuntary in product(REFUND, TIMES, KINDS, (False, True))
    ]


def test_there_are_more_than_two_hundred_cases() -> None:
    assert len(cases()) >= 200


@pytest.mark.parametrize(("rbd", "before", "band", "kind", "involuntary"), cases())
def test_fees_equal_the_table_and_name_their_rule(
    rbd: str, before: timedelta, band: int, kind: str, involuntary: bool
) -> None:
    assert TARIFF is not None
    kinds = (kind,) if kind == "ADT" else ("ADT", kind)
    order = an_order(rbd, *kinds)
    person = [p for p in order.passengers if p.kind == kind]
    flight = Flight(order.segments[0], CANCELLED if involuntary else {})
    now = DEPARTS - before
    free = involuntary or kind == "INF"

    refund = price_refund(order, [flight], person, TARIFF, RIGHTS, now)
    fee = Decimal(0) if free else whole(FARES[kind] * REFUND[rbd][band] / 100)
    assert (refund.refused, refund.sum("fee")) == (None, fee)
    assert refund.sum("refund") == FARES[kind] - fee + 90
    assert refund.sum("taxes") == 90
    assert refund.rule == (RIGHTS if involuntary else "cn-sandbox-tariff")
    assert refund.clause[0] and refund.clause[1]

    change = price_change(order, flight, person, Decimal(1200), True, TARIFF, RIGHTS, now)
    row = CHANGE[rbd]
    if row is None and not free:
        assert (change.refused, change.rule) == ("fare_not_changeable", "cn-sandbox-tariff")
        return
    assert change.refused is None
    assert change.sum("fee") == (Decimal(0) if free or row is None else whole(FARES[kind] * row[band] / 100))
    dearer = {"ADT": Decimal(200), "CHD": Decimal("101.00"), "INF": Decimal(0)}[kind]
    assert change.sum("fare_difference") == (Decimal(0) if free else dearer)
    if not free:
        assert f"{rbd} class" in change.clause[1]
        assert f"{row[band]} %" in change.clause[0]  # type: ignore[index]


@given(
    fare=st.decimals(0, 20000, places=2),
    minutes=st.integers(-3000, 40000),
    rbd=st.sampled_from(sorted(REFUND)),
)
def test_no_fee_is_above_the_price_and_taxes_always_come_back(fare: Decimal, minutes: int, rbd: str) -> None:
    assert TARIFF is not None
    order = an_order(rbd, "ADT")
    coupon = order.coupons[0]
    order = Order("o1", "ABC234", 1, order.passengers, order.segments, (
        Coupon(coupon.ticket_number, 1, "p0", "s1", coupon.status, Money(fare, "CNY"), coupon.taxes),
    ), ())  # fmt: skip
    now = DEPARTS - timedelta(minutes=minutes)
    price = price_refund(order, [Flight(order.segments[0])], order.passengers, TARIFF, RIGHTS, now)
    assert 0 <= price.sum("fee") <= fare
    assert price.sum("refund") + price.sum("fee") == fare + 90


@pytest.mark.parametrize(
    ("status", "slug"),
    [
        (CouponStatus.FLOWN, "departed"),
        (CouponStatus.LIFTED, "departed"),
        (CouponStatus.CHECKED_IN, "checked_in"),
        (CouponStatus.REFUNDED, "coupon_not_open"),
        (CouponStatus.SUSPENDED, "coupon_not_open"),
    ],
)
def test_a_coupon_that_is_not_open_is_refused_by_name(status: CouponStatus, slug: str) -> None:
    assert TARIFF is not None
    order = an_order("K", "ADT", coupon=status)
    flight, now = Flight(order.segments[0]), DEPARTS - timedelta(days=3)
    assert price_refund(order, [flight], order.passengers, TARIFF, RIGHTS, now).refused == slug
    change = price_change(order, flight, order.passengers, Decimal(1000), True, TARIFF, RIGHTS, now)
    assert change.refused == slug


def test_a_better_cabin_on_an_involuntary_change_costs_its_difference_only() -> None:
    assert TARIFF is not None
    order = an_order("K", "ADT")
    flight = Flight(order.segments[0], CANCELLED)
    now = DEPARTS - timedelta(days=3)
    price = price_change(order, flight, order.passengers, Decimal(3000), False, TARIFF, RIGHTS, now)
    assert (price.sum("fee"), price.sum("fare_difference")) == (0, 2000)
