"""The coupon status machine: which status may follow which. Pure."""

from collections.abc import Iterable

from hongyan.bookings.errors import CouponNotOpen
from hongyan.bookings.model import Coupon, CouponStatus

_O, _A, _C, _L = (
    CouponStatus.OPEN,
    CouponStatus.AIRPORT_CONTROL,
    CouponStatus.CHECKED_IN,
    CouponStatus.LIFTED,
)
_F, _E, _R, _V = CouponStatus.FLOWN, CouponStatus.EXCHANGED, CouponStatus.REFUNDED, CouponStatus.VOID
_S, _I, _U = CouponStatus.SUSPENDED, CouponStatus.IRREGULAR, CouponStatus.UNAVAILABLE

FINAL = frozenset({_F, _E, _R, _V})

# Only O is exchanged or refunded by machine; C goes back to O by off-loading; A, S, I, U need the airline's staff.
_NEXT: dict[CouponStatus, frozenset[CouponStatus]] = {
    _O: frozenset({_A, _C, _E, _R, _V, _S, _I, _U}),
    _A: frozenset({_O, _C}),
    _C: frozenset({_O, _L, _F}),
    _L: frozenset({_C, _F}),
    _S: frozenset({_O}),
    _I: frozenset({_O}),
    _U: frozenset({_O}),
}


def may_become(status: CouponStatus, following: CouponStatus) -> bool:
    """Say whether a coupon may step from ``status`` to ``following`` (a final status never steps)."""
    return following in _NEXT.get(status, frozenset())


def require(coupons: Iterable[Coupon], following: CouponStatus) -> None:
    """Raise CouponNotOpen, naming the first offender, unless every coupon may step to ``following``."""
    for coupon in coupons:
        if not may_become(coupon.status, following):
            raise CouponNotOpen(
                f"coupon is {coupon.status}, not open",
                ticket_number=coupon.ticket_number,
                coupon_number=coupon.coupon_number,
                status=coupon.status.value,
            )
