"""Refunds open coupons, and plays the finance department that moves a refund until the bank has paid."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from hongyan.bookings.adapters.sandbox.coupons import require
from hongyan.bookings.adapters.sandbox.order_lock import lock_order, travellers
from hongyan.bookings.adapters.sandbox.read_orders import coupons_of
from hongyan.bookings.adapters.sandbox.refund_schedule import reached
from hongyan.bookings.adapters.sandbox.selling import Details, segments_of
from hongyan.bookings.adapters.sandbox.settings import FinanceSettings
from hongyan.bookings.errors import CouponNotOpen
from hongyan.bookings.model import Coupon, CouponStatus, Refund, RefundState
from hongyan.core.errors import InvalidInput
from hongyan.core.ids import new_id
from hongyan.core.money import Money
from hongyan.runtime.database import Connection

_STATES = [state.value for state in RefundState]


async def refund(
    conn: Connection,
    order_id: str,
    ids: Sequence[str],
    segments: Sequence[str],
    fee: Money,
    version: int,
    finance: FinanceSettings,
    now: datetime,
) -> Details:
    """Refund these travellers' open coupons (O → R), less the fee. Seats stay until ``release``.

    Raises CouponNotOpen (checked in, boarded, or nothing left to refund), InvalidInput (fee above the fare paid).
    """
    await lock_order(conn, order_id, version)
    await travellers(conn, order_id, ids)
    await segments_of(conn, order_id, segments)
    coupons = await _refundable(conn, order_id, ids, segments)
    amount = _amount(coupons, fee)
    refund_id = new_id("rfd")
    await _mark(conn, coupons, refund_id)
    taken, next_at = reached(refund_id, now, now, finance)
    await conn.queue(
        """insert into sandbox.refund (refund_id, order_id, passenger_ids, amount, fee, currency, state,
             requested_at, next_at) values (:id, :order_id, cast(:ids as text[]), :amount, :fee, :currency,
             :state, :now, :next_at)""",
        id=refund_id,
        order_id=order_id,
        ids=list(ids),
        amount=amount.amount,
        fee=fee.amount,
        currency=amount.currency,
        state=taken[-1][0].value,
        now=now,
        next_at=next_at,
    )
    return {
        "refund_id": refund_id,
        "amount": str(amount.amount),
        "currency": amount.currency,
        "passenger_ids": ",".join(ids),
        "segment_ids": ",".join(segments),
    }


async def refunds(conn: Connection, refund_ids: Sequence[str]) -> list[Refund]:
    """Return the refunds that exist."""
    rows = await conn.rows(
        "select * from sandbox.refund where refund_id = any(cast(:ids as text[]))", ids=list(refund_ids)
    )
    return [_refund(row) for row in rows]


async def refunds_of(conn: Connection, order_ids: Sequence[str]) -> list[Refund]:
    """Return every refund of these orders, oldest first."""
    rows = await conn.rows(
        "select * from sandbox.refund where order_id = any(cast(:ids as text[])) order by requested_at, refund_id",
        ids=list(order_ids),
    )
    return [_refund(row) for row in rows]


async def advance(conn: Connection, now: datetime, finance: FinanceSettings, limit: int) -> int:
    """Move refunds whose next step is due by ``now``; returns how many moved."""
    due = await conn.rows(
        """select refund_id, requested_at from sandbox.refund where next_at <= :now
           order by next_at, refund_id limit :limit for update skip locked""",
        now=now,
        limit=limit,
    )
    records = []
    for row in due:
        taken, next_at = reached(row["refund_id"], row["requested_at"], now, finance)
        stamps = {f"{state.value}_at": at for state, at in taken if state is not RefundState.REQUESTED}
        records.append({"id": row["refund_id"], "state": taken[-1][0].value, "next_at": next_at, **stamps})
    await conn.queue_bulk(
        """update sandbox.refund f set state = r.state, next_at = r.next_at, validated_at = r.validated_at,
             approved_at = r.approved_at, sent_at = r.sent_at, done_at = r.done_at, failed_at = r.failed_at
           from jsonb_to_recordset(cast(:records as jsonb)) as r(id text, state text, next_at timestamptz,
             validated_at timestamptz, approved_at timestamptz, sent_at timestamptz, done_at timestamptz,
             failed_at timestamptz)
           where f.refund_id = r.id""",
        records,
    )
    return len(records)


async def _refundable(
    conn: Connection, order_id: str, ids: Sequence[str], segments: Sequence[str]
) -> list[Coupon]:
    found = await coupons_of(conn, order_id, ids, segments)
    live = [c for c in found if c.status not in (CouponStatus.EXCHANGED, CouponStatus.VOID)]
    require(live, CouponStatus.REFUNDED)
    if not live:
        raise CouponNotOpen("nothing to refund", order_id=order_id)
    return live


def _amount(coupons: Sequence[Coupon], fee: Money) -> Money:
    currency = coupons[0].fare.currency
    if fee.currency != currency:
        raise InvalidInput("fee in another currency than the fare", fee=fee.currency, fare=currency)
    fares = sum((c.fare.amount for c in coupons), Decimal(0))
    if not 0 <= fee.amount <= fares:
        raise InvalidInput("a refund fee lies between nothing and the fare", fee=str(fee.amount))
    taxes = sum((c.taxes.amount for c in coupons), Decimal(0))
    return Money(fares + taxes - fee.amount, currency)


async def _mark(conn: Connection, coupons: Sequence[Coupon], refund_id: str) -> None:
    await conn.queue_bulk(
        """update sandbox.coupon c set status = 'R', refund_id = :refund_id
           from jsonb_to_recordset(cast(:records as jsonb)) as r(ticket text, number integer)
           where c.ticket_number = r.ticket and c.coupon_number = r.number""",
        [{"ticket": c.ticket_number, "number": c.coupon_number} for c in coupons],
        refund_id=refund_id,
    )


def _refund(row: dict[str, Any]) -> Refund:
    history = [(RefundState(s), row[f"{s}_at"]) for s in _STATES if row[f"{s}_at"] is not None]
    return Refund(
        refund_id=row["refund_id"],
        order_id=row["order_id"],
        passenger_ids=tuple(row["passenger_ids"]),
        amount=Money(row["amount"], row["currency"]),
        fee=Money(row["fee"], row["currency"]),
        state=RefundState(row["state"]),
        requested_at=row["requested_at"],
        history=tuple(history),
    )
