"""An event, its change and its job are one commit."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from hongyan.core.events import Event
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.jobs import run_all, wire


@dataclass(frozen=True, slots=True, kw_only=True)
class LampLit(Event):
    name: ClassVar[str] = "test.lamp_lit"
    lamp: str


AT = datetime(2026, 11, 22, tzinfo=UTC)


async def test_subscribers_get_committed_events_in_order(
    db: Database, registry: Registry, queue: Queue, outbox: Outbox
) -> None:
    seen: list[LampLit] = []

    async def handle(events: list[LampLit]) -> None:
        seen.extend(events)

    registry.subscribe(LampLit, "watchman", handle)
    wire(registry, queue, db)
    async with db.transaction() as conn:
        await outbox.emit(conn, [LampLit(at=AT, lamp="a"), LampLit(at=AT, lamp="b")])
    await run_all(queue)
    assert [e.lamp for e in seen] == ["a", "b"]
    assert seen[0].at == AT


async def test_a_rolled_back_change_tells_nobody(
    db: Database, registry: Registry, queue: Queue, outbox: Outbox
) -> None:
    seen: list[LampLit] = []

    async def handle(events: list[LampLit]) -> None:
        seen.extend(events)

    registry.subscribe(LampLit, "watchman", handle)
    wire(registry, queue, db)
    with pytest.raises(RuntimeError):
        async with db.transaction() as conn:
            await outbox.emit(conn, [LampLit(at=AT, lamp="a")])
            raise RuntimeError("the change failed")
    await run_all(queue)
    assert seen == []
    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from jobs.event") == 0


async def test_one_waiting_job_is_enough(db: Database, registry: Registry, queue: Queue) -> None:
    runs: list[int] = []

    async def job() -> None:
        runs.append(1)

    registry.job("test.job", job)
    wire(registry, queue, db)
    for _ in range(3):
        async with db.transaction() as conn:
            await queue.defer(conn, "test.job", queueing_lock="test.job")
    await run_all(queue)
    assert len(runs) == 1
