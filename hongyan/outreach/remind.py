"""Before a held seat is given back, whoever has not chosen is told so, once a seat, by the channel that reaches them."""

from datetime import datetime, timedelta

from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput
from hongyan.outreach.ports import Places
from hongyan.outreach.repository import decisions
from hongyan.runtime import Database


class Reminders:
    """Queues notices; that each goes out once is the notice's own unique key (task, party, offer)."""

    def __init__(self, db: Database, clock: Clock, places: Places, ahead: timedelta) -> None:
        self._db = db
        self._clock = clock
        self._places = places
        self._ahead = ahead

    async def run(self, now: datetime, limit: int = 500) -> int:
        """Remind people who were reached, have not chosen, and whose seat is kept for less than ``ahead``."""
        async with self._db.transaction() as conn:
            rows = await decisions.holds_ending(conn, now, now + self._ahead, limit)
            records = [
                {
                    "task_id": row["task_id"],
                    "party_id": row["party_id"],
                    "kind": "hold_ends",
                    "reference": row["offer_id"],
                    "params": {
                        "flights": ", ".join(leg["flight"] for leg in row["legs"]),
                        "until": f"{self._local(row['hold_expires_at'], row['legs'][0]['board']):%H:%M}",
                    },
                    "due_at": now,
                }
                for row in rows
            ]
            return await decisions.add_notices(conn, records)

    async def next_due(self) -> datetime | None:
        """Return when the next seat comes so near its end that somebody is to be reminded."""
        async with self._db.snapshot() as conn:
            at = await decisions.next_hold_ending(conn, self._clock.now())
        return None if at is None else at - self._ahead

    def _local(self, instant: datetime, iata: str) -> datetime:
        try:
            return self._places.local(instant, iata)
        except InvalidInput:
            return instant
