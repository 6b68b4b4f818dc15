"""Draining an instant ends with every sweeper idle, and asks none again after which nothing has happened."""

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

from hongyan.core.clock import ManualClock
from hongyan.jobs import Queue, Registry, Worker

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)


class _Jobs:
    """Stands in for the job queue: as many looks find jobs as are waiting."""

    def __init__(self, waiting: int = 0) -> None:
        self.app = self.connector = self
        self.waiting = waiting

    async def run_worker_async(self, **_: Any) -> None:
        await asyncio.Event().wait()

    async def execute_query_one_async(self, _: str) -> dict[str, bool]:
        self.waiting -= 1
        return {"any": self.waiting >= 0}


class _Work:
    """A sweeper with work in hand; ``gives`` gets one piece of work for each it does."""

    def __init__(self, left: int, gives: "_Work | None" = None) -> None:
        self.left = left
        self.gives = gives
        self.asked = 0

    async def sweep(self, _: datetime) -> int:
        self.asked += 1
        if not self.left:
            return 0
        self.left -= 1
        if self.gives:
            self.gives.left += 1
        return 1


async def _drain(jobs: _Jobs, *works: _Work) -> int:
    registry = Registry()
    for number, work in enumerate(works):
        registry.sweeper(f"test.{number}", 0.5, work.sweep)
    return await Worker(cast(Queue, jobs), registry, ManualClock(NOW)).drain()


async def test_work_handed_to_an_earlier_sweeper_is_done_too() -> None:
    first = _Work(0)
    last = _Work(3, gives=first)
    assert await _drain(_Jobs(), first, last) == 6
    assert (first.left, last.left) == (0, 0)


async def test_a_quiet_instant_asks_each_sweeper_once() -> None:
    quiet = [_Work(0), _Work(0)]
    assert await _drain(_Jobs(), *quiet) == 0
    assert [w.asked for w in quiet] == [1, 1]


async def test_jobs_alone_do_not_make_sweepers_run_twice() -> None:
    quiet = _Work(0)
    await _drain(_Jobs(waiting=2), quiet)
    assert quiet.asked == 1


async def test_a_sweeper_is_asked_again_after_another_has_worked() -> None:
    quiet, busy = _Work(0), _Work(1)
    await _drain(_Jobs(), quiet, busy)
    assert quiet.asked == 2
