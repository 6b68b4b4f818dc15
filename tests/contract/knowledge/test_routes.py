"""The knowledge routes: who may do what, and what they send."""

from collections.abc import AsyncIterator

import httpx
import pytest

from hongyan.access import Access, Role
from hongyan.core.clock import ManualClock
from hongyan.knowledge import Knowledge
from hongyan.knowledge.api import router
from hongyan.runtime import Database
from tests.builders.access import add_everyone, make_access, sign_in
from tests.builders.knowledge import PETS, POWER_BANKS, make_knowledge, put
from tests.builders.web import make_app, make_client

ARTICLE = {"title": "宠物", "body": "猫和狗可以托运。", "keywords": ["宠物"]}


@pytest.fixture
async def access(db: Database) -> Access:
    made = make_access(db)
    await add_everyone(made)
    return made


@pytest.fixture
def knowledge(db: Database, clock: ManualClock) -> Knowledge:
    return make_knowledge(db, clock)


@pytest.fixture
async def people(
    db: Database, access: Access, knowledge: Knowledge
) -> AsyncIterator[dict[Role | None, httpx.AsyncClient]]:
    app = make_app(db, access, router(knowledge, access))
    clients: dict[Role | None, httpx.AsyncClient] = {None: make_client(app)}
    for role in Role:
        clients[role] = make_client(app)
        await sign_in(clients[role], role)
    yield clients
    for client in clients.values():
        await client.aclose()


async def test_roles(people: dict[Role | None, httpx.AsyncClient]) -> None:
    assert (await people[None].get("/api/knowledge/search?q=x")).status_code == 401
    assert (await people[Role.CONTROLLER].get("/api/knowledge/search?q=x")).status_code == 200
    assert (await people[Role.CONTROLLER].post("/api/knowledge/articles", json=ARTICLE)).status_code == 403
    made = await people[Role.AGENT].post("/api/knowledge/articles", json=ARTICLE)
    assert made.status_code == 201
    at = f"/api/knowledge/articles/{made.json()['article_id']}/versions/1"
    assert (await people[Role.AGENT].post(f"{at}/submit")).status_code == 200
    assert (await people[Role.AGENT].post(f"{at}/approve", json={})).status_code == 403
    assert (await people[Role.SUPERVISOR].post(f"{at}/approve", json={})).status_code == 200
    assert (await people[Role.SUPERVISOR].post(f"{at}/approve", json={})).status_code == 409


async def test_the_author_cannot_approve(people: dict[Role | None, httpx.AsyncClient]) -> None:
    client = people[Role.SUPERVISOR]
    made = (await client.post("/api/knowledge/articles", json=ARTICLE)).json()
    at = f"/api/knowledge/articles/{made['article_id']}/versions/1"
    await client.post(f"{at}/submit")
    answer = await client.post(f"{at}/approve", json={})
    assert answer.status_code == 403 and answer.json()["error"] == "own-review"


async def test_search_shows_reasons_and_places(
    people: dict[Role | None, httpx.AsyncClient], knowledge: Knowledge
) -> None:
    await put(knowledge, PETS, POWER_BANKS)
    body = (await people[Role.AGENT].get("/api/knowledge/search", params={"q": "移动电源"})).json()
    first = body["items"][0]
    assert first["title"] == POWER_BANKS.title and "充电宝" in first["reasons"]
    start, end = first["spans"][0]
    assert first["quote"][start:end]
    words = (await people[Role.AGENT].get("/api/knowledge/suggest", params={"q": "chong"})).json()
    assert "充电宝" in words


async def test_an_upload_waits_for_approval(people: dict[Role | None, httpx.AsyncClient]) -> None:
    client = people[Role.AGENT]
    files = {"file": ("pets.md", "# 宠物\n\n猫和狗可以托运。".encode(), "text/markdown")}
    done = (await client.post("/api/knowledge/imports", files=files)).json()
    assert done["new"] == 1
    listed = (await client.get("/api/knowledge/articles", params={"state": "in_review"})).json()
    assert listed["total"] == 1 and listed["items"][0]["live_number"] is None
    bad = {"file": ("x.pdf", b"%PDF-broken", "application/pdf")}
    done = (await client.post("/api/knowledge/imports", files=bad)).json()
    assert done["refused"]
    (refused, *_) = (await client.get("/api/knowledge/imports")).json()
    assert refused["state"] == "refused" and refused["reason"]
    again = await client.post(f"/api/knowledge/imports/{refused['import_id']}/retry")
    assert again.status_code == 200 and again.json()["refused"]


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://localhost/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://user@example.com/",
    ],
)
async def test_private_addresses_are_not_fetched(
    people: dict[Role | None, httpx.AsyncClient], url: str
) -> None:
    answer = await people[Role.SUPERVISOR].post("/api/knowledge/imports/page", json={"url": url})
    assert answer.status_code == 422 and answer.json()["error"] == "not-a-public-page"
