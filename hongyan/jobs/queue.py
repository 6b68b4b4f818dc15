"""The queue: Procrastinate on our own database, so that a job is enqueued inside the caller's transaction."""

from typing import Any

import procrastinate
from procrastinate import RetryStrategy
from procrastinate.exceptions import AlreadyEnqueued

from hongyan.jobs.registry import Registry
from hongyan.runtime import Connection

# Sweepers find again whatever a job has given up on, so a job need not try for ever.
_RETRY = RetryStrategy(max_attempts=8, linear_wait=1)


class Queue:
    """Defers jobs of the registry. A job is at-least-once, idempotent, short and works on a batch."""

    def __init__(self, dsn: str, registry: Registry) -> None:
        self.registry = registry
        self.app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=dsn, min_size=1, max_size=4)
        )
        self._tasks: dict[str, Any] = {}

    def declare(self) -> None:
        """Make every registered job and subscription known to Procrastinate; call once, after wiring."""
        for name, function in self.registry.jobs.items():
            if name not in self._tasks:
                self._tasks[name] = self.app.task(name=name, queue="hongyan", retry=_RETRY)(function)

    async def defer(
        self,
        conn: Connection,
        job: str,
        *,
        lock: str | None = None,
        queueing_lock: str | None = None,
        priority: int = 0,
        **arguments: Any,
    ) -> None:
        """Enqueue ``job`` in the caller's transaction. With ``queueing_lock``, one waiting job is enough."""
        task = self._tasks[job].configure(
            connection=await conn.driver(), lock=lock, queueing_lock=queueing_lock, priority=priority
        )
        if queueing_lock is None:
            await task.defer_async(**arguments)
            return
        try:
            async with conn.savepoint():
                await task.defer_async(**arguments)
        except AlreadyEnqueued:
            pass  # the waiting one will see this transaction's rows: it starts after our commit or finds the sweeper

    async def defer_many(self, conn: Connection, job: str, arguments: list[dict[str, Any]]) -> None:
        """Enqueue one job a dict of arguments."""
        task = self._tasks[job].configure(connection=await conn.driver())
        await task.batch_defer_async(*arguments)
