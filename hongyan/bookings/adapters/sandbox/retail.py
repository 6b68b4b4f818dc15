"""The sandbox airline as those need it who serve travellers: the RetailSystem port on top of the storm's operations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.bookings.adapters.sandbox import (
    ledger,
    ordering,
    partners,
    read_orders,
    refunding,
    searching,
    services,
)
from hongyan.bookings.adapters.sandbox.airline import SandboxAirline
from hongyan.bookings.model import ClassOnSale, LinkedProduct, NewOrder, Order, Refund
from hongyan.runtime.database import Connection

_ORDERS, _DEPARTURES, _PARTNERS = "orders", "departure_control", "partners"


class SandboxRetail(SandboxAirline):
    """RetailSystem on the schema ``sandbox``."""

    async def find_orders(
        self,
        *,
        phones: Sequence[str] = (),
        locators: Sequence[str] = (),
        ticket_numbers: Sequence[str] = (),
        ffp_numbers: Sequence[str] = (),
    ) -> list[str]:
        async with self._reading(_ORDERS) as conn:
            return await read_orders.find(conn, phones, locators, ticket_numbers, ffp_numbers)

    async def classes_on_sale(
        self, boards: Sequence[str], offs: Sequence[str], earliest: datetime, latest: datetime
    ) -> list[ClassOnSale]:
        async with self._reading(_ORDERS) as conn:
            return await searching.classes_on_sale(conn, boards, offs, (earliest, latest), self._clock.now())

    async def refunds_of(self, order_ids: Sequence[str]) -> list[Refund]:
        async with self._reading(_ORDERS) as conn:
            return await refunding.refunds_of(conn, order_ids)

    async def linked_products(self, order_ids: Sequence[str]) -> list[LinkedProduct]:
        async with self._reading(_PARTNERS) as conn:
            return await partners.of_orders(conn, order_ids)

    async def partner_record(self, kind: str, ref: str) -> Mapping[str, Any] | None:
        async with self._reading(_PARTNERS) as conn:
            return await partners.record(conn, kind, ref)

    async def create_order(self, order: NewOrder, idempotency_key: str) -> Order:
        async with self._changing(_ORDERS) as conn:
            now = self._clock.now()
            first = await ledger.claim(conn, idempotency_key, "create_order", now)
            if first is not None:
                return await read_orders.one(conn, first.details["order_id"])
            refused = self.faults.payment_is_refused()
            order_id, details = await ordering.create_order(conn, order, refused, now)
            await ledger.finish(conn, idempotency_key, order_id, 1, details)
            return await read_orders.one(conn, order_id)

    async def check_in(
        self, order_id: str, passenger_ids: Sequence[str], segment_id: str, idempotency_key: str
    ) -> Order:
        return await self._change_order(
            "check_in",
            order_id,
            idempotency_key,
            lambda conn, now: services.check_in(conn, order_id, passenger_ids, segment_id, now),
            subsystem=_DEPARTURES,
        )

    async def assign_seats(
        self, order_id: str, segment_id: str, wishes: Mapping[str, str], idempotency_key: str
    ) -> Order:
        return await self._change_order(
            "assign_seats",
            order_id,
            idempotency_key,
            lambda conn, now: services.assign_seats(conn, order_id, segment_id, wishes),
            subsystem=_DEPARTURES,
        )

    async def request_ssr(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        code: str,
        idempotency_key: str,
    ) -> Order:
        return await self._change_order(
            "request_ssr",
            order_id,
            idempotency_key,
            lambda conn, now: services.request_ssr(conn, order_id, passenger_ids, segment_ids, code, now),
        )

    async def move_linked(
        self, ref: str, starts: str, ends: str | None, idempotency_key: str
    ) -> LinkedProduct:
        return await self._change_linked(
            "move_linked", ref, idempotency_key, lambda conn: partners.move(conn, ref, starts, ends)
        )

    async def cancel_linked(self, ref: str, idempotency_key: str) -> LinkedProduct:
        return await self._change_linked(
            "cancel_linked", ref, idempotency_key, lambda conn: partners.cancel(conn, ref)
        )

    async def _change_linked(
        self, operation: str, ref: str, key: str, act: Callable[[Connection], Awaitable[dict[str, str]]]
    ) -> LinkedProduct:
        async with self._changing(_PARTNERS) as conn:
            if await ledger.claim(conn, key, operation, self._clock.now()) is None:
                details = await act(conn)
                await ledger.finish_all(conn, {key: details})
            return await partners.one(conn, ref)
