"""Trips, quotes and receipts as a conversation needs them: local times, names, amounts with the rule behind them. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Traveller:
    """``kind``: ADT, CHD, INF, UMNR. ``ssrs`` are requested on the live flights. ``name`` as the order has it."""

    passenger_id: str
    name: str
    kind: str
    ticket_number: str | None
    language: str = "zh-CN"
    ssrs: tuple[str, ...] = ()
    age: int | None = None
    seat: str | None = None
    checked_in: bool = False


@dataclass(frozen=True, slots=True)
class TripFlight:
    """One live segment. Times are local at the airport, as ticketed; ``date`` is the local origin date.

    ``status`` HK, TK, UN…; ``involuntary`` = cancelled, retimed or delayed beyond the limit, so that changes are free.
    """

    segment_id: str
    flight_no: str
    leg: str  # str(LegKey)
    date: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    cabin: str  # economy | premium | business | first
    rbd: str
    status: str
    coupon: str
    fare: Decimal  # face fare of one adult
    taxes: Decimal
    currency: str
    passenger_ids: tuple[str, ...] = ()
    terminal: str | None = None
    involuntary: bool = False
    disruption: dict[str, Any] = field(default_factory=dict)  # kind, cause, carrier_cause, delay_minutes


@dataclass(frozen=True, slots=True)
class Linked:
    """A hotel or car of the same trip."""

    ref: str
    kind: str  # hotel | car
    name: str
    starts: str  # ISO day (hotel) or local date-time (car)
    ends: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """An order as its owner may see it."""

    order_id: str
    locator: str
    version: int
    travellers: tuple[Traveller, ...]
    flights: tuple[TripFlight, ...]
    linked: tuple[Linked, ...] = ()
    contact_phone: str | None = None
    payment_method: str = "card"
    party_id: str | None = None  # of an open disruption
    group_name: str | None = None

    @property
    def live_flights(self) -> list[TripFlight]:
        """Those that are not cancelled from the booking (XX, HX)."""
        return [f for f in self.flights if f.status not in ("XX", "HX")]


@dataclass(frozen=True, slots=True)
class FlightOption:
    """A flight one can change to or buy. ``fare`` per adult in ``rbd``; ``seats`` left in that class."""

    option_id: str
    flight_no: str
    leg: str
    date: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    cabin: str
    rbd: str
    fare: Decimal
    currency: str
    seats: int
    terminal: str | None = None
    aircraft: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What a change or refund costs, to be read back. ``total`` = collect (change) or money back (refund).

    ``lines`` has one row a traveller: passenger_id, kind, fee, fare_difference, refund, taxes. ``rule`` names the ruleset,
    ``clause`` the row that decided, in both languages ("K class, 48–168 h before departure: 20 %").
    """

    quote_id: str
    kind: str  # change | refund
    order_id: str
    order_version: int
    passenger_ids: tuple[str, ...]
    segment_ids: tuple[str, ...]
    allowed: bool
    involuntary: bool
    fee: Decimal
    fare_difference: Decimal
    taxes: Decimal
    total: Decimal
    currency: str
    rule: str
    clause_zh: str
    clause_en: str
    lines: tuple[dict[str, Any], ...] = ()
    option: FlightOption | None = None
    refused: str | None = (
        None  # slug, when not allowed: fare_not_changeable | coupon_not_open | no_seats | departed …
    )
    payee: str = "original_payment"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an act. ``state``: done, running (being carried out; it will be told), failed, with_person."""

    act_id: str
    kind: str
    state: str
    details: dict[str, Any] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be done, written as an intent row first. ``act_id`` is its idempotency key for ever.

    ``consent`` is the hash of what was read back, for acts that bind the customer (change, refund, book, linked_change,
    linked_cancel, redeem); others (seat, check_in, ssr, certificate, invoice, complaint, callback …) need none.
    """

    act_id: str
    kind: str
    order_id: str | None = None
    passenger_ids: tuple[str, ...] = ()
    args: dict[str, Any] = field(default_factory=dict)
    consent: str | None = None
    said_by: str = "customer:chat"
    language: str = "zh-CN"


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund on its way. ``steps``: (state, when) reached so far; states requested, validated, approved, sent, done, failed.

    ``sent`` means that the money is with the bank; ``due_on`` is the last day on time by ``basis``.
    """

    refund_id: str
    order_id: str
    passenger_ids: tuple[str, ...]
    amount: Decimal
    fee: Decimal
    currency: str
    state: str
    steps: tuple[tuple[str, datetime], ...]
    due_on: date
    basis: str
    payee: str = "original_payment"
