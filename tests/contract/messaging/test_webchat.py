"""The web chat over real sockets: nothing lost or doubled, whoever breaks off, and nobody in another's chat."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from itsdangerous import URLSafeTimedSerializer
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.messaging.adapters.webchat_identity import ASSERTION_SALT
from hongyan.runtime import Database
from tests.builders.conversations import World, make_world
from tests.builders.jobs import wire
from tests.builders.web import make_client, running
from tests.builders.webchat import ORIGIN, make_chat, make_chat_app, on_line, served


@pytest.fixture
def world(db: Database, clock: ManualClock, outbox: Outbox, registry: Registry, queue: Queue) -> World:
    wire(registry, queue, db)
    return make_world(db, clock, outbox, ManualClock(datetime(2026, 11, 25, tzinfo=UTC)))


@pytest.fixture
def chat(world: World) -> WebChat:
    return make_chat(world, assertion_secret="shared", heartbeat_seconds=0.5)


@pytest.fixture
def app(db: Database, chat: WebChat, clock: ManualClock) -> FastAPI:
    return make_chat_app(db, chat, clock)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with running(app), make_client(app) as made:
        yield made


async def begin(client: httpx.AsyncClient, **body: Any) -> tuple[str, dict[str, str]]:
    answer = await client.post("/api/chat", json=body)
    assert answer.status_code == 201, answer.text
    token = answer.json()["token"]
    return token, {"authorization": f"Bearer {token}"}


async def test_talking_over_an_open_line(app: FastAPI, chat: WebChat) -> None:
    async with served(app) as address, httpx.AsyncClient(base_url=f"http://{address}") as http:
        token, _ = await begin(http)
        async with on_line(address, token) as customer:
            await customer.until(lambda: customer.numbers == [1])
            await customer.say("c1", "改签")
            await customer.until(lambda: customer.texts[-1] == "re 2: 改签")
            assert customer.acks == {"c1": 2}
            assert customer.numbers == [1, 2, 3]
            assert {"type": "typing", "speaker": "robot", "name": ""} in customer.others
            assert "reasons" not in customer.turns[-1]


async def test_a_quiet_line_is_alive_without_asking_and_looks_all_the_same_now_and_then(
    app: FastAPI, chat: WebChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line asks the database after the bell, and otherwise at every third sign of life: a lost bell delays, it loses nothing."""
    chat.settings.heartbeat_seconds = 0.05
    asked: list[int] = []
    news = chat.conversations.news

    async def counted(conversation_id: str, after: int, limit: int) -> Any:
        asked.append(after)
        return await news(conversation_id, after, limit)

    async with served(app) as address, httpx.AsyncClient(base_url=f"http://{address}") as http:
        token, _ = await begin(http)
        async with on_line(address, token) as customer:
            await customer.until(lambda: customer.numbers == [1])
            monkeypatch.setattr(chat.conversations, "news", counted)
            told = len(customer.others)
            await customer.until(lambda: len(customer.others) >= told + 12)
            assert all(sign == {"type": "alive"} for sign in customer.others[told:])
            assert 1 <= len(asked) <= 7
            monkeypatch.setattr(chat.bell, "ring", lambda *_: None)  # from now on nobody hears it
            await customer.say("c1", "改签")
            await customer.until(lambda: customer.texts[-1] == "re 2: 改签")


async def test_breaking_off_at_any_moment_loses_and_doubles_nothing(app: FastAPI) -> None:
    """The line drops after each message; what was not acknowledged is sent again under the same name."""
    async with served(app) as address, httpx.AsyncClient(base_url=f"http://{address}") as http:
        token, _ = await begin(http)
        seen: list[dict[str, Any]] = []
        for i in range(8):
            last = seen[-1]["number"] if seen else 0
            async with on_line(address, token, last) as customer:
                await customer.say(f"c{i}", f"m{i}")
                if i % 2:
                    await customer.until(lambda c=customer, i=i: f"c{i}" in c.acks)
                customer.line.transport.abort()
                seen += customer.turns
            last = seen[-1]["number"] if seen else 0
            async with on_line(address, token, last) as customer:
                await customer.say(f"c{i}", f"m{i}")
                await customer.until(lambda c=customer, i=i: any(t.endswith(f": m{i}") for t in c.texts))
                seen += customer.turns
        assert [turn["number"] for turn in seen] == list(range(1, 18))
        assert [t["text"] for t in seen if t["speaker"] == "customer"] == [f"m{i}" for i in range(8)]
        assert sum(t["speaker"] == "robot" for t in seen) == 9


async def test_what_another_process_adds_reaches_the_line(
    app: FastAPI, db: Database, clock: ManualClock, outbox: Outbox, chat: WebChat, world: World
) -> None:
    elsewhere = make_world(db, clock, outbox, world.wall)
    chat.settings.heartbeat_seconds = 30  # only the bell can be in time
    async with served(app) as address, httpx.AsyncClient(base_url=f"http://{address}") as http:
        token, _ = await begin(http)
        cid = (await chat.holder(token)).conversation_id
        async with on_line(address, token) as one, on_line(address, token) as two:
            await one.until(lambda: one.numbers == [1])
            await two.until(lambda: two.numbers == [1])
            await elsewhere.conversations.take(cid, "lina", "李娜")
            await elsewhere.conversations.reply(cid, "lina", "李娜", "您好，我是李娜", "a1")
            for customer in (one, two):
                await customer.until(lambda c=customer: c.texts[-1] == "您好，我是李娜", 5)
                assert customer.turns[-1]["author"] == "李娜"
            await chat.bell.signal(cid, {"type": "typing", "speaker": "agent", "name": "李娜"})
            await one.until(lambda: {"type": "typing", "speaker": "agent", "name": "李娜"} in one.others, 5)


async def test_plain_requests_do_the_same(client: httpx.AsyncClient) -> None:
    _, head = await begin(client, language="en")
    greeted = (await client.get("/api/chat/turns", params={"wait": 5}, headers=head)).json()
    assert [t["number"] for t in greeted["turns"]] == [1]
    body = {"client_id": "c1", "text": "refund"}
    first = await client.post("/api/chat/messages", json=body, headers=head)
    again = await client.post("/api/chat/messages", json=body, headers=head)
    assert first.json() == again.json() == {"number": 2, "client_id": "c1"}
    heard: list[str] = []
    while len(heard) < 2:
        after = {"after": 1 + len(heard), "wait": 5}
        heard += [
            t["text"]
            for t in (await client.get("/api/chat/turns", params=after, headers=head)).json()["turns"]
        ]
    assert heard == ["refund", "re 2: refund"]
    assert (await client.post("/api/chat/language", json={"language": "zh-CN"}, headers=head)).json()[
        "language"
    ] == "zh-CN"
    assert (await client.post("/api/chat/close", headers=head)).json()["state"] == "closed"
    late = await client.post("/api/chat/messages", json={"client_id": "c2", "text": "hello?"}, headers=head)
    assert (late.status_code, late.json()["error"]) == (410, "conversation-closed")


async def test_buttons_must_have_been_offered(client: httpx.AsyncClient) -> None:
    _, head = await begin(client)
    await client.get("/api/chat/turns", params={"wait": 5}, headers=head)
    tap = {"client_id": "c1", "kind": "button", "payload": "intent:refund"}
    assert (await client.post("/api/chat/messages", json=tap, headers=head)).status_code == 200
    forged = {"client_id": "c2", "kind": "button", "payload": "confirm:all"}
    assert (await client.post("/api/chat/messages", json=forged, headers=head)).status_code == 422


async def test_nobody_gets_into_anothers_chat(client: httpx.AsyncClient, chat: WebChat) -> None:
    mine, head = await begin(client, link="link-1")
    theirs, _ = await begin(client, link="link-2")
    mixed = chat._signer.dumps([chat._signer.loads(theirs)[0], chat._signer.loads(mine)[1]])
    # The last character of a signature carries bits that do not count, its first does not.
    payload, signature = mine.rsplit(".", 1)
    forged = f"{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for token in (mixed, forged, "", "x", mine.replace(".", "")):
        answer = await client.get("/api/chat/turns", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code in (401, 404), token
    assert (await client.get("/api/chat/turns", headers=head)).status_code == 200
    assert (await client.get("/api/chat/turns", params={"token": mine})).status_code == 401, (
        "never in an address"
    )


async def test_a_link_proves_its_own_booking_only(client: httpx.AsyncClient, chat: WebChat) -> None:
    token, _ = await begin(client, link="link-1", language="en")
    held = await chat.holder(token)
    assert held.subject["order_ids"] == ["ord_1"] and held.subject["party_ids"] == ["pty_1"]
    assert held.customer_key == "+8613800138001" and held.language == "zh-CN"
    assert (await client.post("/api/chat", json={"link": "link-3"})).status_code == 404
    token, _ = await begin(client, context={"locator": "PEK4XZ"})
    held = await chat.holder(token)
    assert held.subject == {} and held.context == {"locator": "PEK4XZ"}, "what a page says proves nothing"


async def test_the_airlines_own_site_says_who_is_signed_in(
    client: httpx.AsyncClient, chat: WebChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = URLSafeTimedSerializer("shared", salt=ASSERTION_SALT)
    facts = {
        "member_no": "CA900",
        "name": "张伟",
        "phone": "13800138000",
        "order_ids": ["ord_9"],
        "admin": True,
    }
    signed = site.dumps(facts)
    token, _ = await begin(client, assertion=signed)
    held = await chat.holder(token)
    assert held.subject == {
        "by": "site", "member_no": "CA900", "name": "张伟", "phone": "+8613800138000", "order_ids": ["ord_9"],
    }  # fmt: skip
    for bad in (URLSafeTimedSerializer("other", salt=ASSERTION_SALT).dumps(facts), signed[:-2], "x"):
        assert (await client.post("/api/chat", json={"assertion": bad})).status_code == 403
    chat.settings.assertion_minutes = -1
    assert (await client.post("/api/chat", json={"assertion": signed})).status_code == 410
    chat.settings.assertion_secret = ""
    assert (await client.post("/api/chat", json={"assertion": signed})).status_code == 403


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("not json", 1003),
        ("[]", 1003),
        ('{"type": "hello"}', 1003),
        ('{"type": "hello", "token": "x", "after": -1}', 1003),
        ('{"type": "hello", "token": "x", "after": true}', 1003),
        ('{"type": "hello", "token": "x.y", "after": 0}', 4401),
        ("[" * 20000, 1003),
        ('{"type": "say", "client_id": "c", "text": "before hello"}', 1003),
        ('{"a": "' + "x" * 40000 + '"}', 1009),
    ],
)
async def test_a_line_that_talks_nonsense_is_closed(app: FastAPI, first: str, code: int) -> None:
    async with served(app) as address, connect(f"ws://{address}/api/chat/ws") as line:
        await line.send(first)
        with pytest.raises(ConnectionClosed) as ended:
            await asyncio.wait_for(line.recv(), 5)
        assert ended.value.rcvd is not None and ended.value.rcvd.code == code


async def test_other_sites_cannot_open_lines(app: FastAPI) -> None:
    async with served(app) as address:
        for origin, lets_in in (("https://evil.example", False), (ORIGIN, True), (f"http://{address}", True)):
            try:
                async with connect(f"ws://{address}/api/chat/ws", origin=origin):  # type: ignore[arg-type]
                    assert lets_in, origin
            except InvalidStatus:
                assert not lets_in, origin


async def test_a_silent_line_is_closed_and_a_bad_message_refused(app: FastAPI, chat: WebChat) -> None:
    async with served(app) as address, httpx.AsyncClient(base_url=f"http://{address}") as http:
        token, _ = await begin(http)
        chat.settings.silent_seconds = 1
        async with on_line(address, token) as customer:
            await customer.line.send(json.dumps({"type": "say", "client_id": "bad id!", "text": "x"}))
            await customer.line.send(json.dumps({"type": "say", "client_id": "c1", "text": "   "}))
            refused = lambda: [o for o in customer.others if o["type"] == "refused"]  # noqa: E731
            await customer.until(lambda: len(refused()) == 2)
            assert {o["error"] for o in refused()} == {"invalid-input"}
            with pytest.raises(ConnectionClosed) as ended:
                await customer.until(lambda: False, 5)
            assert ended.value.rcvd is not None and ended.value.rcvd.code == 4408


async def test_limits_hold(db: Database, chat: WebChat, clock: ManualClock) -> None:
    limits = {"chat_opens_per_minute_per_address": 3, "chat_messages_per_minute": 2,
              "chat_misses_per_minute_per_address": 2}  # fmt: skip
    app = make_chat_app(db, chat, clock, limits)
    async with running(app), make_client(app) as client:
        _, head = await begin(client)
        said = [
            (
                await client.post(
                    "/api/chat/messages", json={"client_id": f"c{i}", "text": "x"}, headers=head
                )
            ).status_code
            for i in range(3)
        ]
        assert said == [200, 200, 429]
        tried = [
            (await client.get("/api/chat/turns", headers={"authorization": "Bearer x.y"})).status_code
            for _ in range(4)
        ]
        assert tried == [404, 404, 429, 429]
        opened = [(await client.post("/api/chat", json={})).status_code for _ in range(3)]
        assert opened == [201, 201, 429]


async def test_the_token_is_in_no_address(app: FastAPI) -> None:
    paths = [getattr(route, "path", "") for route in app.routes]
    assert not any(re.search(r"/api/chat.*\{", path) for path in paths)
