"""The routes of flights: feeds with a token, the board and dead letters with a session."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest

from hongyan.access import Access, Role
from hongyan.core.clock import ManualClock
from hongyan.flights import FeedDoor, FlightBoard
from hongyan.flights.api import messages_in, router
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.access import add_everyone, make_access, sign_in
from tests.builders.flights import AIRPORTS, a_cancel, a_feed_door, json_message
from tests.builders.web import make_app, make_client


@pytest.fixture
def access(db: Database, clock: ManualClock) -> Access:
    return make_access(db, clock)


@pytest.fixture
async def door(
    db: Database, clock: ManualClock, registry: Registry, queue: Queue, outbox: Outbox
) -> FeedDoor:
    return a_feed_door(db, clock, registry, queue, outbox, max_messages_per_request=3)


@pytest.fixture
async def client(
    db: Database, clock: ManualClock, access: Access, door: FeedDoor
) -> AsyncIterator[httpx.AsyncClient]:
    routes = router(door, FlightBoard(db), AIRPORTS, clock, access)
    async with make_client(make_app(db, access, routes)) as made:
        yield made


@pytest.fixture
async def feed(access: Access) -> dict[str, str]:
    return {"Authorization": f"Bearer {await access.feed_tokens.create('occ')}"}


async def test_one_message_is_accepted_and_seen_on_the_board(
    client: httpx.AsyncClient, door: FeedDoor, access: Access, feed: dict[str, str]
) -> None:
    sent = await client.post("/api/feeds/json", content=json_message(), headers=feed)
    assert sent.status_code == 202, sent.text
    assert sent.json()["accepted"] == 1
    cancel = await client.post("/api/feeds/asm", content=a_cancel(), headers=feed)
    await door.process_all()

    await add_everyone(access)
    await sign_in(client, Role.AGENT)
    board = (await client.get("/api/flights", params={"date": "2026-11-22", "station": "pek"})).json()
    assert (board["total"], board["items"][0]["status"]) == (1, "cancelled")
    assert board["items"][0]["board_zone"] == "Asia/Shanghai"
    leg = (await client.get(f"/api/flights/{board['items'][0]['leg_id']}")).json()
    assert [change["what"] for change in leg["history"]] == ["cancelled", "created"]
    assert leg["history"][0]["message_id"] == cancel.json()["message_ids"][0]
    assert (await client.get("/api/flights", params={"date": "2026-11-22", "q": "zz99"})).json()["total"] == 0
    assert (await client.get("/api/flights/leg_none")).status_code == 404


async def test_batches_come_as_a_list_as_messages_or_as_lines(
    client: httpx.AsyncClient, feed: dict[str, str]
) -> None:
    items = [json.loads(json_message()), json.loads(json_message(flight="ZZ1302"))]
    assert (await client.post("/api/feeds/json", json=items, headers=feed)).json()["accepted"] == 2
    batch = {"messages": [a_cancel().decode(), a_cancel("ZZ1302").decode()]}
    assert (await client.post("/api/feeds/asm", json=batch, headers=feed)).json()["accepted"] == 2
    lines = b"\n".join(json.dumps(item).encode() for item in items)
    headers = feed | {"Content-Type": "application/x-ndjson"}
    assert (await client.post("/api/feeds/json", content=lines, headers=headers)).json()["accepted"] == 2


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/api/feeds/fax", b"x", 422),
        ("/api/feeds/mvt", b"  ", 422),
        ("/api/feeds/mvt?known_at=2026-11-22T02:00:00", b"x", 422),
        ("/api/feeds/json", b"[1,2,3,4]", 422),
    ],
)
async def test_what_the_door_refuses(
    client: httpx.AsyncClient, feed: dict[str, str], path: str, content: bytes, status: int
) -> None:
    assert (await client.post(path, content=content, headers=feed)).status_code == status


async def test_the_door_is_closed_without_a_token(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/feeds/json", content=json_message())).status_code == 401
    wrong = {"Authorization": "Bearer hyf_wrong"}
    assert (await client.post("/api/feeds/json", content=json_message(), headers=wrong)).status_code == 401
    assert (await client.get("/api/flights")).status_code == 401


async def test_dead_letters_are_repaired_by_controllers_only_and_audited(
    client: httpx.AsyncClient, door: FeedDoor, access: Access, feed: dict[str, str], db: Database
) -> None:
    await client.post("/api/feeds/json", content=b"{broken", headers=feed)
    await client.post("/api/feeds/json", content=b"{broken too", headers=feed)
    await door.process_all()
    await add_everyone(access)
    await sign_in(client, Role.AGENT)
    assert (await client.get("/api/dead-letters")).status_code == 403

    await sign_in(client, Role.CONTROLLER)
    page = (await client.get("/api/dead-letters", params={"limit": 1})).json()
    assert page["total"] == 2
    first = page["items"][0]
    assert (first["body"], first["source"]) == ("{broken", "occ")
    (second,) = (await client.get("/api/dead-letters", params={"after": first["place"]})).json()["items"]

    retried = await client.post(
        f"/api/dead-letters/{first['message_id']}/retry", json={"body": json_message().decode()}
    )
    assert retried.status_code == 200, retried.text
    gone = await client.post(f"/api/dead-letters/{second['message_id']}/dismiss", json={"reason": "a test"})
    assert gone.status_code == 204
    await door.process_all()
    assert (await client.get("/api/dead-letters")).json()["total"] == 0
    async with db.snapshot() as conn:
        deeds = await conn.rows(
            "select action from access.audit where action like 'dead-letter%' order by id"
        )
    assert [deed["action"] for deed in deeds] == ["dead-letter.retried", "dead-letter.dismissed"]


def test_bodies_are_taken_apart() -> None:
    assert messages_in("mvt", "text/plain", b"MVT\nx") == [b"MVT\nx"]
    assert messages_in("json", "text/plain", b"{broken") == [b"{broken"]
    assert messages_in("asm", "application/json", b'"ASM\\nUTC"') == [b"ASM\nUTC"]
    assert messages_in("json", "", b'[{"a": 1}, {"b": 2}]') == [b'{"a": 1}', b'{"b": 2}']
