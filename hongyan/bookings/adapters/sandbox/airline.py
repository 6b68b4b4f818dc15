"""The sandbox airline: the whole AirlineSystem port on its own tables, with real locks, versions and faults."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal

from hongyan.bookings.adapters.sandbox import (
    departure_control,
    holding,
    inventory,
    ledger,
    paying,
    read_orders,
    refunding,
    report,
    schedule,
    searching,
    selling,
    ticketing,
)
from hongyan.bookings.adapters.sandbox.database_errors import translated
from hongyan.bookings.adapters.sandbox.faults import Faults
from hongyan.bookings.adapters.sandbox.order_lock import current_version, next_version
from hongyan.bookings.adapters.sandbox.schedule import ScheduleUpdate
from hongyan.bookings.adapters.sandbox.settings import SandboxSettings
from hongyan.bookings.batching import Batcher
from hongyan.bookings.model import (
    FlightAvailability,
    HoldRequest,
    HoldResult,
    OperationOutcome,
    Order,
    Payment,
    Refund,
)
from hongyan.bookings.ports import AirlineCapabilities
from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound
from hongyan.core.money import Money
from hongyan.flights import LegKey
from hongyan.runtime.database import Connection, Database

_ORDERS, _DEPARTURES, _MEMBERS = "orders", "departure_control", "members"
_BESIDE_THE_ORDER = frozenset({"off_load", "check_in", "assign_seats"})
_LINGER = 0.003  # seconds a reading of changed orders waits for company
_BATCH = 2000  # rows one sweep moves in one transaction


class SandboxAirline:
    """AirlineSystem on the schema ``sandbox``. Any number of processes may share it."""

    capabilities = AirlineCapabilities(name="sandbox", simulated=True)

    def __init__(
        self,
        db: Database,
        clock: Clock,
        faults: Faults | None = None,
        settings: SandboxSettings | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._settings = settings or SandboxSettings()
        self.faults = faults or Faults(self._settings.faults)
        self._read_together: Batcher[str, Order | None] = Batcher(self._orders_of, linger=_LINGER)

    # — looking —

    async def get(self, order_ids: Sequence[str]) -> list[Order]:
        async with self._reading(_ORDERS) as conn:
            return await read_orders.many(conn, order_ids)

    async def orders_on(self, legs: Sequence[LegKey]) -> list[Order]:
        async with self._reading(_ORDERS) as conn:
            return await read_orders.many(conn, await read_orders.order_ids_on(conn, legs))

    async def availability(
        self, boards: Sequence[str], offs: Sequence[str], earliest: datetime, latest: datetime
    ) -> list[FlightAvailability]:
        async with self._reading(_ORDERS) as conn:
            return await searching.availability(
                conn,
                boards,
                offs,
                (earliest, latest),
                self._clock.now(),
                stale=self.faults.availability_is_stale(),
            )

    async def refunds(self, refund_ids: Sequence[str]) -> list[Refund]:
        async with self._reading(_ORDERS) as conn:
            return await refunding.refunds(conn, refund_ids)

    async def checked_in(self, passenger_ids: Sequence[str], leg: LegKey) -> dict[str, bool]:
        async with self._reading(_DEPARTURES) as conn:
            return await departure_control.checked_in(conn, passenger_ids, str(leg))

    async def member_tiers(self, ffp_numbers: Sequence[str]) -> dict[str, str]:
        async with self._reading(_MEMBERS) as conn:
            return await read_orders.tiers(conn, ffp_numbers)

    async def lookup(self, idempotency_key: str) -> OperationOutcome | None:
        await self.faults.before(_ORDERS, changing=False)
        async with translated(changing=False), self._db.transaction() as conn:
            return await ledger.lookup(conn, idempotency_key, self._clock.now())

    # — seats —

    async def hold(self, requests: Sequence[HoldRequest]) -> list[HoldResult]:
        async with self._changing(_ORDERS) as conn:
            return await holding.hold(conn, requests, self._clock.now())

    async def extend_holds(self, hold_ids: Sequence[str], expires_at: datetime) -> list[str]:
        async with self._changing(_ORDERS) as conn:
            return await inventory.extend(conn, hold_ids, expires_at, self._clock.now())

    async def release_holds(self, hold_ids: Sequence[str], idempotency_key: str) -> int:
        async with self._changing(_ORDERS) as conn:
            now = self._clock.now()
            first = await ledger.claim(conn, idempotency_key, "release_holds", now)
            if first is None:
                released = await inventory.release(conn, hold_ids, now)
                await ledger.finish_all(conn, {idempotency_key: {"released": str(released)}})
                return released
            return int(first.details["released"])

    # — orders and tickets —

    async def sell(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        hold_id: str,
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        return await self._change_order(
            "sell",
            order_id,
            idempotency_key,
            lambda conn, now: selling.sell(conn, order_id, passenger_ids, hold_id, expected_version, now),
        )

    async def off_load(
        self, order_id: str, passenger_ids: Sequence[str], segment_ids: Sequence[str], idempotency_key: str
    ) -> Order:
        return await self._change_order(
            "off_load",
            order_id,
            idempotency_key,
            lambda conn, now: departure_control.off_load(conn, order_id, passenger_ids, segment_ids, now),
            subsystem=_DEPARTURES,
        )

    async def revalidate(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        old_segment_ids: Sequence[str],
        new_segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        exchange = ticketing.Exchange(
            order_id, tuple(passenger_ids), tuple(old_segment_ids), tuple(new_segment_ids), expected_version
        )
        return await self._change_order(
            "revalidate", order_id, idempotency_key, lambda conn, now: ticketing.revalidate(conn, exchange)
        )

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
        exchange = ticketing.Exchange(
            order_id,
            tuple(passenger_ids),
            tuple(old_segment_ids),
            tuple(new_segment_ids),
            expected_version,
            fare_differences or {},
        )
        return await self._change_order(
            "reissue", order_id, idempotency_key, lambda conn, now: ticketing.reissue(conn, exchange, now)
        )

    async def release(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        return await self._change_order(
            "release",
            order_id,
            idempotency_key,
            lambda conn, now: selling.release(
                conn, order_id, passenger_ids, segment_ids, expected_version, now
            ),
        )

    async def refund(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        fee: Money,
        expected_version: int,
        idempotency_key: str,
    ) -> Refund:
        finance = self._settings.finance
        async with self._changing(_ORDERS) as conn:
            details = await self._once(
                conn,
                "refund",
                order_id,
                idempotency_key,
                lambda c, now: refunding.refund(
                    c, order_id, passenger_ids, segment_ids, fee, expected_version, finance, now
                ),
            )
            return (await refunding.refunds(conn, [details["refund_id"]]))[0]

    # — money —

    async def collect(
        self, order_id: str, amount: Money, method: str, expected_version: int, idempotency_key: str
    ) -> Payment:
        async with self._changing(_ORDERS) as conn:
            details = await self._once(
                conn,
                "collect",
                order_id,
                idempotency_key,
                lambda c, now: paying.collect(
                    c, order_id, amount, method, expected_version, self.faults.payment_is_refused(), now
                ),
                known=current_version,
            )
            return await paying.payment(conn, details["payment_id"])

    async def give_back(self, payment_id: str, idempotency_key: str) -> Payment:
        async with self._changing(_ORDERS) as conn:
            now = self._clock.now()
            if await ledger.claim(conn, idempotency_key, "give_back", now) is None:
                details = await paying.give_back(conn, payment_id, now)
                await ledger.finish_all(conn, {idempotency_key: details})
            return await paying.payment(conn, payment_id)

    # — the airline's own life: operations, finance, departure control —

    async def apply_schedule(self, updates: Sequence[ScheduleUpdate]) -> int:
        """Follow operations: cancelled legs cannot be sold, their segments become UN, retimed ones TK; also back again.

        A leg not known yet goes on sale when its capacity is given, else it is ignored. Safe to repeat: the second
        step finishes what a crash left. Returns how many legs and orders changed.
        """
        if not updates:
            return 0
        keys = sorted({str(update.leg) for update in updates})
        async with translated(changing=True), self._db.transaction() as conn:
            legs = await schedule.apply_to_inventory(conn, updates, self._clock.now())
        async with translated(changing=True), self._db.transaction() as conn:
            return legs + await schedule.apply_to_orders(conn, keys, self._settings.retime_minutes)

    async def advance_refunds(self, now: datetime) -> int:
        """Move every refund whose next step is due by ``now``; returns how many moved."""
        async with translated(changing=True), self._db.transaction() as conn:
            return await refunding.advance(conn, now, self._settings.finance, _BATCH)

    async def advance_check_in(self, now: datetime) -> int:
        """Let the invented travellers check in who meant to by ``now``; returns how many rows moved."""
        async with translated(changing=True), self._db.transaction() as conn:
            return await departure_control.check_in_due(conn, now, _BATCH)

    async def reclaim_expired(self, now: datetime) -> int:
        """Take back the seats of holds expired by ``now``; returns on how many legs there were some."""
        async with translated(changing=True), self._db.transaction() as conn:
            legs = await inventory.expired_legs(conn, now, _BATCH)
            if legs:
                await inventory.lock(conn, legs, now)
            return len(legs)

    async def sweep(self, now: datetime) -> int:
        """Do everything due by ``now``: refunds, check-in, expired holds. Safe to run twice at once."""
        moved = await self.advance_refunds(now)
        moved += await self.advance_check_in(now)
        return moved + await self.reclaim_expired(now)

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which ``sweep`` will have something to do."""
        async with translated(changing=False), self._db.snapshot() as conn:
            return await report.next_due(conn)

    # — what tests and the day's report ask —

    async def oversold_seats(self) -> int:
        """Return seats sold or held beyond capacity, by counts and by heads: 0, or something is badly wrong."""
        async with self._db.snapshot() as conn:
            return await report.oversold_seats(conn)

    async def inventory_drift(self) -> int:
        async with self._db.snapshot() as conn:
            return await report.inventory_drift(conn)

    async def double_rebookings(self) -> int:
        async with self._db.snapshot() as conn:
            return await report.double_rebookings(conn)

    async def coupons_by_status(self) -> dict[str, int]:
        async with self._db.snapshot() as conn:
            return await report.coupons_by_status(conn)

    async def counts(self) -> dict[str, int]:
        async with self._db.snapshot() as conn:
            return await report.counts(conn)

    # — how every call runs —

    @asynccontextmanager
    async def _reading(self, subsystem: str) -> AsyncIterator[Connection]:
        await self.faults.before(subsystem, changing=False)
        async with translated(changing=False), self._db.snapshot() as conn:
            yield conn

    @asynccontextmanager
    async def _changing(self, subsystem: str) -> AsyncIterator[Connection]:
        await self.faults.before(subsystem, changing=True)
        async with translated(changing=True), self._db.pipelined() as conn:
            yield conn
        self.faults.after_commit(subsystem)

    async def _change_order(
        self,
        operation: str,
        order_id: str,
        key: str,
        act: Callable[[Connection, datetime], Awaitable[dict[str, str]]],
        subsystem: str = _ORDERS,
    ) -> Order:
        async with self._changing(subsystem) as conn:
            await self._once(conn, operation, order_id, key, act)
        # Read after the commit, together with the orders of other changes: a fraction of the statements. Whoever cannot
        # read it has a time-out, and asks by the key.
        order = await self._read_together.submit(order_id)
        if order is None:
            raise NotFound("no such order", order_id=order_id)
        return order

    async def _orders_of(self, order_ids: list[str]) -> list[Order | None]:
        async with translated(changing=True), self._db.snapshot() as conn:
            found = {o.order_id: o for o in await read_orders.many(conn, sorted(set(order_ids)))}
        return [found.get(order_id) for order_id in order_ids]

    async def _once(
        self,
        conn: Connection,
        operation: str,
        order_id: str,
        key: str,
        act: Callable[[Connection, datetime], Awaitable[dict[str, str]]],
        known: Callable[[Connection, str], Awaitable[int]] = next_version,
    ) -> dict[str, str]:
        """Act unless the key has been used; return the details of its first outcome."""
        now = self._clock.now()
        first = await ledger.claim(conn, key, operation, now)
        if first is not None:
            return first.details
        details = await act(conn, now)
        # departure control lives beside the order: it does not make a new version of it
        if operation in _BESIDE_THE_ORDER or known is not next_version:
            await ledger.finish(conn, key, order_id, await current_version(conn, order_id), details)
        else:
            await ledger.finish_with_new_version(conn, key, order_id, details)
        return details
