"""What bookings tells the rest of the house."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConfirmed(Event):
    """The airline shows it: segments HK and coupons O (rebook), coupons R (refund), or still on the flight (keep)."""

    name: ClassVar[str] = "bookings.change_confirmed"
    change_id: str
    subject: str
    order_id: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFailed(Event):
    """The change was not made and nothing of it is left; ``reason`` e.g. hold_gone, already_moved, coupon_not_open."""

    name: ClassVar[str] = "bookings.change_failed"
    change_id: str
    subject: str
    order_id: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeNeedsPerson(Event):
    """The machine stopped part-way (or a refund failed or is overdue); ``owner`` now answers for it."""

    name: ClassVar[str] = "bookings.change_needs_person"
    change_id: str
    subject: str
    order_id: str
    reason: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundProgressed(Event):
    """A refund reached another state; each state of each refund is told once. ``at`` is when the airline says it did."""

    name: ClassVar[str] = "bookings.refund_progressed"
    refund_id: str
    change_id: str
    subject: str
    order_id: str
    state: str
    due_on: date
