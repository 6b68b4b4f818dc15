"""What colleagues do about people whom machines could not reach: take a task, try, and say how it ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.outreach.repository import tasks
from hongyan.runtime import Connection, Database

# How a colleague reached somebody: in person, on the telephone, through the agency or the emergency contact, at the gate.
WAYS = ("person", "own_phone", "agency_call", "emergency_contact", "gate")


class WorkByHand:
    """Every task stays with one named owner; every try leaves a line in its log."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def waiting(self, limit: int = 100, leave_out: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Return tasks whose people nobody has reached and no machine will try again, nearest departure first."""
        async with self._db.snapshot() as conn:
            return await tasks.for_hands(conn, limit, leave_out)

    async def still_waits(self, task_id: str) -> bool:
        """Return whether nobody has reached this task's people yet."""
        async with self._db.snapshot() as conn:
            return bool(await tasks.for_hands(conn, 1, only=task_id))

    async def assign(self, task_id: str, owner: str, actor: str) -> None:
        """Make ``owner`` responsible for a task."""
        if not owner.strip():
            raise InvalidInput("an owner has a name")
        async with self._db.transaction() as conn:
            await task_row(conn, task_id)
            await tasks.assign(conn, task_id, owner.strip())
            await tasks.log(conn, task_id, self._clock.now(), actor, "assigned", owner.strip())

    async def take_over(self, task_id: str, actor: str) -> None:
        """A colleague takes the passenger over by hand: machines stop."""
        async with self._db.transaction() as conn:
            await task_row(conn, task_id)
            await tasks.hand_over(conn, task_id, actor, "taken_over")
            await tasks.log(conn, task_id, self._clock.now(), actor, "taken_over")

    async def note_tried(self, task_id: str, way: str, note: str, actor: str) -> None:
        """A colleague tried in vain; the task stays with its owner."""
        self._check(way)
        async with self._db.transaction() as conn:
            await task_row(conn, task_id)
            await tasks.log(
                conn, task_id, self._clock.now(), actor, "tried", f"{way}: {note}" if note else way
            )

    async def note_reached(self, task_id: str, note: str, actor: str, way: str = "person") -> None:
        """A colleague spoke to them, or to somebody who passed it on while they waited."""
        self._check(way)
        now: datetime = self._clock.now()
        async with self._db.transaction() as conn:
            await task_row(conn, task_id)
            await tasks.reached_by_person(conn, task_id, way, now)
            await tasks.log(conn, task_id, now, actor, "reached", f"{way}: {note}" if note else way)

    @staticmethod
    def _check(way: str) -> None:
        if way not in WAYS:
            raise InvalidInput(f"a colleague reaches people by one of {', '.join(WAYS)}", way=way)


async def task_row(conn: Connection, task_id: str) -> dict[str, Any]:
    """Lock a task and return it. Raises NotFound."""
    row = await tasks.get(conn, task_id)
    if row is None:
        raise NotFound("there is no such task", task_id=task_id)
    return row
