"""What can go wrong between us and the airline system.

AirlineError
├── AirlineUnavailable   did not happen; retry helps
├── OutcomeUnknown       timed out, perhaps done: look it up before anything else
├── VersionConflict      the order changed meanwhile: get it again
├── HoldGone             the hold expired, was released or sold
├── NoSeats              refused for lack of seats
├── CouponNotOpen        a coupon is not in a state that allows the operation
├── NotConfirmed         a segment is not confirmed (HK or TK) for these passengers
├── ReissueNeeded        another carrier, routing or number of coupons: reissue instead of revalidating
├── PaymentRefused       the means of payment was refused; nothing was taken
├── CheckInClosed        too early or too late to check in
├── SeatTaken            the seat is taken, or the cabin has no free one of that kind
├── SsrRefused           the carrier cannot give this service on this flight
└── PartnerRefused       the hotel or car company does not allow this
"""

from hongyan.core.errors import Conflict, Gone, HongyanError, Unavailable


class AirlineError(HongyanError):
    """The airline system refused or failed."""

    slug = "airline-error"


class AirlineUnavailable(AirlineError, Unavailable):
    """The airline system did not take the request."""

    slug = "airline-unavailable"


class OutcomeUnknown(AirlineError, Unavailable):
    """The airline system timed out; whether it acted is unknown until looked up."""

    slug = "outcome-unknown"


class VersionConflict(AirlineError, Conflict):
    """The order has another version than expected."""

    slug = "version-conflict"


class HoldGone(AirlineError, Gone):
    """The held seats are gone."""

    slug = "hold-gone"


class NoSeats(AirlineError, Conflict):
    """No seats are left."""

    slug = "no-seats"


class CouponNotOpen(AirlineError, Conflict):
    """A coupon's status does not allow this."""

    slug = "coupon-not-open"


class NotConfirmed(AirlineError, Conflict):
    """A segment is not confirmed for these passengers."""

    slug = "not-confirmed"


class ReissueNeeded(AirlineError, Conflict):
    """These tickets cannot be revalidated; reissue them."""

    slug = "reissue-needed"


class PaymentRefused(AirlineError, Conflict):
    """The payment was refused; nothing was taken."""

    slug = "payment-refused"


class CheckInClosed(AirlineError, Conflict):
    """Check-in is not open for this flight."""

    slug = "check-in-closed"


class SeatTaken(AirlineError, Conflict):
    """This seat is not free."""

    slug = "seat-taken"


class SsrRefused(AirlineError, Conflict):
    """The carrier cannot give this service on this flight."""

    slug = "ssr-refused"


class PartnerRefused(AirlineError, Conflict):
    """The partner's conditions do not allow this."""

    slug = "partner-refused"
