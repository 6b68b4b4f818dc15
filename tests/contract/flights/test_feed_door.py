"""The feed door on a real database: durable, idempotent, and blind to the order of arrival."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, InvalidInput, NotFound
from hongyan.flights import FeedDoor, FlightBoard, LegStatus
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.flights import a_cancel, a_feed_door, json_message, take_in, the_legs


@pytest.fixture
async def door(
    db: Database, clock: ManualClock, registry: Registry, queue: Queue, outbox: Outbox
) -> AsyncIterator[FeedDoor]:
    yield a_feed_door(db, clock, registry, queue, outbox)


async def states(db: Database) -> list[str]:
    async with db.snapshot() as conn:
        rows = await conn.rows("select state from flights.feed_message order by seq")
    return [row["state"] for row in rows]


async def events(db: Database) -> list[str]:
    async with db.snapshot() as conn:
        rows = await conn.rows("select payload ->> 'what' as what from jobs.event order by id")
    return [row["what"] for row in rows]


async def test_a_schedule_then_a_cancel(door: FeedDoor, db: Database) -> None:
    await take_in(door, json_message())
    await take_in(door, a_cancel(), kind="asm")

    leg = (await the_legs(db))["ZZ1301 PEK-SHA"]
    assert leg.status is LegStatus.CANCELLED
    assert (leg.cause_code, leg.cause_system, leg.cause_text) == ("WX", "reason", "WEATHER TYPHOON")
    assert await events(db) == ["created", "cancelled"]
    history = await FlightBoard(db).history(leg.leg_id)
    assert [change.what for change in history] == ["cancelled", "created"]
    assert history[0].message_id and history[0].before == {
        "status": "scheduled", "cause_code": None, "cause_system": None, "cause_text": None, "version": 1,
    }  # fmt: skip


async def test_a_cancel_before_its_flight_is_known_waits_and_is_applied(door: FeedDoor, db: Database) -> None:
    await take_in(door, a_cancel(), kind="asm")
    assert await states(db) == ["waiting"]

    await take_in(door, json_message())

    assert (await the_legs(db))["ZZ1301 PEK-SHA"].status is LegStatus.CANCELLED
    assert await states(db) == ["applied", "applied"]


async def test_a_movement_before_its_flight_is_known_waits_and_is_applied(
    door: FeedDoor, db: Database
) -> None:
    await take_in(door, b"MVT\nZZ1301/22.B1234.PEK\nED220900\nDL72/0500", kind="mvt")
    await take_in(door, json_message(sent_at="2026-11-22T03:00:00Z"))

    leg = (await the_legs(db))["ZZ1301 PEK-SHA"]
    assert leg.departure_delay_minutes == 300
    assert leg.arrival_delay_minutes == 300


async def test_the_same_message_twice_changes_nothing(
    door: FeedDoor, db: Database, clock: ManualClock
) -> None:
    await take_in(door, json_message())
    first = b"MVT\nZZ1301/22.B1234.PEK\nED220500"
    await take_in(door, first, kind="mvt")
    clock.advance(timedelta(minutes=5))
    await take_in(door, b"MVT\nZZ1301/22.B1234.PEK\nED220600", kind="mvt")
    clock.advance(timedelta(minutes=5))
    await take_in(door, first, kind="mvt")

    assert (await the_legs(db))["ZZ1301 PEK-SHA"].departure_delay_minutes == 120
    assert await states(db) == ["applied", "applied", "applied", "duplicate"]


async def test_an_older_message_that_comes_late_overwrites_nothing(
    door: FeedDoor, db: Database, clock: ManualClock
) -> None:
    known: datetime = clock.now()
    await take_in(door, json_message())
    await take_in(
        door, b"MVT\nZZ1301/22.B1234.PEK\nED220900", kind="mvt", known_at=known + timedelta(hours=1)
    )
    await take_in(door, b"MVT\nZZ1301/22.B1234.PEK\nED220500", kind="mvt", known_at=known)
    assert (await the_legs(db))["ZZ1301 PEK-SHA"].departure_delay_minutes == 300


async def test_reinstatement(door: FeedDoor, db: Database, clock: ManualClock) -> None:
    await take_in(door, json_message())
    await take_in(door, a_cancel(), kind="asm")
    clock.advance(timedelta(minutes=1))
    await take_in(door, b"ASM\nUTC\nRIN\nZZ1301/22NOV26", kind="asm")
    leg = (await the_legs(db))["ZZ1301 PEK-SHA"]
    assert leg.status is LegStatus.SCHEDULED
    assert leg.cause_code is None
    assert (await events(db))[-1] == "reinstated"


async def test_what_cannot_be_read_is_a_dead_letter_and_the_rest_goes_on(
    door: FeedDoor, db: Database
) -> None:
    await take_in(door, b'{"flight": "ZZ1301"}', json_message())

    assert await states(db) == ["dead", "applied"]
    letters = await door.dead_letters()
    assert len(letters) == await door.count_dead_letters() == 1
    assert "origin_date" in letters[0].reason
    assert letters[0].body == '{"flight": "ZZ1301"}'


async def test_a_corrected_dead_letter_replaces_the_broken_one(door: FeedDoor, db: Database) -> None:
    await take_in(door, b"{broken")
    (letter,) = await door.dead_letters()
    await door.retry(letter.message_id, json_message())
    await door.process_all()

    assert list(await the_legs(db)) == ["ZZ1301 PEK-SHA"]
    assert await states(db) == ["superseded", "applied"]
    with pytest.raises(Conflict):
        await door.retry(letter.message_id)


async def test_a_retry_without_correction_fails_again_with_its_reason(door: FeedDoor, db: Database) -> None:
    await take_in(door, b"{broken")
    (letter,) = await door.dead_letters()
    await door.retry(letter.message_id)
    await door.process_all()
    (again,) = await door.dead_letters()
    assert again.message_id == letter.message_id
    assert again.attempts == 2


async def test_a_dismissed_dead_letter_is_off_the_list_but_kept(door: FeedDoor, db: Database) -> None:
    await take_in(door, b"{broken")
    (letter,) = await door.dead_letters()
    await door.dismiss(letter.message_id, "test data of the sender")
    assert await door.dead_letters() == []
    assert await states(db) == ["superseded"]
    with pytest.raises(NotFound):
        await door.dismiss("msg_none", "x")


async def test_xml_with_a_doctype_is_refused(door: FeedDoor) -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><IATA_AIDX_FlightLegNotifRQ>&x;</IATA_AIDX_FlightLegNotifRQ>'
    await take_in(door, evil, kind="aidx")
    (letter,) = await door.dead_letters()
    assert "DOCTYPE" in letter.reason


async def test_an_unknown_kind_is_refused_at_the_door(door: FeedDoor) -> None:
    with pytest.raises(InvalidInput):
        await door.accept("fax", [b"x"], source="test")


async def test_a_wait_without_end_becomes_a_dead_letter(
    door: FeedDoor, db: Database, clock: ManualClock
) -> None:
    await take_in(door, a_cancel(), kind="asm")
    assert await door.next_due() is not None
    clock.advance(timedelta(days=8))
    assert await door.sweep(clock.now()) == 1
    assert (await door.dead_letters())[0].reason == "its flight never became known"
    assert await door.next_due() is None


async def test_reactionary_codes_inherit_the_cause_of_the_earlier_leg(
    door: FeedDoor, db: Database, clock: ManualClock
) -> None:
    back = {
        "flight": "ZZ1302", "board": "SHA", "off": "PEK",
        "std": "2026-11-22T07:00:00Z", "sta": "2026-11-22T09:15:00Z",
    }  # fmt: skip
    await take_in(door, json_message(), json_message(**back))
    await take_in(door, b"MVT\nZZ1302/22.B1234.SHA\nED220900\nDL93/0200", kind="mvt")
    assert (await the_legs(db))["ZZ1302 SHA-PEK"].inherited_cause is None

    clock.advance(timedelta(minutes=1))
    await take_in(door, b"MVT\nZZ1301/22.B1234.PEK\nED220600\nDL41/0200", kind="mvt")

    leg = (await the_legs(db))["ZZ1302 SHA-PEK"]
    assert (leg.cause_code, leg.inherited_cause) == ("93", "41")


async def test_a_schedule_file_is_taken_in_in_parts(door: FeedDoor, db: Database) -> None:
    line = (
        "3 ZZ  1300101J01NOV2630NOV261234567 PEK12001200+0800  SHA14151415+0800  320"
        + " " * 97
        + "Y180".ljust(20)
        + "  00000003"
    )
    lines = [line[:5] + f"{1300 + n:<4}" + line[9:] for n in range(150)]
    await door.accept("ssim", ["\n".join(lines).encode()], source="test")
    assert len(await states(db)) == 2
    await door.process_all()
    legs = await the_legs(db)
    assert len(legs) == 150
    assert legs["ZZ1300 PEK-SHA"].std.isoformat() == "2026-11-22T04:00:00+00:00"
    assert legs["ZZ1300 PEK-SHA"].configuration == "Y180"
