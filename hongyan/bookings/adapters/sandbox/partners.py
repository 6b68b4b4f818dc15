"""Hotels and cars booked with an order, and what other partners' systems say."""

from collections.abc import Sequence
from typing import Any

from hongyan.bookings.adapters.sandbox.selling import Details
from hongyan.bookings.errors import PartnerRefused
from hongyan.bookings.model import LinkedProduct
from hongyan.core.errors import NotFound
from hongyan.runtime.database import Connection

_COLUMNS = "ref, order_id, kind, name, starts, ends, place, state"


async def of_orders(conn: Connection, order_ids: Sequence[str]) -> list[LinkedProduct]:
    """Return what is booked with these orders, by start."""
    rows = await conn.rows(
        f"""select {_COLUMNS} from sandbox.linked_product
            where order_id = any(cast(:ids as text[])) order by starts, ref""",
        ids=list(order_ids),
    )
    return [LinkedProduct(**row) for row in rows]


async def one(conn: Connection, ref: str) -> LinkedProduct:
    """Return one product. Raises NotFound."""
    row = await conn.row(f"select {_COLUMNS} from sandbox.linked_product where ref = :ref", ref=ref)
    if row is None:
        raise NotFound("no such linked product", ref=ref)
    return LinkedProduct(**row)


async def move(conn: Connection, ref: str, starts: str, ends: str | None) -> Details:
    """Move to other times. Raises NotFound, PartnerRefused."""
    before = await _lock(conn, ref)
    await conn.run(
        """update sandbox.linked_product set starts = :starts, ends = coalesce(cast(:ends as text), ends),
           version = version + 1 where ref = :ref""",
        ref=ref,
        starts=starts,
        ends=ends,
    )
    return {"ref": ref, "from": before["starts"], "to": starts, "order_id": before["order_id"]}


async def cancel(conn: Connection, ref: str) -> Details:
    """Cancel. Raises NotFound, PartnerRefused."""
    before = await _lock(conn, ref)
    await conn.run(
        "update sandbox.linked_product set state = 'cancelled', version = version + 1 where ref = :ref",
        ref=ref,
    )
    return {"ref": ref, "order_id": before["order_id"]}


async def record(conn: Connection, kind: str, ref: str) -> dict[str, Any] | None:
    """Return a partner's record, or None."""
    row = await conn.row(
        "select facts from sandbox.partner_record where kind = :kind and ref = :ref", kind=kind, ref=ref
    )
    return dict(row["facts"]) if row else None


async def _lock(conn: Connection, ref: str) -> dict[str, Any]:
    row = await conn.row("select * from sandbox.linked_product where ref = :ref for update", ref=ref)
    if row is None:
        raise NotFound("no such linked product", ref=ref)
    if not row["changeable"] or row["state"] != "booked":
        raise PartnerRefused(ref=ref, state=row["state"])
    return row
