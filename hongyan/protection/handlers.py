"""When protection acts: on disruptions, on confirmed and failed changes, and on the clock."""

from datetime import datetime

from hongyan.bookings.events import ChangeConfirmed, ChangeFailed
from hongyan.disruptions.events import (
    DisruptionClosed,
    DisruptionOpened,
    DisruptionUpdated,
    DisruptionWithdrawn,
)
from hongyan.jobs import Registry
from hongyan.protection.choose_offer import RELEASE_JOB, RENEW_JOB
from hongyan.protection.service import Protection
from hongyan.runtime import Database

PLAN_JOB = "protection.plan"
_PLAN_PRIORITY = 50


def wire(registry: Registry, protection: Protection, db: Database) -> None:
    """Register jobs, subscriptions, the sweeper and the due time."""

    async def ask_for_plan() -> None:
        async with db.transaction() as conn:
            await protection.queue.defer(conn, PLAN_JOB, queueing_lock=PLAN_JOB, priority=_PLAN_PRIORITY)

    async def ask_to_renew() -> None:
        async with db.transaction() as conn:
            await protection.queue.defer(conn, RENEW_JOB, queueing_lock=RENEW_JOB)

    async def opened(events: list[DisruptionOpened]) -> None:
        await ask_for_plan()

    async def updated(events: list[DisruptionUpdated]) -> None:
        cancelled = sorted({e.disruption_id for e in events if e.kind == "cancelled"})
        if cancelled:
            await protection.flight_cancelled(cancelled)
        moved = sorted({e.disruption_id for e in events} - set(cancelled))
        if moved:
            await protection.flight_moved(moved)
        await ask_for_plan()
        await ask_to_renew()

    async def ended(events: list[DisruptionWithdrawn] | list[DisruptionClosed]) -> None:
        await protection.withdraw(sorted({e.disruption_id for e in events}))
        await protection.plan_all()  # an order's later flight may have been covered by the one that ended

    async def confirmed(events: list[ChangeConfirmed]) -> None:
        await protection.settled({e.subject: e.kind for e in events})

    async def failed(events: list[ChangeFailed]) -> None:
        for event in events:
            await protection.reopen([event.subject], event.reason, event.at)

    async def plan() -> None:
        await protection.plan()

    async def renew() -> None:
        await protection.replan()

    async def release() -> None:
        await protection.release()

    async def sweep(now: datetime) -> int:
        return await protection.replan()

    registry.job(PLAN_JOB, plan)
    registry.job(RENEW_JOB, renew)
    registry.job(RELEASE_JOB, release)
    registry.subscribe(DisruptionOpened, "protection", opened, _PLAN_PRIORITY)
    registry.subscribe(DisruptionUpdated, "protection", updated, _PLAN_PRIORITY)
    registry.subscribe(DisruptionWithdrawn, "protection", ended)
    registry.subscribe(DisruptionClosed, "protection", ended)
    registry.subscribe(ChangeConfirmed, "protection", confirmed)
    registry.subscribe(ChangeFailed, "protection", failed)
    registry.sweeper("protection.renew", 15, sweep)
    registry.next_due("protection", protection.next_due)
