"""Legs and orders in memory around the real detector, for database tests of disruptions."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hongyan.bookings.errors import AirlineUnavailable
from hongyan.bookings.model import Order
from hongyan.core.clock import ManualClock
from hongyan.disruptions import Detector, Disruptions, DisruptionsSettings, Stations
from hongyan.flights import Leg, LegKey, LegStatus
from hongyan.flights.events import LegChanged
from hongyan.jobs import Outbox
from hongyan.runtime import Database
from tests.builders.disruptions import STD

AT = STD - timedelta(hours=3)
CANCELLED: dict[str, Any] = {"status": LegStatus.CANCELLED, "cause_code": "71"}


class Board:
    """Legs in memory."""

    def __init__(self, *legs: Leg) -> None:
        self.now = {each.leg_id: each for each in legs}

    async def legs(self, leg_ids: Collection[str]) -> list[Leg]:
        return [self.now[i] for i in leg_ids if i in self.now]

    async def by_keys(self, keys: Collection[LegKey]) -> dict[LegKey, Leg]:
        return {each.key: each for each in self.now.values() if each.key in set(keys)}

    def set(self, changed: Leg) -> Leg:
        self.now[changed.leg_id] = replace(changed, version=self.now[changed.leg_id].version + 1)
        return self.now[changed.leg_id]


class Airline:
    """Orders in memory; ``down`` makes it fail once, ``before_answer`` runs while orders are read."""

    def __init__(self, *orders: Order) -> None:
        self.orders = list(orders)
        self.down = False
        self.before_answer: Callable[[], None] = lambda: None
        self.calls = 0

    async def orders_on(self, legs: Sequence[LegKey]) -> list[Order]:
        self.calls += 1
        if self.down:
            self.down = False
            raise AirlineUnavailable
        self.before_answer()
        return [o for o in self.orders if any(s.leg in legs for s in o.segments)]


def told(of: Leg, what: str, at: datetime = AT) -> LegChanged:
    return LegChanged(
        at=at,
        leg_id=of.leg_id,
        leg_key=str(of.key),
        what=what,
        departs=of.departs,
        arrives=of.arrives,
        departure_delay_minutes=int((of.departs - of.std).total_seconds() // 60),
        arrival_delay_minutes=of.arrival_delay_minutes,
        cause_code=of.cause_code,
        message_id=None,
    )


class House:
    def __init__(self, db: Database, outbox: Outbox, legs: list[Leg], orders: list[Order]) -> None:
        self.db, self.clock = db, ManualClock(AT + timedelta(seconds=20))
        self.board, self.airline = Board(*legs), Airline(*orders)
        self.detector = Detector(
            db, self.clock, outbox, self.board, self.airline, Stations(), DisruptionsSettings()
        )
        self.disruptions = Disruptions(db, self.clock)

    async def change(self, changed: Leg, what: str, at: datetime = AT) -> None:
        await self.detector.on_leg_changed([told(self.board.set(changed), what, at)])

    async def events(self) -> list[dict[str, Any]]:
        async with self.db.snapshot() as conn:
            rows = await conn.rows("select name, payload from jobs.event order by id")
        return [{"name": r["name"], **r["payload"]} for r in rows]
