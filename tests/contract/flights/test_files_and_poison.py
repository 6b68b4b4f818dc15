"""Feed files, the watched folder, and messages that break a whole batch."""

import os
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from psycopg import OperationalError

from hongyan.core.clock import ManualClock
from hongyan.flights import FeedDoor, UnreadableMessage, feed_load
from hongyan.flights.apply import FlightBook
from hongyan.flights.load_feed import split_feed
from hongyan.flights.watch_folder import WatchFolder
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.flights import a_cancel, a_feed_door, json_message, take_in, the_legs


@pytest.fixture
async def door(
    db: Database, clock: ManualClock, registry: Registry, queue: Queue, outbox: Outbox
) -> FeedDoor:
    return a_feed_door(db, clock, registry, queue, outbox)


def put(folder: Path, name: str, content: bytes, age: float = 10) -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


async def test_files_of_the_watched_folder_are_taken_in_and_moved(
    door: FeedDoor, db: Database, clock: ManualClock, tmp_path: Path
) -> None:
    put(tmp_path, "1.json", b"[" + json_message() + b"," + json_message(flight="ZZ1302") + b"]")
    put(tmp_path, "2.txt", a_cancel())
    put(tmp_path, "3.txt", b"what is this")
    put(tmp_path, "4.json", json_message(), age=-5)  # still being written
    put(tmp_path, ".hidden", b"x")
    put(tmp_path, "5.json.part", b"x")

    assert await WatchFolder(door, tmp_path).sweep(clock.now()) == 3
    await door.process_all()

    assert {name: leg.status for name, leg in (await the_legs(db)).items()} == {
        "ZZ1301 PEK-SHA": "cancelled",
        "ZZ1302 PEK-SHA": "scheduled",
    }
    assert sorted(p.name for p in (tmp_path / "done").iterdir()) == ["1.json", "2.txt"]
    assert sorted(p.name for p in (tmp_path / "failed").iterdir()) == ["3.txt", "3.txt.reason"]
    assert "none of AIDX" in (tmp_path / "failed" / "3.txt.reason").read_text()
    assert (tmp_path / "4.json").exists()


async def test_a_second_file_of_the_same_name_overwrites_nothing(
    door: FeedDoor, clock: ManualClock, tmp_path: Path
) -> None:
    for _ in range(2):
        put(tmp_path, "a.json", json_message())
        await WatchFolder(door, tmp_path).sweep(clock.now())
    assert sorted(p.name for p in (tmp_path / "done").iterdir()) == ["a.json", "a.json.1"]


async def test_a_folder_that_is_not_there_is_no_error(
    door: FeedDoor, clock: ManualClock, tmp_path: Path
) -> None:
    assert await WatchFolder(door, tmp_path / "none").sweep(clock.now()) == 0


async def test_loading_a_file(door: FeedDoor, db: Database, tmp_path: Path) -> None:
    path = put(tmp_path, "day.jsonl", json_message() + b"\n" + json_message(flight="ZZ1302"))
    assert await feed_load(door, path) == {"file": "day.jsonl", "kind": "json", "accepted": 2}
    await door.process_all()
    assert len(await the_legs(db)) == 2


def test_a_file_of_many_telegrams_is_cut_where_each_begins() -> None:
    text = (
        b"QU PEKKKZZ\n.HDQOPZZ 220100\nMVT\nZZ1/22.B1.PEK\nED220500\n\n"
        b"QU PEKKKZZ\n.HDQOPZZ 220101\nMVT\nZZ2/22.B2.PEK\nED220500\nSI WAITING\n"
        b"MVT\nZZ3/22.B3.PEK\nED220500\nCOR MVT\nZZ3/22.B3.PEK\nED220600\n"
    )
    kind, messages = split_feed(text, "f")
    assert kind == "mvt"
    assert [m.decode().split("/22")[0].rsplit("\n", 1)[1] for m in messages] == ["ZZ1", "ZZ2", "ZZ3", "ZZ3"]
    assert messages[1].startswith(b"QU PEKKKZZ\n.HDQOPZZ 220101")
    with pytest.raises(UnreadableMessage):
        split_feed(b" \n", "empty")


async def test_a_message_that_breaks_its_batch_is_a_dead_letter_and_the_others_are_applied(
    door: FeedDoor, db: Database
) -> None:
    apply = FlightBook.apply

    def breaks(self: FlightBook, message: object) -> object:
        if message.number == "666":  # type: ignore[attr-defined]
            raise ZeroDivisionError("a bug")
        return apply(self, message)  # type: ignore[arg-type]

    with patch.object(FlightBook, "apply", breaks):
        await take_in(door, json_message(), json_message(flight="ZZ666"), json_message(flight="ZZ1302"))

    assert sorted(await the_legs(db)) == ["ZZ1301 PEK-SHA", "ZZ1302 PEK-SHA"]
    letters = await door.dead_letters()
    assert len(letters) == await door.count_dead_letters() == 1
    assert letters[0].reason == "cannot be applied: ZeroDivisionError: a bug"


async def test_a_database_that_goes_away_makes_no_dead_letters(door: FeedDoor, db: Database) -> None:
    await door.accept("json", [json_message()], source="test")
    gone = OperationalError("connection lost")
    with patch.object(FlightBook, "apply", side_effect=gone), pytest.raises(OperationalError):
        await door.process_all()
    await door.process_all()
    assert await door.count_dead_letters() == 0
    assert len(await the_legs(db)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"std": "9999-12-31T23:00:00Z"},
        {"registration": "B\x00123"},
        {"registration": "\ud800"},
        {"registration": ["B1"]},
        {"cause": {"code": 7}},
        {"cause": [1]},
        {"board": "P\u0000K"},
        {"origin_date": "2026-02-30"},
        {"departure_time_known": "no"},
        {"flight": "ZZ-1301"},
    ],
)
async def test_odd_values_are_dead_letters_and_never_stop_the_feed(
    door: FeedDoor, db: Database, changes: dict[str, object]
) -> None:
    await take_in(door, json_message(**changes), json_message(flight="ZZ1302"))
    assert await door.count_dead_letters() == 1
    assert list(await the_legs(db)) == ["ZZ1302 PEK-SHA"]
