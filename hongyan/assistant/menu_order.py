"""The order of the hotline's menu: what was wished for most in the last thirty days, looked up once an hour."""

from datetime import datetime, timedelta

from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.dialogue.menu import in_order
from hongyan.conversations import Records
from hongyan.core.clock import Clock
from hongyan.runtime import Database

MONTH = timedelta(days=30)
_KEPT = timedelta(hours=1)


class MenuOrder:
    """Keeps the order for an hour. Callers who come while it is looked up hear the order known before."""

    def __init__(self, db: Database, clock: Clock, records: Records) -> None:
        self._db = db
        self._clock = clock
        self._records = records
        self._order = in_order({}, TASKS)
        self._looked_up: datetime | None = None

    async def now(self) -> tuple[str, ...]:
        """Return the tasks of the menu in their order."""
        now, before = self._clock.now(), self._looked_up
        if before is None or abs(now - before) > _KEPT:
            self._looked_up = now
            try:
                async with self._db.glance() as conn:
                    self._order = in_order(await self._records.wishes(conn, now - MONTH), TASKS)
            except BaseException:
                self._looked_up = before
                raise
        return self._order
