"""Refunds followed until the money is there: their clock, each state told once, and a person when one is late."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import structlog

from hongyan.bookings import refund_repository
from hongyan.bookings.calendars import CalendarName
from hongyan.bookings.change import Change, FollowedRefund
from hongyan.bookings.events import ChangeNeedsPerson, RefundProgressed
from hongyan.bookings.model import Order, Refund, RefundState
from hongyan.bookings.ports import AirlineSystem
from hongyan.bookings.refund_clock import is_overdue, refund_due
from hongyan.bookings.settings import BookingsSettings
from hongyan.core.clock import Clock
from hongyan.core.errors import Unavailable
from hongyan.core.events import Event
from hongyan.jobs import Outbox
from hongyan.runtime import Connection, Database

log = structlog.get_logger(__name__)


class Refunds:
    """Follows refunds at the airline system. ``country_of`` gives an airport's ISO country, or None."""

    def __init__(
        self,
        db: Database,
        airline: AirlineSystem,
        outbox: Outbox,
        clock: Clock,
        settings: BookingsSettings,
        country_of: Callable[[str], str | None],
    ) -> None:
        self._db = db
        self._airline = airline
        self._outbox = outbox
        self._clock = clock
        self._settings = settings
        self._country_of = country_of

    def begun(self, change: Change, refund: Refund, order: Order) -> FollowedRefund:
        """Return the row that will follow ``refund``: what is owed and until when."""
        airports = [
            iata
            for segment in order.segments
            if segment.segment_id in change.old_segment_ids
            for iata in (segment.leg.board, segment.leg.off)
        ]
        due = refund_due(
            refund.requested_at,
            order.payment_method,
            airports,
            self._country_of,
            cast(CalendarName, self._settings.default_refund_calendar),
        )
        return FollowedRefund(
            refund_id=refund.refund_id,
            change_id=change.change_id,
            subject=change.subject,
            order_id=change.order_id,
            amount=refund.amount,
            fee=refund.fee,
            state=refund.state.value,
            requested_at=refund.requested_at,
            due_on=due.on,
            basis=due.basis,
            history=_history(refund),
        )

    async def follow(self, conn: Connection, refunds: Sequence[FollowedRefund]) -> None:
        """Start following; tells the states reached so far, in the caller's transaction."""
        pause = self._settings.refund_poll_seconds
        first_look = datetime.fromtimestamp((self._clock.now().timestamp() // pause + 2) * pause, UTC)
        new = await refund_repository.insert_refunds(conn, refunds, first_look)
        await self._outbox.emit(
            conn, [e for r in refunds if r.refund_id in new for e in _progress(r, told=())]
        )

    async def look(self, limit: int | None = None) -> int:
        """Ask the airline about refunds that are due for a look; returns how many were looked at."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            followed = await refund_repository.take_due(
                conn,
                now,
                limit or self._settings.refund_batch,
                self._settings.refund_poll_seconds,
                self._settings.refund_poll_longest_seconds,
            )
        if not followed:
            return 0
        present = await self._ask([r.refund_id for r in followed])
        moved = [(r, _moved(r, present.get(r.refund_id), now)) for r in followed]
        await self._store([(old, new) for old, new in moved if new != old], now)
        return len(followed)

    async def of_changes(self, change_ids: Sequence[str]) -> list[FollowedRefund]:
        """Return the refunds of these changes."""
        async with self._db.snapshot() as conn:
            return await refund_repository.refunds_of_changes(conn, change_ids)

    async def next_due(self) -> datetime | None:
        """Return when the next refund is to be looked at."""
        async with self._db.snapshot() as conn:
            return await refund_repository.next_look(conn)

    async def _ask(self, refund_ids: list[str]) -> dict[str, Refund]:
        try:
            found = await self._airline.refunds(refund_ids)
        except Unavailable as error:  # overdue refunds are still found; states wait for the next look
            log.warning("refund states are unavailable", refunds=len(refund_ids), error=error.slug)
            return {}
        return {r.refund_id: r for r in found}

    async def _store(self, moved: Sequence[tuple[FollowedRefund, FollowedRefund]], now: datetime) -> None:
        if not moved:
            return
        async with self._db.transaction() as conn:
            written = await refund_repository.write_refunds(conn, [new for _, new in moved])
            events: list[Event] = []
            for old, new in moved:
                if new.refund_id in written:
                    events += _progress(new, told=old.history)
                    events += self._trouble(old, new, now)
            await self._outbox.emit(conn, events)

    def _trouble(self, old: FollowedRefund, new: FollowedRefund, now: datetime) -> list[Event]:
        reasons = []
        if new.state == RefundState.FAILED and old.state != new.state:
            reasons.append("refund_failed")
        if new.overdue and not old.overdue:
            reasons.append("refund_overdue")
        return [
            ChangeNeedsPerson(
                at=now,
                change_id=new.change_id,
                subject=new.subject,
                order_id=new.order_id,
                reason=reason,
                owner=self._settings.person_queue,
            )
            for reason in reasons
        ]


def _history(refund: Refund) -> tuple[tuple[str, datetime], ...]:
    history = refund.history or ((refund.state, refund.requested_at),)
    return tuple((state.value, at) for state, at in history)


def _moved(followed: FollowedRefund, present: Refund | None, now: datetime) -> FollowedRefund:
    """Return the refund as the airline shows it now; states seen before keep their first instant."""
    if present is None:
        history, state = followed.history, followed.state
    else:
        known = {s for s, _ in followed.history}
        listed = _history(present)
        if present.state.value not in {s for s, _ in listed}:
            listed = (*listed, (present.state.value, now))
        history = followed.history + tuple((s, at) for s, at in listed if s not in known)
        state = present.state.value
    late = state != RefundState.DONE and is_overdue(followed.due_on, followed.basis, now)
    return replace(followed, state=state, history=history, overdue=followed.overdue or late)


def _progress(refund: FollowedRefund, told: Sequence[tuple[str, datetime]]) -> list[Event]:
    known = {state for state, _ in told}
    return [
        RefundProgressed(
            at=at,
            refund_id=refund.refund_id,
            change_id=refund.change_id,
            subject=refund.subject,
            order_id=refund.order_id,
            state=state,
            due_on=refund.due_on,
        )
        for state, at in refund.history
        if state not in known
    ]
