"""Colleague and customer in two languages, over the wired product and a scripted model endpoint."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from hongyan.access import Role
from hongyan.assistant.settings import AssistantSettings
from hongyan.bootstrap import Product, opened
from hongyan.conversations import Said
from hongyan.core.clock import ManualClock
from hongyan.entrypoints.web import create_app
from hongyan.settings import Settings
from tests.builders.access import PASSWORD, sign_in
from tests.builders.model_endpoint import served
from tests.builders.web import make_client, running

ENGLISH = "I am Lin Xiaotong, locator K7M2QD, flight ZZ1305. Why CNY 180 for Feixing members?"


@asynccontextmanager
async def desk(
    dsn: str, home: Path, clock: ManualClock, assistant: AssistantSettings
) -> AsyncIterator[tuple[Product, httpx.AsyncClient, str]]:
    """A colleague who has taken over the conversation of somebody who writes English in a Chinese chat."""
    async with opened(Settings(dsn=dsn, home=home, assistant=assistant), clock=clock) as product:
        await product.access.users.add_user("agent", PASSWORD, Role.AGENT)
        app = create_app(product)
        async with running(app), make_client(app) as client:
            talk = product.conversations
            made = await talk.open("webchat", "zh-CN", subject={"name": "Lin Xiaotong"})
            cid = made.conversation_id
            await sign_in(client, Role.AGENT)
            await client.post(f"/api/conversations/{cid}/take")
            await talk.hear(cid, Said("c1", ENGLISH))
            yield product, client, cid


def model(body: dict) -> str:
    """A translator that keeps what is in brackets and nothing else."""
    return "译：" + " ".join(re.findall(r"\[[A-Z]+_\d+\]", body["messages"][1]["content"]))


async def customer_turn(client: httpx.AsyncClient, cid: str) -> dict:
    turns = (await client.get(f"/api/conversations/{cid}")).json()["turns"]
    return next(t for t in turns if t["text"] == ENGLISH)


async def test_the_colleague_reads_and_answers_in_another_language(
    dsn: str, tmp_path: Path, clock: ManualClock
) -> None:
    async with served(model) as (endpoint, asked):
        settings = AssistantSettings(model=endpoint, glossary={"Feixing": {"zh": "飞行通"}})
        async with desk(dsn, tmp_path, clock, settings) as (product, client, cid):
            turn = await customer_turn(client, cid)
            assert turn["language"] == "en", "the letters tell, not the page it was written on"
            path = f"/api/conversations/{cid}"
            read = await client.post(
                f"{path}/translation", json={"numbers": [turn["number"]], "language": "zh-CN"}
            )
            (shown,) = read.json()["turns"]
            words = shown["text"].removeprefix("译：").split()
            assert sorted(words) == sorted(["Lin", "Xiaotong", "K7M2QD", "ZZ1305", "CNY", "180", "飞行通"])
            seen = str(asked)
            assert "Xiaotong" not in seen and "K7M2QD" not in seen and "180" not in seen
            original = "ZZ1305 已为您改好"
            made = await client.post(f"{path}/translated-reply", json={"text": original, "language": "en"})
            assert made.json()["text"] == "译：ZZ1305"
            said = await client.post(
                f"{path}/reply",
                json={
                    "client_id": "a1",
                    "text": made.json()["text"],
                    "original": original,
                    "language": "en",
                },
            )
            assert (said.json()["text"], said.json()["language"]) == ("译：ZZ1305", "en")
            assert said.json()["reasons"]["original"] == original
            async with product.db.snapshot() as conn:
                kept = await conn.value(
                    "select reasons->>'original' from conversations.turn where speaker = 'agent' order by number desc limit 1"
                )
            assert kept == original


async def test_a_translation_that_lost_a_code_is_not_shown(
    dsn: str, tmp_path: Path, clock: ManualClock
) -> None:
    async with (
        served(lambda _: "某人问了些什么") as (endpoint, _),
        desk(dsn, tmp_path, clock, AssistantSettings(model=endpoint)) as (_, client, cid),
    ):
        turn = await customer_turn(client, cid)
        asked = {"numbers": [turn["number"]], "language": "zh-CN"}
        read = await client.post(f"/api/conversations/{cid}/translation", json=asked)
        assert read.json()["turns"] == [{"number": turn["number"], "text": None}]
        reply = {"text": "ZZ1305 已改好", "language": "en"}
        made = await client.post(f"/api/conversations/{cid}/translated-reply", json=reply)
        assert (made.status_code, made.json()["error"]) == (503, "not-translated")


async def test_without_a_model_the_desk_is_told_so(dsn: str, tmp_path: Path, clock: ManualClock) -> None:
    async with desk(dsn, tmp_path, clock, AssistantSettings()) as (_, client, cid):
        asked = {"numbers": [1], "language": "zh-CN"}
        read = await client.post(f"/api/conversations/{cid}/translation", json=asked)
        assert read.json() == {"configured": False, "turns": []}
        reply = {"text": "好的", "language": "en"}
        made = await client.post(f"/api/conversations/{cid}/translated-reply", json=reply)
        assert (made.status_code, made.json()["error"]) == (503, "not-configured")
