"""The ledger is counted each minute against the disruptions themselves; what does not add up is repaired, then alarmed."""

from datetime import datetime

import structlog

from hongyan.jobs import Outbox
from hongyan.outreach.events import LedgerUnbalanced
from hongyan.outreach.model import LedgerSummary
from hongyan.outreach.repository import ledger
from hongyan.outreach.run_campaigns import Campaigns
from hongyan.runtime import Database

log = structlog.get_logger(__name__)


class LedgerCheck:
    def __init__(self, db: Database, outbox: Outbox, campaigns: Campaigns) -> None:
        self._db = db
        self._outbox = outbox
        self._campaigns = campaigns

    async def run(self, now: datetime) -> int:
        """Enrol whoever was missed, count, and store the check. Returns how many passengers had to be repaired."""
        repaired = await self._campaigns.repair()
        async with self._db.transaction() as conn:
            counted = await ledger.summary(conn)
            await ledger.record(conn, now, counted, repaired)
            if counted.balance:
                log.error("ledger_unbalanced", affected=counted.affected, balance=counted.balance)
                await self._outbox.emit(
                    conn,
                    [
                        LedgerUnbalanced(
                            at=now, affected=counted.affected, balance=counted.balance, checked_at=now
                        )
                    ],
                )
        return repaired

    async def summary(self, disruption_id: str | None = None) -> LedgerSummary:
        """Count now, of one disruption or of all live ones."""
        async with self._db.snapshot() as conn:
            return await ledger.summary(conn, disruption_id)
