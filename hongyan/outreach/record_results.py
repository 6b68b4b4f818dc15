"""Recording what providers said and what became of attempts; tasks move by the pure ladder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hongyan.core.clock import Clock
from hongyan.jobs import Outbox
from hongyan.outreach.events import OutreachProgressed, PersonNeeded
from hongyan.outreach.ladder import TO_AGENCY, Policy
from hongyan.outreach.menu import interpret
from hongyan.outreach.model import Move, TaskState
from hongyan.outreach.progress import (
    BAD_NUMBER,
    DID_NOT_ARRIVE,
    Happened,
    TaskFacts,
    after,
    again,
    corrected,
    handed_over,
    owner_of,
)
from hongyan.outreach.repository import attempts, decisions, tasks
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Connection, Database
from hongyan.telephony import CallOutcome

RETRY_AFTER = {
    "lines_busy": timedelta(seconds=3),
    "expired": timedelta(0),
    "unavailable": timedelta(seconds=15),
    "never_placed": timedelta(0),
}
LONGEST_CALL = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of one attempt, by whoever told us. ``keys`` only of calls; ``result`` as the provider says."""

    attempt_id: str
    result: str
    at: datetime
    placed_at: datetime | None = None
    answered_at: datetime | None = None
    heard: bool = False
    keys: str = ""

    @classmethod
    def of_call(cls, outcome: CallOutcome) -> "Ended":
        return cls(
            attempt_id=outcome.attempt_id,
            result="hung_up" if outcome.result == "answered" and not outcome.heard else outcome.result,
            at=outcome.ended_at,
            placed_at=outcome.placed_at,
            answered_at=outcome.answered_at,
            heard=outcome.heard,
            keys=outcome.keys,
        )


class Recorder:
    """Writes results; each is applied once, whoever brings it first: a cursor, a reconciliation or the placing itself."""

    def __init__(self, db: Database, clock: Clock, outbox: Outbox, settings: OutreachSettings) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._settings = settings
        self._policy = Policy.of(settings)

    async def handed_over(self, channel: str, answers: Mapping[str, str], receipts: bool) -> None:
        """Record a provider's answers to a batch. What is missing from them stays intended, to be reconciled."""
        now = self._clock.now()
        taken = [i for i, word in answers.items() if word in ("placed", "sent")]
        retry = {i: word for i, word in answers.items() if word in RETRY_AFTER}
        ends = [Ended(i, word, now) for i, word in answers.items() if word in ("invalid", "refused")]
        async with self._db.transaction() as conn:
            if receipts:
                await attempts.placed(conn, taken, now, now + self._silence(channel))
            else:
                ends += [Ended(i, "accepted", now, placed_at=now) for i in taken]
            await self.ended(conn, ends)
            await self.never_placed(conn, retry)

    async def ended(self, conn: Connection, ends: Sequence[Ended]) -> int:
        """Apply ends of attempts that have not ended yet, and move their tasks. Returns how many were new."""
        by_id = {end.attempt_id: end for end in ends}
        rows = await attempts.live(conn, list(by_id))
        contacts = [row for row in rows if row["purpose"] == "contact"]
        states = await self._locked(conn, contacts)
        now = self._clock.now()
        wishes: list[dict[str, Any]] = []
        moves: list[Move] = []
        for row in contacts:
            end = by_id[row["attempt_id"]]
            wanted = _wishes(row, end)
            wishes += wanted
            move = after(
                states[row["task_id"]],
                _happened(row, end, bool(wanted)),
                now,
                self._policy,
                self._settings.duty_list,
            )
            states[row["task_id"]] = _moved(states[row["task_id"]], move)
            moves.append(move)
        await attempts.end(conn, [_end_record(row, by_id[row["attempt_id"]]) for row in rows])
        await tasks.move(conn, moves, now)
        await decisions.add_wishes(conn, wishes)
        await decisions.notices_failed(conn, _failed_notices(rows, by_id), now)
        await self._tell(conn, moves, len(rows), now)
        return len(rows)

    async def late_word(self, conn: Connection, ends: Sequence[Ended]) -> int:
        """Apply what providers say about attempts that ended without their word: mail that bounced after all."""
        by_id = {end.attempt_id: end for end in ends}
        rows = await attempts.awaiting_word(conn, list(by_id))
        contacts = [row for row in rows if row["purpose"] == "contact"]
        states = await self._locked(conn, contacts)
        now = self._clock.now()
        moves: list[Move] = []
        for row in contacts:
            happened = _happened(row, by_id[row["attempt_id"]], chose=False)
            move = corrected(states[row["task_id"]], happened, now, self._policy)
            if move is not None:
                states[row["task_id"]] = _moved(states[row["task_id"]], move)
                moves.append(move)
        await attempts.end(conn, [_end_record(row, by_id[row["attempt_id"]]) for row in rows])
        await tasks.move(conn, moves, now)
        await decisions.notices_failed(conn, _failed_notices(rows, by_id), now)
        await self._tell(conn, moves, 0, now)
        return len(rows)

    async def never_placed(self, conn: Connection, words: Mapping[str, str]) -> int:
        """These attempts never left the house: the same step is due again."""
        rows = await attempts.live(conn, list(words))
        now = self._clock.now()
        await attempts.end(
            conn,
            [
                {
                    "attempt_id": r["attempt_id"],
                    "state": "never_placed",
                    "result": words[r["attempt_id"]],
                    "ended_at": now,
                }
                for r in rows
            ],
        )
        contacts = [row for row in rows if row["purpose"] == "contact"]
        states = await self._locked(conn, contacts)
        moves = [
            again(
                states[row["task_id"]],
                row["channel"],
                now + RETRY_AFTER[words[row["attempt_id"]]],
                row["turn"],
                row["step"],
            )
            for row in contacts
        ]
        await tasks.move(conn, moves, now)
        notices = [row["attempt_id"] for row in rows if row["purpose"] == "notice"]
        await decisions.notices_back(conn, notices, now + timedelta(seconds=15))
        return len(rows)

    async def hand_over_due(self, now: datetime, limit: int = 1000) -> int:
        """Put those whose ladder has ended on a colleague's list, by name and with the reason."""
        async with self._db.transaction() as conn:
            rows = await tasks.take_persons(conn, now, limit)
            moves = [
                handed_over(facts_of(row), row["step"] or "no_answer", self._settings.duty_list)
                for row in rows
            ]
            await tasks.move(conn, moves, now)
            await self._tell(conn, moves, 0, now)
            untold = await decisions.notices_without_channel(conn, now, limit)
            await tasks.own(conn, {i: owner_of(i, self._settings.duty_list) for i in untold}, "tell_by_hand")
        return len(moves) + len(untold)

    async def _locked(self, conn: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[str, TaskFacts]:
        locked = await tasks.lock(conn, sorted({row["task_id"] for row in rows}))
        return {row["task_id"]: facts_of(row) for row in locked}

    async def _tell(self, conn: Connection, moves: Sequence[Move], ended: int, now: datetime) -> None:
        if not moves:
            return
        given = [m for m in moves if m.owner is not None]
        reached = sum(m.reached_by is not None for m in moves)
        await self._outbox.emit(
            conn,
            [
                OutreachProgressed(at=now, ended=ended, reached=reached, handed_over=len(given)),
                *(
                    PersonNeeded(at=now, task_id=m.task_id, owner=m.owner or "", reason=m.reason or "")
                    for m in given
                    if m.reason == "wants_person"
                ),
            ],
        )

    def _silence(self, channel: str) -> timedelta:
        """How long to wait for a provider's word before it is asked, or before silence counts as no."""
        return longest_silence(channel, self._settings)


def longest_silence(channel: str, settings: OutreachSettings) -> timedelta:
    """How long a provider of ``channel`` may stay silent about an attempt it took."""
    if channel == "call":
        return LONGEST_CALL
    minutes = settings.agency_wait_minutes if channel == "agency" else settings.receipt_wait_minutes
    return timedelta(minutes=minutes)


def facts_of(row: Mapping[str, Any]) -> TaskFacts:
    """Read what the ladder needs from a task row."""
    task = dict(row)
    return TaskFacts(
        task_id=task["task_id"],
        state=task["state"],
        person=tasks.person_of(task),
        tried=tasks.tried_of(task),
        decided=task["decided"],
        reached=task["reached_at"] is not None,
    )


def _happened(row: Mapping[str, Any], end: Ended, chose: bool) -> Happened:
    return Happened(
        channel=row["channel"],
        result=end.result,
        at=end.at,
        heard=end.heard,
        wants_person=row["channel"] == "call" and interpret(end.keys).kind == "person",
        chose=chose,
        to_agency=row["step"] == TO_AGENCY,
    )


def _wishes(row: Mapping[str, Any], end: Ended) -> list[dict[str, Any]]:
    """Return the confirmed choice of a call for each party it was about: exactly what was read back."""
    chosen = interpret(end.keys)
    if row["channel"] != "call" or not chosen.confirmed or chosen.kind not in ("accept", "refund"):
        return []
    return [
        {
            "attempt_id": row["attempt_id"],
            "task_id": row["task_id"],
            "party_id": said["party_id"],
            "kind": chosen.kind,
            "offer_id": said["offer_id"],
            "consent": said["consent"],
            "said_by": "passenger:call",
            "at": end.at,
        }
        for said in row["said"].get(chosen.kind, ())
    ]


def _failed_notices(rows: Sequence[Mapping[str, Any]], ends: Mapping[str, Ended]) -> dict[str, str]:
    """Return attempt → channel of the notices that did not arrive."""
    failed = DID_NOT_ARRIVE | BAD_NUMBER | {"refused", "no_receipt"}
    return {
        row["attempt_id"]: row["channel"]
        for row in rows
        if row["purpose"] == "notice" and ends[row["attempt_id"]].result in failed
    }


def _moved(facts: TaskFacts, move: Move) -> TaskFacts:
    return replace(
        facts,
        state=move.state,
        tried=move.tried,
        decided=move.decided,
        reached=facts.reached or move.state == TaskState.REACHED,
    )


def _end_record(row: Mapping[str, Any], end: Ended) -> dict[str, Any]:
    return {
        "attempt_id": row["attempt_id"],
        "state": "ended",
        "result": end.result,
        "keys": end.keys or None,
        "placed_at": end.placed_at,
        "answered_at": end.answered_at,
        "ended_at": end.at,
    }
