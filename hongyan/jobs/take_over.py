"""Finding jobs that are marked as running and that nobody runs, and giving them back to the queue."""

from collections.abc import Awaitable, Callable
from typing import Any

from procrastinate import App
from procrastinate.exceptions import UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status
from procrastinate.worker import Worker as JobWorker

_OURS = "select id from procrastinate_jobs where status = 'doing' and worker_id = %(worker)s"
_BY_ID = """
select id, status, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
from procrastinate_jobs where id = any(%(ids)s) and status = 'doing'
"""


class Orphans:
    """Jobs without a runner: of workers that died, and our own whose fetching or finishing was cut off.

    A job may be given back while somebody still runs it (a worker that only seemed dead): jobs bear being run twice.
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._worker_id: int | None = None
        self._running: set[int] = set()
        self._suspects: set[int] = set()

    async def watch(self, run: Callable[[], Awaitable[Any]], context: JobContext, worker: JobWorker) -> Any:
        """Remember which jobs really run in this process (a Procrastinate worker middleware)."""
        self._worker_id = worker.worker_id
        assert context.job.id is not None
        self._running.add(context.job.id)
        try:
            return await run()
        finally:
            self._running.discard(context.job.id)

    async def take_over(self, dead_after: float) -> int:
        """Give back the jobs of workers silent for ``dead_after`` seconds, and ours found without a runner twice."""
        manager = self._app.job_manager
        jobs = {j.id: j for j in await manager.get_stalled_jobs(seconds_since_heartbeat=dead_after)}
        jobs |= {j.id: j for j in await self._our_lost_ones()}
        for job in jobs.values():
            await self._give_back(job)
        return len(jobs)

    async def _our_lost_ones(self) -> list[Job]:
        """Return jobs under our name that did not run now nor at the last look: between the two a job is only fetched
        or finished, which takes milliseconds."""
        if self._worker_id is None:
            return []
        rows = await self._app.connector.execute_query_all_async(_OURS, worker=self._worker_id)
        idle = {row["id"] for row in rows} - self._running
        lost, self._suspects = idle & self._suspects, idle
        if not lost:
            return []
        found = await self._app.connector.execute_query_all_async(_BY_ID, ids=sorted(lost))
        return [Job.from_row(row) for row in found]

    async def _give_back(self, job: Job) -> None:
        manager = self._app.job_manager
        try:
            await manager.retry_job(job)
        except UniqueViolation:  # the same work waits in the queue already: one is enough
            await manager.finish_job(job, Status.FAILED, delete_job=True)
