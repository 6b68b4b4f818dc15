"""Proofs and transcripts: sealed, said once, refused in words the customer can use."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from hongyan.conversations import Files, Transcripts
from hongyan.conversations.settings import ConversationsSettings
from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.messaging.adapters.webchat import WebChat
from hongyan.runtime import Database
from tests.builders.conversations import World, make_world
from tests.builders.files import jpeg, pdf
from tests.builders.jobs import wire
from tests.builders.web import make_client, running
from tests.builders.webchat import Post, make_chat, make_chat_app


@pytest.fixture
def world(db: Database, clock: ManualClock, outbox: Outbox, registry: Registry, queue: Queue) -> World:
    wire(registry, queue, db)
    return make_world(db, clock, outbox, ManualClock(datetime(2026, 11, 25, tzinfo=UTC)))


@pytest.fixture
def chat(world: World) -> WebChat:
    return make_chat(world)


@pytest.fixture
async def client(db: Database, chat: WebChat, clock: ManualClock) -> AsyncIterator[httpx.AsyncClient]:
    app = make_chat_app(db, chat, clock, {"chat_transcripts_per_hour": 50})
    async with running(app), make_client(app) as made:
        opened = (await made.post("/api/chat", json={"language": "en"})).json()
        made.headers["authorization"] = f"Bearer {opened['token']}"
        await chat.settle()
        made.cid = opened["chat"]["conversation_id"]  # type: ignore[attr-defined]
        yield made


async def send(
    client: httpx.AsyncClient, client_id: str, name: str, content: bytes, kind: str
) -> dict[str, Any]:
    answer = await client.post(
        "/api/chat/files", data={"client_id": client_id}, files={"file": (name, content, kind)}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def texts(world: World, cid: str) -> list[tuple[str, str]]:
    return [(t.speaker.value, t.text) for t in await world.conversations.turns(cid)]


async def test_a_proof_is_sealed_and_answered_once(
    client: Any, world: World, chat: WebChat, clock: ManualClock
) -> None:
    content = pdf()
    for _ in range(2):
        assert await send(client, "f1", "C:\\docs\\诊断.pdf", content, "application/pdf") == {
            "name": "诊断.pdf", "taken": True, "reason": None,
        }  # fmt: skip
    await chat.settle()
    assert (await texts(world, client.cid))[1:] == [("customer", "诊断.pdf"), ("robot", "re 2: 诊断.pdf")]
    files = Files(world.db, clock, world.conversations, ConversationsSettings())
    (kept,) = await files.of(client.cid)
    async with world.db.snapshot() as conn:
        sealed = bytes(await conn.value("select sealed from conversations.attachment"))
        assert content[:16] not in sealed
        assert (await files.open(conn, client.cid, kept.attachment_id))[1] == content


async def test_a_refused_file_is_told_and_kept_as_a_record(
    client: Any, world: World, clock: ManualClock
) -> None:
    answer = await send(client, "f1", "form.pdf", pdf(script=True), "application/pdf")
    assert (answer["taken"], answer["reason"]) == (False, "active-content")
    assert "scripts" in (await texts(world, client.cid))[-1][1]
    big = await send(client, "f2", "big.jpg", jpeg() + b"\0" * (10 * 1024 * 1024), "image/jpeg")
    assert big["reason"] == "size"
    assert (await send(client, "f3", "photo.jpg", jpeg(), "image/jpeg"))["taken"], (
        "tried again in another form"
    )
    files = Files(world.db, clock, world.conversations, ConversationsSettings())
    kept = await files.of(client.cid)
    assert [(f.state, f.reason) for f in kept] == [
        ("refused", "active-content"),
        ("refused", "size"),
        ("stored", None),
    ]
    async with world.db.snapshot() as conn:
        assert await conn.value("select count(*) from conversations.attachment where sealed is not null") == 1


async def test_the_largest_bodies_are_cut_off(client: Any) -> None:
    answer = await client.post("/api/chat/files", content=b"x" * (11 * 1024 * 1024))
    assert answer.status_code == 413
    assert (await client.post("/api/chat/messages", content=b"x" * (300 * 1024))).status_code == 413


async def test_a_transcript_is_mailed_once(
    client: Any, world: World, chat: WebChat, clock: ManualClock
) -> None:
    await client.post("/api/chat/messages", json={"client_id": "c1", "text": "card 4111 1111 1111 1111"})
    await chat.settle()
    wish = {"client_id": "t1", "address": "wei.zhang@example.com", "language": "zh-CN"}
    for _ in range(2):
        answer = await client.post("/api/chat/transcript", json=wish)
        assert (answer.status_code, answer.json()) == (202, {"to": "w***@example.com"})
    post = Post()
    transcripts = Transcripts(world.db, clock, world.conversations, post, ConversationsSettings())
    assert await transcripts.sweep(clock.now()) == 1
    assert await transcripts.sweep(clock.now()) == 0
    ((to, language, _, body),) = post.taken
    assert (to, language) == ("wei.zhang@example.com", "zh-CN")
    assert "您: card ************1111" in body and "4111 1111" not in body
    assert (await texts(world, client.cid))[-1] == (
        "system",
        "The transcript has been sent to w***@example.com.",
    )
    for bad in ("nobody", "a@b", "a@b.c\r\nBcc: x@y.zz", "a b@c.de"):
        assert (
            await client.post("/api/chat/transcript", json={**wish, "client_id": "t2", "address": bad})
        ).status_code == 422


async def test_a_mail_in_doubt_is_asked_about_and_never_repeated(
    client: Any, world: World, clock: ManualClock
) -> None:
    wish = {"client_id": "t1", "address": "wei.zhang@example.com", "language": "en"}
    await client.post("/api/chat/transcript", json=wish)
    post = Post()
    post.answer = "unavailable"
    transcripts = Transcripts(world.db, clock, world.conversations, post, ConversationsSettings())
    assert await transcripts.sweep(clock.now()) == 0
    post.answer = None  # the connection broke in the middle
    assert await transcripts.sweep(clock.now()) == 0
    assert await transcripts.sweep(clock.now()) == 0
    assert len(post.taken) == 2
    clock.advance(timedelta(seconds=61))
    assert await transcripts.sweep(clock.now()) == 1
    assert len(post.taken) == 2
    assert "could not be sent" in (await texts(world, client.cid))[-1][1]
