"""Live screens over a real server: doorbell, last id, reset, and the end of a session."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

import httpx
import pytest
import uvicorn

from hongyan.access import Access, Role
from hongyan.core.clock import SystemClock
from hongyan.core.events import Event
from hongyan.entrypoints.web_event_feed import Behind, EventFeed
from hongyan.jobs import Outbox
from hongyan.runtime import Database
from tests.builders.access import add_everyone, make_access, sign_in
from tests.builders.web import logged, make_app


@dataclass(frozen=True, slots=True, kw_only=True)
class StorkSeen(Event):
    """An event only this module knows."""

    name: ClassVar[str] = "flights.stork_seen"
    stork: str


def stork(number: int) -> Event:
    return StorkSeen(at=SystemClock().now(), stork=f"leg_{number}")


@asynccontextmanager
async def serving(db: Database, access: Access, **settings: object) -> AsyncIterator[httpx.AsyncClient]:
    """Serve on a free port and give a client signed in as an agent."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = make_app(db, access, live_batch_seconds=0.01, **settings)
    config = uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        await sign_in(client, Role.AGENT)
        yield client
    server.should_exit = True
    await task


async def blocks(answer: httpx.Response, wanted: int) -> list[dict[str, str]]:
    """Read ``wanted`` events of a stream; comments and the retry hint are passed over."""
    found: list[dict[str, str]] = []
    block: dict[str, str] = {}
    async with asyncio.timeout(8):
        async for line in answer.aiter_lines():
            if line == "" and "event" in block:
                found.append(block)
                if len(found) == wanted:
                    break
            if line == "":
                block = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(": ")
                block[name] = value
    return found


async def test_events_arrive_and_a_stream_goes_on_from_the_last_id(db: Database, outbox: Outbox) -> None:
    access = make_access(db)
    await add_everyone(access)
    async with serving(db, access) as client:
        async with client.stream("GET", "/api/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            assert "content-encoding" not in stream.headers
            async with db.transaction() as conn:
                ids = await outbox.emit(conn, [stork(1), stork(2)])
            seen = await blocks(stream, 2)
        assert [int(b["id"]) for b in seen] == ids
        assert seen[0]["event"] == "flights.stork_seen" and '"leg_1"' in seen[0]["data"]
        async with db.transaction() as conn:
            more = await outbox.emit(conn, [stork(3)])
        async with client.stream("GET", f"/api/events?after={ids[0]}") as stream:
            assert [int(b["id"]) for b in await blocks(stream, 2)] == [ids[1], *more]
        async with client.stream("GET", "/api/events", headers={"last-event-id": str(ids[1])}) as stream:
            assert [int(b["id"]) for b in await blocks(stream, 1)] == more
        async with client.stream("GET", "/api/events?after=123456789") as stream:
            (reset,) = await blocks(stream, 1)
        assert (reset["event"], int(reset["id"])) == ("reset", more[0])


async def test_a_burst_is_thinned_for_the_screen(db: Database, outbox: Outbox) -> None:
    access = make_access(db)
    await add_everyone(access)
    async with serving(db, access, live_burst=5) as client, client.stream("GET", "/api/events") as stream:
        async with db.transaction() as conn:
            ids = await outbox.emit(conn, [stork(n) for n in range(400)])
        (only,) = await blocks(stream, 1)
    assert int(only["id"]) == ids[-1]
    assert '"coalesced": 399' in only["data"]


async def test_a_stream_ends_with_its_session(db: Database) -> None:
    access = make_access(db)
    await add_everyone(access)
    async with serving(db, access, heartbeat_seconds=0.1) as client:
        async with client.stream("GET", "/api/events") as stream:
            await client.delete("/api/session")
            (last,) = await blocks(stream, 1)
        assert last["event"] == "signed-out"
        assert (await client.get("/api/events")).status_code == 401


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=99999999999999999999"])
async def test_nonsense_places_are_refused(db: Database, query: str) -> None:
    access = make_access(db)
    await add_everyone(access)
    async with serving(db, access) as client:
        assert (await client.get(f"/api/events?{query}")).status_code == 422


def test_the_memory_of_the_feed_is_bounded_and_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    feed = EventFeed(db=None)  # type: ignore[arg-type]
    for number in range(1, 7001):
        feed._keep([logged(number)])
    assert [e.event_id for e in feed.since(6998)] == [6999, 7000]
    assert len(feed.since(2000)) == 5000
    assert list(feed.since(7000)) == []
    with pytest.raises(Behind):
        feed.since(1999)
