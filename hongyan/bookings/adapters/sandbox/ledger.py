"""The operation ledger: what was done under which idempotency key, so that a repeated request changes nothing.

A key is claimed first in an operation's transaction. Whoever comes with the same key waits for that transaction to end
and then finds its outcome; a refused operation rolls its claim back with everything else.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hongyan.bookings.model import OperationOutcome
from hongyan.core.errors import InvalidInput
from hongyan.runtime.database import Connection


async def claim(conn: Connection, key: str, operation: str, now: datetime) -> OperationOutcome | None:
    """Claim ``key`` and return None, or return the first outcome. Raises InvalidInput on a key used for other things."""
    return (await claim_all(conn, [key], operation, now)).get(key)


async def claim_all(
    conn: Connection, keys: Sequence[str], operation: str, now: datetime
) -> dict[str, OperationOutcome]:
    """Claim the keys that are new, in key order; return the first outcomes of those that are not."""
    claimed = await conn.rows(
        """insert into sandbox.operation (idempotency_key, operation, done_at)
           select k, :operation, :now from unnest(cast(:keys as text[])) k group by k order by k
           on conflict do nothing returning idempotency_key""",
        keys=list(keys),
        operation=operation,
        now=now,
    )
    used = set(keys) - {row["idempotency_key"] for row in claimed}
    first = await _outcomes(conn, sorted(used)) if used else {}
    for key, outcome in first.items():
        if outcome.operation != operation:
            raise InvalidInput("idempotency key used for another operation", key=key)
    return first


async def finish(conn: Connection, key: str, order_id: str, version: int, details: Mapping[str, str]) -> None:
    """Write the outcome under a key claimed in this transaction."""
    await conn.queue(
        """update sandbox.operation set order_id = :order_id, order_version = :version,
           details = cast(:details as jsonb) where idempotency_key = :key""",
        key=key,
        order_id=order_id,
        version=version,
        details=dict(details),
    )


async def finish_with_new_version(
    conn: Connection, key: str, order_id: str, details: Mapping[str, str]
) -> None:
    """Raise the version of the locked order and write the outcome under the key, in one statement."""
    await conn.queue(
        """with raised as (update sandbox.orders set version = version + 1 where order_id = :order_id
                          returning version)
           update sandbox.operation o set order_id = :order_id, order_version = raised.version,
           details = cast(:details as jsonb) from raised where o.idempotency_key = :key""",
        key=key,
        order_id=order_id,
        details=dict(details),
    )


async def finish_all(conn: Connection, details: Mapping[str, Mapping[str, str]]) -> None:
    """Write the outcomes of many keys, which concern no order."""
    await conn.queue_bulk(
        """update sandbox.operation o set details = r.details
           from jsonb_to_recordset(cast(:records as jsonb)) as r(key text, details jsonb)
           where o.idempotency_key = r.key""",
        [{"key": key, "details": value} for key, value in details.items()],
    )


async def lookup(conn: Connection, key: str, now: datetime) -> OperationOutcome | None:
    """Return the outcome under ``key``. Claiming and giving back the key waits for an operation still in flight."""
    claimed = await conn.run(
        """insert into sandbox.operation (idempotency_key, operation, done_at) values (:key, 'lookup', :now)
           on conflict do nothing""",
        key=key,
        now=now,
    )
    if claimed:
        await conn.queue("delete from sandbox.operation where idempotency_key = :key", key=key)
        return None
    return (await _outcomes(conn, [key])).get(key)


async def _outcomes(conn: Connection, keys: Sequence[str]) -> dict[str, OperationOutcome]:
    rows = await conn.rows(
        """select idempotency_key, operation, order_id, order_version, details
           from sandbox.operation where idempotency_key = any(cast(:keys as text[]))""",
        keys=list(keys),
    )
    return {row.pop("idempotency_key"): OperationOutcome(**row) for row in rows}
