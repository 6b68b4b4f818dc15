"""Jobs nobody runs go back to the queue: of the dead, of the forgotten, and our own that were cut off."""

from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from hongyan.jobs import Queue, Registry
from hongyan.jobs.queue import _Retry
from hongyan.jobs.take_over import Orphans
from hongyan.runtime import Database
from tests.builders.jobs import wire

JOB = "test.light_lamps"


@pytest.fixture(autouse=True)
def declared(registry: Registry, queue: Queue, db: Database) -> None:
    async def light_lamps() -> None: ...

    registry.job(JOB, light_lamps)
    wire(registry, queue, db)


async def _worker(db: Database, silent_seconds: int = 0) -> int:
    async with db.transaction() as conn:
        return int(
            await conn.value(
                "insert into procrastinate_workers (last_heartbeat) "
                "values (now() - make_interval(secs => :s)) returning id",
                s=silent_seconds,
            )
        )


async def _in_hand(db: Database, queue: Queue, worker_id: int | None, lock: str | None = None) -> int:
    """Defer a job and mark it as being run by ``worker_id`` (None: by one that was pruned)."""
    async with db.transaction() as conn:
        await queue.defer(conn, JOB, queueing_lock=lock)
        return int(
            await conn.value(
                "update procrastinate_jobs set status = 'doing', worker_id = :w where status = 'todo' returning id",
                w=worker_id,
            )
        )


async def _jobs(db: Database) -> list[tuple[int, str]]:
    async with db.snapshot() as conn:
        rows = await conn.rows(
            "select id, cast(status as text) as status from procrastinate_jobs order by id"
        )
    return [(row["id"], row["status"]) for row in rows]


async def test_jobs_of_the_dead_and_of_pruned_workers_go_back(db: Database, queue: Queue) -> None:
    theirs = await _in_hand(db, queue, await _worker(db, silent_seconds=9))
    nobodys = await _in_hand(db, queue, None)
    alive = await _in_hand(db, queue, await _worker(db))
    assert await Orphans(queue.app).take_over(8) == 2
    assert await _jobs(db) == [(theirs, "todo"), (nobodys, "todo"), (alive, "doing")]


async def test_a_job_that_waits_in_the_queue_again_already_is_not_doubled(db: Database, queue: Queue) -> None:
    await _in_hand(db, queue, await _worker(db, silent_seconds=9), lock=JOB)
    other = await _in_hand(db, queue, None)
    async with db.transaction() as conn:
        await queue.defer(conn, JOB, queueing_lock=JOB)
    assert await Orphans(queue.app).take_over(8) == 2
    assert [status for _, status in await _jobs(db)] == ["todo", "todo"]
    assert (other, "todo") in await _jobs(db)


async def test_our_own_job_without_a_runner_goes_back_at_the_second_look(db: Database, queue: Queue) -> None:
    me = await _worker(db)
    orphans = Orphans(queue.app)
    orphans._worker_id = me
    lost = await _in_hand(db, queue, me)
    running = await _in_hand(db, queue, me)
    orphans._running.add(running)
    assert await orphans.take_over(8) == 0
    assert await orphans.take_over(8) == 1
    assert await _jobs(db) == [(lost, "todo"), (running, "doing")]


def _wrapped(cause: Exception) -> ConnectorException:
    wrapped = ConnectorException()
    wrapped.__cause__ = cause
    return wrapped


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (psycopg.OperationalError(), True),
        (_wrapped(psycopg.OperationalError()), True),
        (ExceptionGroup("both", [psycopg.OperationalError(), psycopg.OperationalError()]), True),
        (_wrapped(psycopg.ProgrammingError()), False),
        (ValueError(), False),
    ],
)
def test_a_job_gives_up_unless_it_only_misses_its_database(error: BaseException, again: bool) -> None:
    arguments: dict[str, Any] = {"id": 1, "queue": "hongyan", "lock": None, "queueing_lock": None}
    job = Job(task_name=JOB, task_kwargs={}, attempts=50, **arguments)
    assert (_Retry().get_retry_decision(exception=error, job=job) is not None) == again
    first = Job(task_name=JOB, task_kwargs={}, attempts=0, **arguments)
    assert _Retry().get_retry_decision(exception=error, job=first) is not None
