"""Learning what became of calls and messages, by each provider's cursor."""

from collections.abc import Mapping
from datetime import datetime

from hongyan.messaging import Sender
from hongyan.outreach.record_results import Ended, Recorder
from hongyan.outreach.repository import attempts
from hongyan.runtime import Connection, Database
from hongyan.telephony import Line

CALLS = "line"


class Collector:
    """Reads outcomes and receipts; cursor and consequences are one transaction, so nothing is applied half."""

    def __init__(
        self, db: Database, line: Line, senders: Mapping[str, Sender], recorder: Recorder, batch: int
    ) -> None:
        self._db = db
        self._line = line
        self._senders = senders
        self._recorder = recorder
        self._batch = batch
        self._known: set[str] = set()

    async def run(self, now: datetime) -> int:
        """Collect from every provider; returns how many attempts ended."""
        done = await self._calls()
        for channel, sender in self._senders.items():
            if sender.capabilities.receipts or sender.capabilities.bounces:
                done += await self._receipts(channel, sender)
        return done

    async def _calls(self) -> int:
        async with self._db.transaction() as conn:
            position = await self._cursor(conn, CALLS)
            if position is None:
                return 0
            outcomes = await self._line.outcomes(position, self._batch)
            if not outcomes:
                return 0
            await self._recorder.ended(conn, [Ended.of_call(outcome) for outcome in outcomes])
            await attempts.save_cursor(conn, CALLS, outcomes[-1].sequence)
        return len(outcomes)

    async def _receipts(self, channel: str, sender: Sender) -> int:
        async with self._db.transaction() as conn:
            position = await self._cursor(conn, channel)
            if position is None:
                return 0
            receipts = await sender.receipts(position, self._batch)
            if not receipts:
                return 0
            ends = [Ended(r.attempt_id, r.result, r.at) for r in receipts]
            await self._recorder.late_word(conn, ends)
            await self._recorder.ended(conn, ends)
            await attempts.save_cursor(conn, channel, receipts[-1].sequence)
        return len(receipts)

    async def _cursor(self, conn: Connection, source: str) -> int | None:
        if source not in self._known:
            await attempts.ensure_cursor(conn, source)
            self._known.add(source)
        return await attempts.lock_cursor(conn, source)
