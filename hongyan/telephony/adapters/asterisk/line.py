"""The line port over Asterisk. Placing is writing the intent down; the switchboard dials it at once.

What it cannot do yet: tell an answering machine from a person.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from hongyan.core.clock import Clock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk import call_log
from hongyan.telephony.adapters.asterisk.switchboard import Switchboard
from hongyan.telephony.call_states import CallState
from hongyan.telephony.errors import LineUnavailable
from hongyan.telephony.ports import CallOutcome, CallRequest, CallStanding, LineCapabilities, Prompts
from hongyan.telephony.settings import AsteriskSettings
from hongyan.telephony.voice_talk import VoiceTalks

_E164 = re.compile(r"\+[1-9]\d{6,14}")


class AsteriskLine:
    """Calls through a real exchange. ``run`` must go on in at least one process, or nothing is placed."""

    def __init__(self, db: Database, clock: Clock, prompts: Prompts, settings: AsteriskSettings) -> None:
        self._db = db
        self._clock = clock
        self._switchboard = Switchboard(db, clock, prompts, settings)
        self.capabilities = LineCapabilities(
            name="asterisk",
            simulated=False,
            calls_per_second=settings.calls_per_second,
            lines=settings.lines,
        )

    async def run(self, talks: VoiceTalks | None = None) -> None:
        """Run the calls of this installation, until cancelled; of several processes one does, the others stand by.

        ``talks`` answer calls that come in, where the settings let them.
        """
        await self._switchboard.run(talks)

    async def connected(self) -> bool:
        """Tell whether some process runs the calls and talks with the exchange at this moment."""
        async with self._db.snapshot() as conn:
            return await call_log.connected(conn)

    async def place(self, calls: Sequence[CallRequest]) -> dict[str, str]:
        """Write the intents down, for the switchboard to dial. An attempt that is there already is not rung again."""
        async with self._db.transaction() as conn:
            await call_log.take_orders(conn)
            if not await call_log.connected(conn):
                raise LineUnavailable("no process is connected with the exchange")
            now = self._clock.now()  # only now: waiting for a connection may have outlasted the order
            known = await call_log.known(conn, [c.attempt_id for c in calls])
            answers = {c.attempt_id: "expired" for c in calls if c.valid_until < now}
            answers |= {c.attempt_id: "invalid" for c in calls if not _E164.fullmatch(c.number)}
            answers |= dict.fromkeys(known, "placed")
            wanted = [c for c in calls if c.attempt_id not in answers]
            free = max(0, self.capabilities.lines - await call_log.lines_busy(conn))
            placed, refused = wanted[:free], wanted[free:]
            await call_log.intend(conn, placed, now)
        answers |= {c.attempt_id: "lines_busy" for c in refused}
        return answers | {c.attempt_id: "placed" for c in placed}

    async def outcomes(self, after: int, limit: int = 1000) -> list[CallOutcome]:
        """Return ended calls past the cursor."""
        async with self._db.transaction() as conn:
            return await call_log.ended_after(conn, after, limit)

    async def standing(self, attempt_ids: Sequence[str]) -> list[CallStanding]:
        """Say what became of attempts; what is ``never_placed`` after its ``valid_until`` will never be."""
        async with self._db.transaction() as conn:
            rows = await call_log.of_attempts(conn, attempt_ids)
        standings = []
        for attempt_id in attempt_ids:
            row = rows.get(attempt_id)
            if row is None:
                standings.append(CallStanding(attempt_id, "never_placed"))
            elif row["state"] == CallState.ENDED:
                standings.append(CallStanding(attempt_id, "ended", CallOutcome.of(row)))
            else:
                talking = row["answered_at"] is not None
                standings.append(CallStanding(attempt_id, "talking" if talking else "ringing"))
        return standings

    async def hang_up_all(self, attempt_ids: Sequence[str]) -> int:
        """Have the switchboard stop what rings."""
        async with self._db.transaction() as conn:
            return await call_log.stop(conn, attempt_ids)

    async def next_event_at(self) -> datetime | None:
        """Return None: people decide when a call ends."""
        return None

    async def lines_busy(self) -> int:
        """Return how many lines are in use now."""
        async with self._db.snapshot() as conn:
            return await call_log.lines_busy(conn)

    async def double_calls(self) -> int:
        """Count, from this record alone, two calls to one number at a time, and calls after their news was heard."""
        async with self._db.snapshot() as conn:
            return await call_log.double_calls(conn)
