"""Builders of feed messages and of a feed door on a test database."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hongyan.core.clock import Clock
from hongyan.flights import Airports, FeedDoor, FlightBoard, FlightsSettings, Leg, LegKey
from hongyan.flights.handlers import register
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in Beijing
AIRPORTS = Airports()


def a_leg(**changes: Any) -> Leg:
    """A leg PEK–SHA of ZZ1301 that leaves at noon, Beijing time."""
    values: dict[str, Any] = {
        "leg_id": "leg_1",
        "key": LegKey("ZZ", "1301", DAY, "PEK", "SHA"),
        "std": NOON,
        "sta": NOON + timedelta(hours=2, minutes=15),
    }
    return Leg(**(values | changes))


def json_message(**changes: Any) -> bytes:
    """A message of the JSON feed; without changes it makes ZZ1301 of the 22nd known."""
    values: dict[str, Any] = {
        "flight": "ZZ1301",
        "origin_date": DAY.isoformat(),
        "board": "PEK",
        "off": "SHA",
        "std": "2026-11-22T04:00:00Z",
        "sta": "2026-11-22T06:15:00Z",
        "registration": "B1234",
    }
    merged = values | changes
    return json.dumps({k: v for k, v in merged.items() if v is not None}).encode()


def a_cancel(flight: str = "ZZ1301", day: str = "22NOV26") -> bytes:
    return f"ASM\nUTC\nCNL\n{flight}/{day}\nSI WEATHER TYPHOON".encode()


def a_feed_door(
    db: Database, clock: Clock, registry: Registry, queue: Queue, outbox: Outbox, **settings: Any
) -> FeedDoor:
    """A feed door with its jobs declared."""
    door = FeedDoor(db, clock, outbox, queue, AIRPORTS, FlightsSettings(**settings))
    register(registry, door)
    queue.declare()
    return door


async def take_in(
    door: FeedDoor, *bodies: bytes, kind: str = "json", known_at: datetime | None = None
) -> None:
    """Accept messages and apply them."""
    await door.accept(kind, list(bodies), source="test", known_at=known_at)
    await door.process_all()


async def the_legs(db: Database, day: date = DAY) -> dict[str, Leg]:
    """The legs of a day by flight and stations, e.g. ``ZZ1301 PEK-SHA``."""
    legs = await FlightBoard(db).on_date(day)
    return {f"{leg.key.flight} {leg.key.board}-{leg.key.off}": leg for leg in legs}
