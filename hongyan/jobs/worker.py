"""The working part of a process: runs jobs, sweeps what is due, and takes over the work of a killed worker."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import structlog

from hongyan.core.clock import Clock
from hongyan.jobs.queue import Queue
from hongyan.jobs.registry import Registry, Sweeper
from hongyan.jobs.take_over import Orphans

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 2.0
DEAD_AFTER_SECONDS = 8.0  # with the sweep below, a killed worker's jobs run elsewhere within 15 s
_RESTART_SECONDS = 0.5
_SHORTEST_PAUSE = 0.05
_JOB_PAUSE = (
    0.004  # between looks whether jobs are left; the looks grow rarer, so that they do not slow the jobs
)
_LONGEST_JOB_PAUSE = 0.064


class Worker:
    """One worker. ``run`` goes on until cancelled; ``drain`` works until nothing is left to do at this instant."""

    def __init__(self, queue: Queue, registry: Registry, clock: Clock, concurrency: int = 4) -> None:
        self._queue = queue
        self._registry = registry
        self._clock = clock
        self._concurrency = concurrency
        self._swept_at: dict[str, datetime] = {}
        self._jobs_run = False
        self._orphans = Orphans(queue.app)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._run_jobs())
            tasks.create_task(self._rescue())
            for sweeper in self._registry.sweepers:
                tasks.create_task(self._sweep_for_ever(sweeper))

    async def _run_jobs(self) -> None:
        """Run jobs until cancelled. Procrastinate's worker gives up, with or without an error, when its database goes
        away; ours waits for it and begins anew."""
        while True:
            try:
                await self._queue.app.run_worker_async(
                    concurrency=self._concurrency,
                    install_signal_handlers=False,
                    update_heartbeat_interval=HEARTBEAT_SECONDS,
                    stalled_worker_timeout=DEAD_AFTER_SECONDS,
                    fetch_job_polling_interval=1.0,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=10,
                    worker_middleware=[self._orphans.watch],
                )
            except Exception:
                log.warning("jobs stop: the database does not answer", exc_info=True)
            await asyncio.sleep(_RESTART_SECONDS)
            log.warning("jobs begin anew")

    async def _rescue(self) -> None:
        """Put jobs of dead workers, and jobs cut off with their database, back into the queue."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                await self.rescue_once(DEAD_AFTER_SECONDS)
            except Exception:
                log.warning("cannot look for stalled jobs", exc_info=True)

    async def rescue_once(self, dead_after: float) -> int:
        """Retry the jobs of workers silent for ``dead_after`` seconds, and our own that nobody runs; returns how many."""
        count = await self._orphans.take_over(dead_after)
        if count:
            log.warning("took over jobs nobody runs", count=count)
        return count

    async def _sweep_for_ever(self, sweeper: Sweeper) -> None:
        pause = max(_SHORTEST_PAUSE, self._clock.real_seconds(timedelta(seconds=sweeper.every)))
        while True:
            started = time.monotonic()
            done = 0
            try:
                done = await sweeper.sweep(self._clock.now())
            except Exception:
                log.error("sweep failed; it runs again", sweeper=sweeper.name, exc_info=True)
            took = time.monotonic() - started
            # Work in hand is gone on with soon, but never in a tight loop that starves the jobs.
            await asyncio.sleep(_SHORTEST_PAUSE if done else max(_SHORTEST_PAUSE, pause - took))

    @asynccontextmanager
    async def running_jobs(self) -> AsyncIterator[None]:
        """Run jobs beside the block, without sweepers: those run in ``drain``. Entered twice, it runs them once."""
        if self._jobs_run:
            yield
            return
        self._jobs_run = True
        task = asyncio.create_task(self._run_jobs())
        try:
            yield
        finally:
            self._jobs_run = False
            await cancel(task)

    async def drain(self) -> int:
        """Wait for every job and run every sweeper until neither has anything left at this instant.

        Whoever drains often enters ``running_jobs`` around it, which saves starting and stopping.
        """
        async with self.running_jobs():
            return await self._drain()

    async def _drain(self) -> int:
        total = 0
        idle_at: dict[str, int] = {}  # how much had been done when a sweeper last found nothing
        while True:
            before = total
            total += await self._wait_for_jobs()
            for sweeper in self._registry.sweepers:
                # Nothing has happened since it found nothing: it would find nothing again.
                if self._is_due(sweeper) and idle_at.get(sweeper.name) != total:
                    swept = await self._sweep_once(sweeper)
                    total += swept
                    if not swept:
                        idle_at[sweeper.name] = total
            if total == before:
                return total

    def _is_due(self, sweeper: Sweeper) -> bool:
        """Quick sweepers run in every round of a drained instant, slow ones when their time has come."""
        last = self._swept_at.get(sweeper.name)
        return (
            last is None or sweeper.every <= 1 or (self._clock.now() - last).total_seconds() >= sweeper.every
        )

    async def _sweep_once(self, sweeper: Sweeper) -> int:
        done = await sweeper.sweep(self._clock.now())
        if not done:
            self._swept_at[sweeper.name] = self._clock.now()
        return done

    async def _wait_for_jobs(self) -> int:
        """Return when no job waits or runs; how many rounds of waiting that took."""
        rounds = 0
        pause = _JOB_PAUSE
        while await self._has_jobs():
            rounds += 1
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_JOB_PAUSE)
        return rounds

    async def _has_jobs(self) -> bool:
        row = await self._queue.app.connector.execute_query_one_async(
            "select exists (select 1 from procrastinate_jobs where status in ('todo', 'doing')) as any"
        )
        return bool(row["any"])

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which any package has something due."""
        instants = []
        for due in self._registry.due.values():
            at = await due.ask()
            if at is not None:
                instants.append(_rounded_up(at, due.grain))
        return min(instants, default=None)


def _rounded_up(instant: datetime, grain: float) -> datetime:
    return datetime.fromtimestamp(math.ceil(instant.timestamp() / grain) * grain, UTC)


async def cancel(task: asyncio.Task[None]) -> None:
    """Cancel an owned task and wait until it has ended."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
