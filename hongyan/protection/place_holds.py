"""Turns intended offers into held ones, in batches; the offer's id is the key, so asking again changes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.bookings.errors import OutcomeUnknown
from hongyan.bookings.model import HoldRequest, HoldResult
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock
from hongyan.core.errors import Unavailable
from hongyan.protection import repository
from hongyan.protection.offers import hold_request
from hongyan.protection.settings import ProtectionSettings
from hongyan.runtime import Database

_TRIES = 4


class HoldPlacer:
    """Asks the airline system for seats that are written down as intended."""

    def __init__(
        self, db: Database, clock: Clock, airline: AirlineSystem, settings: ProtectionSettings
    ) -> None:
        self._db = db
        self._clock = clock
        self._airline = airline
        self._settings = settings

    async def place(self, plan_id: str | None = None, before: datetime | None = None) -> int:
        """Ask for every intended offer of a plan (or written before an instant); returns how many were asked for."""
        asked = 0
        while True:
            async with self._db.snapshot() as conn:
                rows = await repository.intended(conn, plan_id, before, self._settings.hold_batch)
            if not rows:
                return asked
            await self.place_rows(rows)
            asked += len(rows)

    async def place_rows(self, rows: Sequence[dict[str, Any]]) -> list[HoldResult]:
        """Ask for these intended offers and write down the answers."""
        now = self._clock.now()
        live = [row for row in rows if row["hold_expires_at"] > now]
        results = await self._ask([hold_request(row) for row in live]) if live else []
        granted = {row["offer_id"]: r.hold_id for row, r in zip(live, results, strict=True)}
        records = [{"offer_id": row["offer_id"], "hold_id": granted.get(row["offer_id"])} for row in rows]
        async with self._db.transaction() as conn:
            await repository.record_holds(conn, records)
        return results

    async def _ask(self, requests: list[HoldRequest]) -> list[HoldResult]:
        """Ask again after a time-out or an outage: the keys make that safe. Raises Unavailable when nothing helps."""
        for left in reversed(range(_TRIES)):
            try:
                return await self._airline.hold(requests)
            except (OutcomeUnknown, Unavailable):
                if not left:
                    raise
        raise AssertionError("unreachable")
