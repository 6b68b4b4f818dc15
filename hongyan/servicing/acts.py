"""Acts: the intent is a committed row before anything happens outside; then they are carried out exactly once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from hongyan.bookings import Change, Changes
from hongyan.core.clock import Clock, SystemClock
from hongyan.core.errors import HongyanError, InvalidInput, Unavailable
from hongyan.jobs import Outbox
from hongyan.runtime import Connection, Database
from hongyan.servicing import repository
from hongyan.servicing.errors import SeatsGone
from hongyan.servicing.events import ActDone, ActFailed, PartyChose
from hongyan.servicing.model import Act, Receipt
from hongyan.servicing.perform import Performer
from hongyan.servicing.repository import StoredAct
from hongyan.servicing.request_changes import ChangePlanner, Prepared, outcome_of
from hongyan.servicing.settings import ServicingSettings

log = structlog.get_logger(__name__)

BINDING = frozenset({"change", "refund", "book", "linked_change", "linked_cancel", "redeem"})
"""Kinds that bind the customer: never without the hash of what was read back to them."""
BY_CHANGE = frozenset({"change", "refund"})
_POLL_SECONDS = 0.05
_LEASE_SECONDS = 60.0
_BATCH = 50


class Acts:
    """Writes intents, carries them out, waits a short while, and lets a sweeper finish what took longer."""

    def __init__(
        self,
        db: Database,
        outbox: Outbox,
        clock: Clock,
        changes: Changes,
        planner: ChangePlanner,
        performer: Performer,
        settings: ServicingSettings,
        wall: Clock | None = None,
    ) -> None:
        self._db = db
        self._outbox = outbox
        self._clock = clock
        self._wall = wall or SystemClock()
        self._changes = changes
        self._planner = planner
        self._performer = performer
        self._settings = settings
        self._running: set[asyncio.Task[None]] = set()

    async def carry_out(self, act: Act) -> Receipt:
        """Do it exactly once. Raises InvalidInput, NotFound, Conflict (the order or price changed), Gone (seats)."""
        known = await self._stored(act.act_id)
        if known is None:
            self._check(act)
            prepared = await self._planner.prepare(act) if act.kind in BY_CHANGE else None
            await self._intend(act, prepared)
        elif (known.act.kind, known.act.order_id) != (act.kind, act.order_id):
            raise InvalidInput("this id belongs to another act", act_id=act.act_id)
        await self._wait(act.act_id)
        stored = await self._stored(act.act_id)
        assert stored is not None  # it was intended
        if stored.state == "failed" and stored.reason == "seats_gone":
            raise SeatsGone(act_id=act.act_id)
        return stored.receipt

    async def receipt(self, act_id: str) -> Receipt | None:
        """Return how an act stands; None when there is none of this id."""
        stored = await self._stored(act_id)
        return stored.receipt if stored else None

    async def sweep(self, now: datetime) -> int:
        """Go on with acts that took longer than their conversation waited; returns how many were looked at."""
        async with self._db.snapshot() as conn:
            ids = await repository.due(conn, now, self._wall.now(), _BATCH)
        for act_id in ids:
            await self._drive(act_id)
        return len(ids)

    async def changes_settled(self, change_ids: Sequence[str]) -> None:
        """Settle the acts of changes that have ended."""
        async with self._db.snapshot() as conn:
            ids = await repository.of_changes(conn, list(change_ids))
        for act_id in ids:
            await self._drive(act_id)

    async def next_due(self) -> datetime | None:
        """Return when the next live act is due."""
        async with self._db.snapshot() as conn:
            return await repository.next_due(conn)

    async def close(self) -> None:
        """Wait for what this process has in hand."""
        if self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    def _check(self, act: Act) -> None:
        if act.kind not in BY_CHANGE and not self._performer.knows(act.kind):
            raise InvalidInput("there is no such kind of act", kind=act.kind)
        if act.kind in BINDING and not act.consent:
            raise InvalidInput(
                "this binds the customer and needs the hash of what was read back", kind=act.kind
            )

    async def _intend(self, act: Act, prepared: Prepared | None) -> None:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            if not await repository.insert(conn, act, now):
                return  # somebody with the same id was faster: wait for that one
            if prepared is None:
                return
            if prepared.request is None:
                await self._settle_in(conn, act, "failed", prepared.refused, prepared.agreed)
                return
            change_id = await self._changes.request(conn, prepared.request)
            await repository.set_change(conn, act.act_id, change_id, prepared.agreed)
            await self._outbox.emit(
                conn,
                [
                    PartyChose(
                        at=now,
                        party_id=party_id,
                        kind="refund" if act.kind == "refund" else "accept",
                        change_id=change_id,
                        said_by=act.said_by,
                        consent=act.consent or "",
                    )
                    for party_id in prepared.parties
                ],
            )

    async def _wait(self, act_id: str) -> None:
        """Push the act until it ends or the conversation has waited long enough; it goes on by itself then."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._settings.wait_seconds
        task = asyncio.create_task(self._drive_on(act_id, deadline))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await asyncio.wait({task}, timeout=self._settings.wait_seconds)

    async def _drive_on(self, act_id: str, deadline: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < deadline:
            try:
                if await self._drive(act_id):
                    return
            except Exception:
                log.warning("an act cannot be carried on now", act_id=act_id, exc_info=True)
            await asyncio.sleep(_POLL_SECONDS)

    async def _drive(self, act_id: str) -> bool:
        """Take one step; True when the act has ended or nothing can be done about it now."""
        wall = self._wall.now()
        async with self._db.transaction() as conn:
            stored = await repository.lease(conn, act_id, wall, wall + timedelta(seconds=_LEASE_SECONDS))
        if stored is None:
            known = await self._stored(act_id)
            return known is None or not known.live
        if stored.change_id is not None:
            return await self._follow(stored, stored.change_id)
        return await self._perform(stored)

    async def _follow(self, stored: StoredAct, change_id: str) -> bool:
        change = await self._changes.get(change_id)
        outcome = outcome_of(change)
        if outcome is None:
            await self._changes.run_batch(_BATCH)
            change = await self._changes.get(change_id)
            outcome = outcome_of(change)
        if outcome is not None:
            await self._settle(stored.act, *outcome)
            return True
        await self._put_off(stored, change)
        return change.due_at > self._clock.now()  # it waits for the airline: the sweeper goes on

    async def _perform(self, stored: StoredAct) -> bool:
        try:
            details = await self._performer.perform(stored.act)
        except (Unavailable, TimeoutError) as error:
            if stored.attempts >= self._settings.give_up_after_attempts:
                await self._settle(stored.act, "with_person", "outcome_unknown", {})
                return True
            log.info("an act has no answer yet", act_id=stored.act.act_id, error=type(error).__name__)
            await self._put_off(stored, None)
            return True
        except HongyanError as error:
            reason = str(error.details.get("reason") or error.slug.replace("-", "_"))
            reason = "seats_gone" if reason in ("no_seats", "hold_gone") else reason
            await self._settle(stored.act, "failed", reason, {})
            return True
        await self._settle(stored.act, "done", None, details)
        return True

    async def _put_off(self, stored: StoredAct, change: Change | None) -> None:
        later = self._clock.now() + timedelta(seconds=self._settings.retry_seconds)
        due = max(change.due_at, self._clock.now()) if change is not None else later
        async with self._db.transaction() as conn:
            await repository.put_off(conn, stored.act.act_id, due)

    async def _settle(self, act: Act, state: str, reason: str | None, details: dict[str, Any]) -> None:
        async with self._db.transaction() as conn:
            await self._settle_in(conn, act, state, reason, details)

    async def _settle_in(
        self, conn: Connection, act: Act, state: str, reason: str | None, details: dict[str, Any]
    ) -> None:
        now = self._clock.now()
        if not await repository.settle(conn, act.act_id, state, reason, details, now):
            return
        told = {"act_id": act.act_id, "kind": act.kind, "order_id": act.order_id, "said_by": act.said_by}
        if state == "done":
            await self._outbox.emit(conn, [ActDone(at=now, **told)])  # type: ignore[arg-type]
        else:
            failed = ActFailed(at=now, reason=reason or "", with_person=state == "with_person", **told)  # type: ignore[arg-type]
            await self._outbox.emit(conn, [failed])

    async def _stored(self, act_id: str) -> StoredAct | None:
        async with self._db.snapshot() as conn:
            return await repository.get(conn, act_id)
