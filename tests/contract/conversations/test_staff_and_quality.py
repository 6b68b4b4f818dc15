"""Colleagues' view, promises, scores and surveys over the wired product."""

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
from hongyan.core.errors import Unavailable
from hongyan.entrypoints.web import create_app
from hongyan.jobs.worker import Worker
from hongyan.settings import Settings
from tests.builders.access import PASSWORD, sign_in
from tests.builders.files import pdf
from tests.builders.scripted import a_booking, a_pax, an_offer
from tests.builders.web import make_client, running


@pytest.fixture
async def product(dsn: str, tmp_path: Path, clock: ManualClock) -> AsyncIterator[Product]:
    async with opened(Settings(dsn=dsn, home=tmp_path), clock=clock) as made:
        for role in Role:
            await made.access.users.add_user(role.value, PASSWORD, role)
        yield made


@pytest.fixture
async def worker(product: Product, clock: ManualClock) -> Worker:
    return Worker(product.queue, product.registry, clock, 2)


@pytest.fixture
async def client(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(product)
    async with running(app), make_client(app) as made:
        yield made


async def begin(product: Product, text: str, phone: str | None = None) -> str:
    talk = product.conversations
    facts = {"phone": phone, "order_ids": ["ord_1"]} if phone else {}
    conversation = await talk.open("webchat", "zh-CN", subject=facts, customer_key=phone)
    await talk.answer(conversation.conversation_id)
    await talk.hear(conversation.conversation_id, Said("c1", text))
    await talk.answer(conversation.conversation_id)
    return conversation.conversation_id


async def test_personal_data_is_hidden_until_somebody_says_why(
    client: httpx.AsyncClient, product: Product
) -> None:
    cid = await begin(product, "电话 13800138000，邮箱 wei@example.com，票 999-2345678901", "+8613800138000")
    other = await begin(product, "第二次来", "+8613800138000")
    await sign_in(client, Role.AGENT)
    shown = (await client.get(f"/api/conversations/{cid}")).json()
    text = str(shown)
    assert "13800138000" not in text and "wei@" not in text and "2345678901" not in text
    assert [c["conversation_id"] for c in shown["others"]] == [other]
    assert (await client.post(f"/api/conversations/{cid}/reveal", json={"reason": " "})).status_code == 422
    revealed = (await client.post(f"/api/conversations/{cid}/reveal", json={"reason": "回拨客户"})).json()
    assert (
        "13800138000" in str(revealed["turns"]) and revealed["conversation"]["customer"] == "+8613800138000"
    )
    async with product.db.snapshot() as conn:
        trail = await product.access.audit.recent(conn, subject=cid)
    assert [(row["action"], row["reason"]) for row in trail] == [
        ("conversation.revealed", "回拨客户"),
        ("conversation.read", ""),
    ]


@pytest.mark.parametrize("name", ["林晓彤", "SMITH/ANNA"])
async def test_the_passengers_names_are_hidden_from_who_does_not_need_them(
    client: httpx.AsyncClient, product: Product, name: str
) -> None:
    mate = "CHEN/MEI"
    pax = [a_pax(name), a_pax(mate, ticket_no="0992401330118")]
    await product.load_world({"bookings": [a_booking(*pax)], "offers": [an_offer()]})
    cid = await begin(product, f"我要看我的行程，乘机人都有谁？编码 K7M2QD，我叫{name}")
    await sign_in(client, Role.AGENT)
    await client.post(f"/api/conversations/{cid}/take")
    mine = (await client.get(f"/api/conversations/{cid}")).json()
    read_back = [t["text"] for t in mine["turns"] if t["speaker"] == "robot" and mate in t["text"]]
    assert read_back and any(name in text for text in read_back), "who answers sees whom the robot named"
    written = {name, mate, "晓彤", "SMITH", "ANNA", "Chen Mei"}
    for role in (Role.CONTROLLER, Role.SUPERVISOR, Role.ADMIN):
        await sign_in(client, role)
        shown = (await client.get(f"/api/conversations/{cid}")).json()
        assert not shown["revealed"] and not [n for n in written if n in str(shown)]
        assert any("•••" in t["text"] for t in shown["turns"] if t["speaker"] == "robot")
    await sign_in(client, Role.SUPERVISOR)
    revealed = await client.post(f"/api/conversations/{cid}/reveal", json={"reason": "complaint"})
    assert name in str(revealed.json()["turns"]) and mate in str(revealed.json()["turns"])
    async with product.db.snapshot() as conn:
        trail = await product.access.audit.recent(conn, subject=cid)
    assert [row["action"] for row in trail] == [
        "conversation.revealed",
        *["conversation.read"] * 4,
        "conversation.taken",
    ]


async def test_no_words_are_shown_while_nobody_can_say_whose_names_to_hide(
    client: httpx.AsyncClient, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    cid = await begin(product, "我叫林晓彤", "+8613800138000")

    async def down(_order_ids: object) -> list[object]:
        raise Unavailable

    monkeypatch.setattr(product.airline, "get", down)
    await sign_in(client, Role.CONTROLLER)
    shown = (await client.get(f"/api/conversations/{cid}")).json()
    assert shown["shut"] and {t["text"] for t in shown["turns"]} == {"•••"}
    await sign_in(client, Role.AGENT)
    revealed = (await client.post(f"/api/conversations/{cid}/reveal", json={"reason": "call back"})).json()
    assert not revealed["shut"] and "林晓彤" in str(revealed["turns"])


async def test_a_colleague_takes_over_answers_and_ends(client: httpx.AsyncClient, product: Product) -> None:
    cid = await begin(product, "人工", "+8613800138000")
    for role, status in ((Role.CONTROLLER, 403), (Role.AGENT, 200)):
        await sign_in(client, role)
        assert (await client.post(f"/api/conversations/{cid}/take")).status_code == status
    waiting = (await client.get("/api/conversations", params={"state": "waiting_for_person"})).json()
    assert waiting["items"] == []
    mine = (await client.get("/api/conversations", params={"owner": "agent"})).json()["items"]
    assert [c["conversation_id"] for c in mine] == [cid]
    said = await client.post(f"/api/conversations/{cid}/reply", json={"client_id": "a1", "text": "您好"})
    assert said.json()["author"] and said.json()["speaker"] == "agent"
    assert (await client.post(f"/api/conversations/{cid}/typing")).status_code == 204
    await sign_in(client, Role.SUPERVISOR)
    other = await client.post(f"/api/conversations/{cid}/reply", json={"client_id": "a2", "text": "我来"})
    assert (other.status_code, other.json()["error"]) == (409, "not-yours")
    await sign_in(client, Role.AGENT)
    assert (await client.post(f"/api/conversations/{cid}/return")).json()["conversation"][
        "state"
    ] == "with_robot"
    await client.post(f"/api/conversations/{cid}/take")
    ended = await client.post(f"/api/conversations/{cid}/close", json={"disposition": "resolved"})
    assert ended.json()["conversation"]["state"] == "closed"


async def test_only_its_own_conversation_opens_a_file(client: httpx.AsyncClient, product: Product) -> None:
    cid, other = await begin(product, "证明"), await begin(product, "别人")
    kept = await product.files.take(cid, "f1", "诊断.pdf", "application/pdf", pdf())
    path = f"/api/conversations/{cid}/files/{kept.attachment_id}"
    await sign_in(client, Role.CONTROLLER)
    assert (await client.get(path)).status_code == 403
    await sign_in(client, Role.AGENT)
    answer = await client.get(path)
    assert answer.content.startswith(b"%PDF") and answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert (await client.get(path.replace(cid, other))).status_code == 404


async def test_a_bad_rating_opens_a_task_somebody_works_off(
    client: httpx.AsyncClient, product: Product, worker: Worker, clock: ManualClock
) -> None:
    opened_chat = (await client.post("/api/chat", json={"language": "zh-CN"})).json()
    head = {"authorization": f"Bearer {opened_chat['token']}"}
    await client.post("/api/chat/messages", json={"client_id": "c1", "text": "太慢了"}, headers=head)
    await product.webchat.settle()
    survey = {"csat": 1, "nps": 3, "comment": "卡 4111111111111111 等太久", "language": "zh-CN"}
    assert (await client.post("/api/chat/survey", json=survey, headers=head)).status_code == 422, (
        "not over yet"
    )
    assert (await client.post("/api/chat/close", headers=head)).json()["survey"] is True
    assert (await client.post("/api/chat/survey", json=survey, headers=head)).status_code == 204
    assert (await client.post("/api/chat/survey", json=survey, headers=head)).status_code == 409
    assert (await client.get("/api/chat/turns", headers=head)).json()["chat"]["survey"] is False
    await worker.drain()
    await sign_in(client, Role.AGENT)
    (task,) = (await client.get("/api/promises")).json()["items"]
    assert task["kind"] == "recovery" and "CSAT 1, NPS 3" in task["text"] and "4111" not in task["text"]
    low = (await client.get("/api/conversations", params={"low_score": True})).json()["items"]
    assert [(c["score"]["csat"], c["score"]["nps"], c["score"]["resolution"]) for c in low] == [
        (1, 3, "abandoned")
    ]
    clock.advance(timedelta(hours=30))
    await worker.drain()
    (task,) = (await client.get("/api/promises", params={"overdue": True})).json()["items"]
    assert task["overdue"] is True
    path = f"/api/promises/{task['promise_id']}"
    assert (await client.post(f"{path}/take")).json()["owner"] == "agent"
    assert (await client.post(f"{path}/finish", json={"note": "已回电"})).json()["state"] == "done"
    assert (await client.post(f"{path}/finish", json={})).status_code == 409
    assert (await client.get("/api/promises")).json()["items"] == []
    totals = await product.quality.totals(7)
    assert (totals["csat"], totals["nps"], totals["nps_answers"]) == (1.0, -100.0, 1)


async def test_a_promise_is_made_once_and_shared_out(product: Product, clock: ManualClock) -> None:
    cases = product.cases
    async with product.db.transaction() as conn:
        made = [
            await cases.promise(conn, "callback", None, "+8613800138000", None, f"回拨 {i}", key=f"k{i // 2}")
            for i in range(4)
        ]
    assert len({p.promise_id for p in made}) == 2
    assert {p.owner for p in made} == {"duty-1", "duty-2"}
    assert made[0].due_at == clock.now() + timedelta(hours=2)
    async with product.db.snapshot() as conn:
        dump: list[dict[str, Any]] = await conn.rows("select * from cases.promise")
    assert "13800138000" not in str(dump)
