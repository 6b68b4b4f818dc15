"""The airline system as we need it: orders, seats, tickets, departure control, members. Adapters: sandbox, later NDC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from hongyan.bookings.model import (
    ClassOnSale,
    FlightAvailability,
    HoldRequest,
    HoldResult,
    LinkedProduct,
    NewOrder,
    OperationOutcome,
    Order,
    Payment,
    Refund,
)
from hongyan.core.money import Money
from hongyan.flights import LegKey


@dataclass(frozen=True, slots=True)
class AirlineCapabilities:
    """What this airline system can do; callers ask this record, never the adapter's name."""

    name: str
    batch_hold: bool = True
    revalidate: bool = True
    simulated: bool = False


class AirlineSystem(Protocol):
    """Every changing operation takes an ``idempotency_key``: the same key again gives the first outcome, changes nothing.

    Operations on an order take ``expected_version``; another version raises ``VersionConflict``.
    Any call may raise ``AirlineUnavailable`` (did not happen) or ``OutcomeUnknown`` (timed out: use ``lookup``).
    """

    capabilities: AirlineCapabilities

    async def get(self, order_ids: Sequence[str]) -> list[Order]:
        """Return the orders that exist, in any order."""
        ...

    async def orders_on(self, legs: Sequence[LegKey]) -> list[Order]:
        """Return every order with a live segment (HK, TK or UN) on any of ``legs``."""
        ...

    async def availability(
        self, boards: Sequence[str], offs: Sequence[str], earliest: datetime, latest: datetime
    ) -> list[FlightAvailability]:
        """Search: all flights departing within the window whose board is in ``boards`` and off in ``offs`` (empty = any)."""
        ...

    async def hold(self, requests: Sequence[HoldRequest]) -> list[HoldResult]:
        """Block seats, each request all or nothing, one result per request in the same order; never oversells."""
        ...

    async def extend_holds(self, hold_ids: Sequence[str], expires_at: datetime) -> list[str]:
        """Extend live holds; returns the ids that are still live."""
        ...

    async def release_holds(self, hold_ids: Sequence[str], idempotency_key: str) -> int:
        """Give seats back; unknown, expired or sold holds are ignored. Returns how many were released."""
        ...

    async def sell(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        hold_id: str,
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        """Turn a hold into HK segments of the order for these passengers (no ticket yet). HoldGone if it expired."""
        ...

    async def off_load(
        self, order_id: str, passenger_ids: Sequence[str], segment_ids: Sequence[str], idempotency_key: str
    ) -> Order:
        """Departure control: undo check-in (coupon C → O). Not checked in = nothing to do."""
        ...

    async def revalidate(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        old_segment_ids: Sequence[str],
        new_segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        """Keep the tickets, move open coupons to the new flights; same carrier, routing and number of coupons."""
        ...

    async def reissue(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        old_segment_ids: Sequence[str],
        new_segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
        fare_differences: Mapping[str, Decimal] | None = None,
    ) -> Order:
        """Exchange: new ticket numbers with open coupons, old coupons become E.

        ``fare_differences`` (by passenger) were paid on top and raise the face fare of the first new coupon.
        """
        ...

    async def release(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        """Cancel these passengers' places on these segments (XX) and give their seats back."""
        ...

    async def refund(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        fee: Money,
        expected_version: int,
        idempotency_key: str,
    ) -> Refund:
        """Refund the open coupons of these segments (O → R), less ``fee``; starts the refund's states."""
        ...

    async def refunds(self, refund_ids: Sequence[str]) -> list[Refund]:
        """Return the present states of refunds."""
        ...

    async def checked_in(self, passenger_ids: Sequence[str], leg: LegKey) -> dict[str, bool]:
        """Departure control: who is checked in on ``leg``."""
        ...

    async def member_tiers(self, ffp_numbers: Sequence[str]) -> dict[str, str]:
        """Members: tier by frequent-flyer number."""
        ...

    async def collect(
        self, order_id: str, amount: Money, method: str, expected_version: int, idempotency_key: str
    ) -> Payment:
        """Take money for the order, once a key. Raises PaymentRefused: then nothing was taken."""
        ...

    async def give_back(self, payment_id: str, idempotency_key: str) -> Payment:
        """Return a payment whole to the means it came from; a second time changes nothing."""
        ...

    async def lookup(self, idempotency_key: str) -> OperationOutcome | None:
        """Say what happened under a key: None = it never took effect and, after ``OutcomeUnknown``, never will."""
        ...


class RetailSystem(AirlineSystem, Protocol):
    """The airline system as those need it who serve travellers: finding orders, fares on sale, services, partners.

    The same promises hold: every changing operation is done once a key, and ``lookup`` tells what became of it.
    """

    async def find_orders(
        self,
        *,
        phones: Sequence[str] = (),
        locators: Sequence[str] = (),
        ticket_numbers: Sequence[str] = (),
        ffp_numbers: Sequence[str] = (),
    ) -> list[str]:
        """Return the ids of orders with any of these mobile numbers (E.164), locators, tickets or members."""
        ...

    async def classes_on_sale(
        self, boards: Sequence[str], offs: Sequence[str], earliest: datetime, latest: datetime
    ) -> list[ClassOnSale]:
        """Return the booking classes of own flights leaving within the window, by departure."""
        ...

    async def refunds_of(self, order_ids: Sequence[str]) -> list[Refund]:
        """Return every refund of these orders, oldest first."""
        ...

    async def create_order(self, order: NewOrder, idempotency_key: str) -> Order:
        """Sell a hold to new travellers, take the payment and issue the tickets, all or nothing.

        Raises HoldGone, NoSeats, PaymentRefused.
        """
        ...

    async def check_in(
        self, order_id: str, passenger_ids: Sequence[str], segment_id: str, idempotency_key: str
    ) -> Order:
        """Check in (coupon O → C) and give a seat to whom has none. Raises CheckInClosed, CouponNotOpen."""
        ...

    async def assign_seats(
        self, order_id: str, segment_id: str, wishes: Mapping[str, str], idempotency_key: str
    ) -> Order:
        """Give each passenger the wished seat: a number (``12A``) or window | aisle | front | exit. Raises SeatTaken."""
        ...

    async def request_ssr(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        code: str,
        idempotency_key: str,
    ) -> Order:
        """Ask for a special service: confirmed at once (HK) or left to the carrier (HN). Raises SsrRefused."""
        ...

    async def linked_products(self, order_ids: Sequence[str]) -> list[LinkedProduct]:
        """Return the hotels and cars booked with these orders, by start."""
        ...

    async def move_linked(
        self, ref: str, starts: str, ends: str | None, idempotency_key: str
    ) -> LinkedProduct:
        """Move a hotel or car to other times. Raises PartnerRefused, NotFound."""
        ...

    async def cancel_linked(self, ref: str, idempotency_key: str) -> LinkedProduct:
        """Cancel a hotel or car. Raises PartnerRefused, NotFound."""
        ...

    async def partner_record(self, kind: str, ref: str) -> Mapping[str, Any] | None:
        """Return what a partner's system says: kind agency | hotel_order | bag | alert | alternative."""
        ...
