"""What bookings does in the background: carries changes out as they come or fall due, and looks after refunds."""

from datetime import datetime

from hongyan.bookings.refunds import Refunds
from hongyan.bookings.request_change import RUN_JOB, Changes
from hongyan.jobs import Registry

_BATCHES_PER_JOB = 10  # a job stays short; the sweeper goes on with the rest


def wire(registry: Registry, changes: Changes, refunds: Refunds) -> None:
    """Register jobs, sweepers and due times."""

    async def run_changes() -> None:
        for _ in range(_BATCHES_PER_JOB):
            if not await changes.run_batch():
                return

    async def sweep_changes(now: datetime) -> int:
        return await changes.run_batch()

    async def sweep_refunds(now: datetime) -> int:
        return await refunds.look()

    registry.job(RUN_JOB, run_changes)
    registry.sweeper("bookings.changes", 2, sweep_changes)
    registry.sweeper("bookings.refunds", 15, sweep_refunds)
    registry.next_due("bookings.changes", changes.next_due)
    registry.next_due("bookings.refunds", refunds.next_due, grain=300)
