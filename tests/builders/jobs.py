"""Run what has been deferred, to the last job, in this process."""

from hongyan.jobs import Queue, Registry
from hongyan.jobs.outbox import declare_subscriptions
from hongyan.runtime import Database


def wire(registry: Registry, queue: Queue, db: Database) -> None:
    """Declare jobs and subscriptions after the test has registered them."""
    declare_subscriptions(registry, db)
    queue.declare()


async def run_all(queue: Queue) -> None:
    """Run jobs until none waits."""
    await queue.app.run_worker_async(
        wait=False, install_signal_handlers=False, listen_notify=False, concurrency=4
    )
