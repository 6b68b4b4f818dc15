"""The queue: Procrastinate on our own database, so that a job is enqueued inside the caller's transaction."""

from typing import Any

import procrastinate
import psycopg
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job

from hongyan.jobs.registry import Registry
from hongyan.runtime import EAGER_TO_RECONNECT, Connection

_TRIES = 8
_LONGEST_WAIT_SECONDS = 10


class _Retry(BaseRetryStrategy):
    """Sweepers find again whatever a job has given up on, so a job need not try for ever.

    One that only misses its database is not at fault: it waits for it however long it takes.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts >= _TRIES and not _database_is_away(exception):
            return None
        return RetryDecision(retry_in={"seconds": min(job.attempts + 1, _LONGEST_WAIT_SECONDS)})


def _database_is_away(exception: BaseException | None) -> bool:
    if isinstance(exception, BaseExceptionGroup):
        return all(_database_is_away(e) for e in exception.exceptions)
    if isinstance(exception, ConnectorException):
        exception = exception.__cause__
    return isinstance(exception, psycopg.OperationalError)


class Queue:
    """Defers jobs of the registry. A job is at-least-once, idempotent, short and works on a batch."""

    def __init__(self, dsn: str, registry: Registry) -> None:
        self.registry = registry
        self.app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=dsn, min_size=1, max_size=4, **EAGER_TO_RECONNECT
            )
        )
        self._tasks: dict[str, Any] = {}

    async def open(self) -> None:
        """Connect. Raises psycopg.OperationalError when the database does not answer; it may be called again then."""
        try:
            await self.app.open_async()
        except psycopg.OperationalError:
            await self.app.close_async()  # a pool that did not open is no use any more
            raise

    async def close(self) -> None:
        await self.app.close_async()

    def declare(self) -> None:
        """Make every registered job and subscription known to Procrastinate; call once, after wiring."""
        for name, function in self.registry.jobs.items():
            if name not in self._tasks:
                self._tasks[name] = self.app.task(name=name, queue="hongyan", retry=_Retry())(function)

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
