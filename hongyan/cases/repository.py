"""All SQL of promises."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection


async def insert(conn: Connection, values: Mapping[str, Any]) -> bool:
    """Store a promise; False when one with this key exists."""
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    return bool(
        await conn.run(
            f"insert into cases.promise ({names}) values ({places}) on conflict (key) do nothing", **values
        )
    )


async def by_key(conn: Connection, key: str) -> dict[str, Any] | None:
    return await conn.row("select * from cases.promise where key = :key", key=key)


async def by_id(conn: Connection, promise_id: str) -> dict[str, Any] | None:
    return await conn.row("select * from cases.promise where promise_id = :id", id=promise_id)


async def burdens(conn: Connection, owners: Sequence[str]) -> dict[str, int]:
    """Return how many open promises each of these has."""
    rows = await conn.rows(
        "select owner, count(*) as open from cases.promise where state = 'open' and owner = any(:owners) group by owner",
        owners=list(owners),
    )
    return {row["owner"]: int(row["open"]) for row in rows}


async def listed(
    conn: Connection, state: str | None, overdue: bool, owner: str | None, limit: int
) -> list[dict[str, Any]]:
    """Return promises: open ones by due time, ended ones the newest first."""
    return await conn.rows(
        "select * from cases.promise where (cast(:state as text) is null or state = :state) "
        "and (not :overdue or overdue_at is not null) and (cast(:owner as text) is null or owner = :owner) "
        "order by (state = 'open') desc, case when state = 'open' then due_at end, ended_at desc limit :limit",
        state=state,
        overdue=overdue,
        owner=owner,
        limit=limit,
    )


async def of_conversation(conn: Connection, conversation_id: str) -> list[dict[str, Any]]:
    return await conn.rows(
        "select * from cases.promise where conversation_id = :id order by made_at", id=conversation_id
    )


async def end(
    conn: Connection, promise_id: str, state: str, by: str, note: str, now: datetime
) -> dict[str, Any] | None:
    """End an open promise; None when it is not open."""
    return await conn.row(
        "update cases.promise set state = :state, ended_by = :by, note = :note, ended_at = :now "
        "where promise_id = :id and state = 'open' returning *",
        id=promise_id,
        state=state,
        by=by,
        note=note,
        now=now,
    )


async def give_to(conn: Connection, promise_id: str, owner: str) -> dict[str, Any] | None:
    return await conn.row(
        "update cases.promise set owner = :owner where promise_id = :id and state = 'open' returning *",
        id=promise_id,
        owner=owner,
    )


async def mark_overdue(conn: Connection, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Mark open promises whose time has passed, each once."""
    return await conn.rows(
        "update cases.promise set overdue_at = :now where promise_id in (select promise_id from cases.promise "
        "where state = 'open' and overdue_at is null and due_at < :now order by due_at limit :limit "
        "for update skip locked) returning *",
        now=now,
        limit=limit,
    )


async def next_due(conn: Connection) -> datetime | None:
    at = await conn.value("select min(due_at) from cases.promise where state = 'open' and overdue_at is null")
    return at if isinstance(at, datetime) else None
