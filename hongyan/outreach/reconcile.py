"""After a crash: an intent without outcome is unknown; the provider is asked, nothing is blindly repeated."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from hongyan.core.clock import Clock
from hongyan.core.errors import Unavailable
from hongyan.messaging import Sender
from hongyan.outreach.record_results import LONGEST_CALL, Ended, Recorder, longest_silence
from hongyan.outreach.repository import attempts
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Database
from hongyan.telephony import Line

log = structlog.get_logger(__name__)


class Reconciler:
    """Settles attempts whose story broke off. A provider refuses an attempt after its ``valid_until``, so one that it
    does not know by then will never start, and only then the same step is tried again."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        line: Line,
        senders: Mapping[str, Sender],
        recorder: Recorder,
        settings: OutreachSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._line = line
        self._senders = senders
        self._recorder = recorder
        self._grace = timedelta(seconds=settings.reconcile_grace_seconds)
        self._settings = settings
        self._batch = settings.batch

    async def run(self, now: datetime) -> int:
        """Mark lapsed intents unknown, then ask the providers about everything in doubt."""
        async with self._db.transaction() as conn:
            lapsed = await attempts.lapse(conn, now - self._grace, self._batch)
        done = len(lapsed)
        try:
            done += await self._ask_line(now)
            for channel, sender in self._senders.items():
                done += await self._ask_sender(channel, sender, now)
        except Unavailable:
            log.warning("reconciling_waits_for_provider")
        return done

    async def _ask_line(self, now: datetime) -> int:
        async with self._db.snapshot() as conn:
            ids = await attempts.in_doubt(conn, "call", self._batch)
            ids += await attempts.overdue(conn, "call", now, self._batch)
        if not ids:
            return 0
        standing = await self._line.standing(ids)
        ended = [Ended.of_call(s.outcome) for s in standing if s.outcome is not None]
        live = [s.attempt_id for s in standing if s.standing in ("ringing", "talking")]
        never = [s.attempt_id for s in standing if s.standing == "never_placed"]
        await self._settle(ended, live, never, now, LONGEST_CALL)
        return len(ids)

    async def _ask_sender(self, channel: str, sender: Sender, now: datetime) -> int:
        async with self._db.snapshot() as conn:
            silent = await attempts.overdue(conn, channel, now, self._batch)
            ids = await attempts.in_doubt(conn, channel, self._batch)
        words = await sender.standing(ids) if ids else {}
        sent = [i for i, word in words.items() if word == "sent"]
        never = [i for i, word in words.items() if word == "never_sent"]
        ended = [Ended(i, "in_doubt", now) for i, word in words.items() if word == "unknown"]
        ended += [Ended(i, "no_receipt", now) for i in silent]
        if not sender.capabilities.receipts:
            ended += [Ended(i, "accepted", now) for i in sent]
            sent = []
        await self._settle(ended, sent, never, now, longest_silence(channel, self._settings))
        return len(ids) + len(silent)

    async def _settle(
        self,
        ended: Sequence[Ended],
        live: Sequence[str],
        never: Sequence[str],
        now: datetime,
        wait: timedelta,
    ) -> None:
        if not (ended or live or never):
            return
        async with self._db.transaction() as conn:
            await self._recorder.ended(conn, ended)
            await self._recorder.never_placed(conn, dict.fromkeys(never, "never_placed"))
            if live:
                await attempts.placed(conn, live, now, now + wait)
                await attempts.known_again(conn, live)
