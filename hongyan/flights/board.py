"""Reading flights: the board of a day, single legs with their history, and departures between stations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hongyan.core.errors import NotFound
from hongyan.flights import repository
from hongyan.flights.model import Leg, LegKey
from hongyan.runtime import Database


@dataclass(frozen=True, slots=True)
class LegHistory:
    """One change of a leg: what, when it became known, by which message, and the fields before and after."""

    change_id: int
    what: str
    known_at: datetime
    applied_at: datetime
    message_id: str | None
    source: str
    before: dict[str, Any] | None
    after: dict[str, Any]


class FlightBoard:
    """Answers questions about flights; it never changes them."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def legs(self, leg_ids: Collection[str]) -> list[Leg]:
        """Return the legs with these ids; unknown ids are left out."""
        async with self._db.snapshot() as conn:
            return await repository.legs_by_id(conn, leg_ids)

    async def leg(self, leg_id: str) -> Leg:
        """Return one leg. Raises NotFound."""
        found = await self.legs([leg_id])
        if not found:
            raise NotFound("there is no such leg", leg_id=leg_id)
        return found[0]

    async def by_keys(self, keys: Collection[LegKey]) -> dict[LegKey, Leg]:
        """Return the known legs among ``keys``."""
        async with self._db.glance() as conn:
            return {leg.key: leg for leg in await repository.legs_by_key(conn, keys)}

    async def on_date(self, day: date, station: str | None = None) -> list[Leg]:
        """Return the legs of flights that set out on this local date, in order of departure."""
        async with self._db.snapshot() as conn:
            return await repository.legs_on_date(conn, day, station)

    async def by_number(self, carrier: str, number: str, day: date) -> list[Leg]:
        """Return the legs of one flight that sets out on this local date, in order of departure."""
        async with self._db.snapshot() as conn:
            return await repository.legs_of_flight(conn, carrier, number, day)

    async def between(self, boards: Collection[str], offs: Collection[str], day: date) -> list[Leg]:
        """Return the legs between these stations of flights around this date, whatever their state, by departure."""
        async with self._db.snapshot() as conn:
            return await repository.legs_between(conn, boards, offs, day)

    async def page(
        self, day: date, station: str | None, status: str | None, query: str | None, limit: int, offset: int
    ) -> tuple[int, list[Leg]]:
        """Return (how many match, one page). ``status`` is a LegStatus or ``delayed`` (15 minutes or more)."""
        async with self._db.snapshot() as conn:
            return await repository.board_page(conn, day, station, status, query, limit, offset)

    async def history(self, leg_id: str) -> list[LegHistory]:
        """Return the changes of a leg, newest first."""
        async with self._db.snapshot() as conn:
            return [LegHistory(**row) for row in await repository.changes_of(conn, leg_id)]

    async def departures(
        self, boards: Collection[str], offs: Collection[str], earliest: datetime, latest: datetime
    ) -> list[Leg]:
        """Return the legs still to leave from ``boards`` to ``offs`` (empty = anywhere) in this window of time."""
        async with self._db.snapshot() as conn:
            return await repository.legs_departing(conn, boards, offs, earliest, latest)
