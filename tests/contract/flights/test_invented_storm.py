"""The invented storm through the real door: at whatever hour it is let loose, every flight it names is cancelled."""

from datetime import timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.entrypoints.replay import storm
from hongyan.flights import FlightBoard, LegStatus
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.flights import a_feed_door


@pytest.mark.parametrize("hour", [0, 5, 8, 12, 17])
async def test_all_its_flights_are_cancelled_also_beyond_midnight_in_china(
    hour: int, db: Database, clock: ManualClock, registry: Registry, queue: Queue, outbox: Outbox
) -> None:
    clock.set(clock.now().replace(hour=0) + timedelta(hours=hour))
    door = a_feed_door(db, clock, registry, queue, outbox)
    legs = storm.invent(clock.now(), cancelled=13)
    await door.accept("json", [storm.schedule_message(legs, clock.now())], "test")
    await door.accept("ssm", storm.cancellations(legs, clock.now()), "test")
    await door.process_all()
    known = await FlightBoard(db).by_keys({leg.key for leg in legs})
    assert {key for key, leg in known.items() if leg.status is LegStatus.CANCELLED} == {
        leg.key for leg in legs if leg.cancelled
    }
