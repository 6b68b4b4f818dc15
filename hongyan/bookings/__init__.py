"""Orders, tickets, seats and refunds, and the airline system behind a port."""

from hongyan.bookings.calendars import add_working_days, is_working_day
from hongyan.bookings.change import (
    AlreadyChosen,
    Change,
    ChangeRequest,
    FollowedRefund,
    PlannedLeg,
    StepRecord,
)
from hongyan.bookings.gather import FactCache, Gatherer
from hongyan.bookings.refund_clock import RefundDue, refund_due
from hongyan.bookings.refunds import Refunds
from hongyan.bookings.request_change import Changes
from hongyan.bookings.run_changes import ChangeRunner
from hongyan.bookings.settings import BookingsSettings

__all__ = [
    "AlreadyChosen",
    "BookingsSettings",
    "Change",
    "ChangeRequest",
    "ChangeRunner",
    "Changes",
    "FactCache",
    "FollowedRefund",
    "Gatherer",
    "PlannedLeg",
    "RefundDue",
    "Refunds",
    "StepRecord",
    "add_working_days",
    "is_working_day",
    "refund_due",
]
