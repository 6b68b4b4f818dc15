"""Rights facts, orders and legs with sensible defaults, for tests of disruptions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hongyan.bookings.model import Contact, Coupon, CouponStatus, Order, Passenger, Segment, SegmentStatus
from hongyan.core.money import Money
from hongyan.disruptions import RightsFacts
from hongyan.flights import Leg, LegKey, LegStatus

DAY = date(2026, 6, 19)
STD = datetime(2026, 6, 19, 12, 0, tzinfo=UTC)


def facts(**changes: Any) -> RightsFacts:
    """A cancelled domestic Chinese flight, CNY 1,270 paid, told an hour before."""
    defaults: dict[str, Any] = {
        "event": "cancelled",
        "flight_date": DAY,
        "sale_date": date(2026, 5, 1),
        "board_country": "CN",
        "off_country": "CN",
        "leg_countries": ("CN", "CN"),
        "carrier": "CA",
        "distance_km": 1100.0,
        "cause_code": "71",
        "notice_days": 0,
        "rerouted": False,
        "overnight": False,
        "known_at": STD - timedelta(hours=1),
        "fare": Money(Decimal(1200), "CNY"),
        "taxes": Money(Decimal(70), "CNY"),
        "payment_method": "card",
    }
    return RightsFacts(**{**defaults, **changes})


def key(number: str = "100", board: str = "PEK", off: str = "SHA", carrier: str = "ZZ") -> LegKey:
    return LegKey(carrier, number, DAY, board, off)


def leg(leg_key: LegKey | None = None, **changes: Any) -> Leg:
    """A two-hour leg at STD, on time."""
    leg_key = leg_key or key()
    defaults: dict[str, Any] = {
        "leg_id": f"leg_{leg_key.flight}",
        "key": leg_key,
        "std": STD,
        "sta": STD + timedelta(hours=2),
        "status": LegStatus.SCHEDULED,
        "version": 1,
    }
    return Leg(**{**defaults, **changes})


def segment(order_id: str, leg_key: LegKey, departs: datetime, hours: float = 2, **changes: Any) -> Segment:
    defaults: dict[str, Any] = {
        "segment_id": f"{order_id}-{leg_key.flight}",
        "leg": leg_key,
        "cabin": "Y",
        "rbd": "Y",
        "status": SegmentStatus.HOLDING_CONFIRMED,
        "departs": departs,
        "arrives": departs + timedelta(hours=hours),
    }
    return Segment(**{**defaults, **changes})


def order(
    order_id: str,
    *segments: Segment,
    passengers: tuple[Passenger, ...] | None = None,
    coupon_status: CouponStatus = CouponStatus.OPEN,
    **changes: Any,
) -> Order:
    """An order of one adult with an open coupon of CNY 500 + 70 on each segment."""
    people = passengers or (Passenger(f"{order_id}-1", "LI", "LEI", language="zh-CN"),)
    coupons = tuple(
        Coupon(
            f"999{order_id}{i}",
            n + 1,
            p.passenger_id,
            s.segment_id,
            coupon_status,
            Money(Decimal(500), "CNY"),
            Money(Decimal(70), "CNY"),
        )
        for i, p in enumerate(people)
        for n, s in enumerate(segments)
    )
    defaults: dict[str, Any] = {
        "order_id": order_id,
        "locator": f"L{order_id[-5:].upper()}",
        "version": 1,
        "passengers": people,
        "segments": segments,
        "coupons": coupons,
        "contacts": (Contact("mobile", f"+86138{abs(hash(order_id)) % 10**8:08d}", "verified"),),
        "created_at": datetime(2026, 5, 1, tzinfo=UTC),
    }
    return Order(**{**defaults, **changes})
