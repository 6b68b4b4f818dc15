"""Events are rows written with the change they tell of; NOTIFY is only the doorbell."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from hongyan.core.events import Event
from hongyan.jobs.queue import Queue
from hongyan.jobs.registry import Registry, Subscription
from hongyan.runtime import Connection, Database
from hongyan.runtime.database import to_json

CHANNEL = "hongyan_events"

_WRITE_AND_RING = """
with written as (
    insert into jobs.event (name, at, payload)
    select r.name, r.at, r.payload
    from rows from (jsonb_to_recordset(cast(:records as jsonb)) as (name text, at timestamptz, payload jsonb))
        with ordinality as r(name, at, payload, position)
    order by r.position
    returning id, name
), bell as (select pg_notify(:channel, cast(max(id) as text)) from written)
select written.id, written.name from written, bell order by written.id
"""


class Outbox:
    """Writes events, and enqueues one job a subscriber for each batch, in the caller's transaction."""

    def __init__(self, registry: Registry, queue: Queue, batch: int = 500) -> None:
        self._registry = registry
        self._queue = queue
        self._batch = batch

    async def emit(self, conn: Connection, events: Sequence[Event]) -> list[int]:
        """Store ``events`` in order and return their ids. Nothing is seen by anyone before the caller commits."""
        if not events:
            return []
        written = await conn.rows(_WRITE_AND_RING, channel=CHANNEL, records=_records(events))
        for name, rows in groupby(sorted(written, key=lambda r: (r["name"], r["id"])), lambda r: r["name"]):
            ids = [r["id"] for r in rows]
            for subscription in self._registry.subscribers(name):
                for start in range(0, len(ids), self._batch):
                    await self._queue.defer(
                        conn,
                        subscription.job,
                        priority=subscription.priority,
                        event_ids=ids[start : start + self._batch],
                    )
        return [r["id"] for r in written]

    async def tell(self, conn: Connection, events: Sequence[Event]) -> None:
        """As ``emit`` for who needs no ids: what no job takes is written without waiting in a pipelined transaction."""
        if any(self._registry.subscribers(e.name) for e in events):
            await self.emit(conn, events)
        elif events:
            await conn.queue(_WRITE_AND_RING, channel=CHANNEL, records=_records(events))


def _records(events: Sequence[Event]) -> str:
    return to_json([{"name": e.name, "at": e.at, "payload": e.payload()} for e in events])


def declare_subscriptions(registry: Registry, db: Database) -> None:
    """Turn each subscription into a job that loads its events and calls the handler."""
    for subscriptions in registry.subscriptions.values():
        for subscription in subscriptions:
            registry.job(subscription.job, _deliver(subscription, db))


def _deliver(subscription: Subscription, db: Database) -> Any:
    async def deliver(event_ids: list[int]) -> None:
        async with db.snapshot() as conn:
            rows = await conn.rows(
                "select payload from jobs.event where id = any(:ids) order by id", ids=event_ids
            )
        await subscription.handle([subscription.event.from_payload(r["payload"]) for r in rows])

    return deliver
