"""Reading the outbox as a numbered log without ever skipping an event that commits late.

Ids are drawn before commit, so a lower id may become visible after a higher one. The log's order is therefore
(writer's transaction, id), and a reader stops below the oldest transaction still open (``pg_snapshot_xmin``):
nothing can appear later before a place that has been read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection

_FINISHED = "xid < pg_snapshot_xmin(pg_current_snapshot())"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One stored event; ``event_id`` is its name for ``after``, but ids do not always rise along the log."""

    event_id: int
    name: str
    at: datetime
    payload: dict[str, Any]


async def last_event_id(conn: Connection) -> int:
    """Return the id from which a screen that shows this snapshot must go on; 0 for an empty log."""
    found = await conn.value(
        f"select id from jobs.event where {_FINISHED} order by xid desc, id desc limit 1"
    )
    return int(found or 0)


async def events_after(conn: Connection, after: int, limit: int) -> list[LoggedEvent] | None:
    """Return up to ``limit`` events that follow ``after`` (0 = the beginning); None when ``after`` is not known."""
    if after and not await conn.value("select true from jobs.event where id = :after", after=after):
        return None
    place = "(xid, id) > ((select xid from jobs.event where id = :after), :after)" if after else ":after = 0"
    rows = await conn.rows(
        f"select id, name, at, payload from jobs.event where {place} and {_FINISHED} order by xid, id limit :limit",
        after=after,
        limit=limit,
    )
    return [LoggedEvent(r["id"], r["name"], r["at"], r["payload"]) for r in rows]
