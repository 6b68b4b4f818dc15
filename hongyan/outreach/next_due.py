"""The earliest instant at which outreach has something to do, for clocks that jump."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hongyan.core.clock import Clock
from hongyan.messaging import Sender
from hongyan.outreach.pacing import burst_seconds
from hongyan.outreach.repository import attempts, campaigns, due
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Database
from hongyan.telephony import Line


class NextDue:
    """Looks at queue, pacing, lapsing intents, silence, wishes and notices; and at what the providers announce."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        line: Line,
        senders: Mapping[str, Sender],
        settings: OutreachSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._line = line
        self._senders = senders
        self._settings = settings

    async def ask(self) -> datetime | None:
        """Return the earlier of the two below (≤ now = there is work now), or None when nothing waits."""
        moments = [await self.next_word(), await self.next_work()]
        return min((m for m in moments if m is not None), default=None)

    async def next_word(self) -> datetime | None:
        """Return when the next call ends or the next receipt comes that nobody has been told of."""
        moments = [await self._line.next_event_at()]
        moments += [
            await s.next_event_at()
            for s in self._senders.values()
            if s.capabilities.receipts or s.capabilities.bounces
        ]
        return min((m for m in moments if m is not None), default=None)

    async def next_work(self) -> datetime | None:
        """Return when our own queues and timers next have something to do."""
        now = self._clock.now()
        moments: list[datetime | None] = []
        async with self._db.snapshot() as conn:
            grace = timedelta(seconds=self._settings.reconcile_grace_seconds)
            moments.append(await due.timers(conn, grace))
            for channel, at in (await due.queues(conn)).items():
                if channel == "person" or at > now:
                    moments.append(at)
                    continue
                bucket = await campaigns.bucket(conn, channel)
                if bucket is None:
                    moments.append(now)
                    continue
                if bucket.paused:
                    continue
                in_flight = await attempts.calls_in_flight(conn) if channel == "call" else 0
                bucket = bucket.refilled(now, burst_seconds(self._clock.real_seconds(timedelta(seconds=1))))
                if bucket.tokens < 1:
                    moments.append(now + timedelta(seconds=max(0.5, (1 - bucket.tokens) / bucket.per_second)))
                elif bucket.allowance(in_flight, self._settings.transfer_share) > 0:
                    moments.append(now)
        return min((m for m in moments if m is not None), default=None)
