"""The wave engine: due tasks by urgency, within pacing; the intent is committed before anybody is rung or texted."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from hongyan.core.clock import Clock
from hongyan.core.errors import Unavailable
from hongyan.jobs import Outbox
from hongyan.messaging import OutboundMessage, Sender
from hongyan.outreach import compose
from hongyan.outreach.compose import Intended
from hongyan.outreach.consent import Signer
from hongyan.outreach.events import OutreachProgressed
from hongyan.outreach.facts import subjects_of
from hongyan.outreach.ladder import TO_AGENCY, Policy, call_still_allowed, may_call, message_first, next_step
from hongyan.outreach.model import Move, Turn
from hongyan.outreach.pacing import burst_seconds, calls_a_second
from hongyan.outreach.ports import Places
from hongyan.outreach.progress import TaskFacts, scheduled
from hongyan.outreach.record_results import Recorder, facts_of
from hongyan.outreach.repository import attempts, campaigns, decisions, due, tasks
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Connection, Database
from hongyan.telephony import CallRequest, Line

log = structlog.get_logger(__name__)

CHANNELS = ("call", "sms", "email", "push", "agency")
NOTICE_CHANNELS = ("sms", "email", "agency")
SAME_NUMBER_WAIT = timedelta(seconds=5)
LOOK_FOR_LATE_EVERY = timedelta(seconds=3)


class Waves:
    """Starts attempts. Safe to run in any number of workers: pacing rows serialise a channel, tasks are locked."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        line: Line,
        senders: Mapping[str, Sender],
        places: Places,
        signer: Signer,
        recorder: Recorder,
        settings: OutreachSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._line = line
        self._senders = senders
        self._places = places
        self._signer = signer
        self._recorder = recorder
        self._settings = settings
        self._policy = Policy.of(settings)
        self._seeded: set[str] = set()
        self._looked_for_late: datetime | None = None

    async def run(self, now: datetime) -> int:
        """Start what is due on every channel, one slice after another, until tokens or tasks run out."""
        done = await self.divert_late_calls()
        for channel in await self._waiting(now):
            while started := await self._slice(channel):
                done += started
                if started < self._settings.batch // 2:
                    break
        return done

    async def _waiting(self, now: datetime) -> list[str]:
        """Return the channels with something due, so that quiet ones cost one question instead of many."""
        async with self._db.snapshot() as conn:
            waiting = await due.waiting_channels(conn, CHANNELS, now)
        return [channel for channel in CHANNELS if channel in waiting]

    async def divert_late_calls(self) -> int:
        """Let a message go ahead of each first call whose predicted slot would be too late; the call follows."""
        now = self._clock.now()
        if self._looked_for_late is not None and now - self._looked_for_late < LOOK_FOR_LATE_EVERY:
            return 0
        self._looked_for_late = now
        async with self._db.transaction() as conn:
            bucket = await self._bucket(conn, "call")
            rate = calls_a_second(bucket, self._settings.mean_call_seconds, self._settings.transfer_share)
            rows = await tasks.late_calls(conn, now, rate, self._settings.first_contact_seconds)
            moves = []
            for row in rows:
                channel = message_first(tasks.person_of(row), tasks.tried_of(row))
                if channel is not None:
                    moves.append(_redirected(facts_of(row), channel, now))
            await tasks.move(conn, moves, now)
        return len(moves)

    async def _slice(self, channel: str) -> int:
        now = self._clock.now()
        valid_until = now + timedelta(seconds=self._settings.intent_valid_seconds)
        async with self._db.transaction() as conn:
            await self._bucket(conn, channel)
            bucket = await campaigns.lock_bucket(conn, channel)
            if bucket is None:
                return 0
            bucket = bucket.refilled(now, burst_seconds(self._clock.real_seconds(timedelta(seconds=1))))
            in_flight = await attempts.calls_in_flight(conn) if channel == "call" else 0
            allowed = min(bucket.allowance(in_flight, self._settings.transfer_share), self._settings.batch)
            intended, moved = await self._intend(conn, channel, allowed, now, valid_until)
            if intended:
                await campaigns.save_bucket(conn, bucket.spent(len(intended)))
                await self._outbox.emit(conn, [OutreachProgressed(at=now, started=len(intended))])
        if intended:
            await self._act(channel, intended)
        return len(intended) + moved

    async def _intend(
        self, conn: Connection, channel: str, allowed: int, now: datetime, valid_until: datetime
    ) -> tuple[list[Intended], int]:
        if allowed <= 0:
            return [], 0
        rows = await tasks.take_due(conn, channel, now, allowed)
        ready, moves = self._ready(channel, rows, now)
        await tasks.move(conn, moves, now)
        intended = await self._contacts(conn, channel, ready, valid_until)
        if channel in NOTICE_CHANNELS and len(intended) < allowed:
            intended += await self._notices(conn, channel, allowed - len(intended), now, valid_until)
        await attempts.intend(conn, [i.record for i in intended], now)
        await attempts.start_tasks(conn, [row["task_id"] for row in ready], now)
        return intended, len(moves)

    def _ready(
        self, channel: str, rows: Sequence[dict[str, Any]], now: datetime
    ) -> tuple[list[dict[str, Any]], list[Move]]:
        """Leave out refused channels, calls that the night has overtaken, and a second call to a number at a time."""
        ready, moves, numbers = [], [], set()
        for row in rows:
            facts = facts_of(row)
            if channel in facts.person.refuses and row["step"] != TO_AGENCY:
                moves.append(_otherwise(facts, now, self._policy))
            elif channel != "call":
                ready.append(row)
            elif not may_call(facts.person, facts.tried, now):
                moves.append(_otherwise(facts, now, self._policy))  # a relay has ended meanwhile
            elif not call_still_allowed(facts.person, now, self._policy):
                moves.append(_rescheduled(facts, row, now, self._policy))
            elif row["phone"] in numbers:
                moves.append(_later(facts, row, now + SAME_NUMBER_WAIT))
            else:
                numbers.add(row["phone"])
                ready.append(row)
        return ready, moves

    async def _contacts(
        self, conn: Connection, channel: str, rows: Sequence[dict[str, Any]], valid_until: datetime
    ) -> list[Intended]:
        if not rows:
            return []
        subjects = await subjects_of(conn, [p for row in rows for p in row["party_ids"]], self._places)
        about = await self._about(conn, channel, rows)
        intended = []
        for row in rows:
            told = [subjects[p] for p in row["party_ids"] if p in subjects]
            if channel == "call":
                intended.append(compose.call(row, told, valid_until, self._settings.ring_seconds))
            else:
                link = self._link(row["link_id"])
                intended.append(
                    compose.message(
                        row,
                        channel,
                        told,
                        link,
                        valid_until,
                        about.get(row["task_id"], ()),
                        self._settings.sms_replies,
                    )
                )
        return intended

    async def _about(
        self, conn: Connection, channel: str, rows: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, tuple[str, ...]]:
        """Return the bookings an agency is told of, by task; nobody else needs them."""
        if channel != "agency" or not rows:
            return {}
        return await tasks.locators(conn, [row["task_id"] for row in rows])

    async def _notices(
        self, conn: Connection, channel: str, limit: int, now: datetime, valid_until: datetime
    ) -> list[Intended]:
        rows = await decisions.take_notices(conn, channel, now, limit)
        about = await self._about(conn, channel, rows)
        intended = [
            compose.notice(
                row, channel, self._link(row["link_id"]), valid_until, about.get(row["task_id"], ())
            )
            for row in rows
        ]
        await decisions.notices_sent(
            conn,
            [
                {"notice_id": row["notice_id"], "attempt_id": i.record["attempt_id"], "state": "sent"}
                for row, i in zip(rows, intended, strict=True)
            ],
        )
        return intended

    async def _act(self, channel: str, intended: Sequence[Intended]) -> None:
        """Hand the batch to the provider and record its word. A failure in between leaves intents for reconciling."""
        try:
            if channel == "call":
                answers = await self._line.place(
                    [i.order for i in intended if isinstance(i.order, CallRequest)]
                )
            else:
                answers = await self._senders[channel].send(
                    [i.order for i in intended if isinstance(i.order, OutboundMessage)]
                )
        except Unavailable:
            log.warning("provider_unavailable", channel=channel, attempts=len(intended))
            answers = {i.record["attempt_id"]: "unavailable" for i in intended}
        await self._recorder.handed_over(channel, answers, self._receipts(channel))

    def _receipts(self, channel: str) -> bool:
        return channel == "call" or self._senders[channel].capabilities.receipts

    async def _bucket(self, conn: Connection, channel: str) -> Any:
        if channel not in self._seeded:
            await campaigns.ensure_pacing(conn, channel, getattr(self._settings, channel), self._clock.now())
            self._seeded.add(channel)
        return await campaigns.bucket(conn, channel)

    def _link(self, link_id: str | None) -> str:
        token = self._signer.link_token(link_id or "")
        return f"{self._settings.public_url.rstrip('/')}/p/{token}"


def _redirected(facts: TaskFacts, channel: str, now: datetime) -> Move:
    return Move(
        facts.task_id, facts.state, channel, now, Turn.FIRST, "message_first", facts.tried, facts.decided
    )


def _otherwise(facts: TaskFacts, now: datetime, policy: Policy) -> Move:
    """Return the step without the channel they have refused meanwhile; a mere follow-up is dropped."""
    if facts.reached:
        return Move(facts.task_id, facts.state, None, None, 0, "", facts.tried, facts.decided)
    return scheduled(facts, next_step(facts.person, facts.tried, now, policy), facts.tried)


def _later(facts: TaskFacts, row: Mapping[str, Any], due_at: datetime) -> Move:
    return Move(
        facts.task_id,
        facts.state,
        row["next_channel"],
        due_at,
        row["turn"],
        row["step"],
        facts.tried,
        facts.decided,
    )


def _rescheduled(facts: TaskFacts, row: Mapping[str, Any], now: datetime, policy: Policy) -> Move:
    """Ask the ladder again now that it is night; a follow-up simply waits for the morning."""
    if facts.reached:
        due = policy.quiet.call_allowed_at(
            now,
            (facts.person.passenger_zone, facts.person.destination_zone),
            facts.person.departs_at,
            facts.person.travelling,
        )
        return _later(facts, row, due)
    return scheduled(facts, next_step(facts.person, facts.tried, now, policy), facts.tried)
