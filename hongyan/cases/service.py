"""Makes, lists, ends and watches promises."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hongyan.cases import repository
from hongyan.cases.due import WorkingHours, due_after
from hongyan.cases.errors import PromiseOver
from hongyan.cases.events import PromiseEnded, PromiseMade, PromiseOverdue
from hongyan.cases.model import Promise, PromiseKind, PromiseState
from hongyan.cases.settings import CasesSettings
from hongyan.conversations import Keys, mask
from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound
from hongyan.core.ids import new_id
from hongyan.jobs import Outbox
from hongyan.runtime import Connection, Database

_SWEPT = 200


class Cases:
    """Promises. ``promise`` works in the caller's transaction: what is said and what is owed are one commit."""

    def __init__(
        self, db: Database, clock: Clock, outbox: Outbox, keys: Keys, settings: CasesSettings
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._keys = keys
        self._settings = settings
        self._working = WorkingHours(
            settings.zone, settings.from_hour, settings.to_hour, tuple(settings.weekdays)
        )

    def due(self, kind: PromiseKind) -> datetime:
        """Return when a promise of this kind, made now, is due by the working hours."""
        hours: float = getattr(self._settings, f"{kind.value}_hours")
        return due_after(self._clock.now(), hours, self._working)

    async def promise(
        self,
        conn: Connection,
        kind: PromiseKind | str,
        conversation_id: str | None,
        customer: str | None,
        due_at: datetime | None,
        text: str,
        owner: str | None = None,
        *,
        key: str | None = None,
    ) -> Promise:
        """Note that a customer is owed something; ``key`` keeps the same promise from being made twice.

        Without ``due_at`` the working hours decide; without ``owner`` the least burdened of the duty list.
        """
        kind, now = PromiseKind(kind), self._clock.now()
        promise_id = new_id("prm")
        due_at = due_at or self.due(kind)
        owner = owner or await self._least_burdened(conn)
        values = {
            "promise_id": promise_id,
            "kind": kind.value,
            "key": key,
            "conversation_id": conversation_id,
            "customer_sealed": self._keys.seal(customer.encode(), f"promise:{promise_id}")
            if customer
            else None,
            "text": mask(text.replace("\x00", ""))[:2000],
            "owner": owner,
            "state": PromiseState.OPEN.value,
            "due_at": due_at,
            "made_at": now,
        }
        if not await repository.insert(conn, values):
            before = await repository.by_key(conn, key or "")
            assert before is not None
            return self._shown(before)
        made = PromiseMade(at=now, promise_id=promise_id, kind=kind.value, owner=owner, due_at=due_at)
        await self._outbox.emit(conn, [made])
        row = await repository.by_id(conn, promise_id)
        assert row is not None
        return self._shown(row)

    async def listed(
        self, state: PromiseState | None, overdue: bool, owner: str | None, limit: int
    ) -> list[Promise]:
        """Return promises, those due first before the others."""
        async with self._db.snapshot() as conn:
            rows = await repository.listed(conn, state.value if state else None, overdue, owner, limit)
        return [self._shown(row) for row in rows]

    async def of_conversation(self, conn: Connection, conversation_id: str) -> list[Promise]:
        return [self._shown(row) for row in await repository.of_conversation(conn, conversation_id)]

    async def read(self, conn: Connection, promise_id: str) -> Promise:
        """Raises NotFound."""
        row = await repository.by_id(conn, promise_id)
        if row is None:
            raise NotFound("there is no such promise")
        return self._shown(row)

    async def finish(self, conn: Connection, promise_id: str, by: str, note: str) -> Promise:
        """Note that the promise was kept. Raises NotFound, PromiseOver."""
        return await self._end(conn, promise_id, PromiseState.DONE, by, note)

    async def cancel(self, conn: Connection, promise_id: str, by: str, note: str) -> Promise:
        """Note that nobody is owed this any more. Raises NotFound, PromiseOver."""
        return await self._end(conn, promise_id, PromiseState.CANCELLED, by, note)

    async def take(self, conn: Connection, promise_id: str, owner: str) -> Promise:
        """Make somebody its owner. Raises NotFound, PromiseOver."""
        row = await repository.give_to(conn, promise_id, owner)
        if row is None:
            await self.read(conn, promise_id)
            raise PromiseOver
        return self._shown(row)

    async def sweep(self, now: datetime) -> int:
        """Mark and tell promises whose time has passed."""
        async with self._db.transaction() as conn:
            rows = await repository.mark_overdue(conn, now, _SWEPT)
            await self._outbox.emit(
                conn,
                [
                    PromiseOverdue(at=now, promise_id=r["promise_id"], kind=r["kind"], owner=r["owner"])
                    for r in rows
                ],
            )
        return len(rows)

    async def next_due(self) -> datetime | None:
        """Return when the next promise becomes overdue."""
        async with self._db.snapshot() as conn:
            return await repository.next_due(conn)

    async def _end(
        self, conn: Connection, promise_id: str, state: PromiseState, by: str, note: str
    ) -> Promise:
        now = self._clock.now()
        row = await repository.end(conn, promise_id, state.value, by, mask(note.replace("\x00", "")), now)
        if row is None:
            await self.read(conn, promise_id)
            raise PromiseOver
        ended = PromiseEnded(at=now, promise_id=promise_id, kind=row["kind"], state=state.value)
        await self._outbox.emit(conn, [ended])
        return self._shown(row)

    async def _least_burdened(self, conn: Connection) -> str:
        duty = self._settings.duty_list
        burdens = await repository.burdens(conn, duty)
        return min(duty, key=lambda owner: burdens.get(owner, 0)) if duty else "nobody"

    def _shown(self, row: Mapping[str, Any]) -> Promise:
        sealed = row["customer_sealed"]
        return Promise(
            promise_id=row["promise_id"],
            kind=PromiseKind(row["kind"]),
            conversation_id=row["conversation_id"],
            customer=self._keys.open(bytes(sealed), f"promise:{row['promise_id']}").decode()
            if sealed
            else None,
            text=row["text"],
            owner=row["owner"],
            state=PromiseState(row["state"]),
            due_at=row["due_at"],
            made_at=row["made_at"],
            overdue_at=row["overdue_at"],
            ended_at=row["ended_at"],
            ended_by=row["ended_by"],
            note=row["note"],
        )
