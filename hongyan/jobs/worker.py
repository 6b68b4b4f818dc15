"""The working part of a process: runs jobs, sweeps what is due, and takes over the work of a killed worker."""

import asyncio
import time
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from hongyan.core.clock import Clock
from hongyan.jobs.queue import Queue
from hongyan.jobs.registry import Registry, Sweeper

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 2.0
DEAD_AFTER_SECONDS = 8.0  # with the sweep below, a killed worker's jobs run elsewhere within 15 s
_SHORTEST_PAUSE = 0.05


class Worker:
    """One worker. ``run`` goes on until cancelled; ``drain`` works until nothing is left to do at this instant."""

    def __init__(self, queue: Queue, registry: Registry, clock: Clock, concurrency: int = 4) -> None:
        self._queue = queue
        self._registry = registry
        self._clock = clock
        self._concurrency = concurrency
        self._swept_at: dict[str, datetime] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._run_jobs())
            tasks.create_task(self._rescue())
            for sweeper in self._registry.sweepers:
                tasks.create_task(self._sweep_for_ever(sweeper))

    async def _run_jobs(self) -> None:
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
                )
                return
            except Exception:  # the database went away: a worker waits for it, it does not die
                log.warning("worker lost its database; trying again", exc_info=True)
                await asyncio.sleep(1)

    async def _rescue(self) -> None:
        """Put jobs of dead workers, and jobs that failed with their database, back into the queue."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            try:
                await self.rescue_once(DEAD_AFTER_SECONDS)
            except Exception:
                log.warning("cannot look for stalled jobs", exc_info=True)

    async def rescue_once(self, dead_after: float) -> int:
        """Retry the jobs of workers silent for ``dead_after`` seconds; returns how many."""
        manager = self._queue.app.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=dead_after))
        for job in stalled:
            await manager.retry_job(job)
        if stalled:
            log.warning("took over jobs of a dead worker", count=len(stalled))
        return len(stalled)

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

    async def drain(self) -> int:
        """Run every waiting job and every sweeper until neither has anything left at this instant."""
        total = 0
        while True:
            jobs = await self._waiting_jobs()
            if jobs:
                await self._queue.app.run_worker_async(
                    wait=False,
                    concurrency=self._concurrency,
                    install_signal_handlers=False,
                    listen_notify=False,
                    delete_jobs="successful",
                )
                if await self._waiting_jobs() >= jobs:
                    await asyncio.sleep(_SHORTEST_PAUSE)  # only retries that are due a little later are left
            swept = 0
            for sweeper in self._registry.sweepers:
                if self._is_due(sweeper):
                    swept += await self._sweep_once(sweeper)
            total += jobs + swept
            if not jobs and not swept:
                return total

    def _is_due(self, sweeper: Sweeper) -> bool:
        """Quick sweepers run in every round of a drained instant, slow ones when their time has come."""
        last = self._swept_at.get(sweeper.name)
        return last is None or sweeper.every <= 1 or (self._clock.now() - last).total_seconds() >= sweeper.every

    async def _sweep_once(self, sweeper: Sweeper) -> int:
        done = await sweeper.sweep(self._clock.now())
        if not done:
            self._swept_at[sweeper.name] = self._clock.now()
        return done

    async def _waiting_jobs(self) -> int:
        row = await self._queue.app.connector.execute_query_one_async(
            "select count(*) as n from procrastinate_jobs where status = 'todo'"
        )
        return int(row["n"])

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which any package has something due."""
        instants = [await ask() for ask in self._registry.due.values()]
        return min((i for i in instants if i is not None), default=None)


async def cancel(task: asyncio.Task[None]) -> None:
    """Cancel an owned task and wait until it has ended."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
