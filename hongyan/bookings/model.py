"""Orders, tickets, coupons, holds and refunds, in the words of a passenger service system. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hongyan.core.money import Money
from hongyan.flights import LegKey


class CouponStatus(StrEnum):
    """One-letter e-ticket coupon status. Only O may be exchanged or refunded by machine; C must be off-loaded first."""

    OPEN = "O"
    AIRPORT_CONTROL = "A"
    CHECKED_IN = "C"
    LIFTED = "L"
    FLOWN = "F"
    EXCHANGED = "E"
    REFUNDED = "R"
    VOID = "V"
    SUSPENDED = "S"
    IRREGULAR = "I"
    UNAVAILABLE = "U"


class SegmentStatus(StrEnum):
    HOLDING_CONFIRMED = "HK"
    TIME_CHANGED = "TK"
    UNABLE_FLIGHT_NOT_OPERATING = "UN"
    HAVE_CANCELLED = "HX"
    CANCELLED = "XX"
    WAITLISTED = "HL"


class RefundState(StrEnum):
    REQUESTED = "requested"
    VALIDATED = "validated"
    APPROVED = "approved"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Contact:
    """How a traveller (or the agency that booked) can be reached, as the order says; it may be wrong or masked."""

    kind: str  # mobile | email | agency_phone | agency (its code) | relay (an OTA's number that leads on) | emergency_phone
    value: str
    quality: str = "unverified"  # verified | unverified | masked | agency | wrong (known bad)
    owner_passenger_id: str | None = None  # None = contact of the whole order
    valid_until: datetime | None = None  # of a relay: the OTA takes the number back


@dataclass(frozen=True, slots=True)
class Passenger:
    passenger_id: str
    surname: str
    given_name: str
    kind: str = "ADT"  # ADT | CHD | INF (lap, takes no seat) | UMNR
    language: str = "en"  # BCP 47: zh-CN | en
    zone: str | None = None  # IANA zone where the traveller is, if known
    ffp_number: str | None = None
    tier: str = "none"  # none | silver | gold | platinum
    ssrs: tuple[str, ...] = ()
    accompanies: str | None = None  # an infant's adult
    document_masked: str | None = None
    age: int | None = None

    @property
    def takes_seat(self) -> bool:
        return self.kind != "INF"


@dataclass(frozen=True, slots=True)
class Segment:
    """One booked flight of an order (here one segment = one leg)."""

    segment_id: str
    leg: LegKey
    cabin: str  # F | J | W | Y
    rbd: str
    status: SegmentStatus
    departs: datetime  # as ticketed, UTC
    arrives: datetime
    passenger_ids: tuple[str, ...] = ()  # who still has a place on it (a party may have split)
    seats: tuple[tuple[str, str], ...] = ()  # (passenger_id, seat number) assigned so far
    ssrs: tuple[tuple[str, str, str], ...] = ()  # (passenger_id, code, status HK | HN)


@dataclass(frozen=True, slots=True)
class Coupon:
    ticket_number: str
    coupon_number: int
    passenger_id: str
    segment_id: str
    status: CouponStatus
    fare: Money  # face fare of this segment, without taxes
    taxes: Money


@dataclass(frozen=True, slots=True)
class Order:
    """An order (PNR) with everything a disruption needs. ``version`` rises with every change."""

    order_id: str
    locator: str
    version: int
    passengers: tuple[Passenger, ...]
    segments: tuple[Segment, ...]
    coupons: tuple[Coupon, ...]
    contacts: tuple[Contact, ...]
    channel: str = "direct"  # direct | agency | ota | corporate
    group_name: str | None = None
    payment_method: str = "card"
    created_at: datetime | None = None
    linked_products: tuple[str, ...] = ()  # e.g. "hotel:H123", "car:C456" of the same trip

    def passenger(self, passenger_id: str) -> Passenger:
        return next(p for p in self.passengers if p.passenger_id == passenger_id)

    @property
    def seats(self) -> int:
        return sum(p.takes_seat for p in self.passengers)


@dataclass(frozen=True, slots=True)
class LinkedRequest:
    """What the seller of a hotel or car is asked. ``wish``: move (with the changed flight) | cancel."""

    request_id: str  # the same request always has the same id
    order_id: str
    reference: str
    wish: str
    change_id: str | None = None


@dataclass(frozen=True, slots=True)
class FlightAvailability:
    """Seats left for sale on one leg by cabin, already less holds."""

    leg: LegKey
    departs: datetime
    arrives: datetime
    seats: dict[str, int]
    operates: bool = True
    carrier_agreement: str | None = None  # None = own flight, else the agreement that allows endorsement
    version: int = 0


@dataclass(frozen=True, slots=True)
class ClassOnSale:
    """A booking class of one leg at its adult fare; ``seats`` = what can be sold in it now, cabin and class considered."""

    leg: LegKey
    departs: datetime
    arrives: datetime
    cabin: str
    rbd: str
    fare: Money | None  # None = sold only by the airline itself, e.g. when it re-books without charge
    seats: int


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """Ask for ``seats`` on every leg of ``legs`` in the cabin of the same position, until ``expires_at``. All or nothing.

    ``rbds`` names the classes to sell in; without it the seats are sold in the cabin's full-fare class.
    """

    idempotency_key: str
    legs: tuple[LegKey, ...]
    cabins: tuple[str, ...]
    seats: int
    expires_at: datetime
    rbds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HoldResult:
    idempotency_key: str
    hold_id: str | None  # None = refused
    refused: str | None = None  # no_seats | not_operating | unknown_flight


@dataclass(frozen=True, slots=True)
class Refund:
    refund_id: str
    order_id: str
    passenger_ids: tuple[str, ...]
    amount: Money
    fee: Money
    state: RefundState
    requested_at: datetime
    history: tuple[tuple[RefundState, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken for an order; ``given_back`` when it has been returned to the same means of payment."""

    payment_id: str
    order_id: str
    amount: Money
    method: str
    given_back: bool = False


@dataclass(frozen=True, slots=True)
class NewTraveller:
    """Who is to fly in a new order. ``accompanies``: position of an infant's adult; ``fare``, ``taxes`` of one segment."""

    surname: str
    given_name: str
    kind: str
    fare: Money
    taxes: Money
    language: str = "zh-CN"
    ffp_number: str | None = None
    accompanies: int | None = None
    age: int | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Held seats bought by these travellers, paid at once with one payment by ``method``."""

    hold_id: str
    travellers: tuple[NewTraveller, ...]
    phone: str | None
    method: str
    channel: str = "direct"

    @property
    def total(self) -> Money:
        first, *rest = [t.fare + t.taxes for t in self.travellers]
        for amount in rest:
            first = first + amount
        return first


@dataclass(frozen=True, slots=True)
class LinkedProduct:
    """A hotel or car booked with an order. ``starts`` and ``ends``: ISO day (hotel) or local date-time (car)."""

    ref: str
    order_id: str
    kind: str  # hotel | car
    name: str
    starts: str
    ends: str | None = None
    place: str | None = None
    state: str = "booked"  # booked | cancelled


@dataclass(frozen=True, slots=True)
class Gathered:
    """Order, departure-control and member facts of one passenger, each marked when it came from a cache (R079)."""

    order: Order | None
    checked_in: bool | None
    member_tier: str | None
    stale: tuple[str, ...] = ()  # systems answered from cache: "orders" | "departure_control" | "members"
    missing: tuple[str, ...] = ()  # systems that gave nothing at all
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class OperationOutcome:
    """What the airline system did for an idempotency key: the answer to "did my time-out commit?"."""

    operation: str
    order_id: str | None
    order_version: int | None
    details: dict[str, str] = field(default_factory=dict)
