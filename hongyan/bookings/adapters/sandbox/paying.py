"""Takes money for an order and gives it back, each once."""

from datetime import datetime

from hongyan.bookings.adapters.sandbox.order_lock import lock_order
from hongyan.bookings.adapters.sandbox.selling import Details
from hongyan.bookings.errors import PaymentRefused
from hongyan.bookings.model import Payment
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.core.ids import new_id
from hongyan.core.money import Money
from hongyan.runtime.database import Connection


async def collect(
    conn: Connection,
    order_id: str,
    amount: Money,
    method: str,
    version: int,
    refused: bool,
    now: datetime,
    reason: str = "change",
) -> Details:
    """Take ``amount`` by the order's means of payment. Raises VersionConflict, PaymentRefused, InvalidInput."""
    await lock_order(conn, order_id, version)
    if amount.amount <= 0:
        raise InvalidInput("there is nothing to collect", amount=str(amount.amount))
    if refused:
        raise PaymentRefused(order_id=order_id)
    payment_id = new_id("pay")
    await conn.run(
        """insert into sandbox.payment
             (payment_id, order_id, method, amount, currency, acquirer_reference, paid_at, reason)
           values (:id, :order_id, :method, :amount, :currency, :reference, :now, :reason)""",
        id=payment_id,
        order_id=order_id,
        method=method,
        amount=amount.amount,
        currency=amount.currency,
        reference=f"ACQ{payment_id[-12:].upper()}",
        now=now,
        reason=reason,
    )
    return {"payment_id": payment_id, "amount": str(amount.amount), "currency": amount.currency}


async def give_back(conn: Connection, payment_id: str, now: datetime) -> Details:
    """Return a payment whole to the means it came from; given back before = nothing to do."""
    changed = await conn.run(
        "update sandbox.payment set given_back_at = :now where payment_id = :id and given_back_at is null",
        id=payment_id,
        now=now,
    )
    return {"payment_id": payment_id, "given_back": str(changed)}


async def payment(conn: Connection, payment_id: str) -> Payment:
    """Return one payment. Raises NotFound."""
    row = await conn.row("select * from sandbox.payment where payment_id = :id", id=payment_id)
    if row is None:
        raise NotFound("no such payment", payment_id=payment_id)
    return Payment(
        row["payment_id"],
        row["order_id"],
        Money(row["amount"], row["currency"]),
        row["method"],
        row["given_back_at"] is not None,
    )
