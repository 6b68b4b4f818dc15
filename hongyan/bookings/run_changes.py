"""Carries out due changes: leases a batch, steps each change at the airline, stores outcome, events and log together."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from hongyan.bookings import assess, repository
from hongyan.bookings.batching import Batcher
from hongyan.bookings.carry_out import Carried, StepCarrier
from hongyan.bookings.change import Change, FollowedRefund, StepRecord
from hongyan.bookings.model import Order
from hongyan.bookings.ports import AirlineSystem
from hongyan.bookings.record_outcome import Reported, events_of, record_outcome
from hongyan.bookings.refunds import Refunds
from hongyan.bookings.repository import Leased, Written
from hongyan.bookings.saga import Outcome, State, Step, step_of
from hongyan.bookings.settings import BookingsSettings
from hongyan.core.clock import Clock, SystemClock
from hongyan.core.ids import new_id
from hongyan.jobs import Outbox
from hongyan.runtime import Database

log = structlog.get_logger(__name__)

_LINGER = 0.005  # seconds a group commit waits for company


@dataclass(frozen=True, slots=True)
class _Stored:
    """One change's part of a group commit."""

    written: Written
    steps: tuple[StepRecord, ...]
    refund: FollowedRefund | None


class ChangeRunner:
    """Runs sagas. Any number of runners may share a database.

    ``clock`` is the product's (back-off); ``wall`` is real time, for leases: they watch over processes, not the day.
    """

    def __init__(
        self,
        db: Database,
        airline: AirlineSystem,
        outbox: Outbox,
        clock: Clock,
        refunds: Refunds,
        settings: BookingsSettings,
        wall: Clock | None = None,
    ) -> None:
        self._db = db
        self._airline = airline
        self._outbox = outbox
        self._clock = clock
        self._wall = wall or SystemClock()
        self._refunds = refunds
        self._settings = settings

    async def run_batch(self, limit: int | None = None) -> int:
        """Lease up to ``limit`` due changes and take each as far as it goes now; returns how many."""
        worker = new_id("wrk")
        wall = self._wall.now()
        until = wall + timedelta(seconds=self._settings.lease_seconds)
        async with self._db.transaction() as conn:
            leased = await repository.lease_due(
                conn, worker, self._clock.now(), wall, until, limit or self._settings.batch
            )
        if leased:
            await _Batch(self, worker, leased, until).run()
        return len(leased)


class _Batch:
    """One leased batch under one worker name."""

    def __init__(self, runner: ChangeRunner, worker: str, leased: Sequence[Leased], until: datetime) -> None:
        self._runner = runner
        self._settings = runner._settings
        self._worker = worker
        self._leased = leased
        self._leases = {item.change.change_id: until for item in leased}
        self._room = asyncio.Semaphore(self._settings.concurrency)
        self._writer: Batcher[_Stored, bool] = Batcher(self._write, linger=_LINGER)
        self._reader: Batcher[str, Order | None] = Batcher(self._read, linger=_LINGER)
        self._carrier = StepCarrier(
            runner._airline, self._settings.airline_timeout_seconds, self._reader.submit
        )

    async def run(self) -> None:
        heartbeat = asyncio.create_task(self._keep_leases())
        try:
            async with asyncio.TaskGroup() as tasks:
                for item in self._leased:
                    tasks.create_task(self._carry_through(item))
        finally:
            heartbeat.cancel()
            with suppress(asyncio.CancelledError):
                await heartbeat
            await self._reader.close()
            await self._writer.close()

    async def _carry_through(self, leased: Leased) -> None:
        change, ask_first = leased.change, leased.uncertain
        order: Order | None = None
        async with self._room:
            while (step := step_of(change.kind, change.state)) is not None and self._still_ours(change):
                carried = await self._step(change, step, order, ask_first)
                stored = self._recorded(carried)
                if not await self._writer.submit(stored):
                    log.warning("lost a change to another worker", change_id=change.change_id)
                    break
                if stored.written.resting:
                    break
                change = replace(stored.written.change, version=stored.written.change.version + 1)
                order, ask_first = carried.order, False
        self._leases.pop(change.change_id, None)

    async def _step(self, change: Change, step: Step, order: Order | None, ask_first: bool) -> Carried:
        if order is None:
            try:
                async with asyncio.timeout(self._settings.airline_timeout_seconds):
                    order = await self._reader.submit(change.order_id)
            except Exception as error:
                log.warning("cannot read an order", change_id=change.change_id, error=type(error).__name__)
                failed = Reported(Outcome.UNAVAILABLE, error=type(error).__name__, unresolved=ask_first)
                return Carried(failed, change, None)
            if order is None:
                return Carried(Reported(Outcome.REFUSED, "order_missing"), change, None)
        now = self._runner._clock.now()
        return await self._carrier.carry_out(change, step, order, ask_first=ask_first, now=now)

    def _recorded(self, carried: Carried) -> _Stored:
        """Record the step, and at once the following ones that the order shows are not needed."""
        now = self._runner._clock.now()
        recorded = record_outcome(carried.change, carried.reported, now, self._settings)
        steps = [recorded.step]
        while not recorded.resting and carried.order is not None:
            step = step_of(recorded.change.kind, recorded.change.state)
            finding = assess.before(step, recorded.change, carried.order) if step else None
            if finding is None or finding.outcome is not Outcome.NOT_NEEDED:
                break
            recorded = record_outcome(recorded.change, Reported(finding.outcome), now, self._settings)
            steps.append(recorded.step)
        refund = None
        if carried.refund is not None and carried.begun_on is not None:
            refund = self._runner._refunds.begun(recorded.change, carried.refund, carried.begun_on)
        written = Written(recorded.change, recorded.uncertain, recorded.resting)
        return _Stored(written, tuple(steps), refund)

    async def _write(self, batch: list[_Stored]) -> list[bool]:
        """Group commit: states, log, claims, refunds and events of many changes in one transaction."""
        now = self._runner._clock.now()
        async with self._runner._db.transaction() as conn:
            ours = await repository.write_changes(conn, self._worker, [s.written for s in batch])
            kept = [s for s in batch if s.written.change.change_id in ours]
            await repository.write_steps(conn, [step for s in kept for step in s.steps])
            failed = [s.written.change.change_id for s in kept if s.written.change.state is State.FAILED]
            await repository.give_claims_back(conn, failed)
            await self._runner._refunds.follow(conn, [s.refund for s in kept if s.refund is not None])
            await self._runner._outbox.emit(conn, [e for s in kept for e in events_of(s.written.change, now)])
        return [s.written.change.change_id in ours for s in batch]

    async def _read(self, order_ids: list[str]) -> list[Order | None]:
        found = {o.order_id: o for o in await self._runner._airline.get(sorted(set(order_ids)))}
        return [found.get(order_id) for order_id in order_ids]

    def _still_ours(self, change: Change) -> bool:
        """An act may take as long as its time-out; it must end before another worker may step in."""
        until = self._leases.get(change.change_id)
        longest = timedelta(seconds=self._settings.airline_timeout_seconds)
        return until is not None and self._runner._wall.now() + longest < until

    async def _keep_leases(self) -> None:
        """Prolong the leases of what is not finished; what could not be prolonged is not touched any more."""
        while True:
            await asyncio.sleep(self._settings.lease_seconds / 5)
            wall = self._runner._wall.now()
            until = wall + timedelta(seconds=self._settings.lease_seconds)
            mine = list(self._leases)
            try:
                async with self._runner._db.transaction() as conn:
                    still = await repository.prolong(conn, self._worker, mine, until)
            except Exception as error:  # without the database leases run out, and then nothing is acted on
                log.warning("cannot prolong leases", error=type(error).__name__)
                continue
            for change_id in mine:
                if change_id not in still:
                    self._leases.pop(change_id, None)
                elif change_id in self._leases:
                    self._leases[change_id] = until
