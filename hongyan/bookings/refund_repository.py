"""All SQL of refunds on their way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.bookings.change import FollowedRefund
from hongyan.core.money import Money
from hongyan.runtime import Connection
from hongyan.runtime.database import to_json

_INSERT = """
insert into bookings.refund (refund_id, change_id, subject, order_id, amount, fee, currency, state, requested_at,
    due_on, basis, history, next_look_at)
select r.refund_id, r.change_id, r.subject, r.order_id, r.amount, r.fee, r.currency, r.state, r.requested_at,
    r.due_on, r.basis, r.history, r.next_look_at
from jsonb_to_recordset(cast(:records as jsonb)) as r(refund_id text, change_id text, subject text, order_id text,
    amount numeric, fee numeric, currency text, state text, requested_at timestamptz, due_on date, basis text,
    history jsonb, next_look_at timestamptz)
on conflict (refund_id) do nothing returning refund_id
"""

# Older refunds change less often: the pause grows with the age, between the two limits. Looks fall on a common
# grid of the shortest pause, so that many refunds are asked about in one request (and a replay stops once for all).
_TAKE_DUE = """
with due as (
    select refund_id from bookings.refund where state not in ('done', 'failed') and next_look_at <= :now
    order by next_look_at limit :limit for update skip locked)
update bookings.refund r
set next_look_at = to_timestamp(:shortest * ceil((extract(epoch from cast(:now as timestamptz))
    + least(greatest(extract(epoch from cast(:now as timestamptz) - r.requested_at) / 10, :shortest), :longest))
    / :shortest))
from due where r.refund_id = due.refund_id returning r.*
"""

_WRITE = """
update bookings.refund f set state = r.state, overdue = r.overdue, history = r.history, version = f.version + 1
from jsonb_to_recordset(cast(:records as jsonb))
    as r(refund_id text, version int, state text, overdue boolean, history jsonb)
where f.refund_id = r.refund_id and f.version = r.version returning f.refund_id
"""


async def insert_refunds(
    conn: Connection, refunds: Sequence[FollowedRefund], next_look_at: datetime
) -> set[str]:
    """Start following these; returns the ids that were not followed before."""
    if not refunds:
        return set()
    records = [
        {
            "refund_id": r.refund_id,
            "change_id": r.change_id,
            "subject": r.subject,
            "order_id": r.order_id,
            "amount": r.amount.amount,
            "fee": r.fee.amount,
            "currency": r.amount.currency,
            "state": r.state,
            "requested_at": r.requested_at,
            "due_on": r.due_on,
            "basis": r.basis,
            "history": r.history,
            "next_look_at": next_look_at,
        }
        for r in refunds
    ]
    return {r["refund_id"] for r in await conn.rows(_INSERT, records=to_json(records))}


async def take_due(
    conn: Connection, now: datetime, limit: int, shortest: float, longest: float
) -> list[FollowedRefund]:
    """Return refunds it is time to look at, and set when to look next (``shortest`` to ``longest`` seconds later)."""
    rows = await conn.rows(_TAKE_DUE, now=now, limit=limit, shortest=shortest, longest=longest)
    return [_refund(r) for r in rows]


async def write_refunds(conn: Connection, refunds: Sequence[FollowedRefund]) -> set[str]:
    """Store new states, each only over the version it was read with; returns the ids written."""
    records = [
        {
            "refund_id": r.refund_id,
            "version": r.version,
            "state": r.state,
            "overdue": r.overdue,
            "history": r.history,
        }
        for r in refunds
    ]
    if not records:
        return set()
    return {r["refund_id"] for r in await conn.rows(_WRITE, records=to_json(records))}


async def refunds_of_changes(conn: Connection, change_ids: Sequence[str]) -> list[FollowedRefund]:
    """Return the refunds of these changes."""
    rows = await conn.rows("select * from bookings.refund where change_id = any(:ids)", ids=list(change_ids))
    return [_refund(r) for r in rows]


async def next_look(conn: Connection) -> datetime | None:
    """Return when the next refund is to be looked at."""
    found: datetime | None = await conn.value(
        "select min(next_look_at) from bookings.refund where state not in ('done', 'failed')"
    )
    return found


def _refund(row: dict[str, Any]) -> FollowedRefund:
    return FollowedRefund(
        refund_id=row["refund_id"],
        change_id=row["change_id"],
        subject=row["subject"],
        order_id=row["order_id"],
        amount=Money(row["amount"], row["currency"]),
        fee=Money(row["fee"], row["currency"]),
        state=row["state"],
        requested_at=row["requested_at"],
        due_on=row["due_on"],
        basis=row["basis"],
        overdue=row["overdue"],
        history=tuple((state, datetime.fromisoformat(at)) for state, at in row["history"]),
        version=row["version"],
    )
