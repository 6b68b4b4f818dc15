"""What a change is: the request as read back and confirmed, and the row that follows it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NotRequired, TypedDict

from hongyan.bookings.saga import Kind, Outcome, State
from hongyan.core.errors import Conflict
from hongyan.core.money import Money
from hongyan.flights import LegKey


class PlannedLeg(TypedDict):
    """One flight of the new itinerary; ``leg`` is ``str(LegKey)``."""

    leg: str
    cabin: str
    rbd: NotRequired[str]  # the class to sell in; without it, the cabin's full-fare class


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """One decision of a passenger. ``subject`` is the party; ``consent`` the hash of what was read back to them.

    ``fee`` is kept back from a refund. ``collect`` (kind change) is paid by ``payment_method`` before anything is
    sold: the fee and the ``fare_differences`` by passenger, which raise the face fares of the new coupons.
    """

    subject: str
    order_id: str
    passenger_ids: tuple[str, ...]
    kind: str  # rebook | change | refund | keep
    old_segment_ids: tuple[str, ...]
    hold_id: str | None
    offer_id: str | None
    itinerary: tuple[PlannedLeg, ...]
    fee: Money | None
    requested_by: str
    consent: str
    language: str = "en"
    collect: Money | None = None
    payment_method: str | None = None
    fare_differences: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it stands. ``attempts`` counts tries of the present step without an answer."""

    change_id: str
    subject: str
    order_id: str
    passenger_ids: tuple[str, ...]
    kind: Kind
    old_segment_ids: tuple[str, ...]
    hold_id: str | None
    offer_id: str | None
    itinerary: tuple[PlannedLeg, ...]
    fee: Money | None
    requested_by: str
    consent: str
    language: str
    state: State
    requested_at: datetime
    due_at: datetime
    reason: str | None = None
    owner: str | None = None
    stuck_in: State | None = None
    key_number: int = 0
    attempts: int = 0
    new_segment_ids: tuple[str, ...] = ()
    refund_id: str | None = None
    off_loaded: bool = False
    settled_at: datetime | None = None
    version: int = 0
    collect: Money | None = None
    payment_method: str | None = None
    payment_id: str | None = None
    fare_differences: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def legs(self) -> tuple[LegKey, ...]:
        return tuple(LegKey.parse(planned["leg"]) for planned in self.itinerary)

    @property
    def cabins(self) -> tuple[str, ...]:
        return tuple(planned["cabin"] for planned in self.itinerary)

    @property
    def rbds(self) -> tuple[str, ...]:
        """The classes to sell in; empty when the itinerary leaves it to the airline."""
        named = [planned.get("rbd") for planned in self.itinerary]
        return tuple(rbd for rbd in named if rbd) if all(named) else ()


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One line of a change's log: in which state which outcome led where."""

    change_id: str
    state: State
    event: Outcome
    next: State
    at: datetime
    error: str | None = None


@dataclass(frozen=True, slots=True)
class FollowedRefund:
    """A refund on its way to the passenger: what is owed, until when and by which rule, and how far it is."""

    refund_id: str
    change_id: str
    subject: str
    order_id: str
    amount: Money
    fee: Money
    state: str
    requested_at: datetime
    due_on: date
    basis: str
    overdue: bool = False
    history: tuple[tuple[str, datetime], ...] = ()
    version: int = 0


class AlreadyChosen(Conflict):
    """A decision for these passengers is already being carried out; ``change`` is that one."""

    slug = "already-chosen"

    def __init__(self, change: Change) -> None:
        super().__init__("", change_id=change.change_id, kind=change.kind.value, state=change.state.value)
        self.change = change
