"""Over the wired product: answers are rated in the chat they stand in, and a chat that is over asks once how it was."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hongyan.access import Role
from hongyan.bootstrap import Product, opened
from hongyan.conversations import Said
from hongyan.core.clock import ManualClock
from hongyan.entrypoints.web import create_app
from hongyan.knowledge import Content
from hongyan.settings import Settings
from tests.builders.access import PASSWORD, sign_in
from tests.builders.knowledge import put
from tests.builders.web import make_client, running

BAGGAGE = Content(
    "免费托运行李额", "国内经济舱旅客可以免费托运行李 20 公斤。", keywords=("行李", "托运", "行李额")
)
QUESTION = "可以免费托运多少行李？"


@pytest.fixture
async def product(dsn: str, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Product]:
    async with opened(Settings(dsn=dsn, home=tmp_path), clock=clock) as made:
        await put(made.knowledge, BAGGAGE)
        yield made


@pytest.fixture
async def client(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(product)
    async with running(app), make_client(app) as made:
        yield made


class Chat:
    """A customer's chat by plain requests."""

    def __init__(self, client: httpx.AsyncClient, product: Product, token: str) -> None:
        self._client, self._product = client, product
        self.head = {"authorization": f"Bearer {token}"}
        self._said = 0

    async def say(self, text: str) -> list[dict[str, Any]]:
        """Return the robot's turns that answer ``text``."""
        self._said += 1
        body = {"client_id": f"c{self._said}", "text": text}
        sent = await self.post("messages", body)
        await self._product.webchat.settle()
        return [t for t in (await self.turns())["turns"] if t["number"] > sent.json()["number"]]

    async def turns(self) -> dict[str, Any]:
        found: dict[str, Any] = (await self._client.get("/api/chat/turns", headers=self.head)).json()
        return found

    async def post(self, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return await self._client.post(f"/api/chat/{path}", json=body, headers=self.head)

    async def rate(self, number: int, helped: bool) -> int:
        return (await self.post("rating", {"number": number, "helped": helped})).status_code

    async def asks(self) -> bool:
        """Whether the chat asks now how it was."""
        return bool((await self.turns())["chat"]["survey"])


async def begin(client: httpx.AsyncClient, product: Product) -> Chat:
    opened_chat = (await client.post("/api/chat", json={"language": "zh-CN"})).json()
    await product.webchat.settle()
    return Chat(client, product, opened_chat["token"])


async def use_of(client: httpx.AsyncClient) -> tuple[dict[str, int], dict[str, int]]:
    """Return what the knowledge screen counts for the baggage article, and for all together."""
    listed = (await client.get("/api/knowledge/articles", params={"limit": 500})).json()
    row = next(r for r in listed["items"] if r["title"] == BAGGAGE.title and r["owner"] != "hongyan")
    return row["use"], listed["use"]


async def test_an_answer_is_rated_once_and_a_later_tap_corrects_it(
    client: httpx.AsyncClient, product: Product
) -> None:
    chat = await begin(client, product)
    (answer,) = await chat.say(QUESTION)
    assert "20" in answer["text"]
    for helped in (True, False, False):
        assert await chat.rate(answer["number"], helped) == 204
    await chat.say("可以带独角兽吗")
    await product.access.users.add_user("agent", PASSWORD, Role.AGENT)
    await sign_in(client, Role.AGENT)
    own, all_ = await use_of(client)
    assert (own["asked"], own["helped"], own["not_helped"]) == (1, 0, 1)
    assert all_["unanswered"] >= 1 and (all_["helped"], all_["not_helped"]) == (0, 1)
    assert await chat.rate(answer["number"], True) == 204
    own, _ = await use_of(client)
    assert (own["helped"], own["not_helped"]) == (1, 0)


async def test_nobody_rates_anothers_answer_or_what_is_no_answer(
    client: httpx.AsyncClient, product: Product
) -> None:
    chat, other = await begin(client, product), await begin(client, product)
    (answer,) = await chat.say(QUESTION)
    number = answer["number"]
    assert await other.rate(number, False) == 404, "turn numbers are the chat's own"
    assert await chat.rate(number - 1, False) == 404, "the customer's own words"
    assert await chat.rate(1, False) == 404, "a greeting"
    assert await chat.rate(number + 5, False) == 404
    path, body = "/api/chat/rating", {"number": number, "helped": False}
    assert (await client.post(path, json=body)).status_code == 401
    wrong = {"authorization": "Bearer nobodys"}
    assert (await client.post(path, json=body, headers=wrong)).status_code == 404
    bad: dict[str, Any]
    for bad in ({"number": number}, {**body, "number": 0}, {**body, "helped": None}, {**body, "by": "me"}):
        assert (await chat.post("rating", bad)).status_code == 422
    async with product.db.snapshot() as conn:
        assert await conn.value("select count(*) from knowledge.question where rating <> 0") == 0


async def test_a_chat_that_its_customer_ends_asks_once(
    client: httpx.AsyncClient, product: Product, clock: ManualClock
) -> None:
    chat = await begin(client, product)
    await chat.say(QUESTION)
    assert not await chat.asks()
    assert (await chat.post("close")).json()["survey"] is True
    assert await chat.asks(), "who loads the page again still sees the question"
    clock.advance(timedelta(minutes=11))
    assert not await chat.asks()
    answer = {"csat": 5, "nps": 9, "comment": "", "language": "zh-CN"}
    assert (await chat.post("survey", answer)).status_code == 204, "a late answer is one all the same"
    async with product.db.snapshot() as conn:
        rows = await conn.rows("select channel, state from messaging.survey")
    assert rows == [{"channel": "webchat", "state": "answered"}]


async def test_a_chat_that_fell_silent_asks_when_its_customer_is_back(
    client: httpx.AsyncClient, product: Product, clock: ManualClock
) -> None:
    chat = await begin(client, product)
    await chat.say(QUESTION)
    clock.advance(timedelta(minutes=31))
    assert await product.conversations.sweep_silent(clock.now()) == 1
    clock.advance(timedelta(hours=3))
    assert await chat.asks()
    assert (await chat.post("survey", {"language": "zh-CN"})).status_code == 204, "rather not"
    assert not await chat.asks()


async def test_one_customer_is_asked_once_whatever_the_channel(product: Product, clock: ManualClock) -> None:
    talk, phone = product.conversations, "+8613800138000"

    async def over(key: str | None) -> bool:
        made = await talk.open("webchat", "zh-CN", customer_key=key)
        await talk.answer(made.conversation_id)
        await talk.hear(made.conversation_id, Said("c1", QUESTION))
        await talk.answer(made.conversation_id)
        return await product.webchat.survey_due(
            await talk.close(made.conversation_id, "customer", "ended_by_customer")
        )

    async with product.db.transaction() as conn:
        await conn.run(
            "insert into messaging.survey (conversation_id, channel, customer_hash, due_at, state, moved_at) "
            "values ('cnv_sms', 'sms', :hash, :now, 'asked', :now)",
            hash=talk.keys.hashed(phone),
            now=clock.now(),
        )
    clock.advance(timedelta(days=1))
    assert not await over(phone), "asked by text message yesterday"
    assert await over("+8613800138001") and await over(None)
    clock.advance(timedelta(days=7))
    assert await over(phone)
