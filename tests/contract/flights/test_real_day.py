"""A real day through the feed door: in order, and shuffled with every tenth message twice."""

import random
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

import hongyan.entrypoints.replay as replay
from hongyan.core.clock import ManualClock
from hongyan.flights import FlightBoard, LegStatus
from hongyan.flights.bts_day import Message, messages, read_day
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.flights import AIRPORTS, a_feed_door

DATA = Path(replay.__file__).parent / "data"
DAY = date(2017, 6, 19)


def shuffled(script: list[Message]) -> list[Message]:
    chance = random.Random(11)
    mixed = [*script, *chance.sample(script, len(script) // 10)]
    chance.shuffle(mixed)
    return mixed


@pytest.mark.parametrize("order", [list, shuffled], ids=["in order", "shuffled with duplicates"])
async def test_the_day_ends_as_the_file_says(
    order: object, db: Database, registry: Registry, queue: Queue, outbox: Outbox
) -> None:
    day = read_day(DATA / "flights_2017-06-19.csv", DATA / "planes.csv", DAY, airports=AIRPORTS)
    script = messages(day, airports=AIRPORTS)
    clock = ManualClock(script[-1][0])
    door = a_feed_door(db, clock, registry, queue, outbox)
    sent = order(script)  # type: ignore[operator]
    for kind, group in groupby(sent, key=lambda message: message[1]):
        await door.accept(kind, [body.encode() for _, _, body in group], source="replay")
    await door.process_all()

    legs = {leg.key: leg for leg in await FlightBoard(db).on_date(DAY)}
    assert len(legs) == 914
    for key, outcome in day.outcomes.items():
        leg = legs[key]
        if outcome.cancelled:
            assert leg.status is LegStatus.CANCELLED
        else:
            assert (leg.atd, leg.ata) == (outcome.atd, outcome.ata), key
            assert leg.status is (LegStatus.ARRIVED if outcome.ata else LegStatus.DIVERTED)
    async with db.snapshot() as conn:
        states = {
            r["state"]: r["n"]
            for r in await conn.rows("select state, count(*) as n from flights.feed_message group by 1")
        }
        reactionary = await conn.rows("select inherited_cause from flights.leg where cause_code = '93'")
    assert set(states) <= {"applied", "duplicate"}
    assert states["applied"] == len(script)
    assert reactionary
    assert all(row["inherited_cause"] == "71" for row in reactionary)
