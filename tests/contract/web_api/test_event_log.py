"""The numbered log never skips an event, whatever the order of commits."""

from contextlib import AsyncExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.entrypoints.web_events import as_text, thinned
from hongyan.jobs import LoggedEvent, events_after, last_event_id
from hongyan.runtime import Connection, Database
from tests.builders.web import logged

INSERT = "insert into jobs.event (name, at, payload) values (:name, now(), '{}') returning id"


async def write(conn: Connection, name: str = "flights.leg_changed") -> int:
    return int(await conn.value(INSERT, name=name))


async def read(db: Database, after: int, limit: int = 100) -> list[int] | None:
    async with db.snapshot() as conn:
        found = await events_after(conn, after, limit)
    return None if found is None else [event.event_id for event in found]


async def test_ids_in_order_and_pages(db: Database) -> None:
    assert await read(db, 0) == []
    async with db.snapshot() as conn:
        assert await last_event_id(conn) == 0
    async with db.transaction() as conn:
        ids = [await write(conn) for _ in range(5)]
    assert await read(db, 0, limit=2) == ids[:2]
    assert await read(db, ids[1]) == ids[2:]
    assert await read(db, ids[-1]) == []
    assert await read(db, 999) is None, "a place that does not exist needs a fresh snapshot"


async def test_a_lower_id_that_commits_later_is_not_lost(db: Database) -> None:
    async with db.transaction() as slow:
        early = await write(slow)
        async with db.transaction() as quick:
            late = await write(quick)
        assert await read(db, 0) == [], "nothing above the oldest open transaction is told yet"
        async with db.snapshot() as conn:
            assert await last_event_id(conn) == 0
    assert await read(db, 0) == [early, late]


async def test_a_lower_id_of_a_later_transaction_follows_in_the_log(db: Database) -> None:
    """The older transaction draws the higher id: both are told, and each place goes on rightly."""
    async with AsyncExitStack() as stack:
        ends_first = db.transaction()
        older = await ends_first.__aenter__()
        await older.value("select pg_current_xact_id()")
        younger = await stack.enter_async_context(db.transaction())
        await younger.value("select pg_current_xact_id()")
        low = await write(younger)
        high = await write(older)
        await ends_first.__aexit__(None, None, None)
        assert await read(db, 0) == [high]
        async with db.snapshot() as conn:
            assert await last_event_id(conn) == high
    assert low < high
    assert await read(db, high) == [low]
    assert await read(db, low) == []


EVENTS = st.lists(st.sampled_from(["a.b", "c.d", "e.f"]), max_size=40).map(
    lambda names: [logged(number, name) for number, name in enumerate(names, 1)]
)


@given(EVENTS, st.integers(1, 10))
def test_thinning_keeps_every_name_the_newest_and_the_end(events: list[LoggedEvent], burst: int) -> None:
    kept = thinned(events, burst)
    assert {e.name for e, _ in kept} == {e.name for e in events}
    assert sum(1 + hidden for _, hidden in kept) == len(events)
    assert len(kept) <= max(burst, 3)
    if events:
        assert kept[-1][0] == events[-1], "the place to go on from is the batch's last event"


def test_text_form() -> None:
    text = as_text(logged(7, "a.b", leg="MU5101\nPEK"), hidden=3)
    head, data, *_ = text.split("data: ")
    assert head == "id: 7\nevent: a.b\n"
    assert data.endswith("\n\n") and data.count("\n") == 2, (
        "a line break inside a value must not end the field"
    )
    assert '"coalesced": 3' in data


@pytest.mark.parametrize("burst", [1, 5])
def test_small_batches_stay_whole(burst: int) -> None:
    assert thinned([logged(1, "a.b")], burst) == [(logged(1, "a.b"), 0)]
