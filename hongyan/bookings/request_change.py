"""Changes: a decision becomes a row in the caller's transaction, and is then carried out exactly once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hongyan.bookings import repository
from hongyan.bookings.change import AlreadyChosen, Change, ChangeRequest, StepRecord
from hongyan.bookings.record_outcome import events_of
from hongyan.bookings.run_changes import ChangeRunner
from hongyan.bookings.saga import Kind, State
from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, InvalidInput, NotFound
from hongyan.core.ids import ChangeId, new_id
from hongyan.flights import LegKey
from hongyan.jobs import Outbox, Queue
from hongyan.runtime import Connection, Database

RUN_JOB = "bookings.run_changes"


class Changes:
    """The front door: ask for a change, see how it stands, and what a person may do when the machine stopped."""

    def __init__(
        self, db: Database, outbox: Outbox, queue: Queue, clock: Clock, runner: ChangeRunner
    ) -> None:
        self._db = db
        self._outbox = outbox
        self._queue = queue
        self._clock = clock
        self._runner = runner

    async def request(self, conn: Connection, request: ChangeRequest) -> ChangeId:
        """Store the intent in the caller's transaction; it is carried out after that commits.

        Raises AlreadyChosen (with the other change) when any of these passengers of the subject has one already;
        InvalidInput when the request contradicts itself.
        """
        _check(request)
        change_id = ChangeId(new_id("chg"))
        async with conn.savepoint():  # a refused claim leaves the caller's transaction usable
            await _claim(conn, change_id, request)
        await repository.insert_change(conn, change_id, request, self._clock.now())
        await self._queue.defer(conn, RUN_JOB, queueing_lock=RUN_JOB, priority=5)
        return change_id

    async def run_batch(self, limit: int | None = None) -> int:
        """Carry out up to ``limit`` due changes; returns how many were taken in hand."""
        return await self._runner.run_batch(limit)

    async def reconcile(self) -> int:
        """Carry out all that is due now, with whatever a silent worker left behind; returns how many."""
        total = 0
        while taken := await self._runner.run_batch():
            total += taken
        return total

    async def get(self, change_id: str) -> Change:
        """Return a change. Raises NotFound."""
        async with self._db.snapshot() as conn:
            found = await repository.changes_by_id(conn, [change_id])
        if not found:
            raise NotFound(f"there is no change {change_id}")
        return found[0]

    async def for_subjects(self, subjects: Sequence[str]) -> list[Change]:
        """Return all changes of these subjects, oldest first."""
        async with self._db.snapshot() as conn:
            return await repository.changes_of_subjects(conn, subjects)

    async def log(self, change_id: str) -> list[StepRecord]:
        """Return what happened to a change, oldest first."""
        async with self._db.snapshot() as conn:
            return await repository.steps_of(conn, change_id)

    async def needing_person(
        self, owner: str | None = None, offset: int = 0, limit: int = 100
    ) -> list[Change]:
        """Return changes the machine could not finish, oldest first."""
        async with self._db.snapshot() as conn:
            return await repository.changes_of_a_person(conn, owner, offset, limit)

    async def mark_told(self, conn: Connection, change_ids: Sequence[str]) -> int:
        """Record that the passengers of these confirmed changes have been told."""
        return await repository.mark_told(conn, change_ids)

    async def assign(self, conn: Connection, change_id: str, owner: str) -> None:
        """Make ``owner`` answer for a change that needs a person. Raises NotFound, Conflict."""
        stuck = await self._stuck(conn, change_id)
        await repository.set_by_hand(conn, replace(stuck, owner=owner))

    async def retry(self, conn: Connection, change_id: str) -> None:
        """Let the machine go on where it stopped, after a person removed the cause. Raises NotFound, Conflict."""
        stuck = await self._stuck(conn, change_id)
        if stuck.stuck_in is None:
            raise Conflict("it is not known where this change stopped", change_id=change_id)
        again = replace(
            stuck,
            state=stuck.stuck_in,
            stuck_in=None,
            reason=None,
            owner=None,
            due_at=self._clock.now(),
            settled_at=None,
        )
        await repository.set_by_hand(conn, again)
        await self._queue.defer(conn, RUN_JOB, queueing_lock=RUN_JOB, priority=5)

    async def close_by_hand(
        self, conn: Connection, change_id: str, *, carried_out: bool, reason: str
    ) -> None:
        """End a change a person finished (``carried_out``) or gave up; ``reason`` is a slug. Raises NotFound, Conflict."""
        stuck = await self._stuck(conn, change_id)
        now = self._clock.now()
        state = State.CONFIRMED if carried_out else State.FAILED
        closed = replace(stuck, state=state, reason=reason, settled_at=now)
        await repository.set_by_hand(conn, closed)
        if not carried_out:
            await repository.give_claims_back(conn, [change_id])
        await self._outbox.emit(conn, events_of(closed, now))

    async def next_due(self) -> datetime | None:
        """Return when the next change is due."""
        async with self._db.snapshot() as conn:
            return await repository.next_due(conn)

    async def _stuck(self, conn: Connection, change_id: str) -> Change:
        change = await repository.lock_change(conn, change_id)
        if change is None:
            raise NotFound(f"there is no change {change_id}")
        if change.state is not State.NEEDS_PERSON:
            raise Conflict("the machine is at this change or has finished it", state=change.state.value)
        return change


async def _claim(conn: Connection, change_id: str, request: ChangeRequest) -> None:
    if await repository.claim_passengers(conn, change_id, request.subject, request.passenger_ids):
        return
    other = await repository.claimant(conn, request.subject, request.passenger_ids, change_id)
    if other is None:
        raise Conflict("the decision of these passengers is changing; look again")
    raise AlreadyChosen(other)


def _check(request: ChangeRequest) -> None:
    if request.kind not in list(Kind):
        raise InvalidInput(f"there is no kind of change {request.kind!r}", known=[k.value for k in Kind])
    if not request.passenger_ids or not request.old_segment_ids:
        raise InvalidInput("a change needs passengers and the segments it concerns")
    if request.kind in (Kind.REBOOK, Kind.CHANGE) and not request.itinerary:
        raise InvalidInput("a rebooking needs an itinerary")
    if request.collect is not None and (request.kind != Kind.CHANGE or request.collect.amount < 0):
        raise InvalidInput("only a voluntary change collects money, and never less than nothing")
    if not request.consent:
        raise InvalidInput("a change needs the consent of the passenger: the hash of what was read back")
    try:
        for planned in request.itinerary:
            LegKey.parse(planned["leg"])
    except (ValueError, KeyError) as error:
        raise InvalidInput("an itinerary names a flight that cannot be read") from error
