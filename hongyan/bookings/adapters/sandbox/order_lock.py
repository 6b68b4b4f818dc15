"""Locks one order for a change, and knows who travels in it."""

from collections.abc import Sequence
from typing import Any

from hongyan.bookings.errors import VersionConflict
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.runtime.database import Connection


async def lock_order(conn: Connection, order_id: str, expected_version: int | None) -> int:
    """Lock the order and return its version. Raises NotFound, and VersionConflict when it is not the expected one."""
    version = await conn.value(
        "select version from sandbox.orders where order_id = :id for update", id=order_id
    )
    if version is None:
        raise NotFound("no such order", order_id=order_id)
    if expected_version is not None and version != expected_version:
        raise VersionConflict(order_id=order_id, expected=expected_version, found=version)
    return int(version)


async def next_version(conn: Connection, order_id: str) -> int:
    """Raise the version of a locked order and return it."""
    return int(
        await conn.value(
            "update sandbox.orders set version = version + 1 where order_id = :id returning version",
            id=order_id,
        )
    )


async def travellers(conn: Connection, order_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return passenger_id and kind of the named travellers. Raises InvalidInput when one is not in the order."""
    rows = await conn.rows(
        """select passenger_id, kind from sandbox.passenger
           where order_id = :order_id and passenger_id = any(cast(:ids as text[])) order by position""",
        order_id=order_id,
        ids=list(ids),
    )
    if not ids or len(set(ids)) != len(ids) or len(rows) != len(ids):
        raise InvalidInput("passengers are not of this order", order_id=order_id)
    return rows


async def current_version(conn: Connection, order_id: str) -> int:
    """Return the version of a locked order."""
    return int(await conn.value("select version from sandbox.orders where order_id = :id", id=order_id))
