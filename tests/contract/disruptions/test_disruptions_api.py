"""The routes: closed without a session, lists with counts, a story in order, rights in words, clear errors."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from hongyan.access import Access, Role
from hongyan.core.clock import ManualClock
from hongyan.disruptions.api import router
from hongyan.jobs import Outbox
from hongyan.runtime import Database
from tests.builders.access import add_everyone, make_access, sign_in
from tests.builders.disrupted_world import AT, CANCELLED, House
from tests.builders.disruptions import STD, leg, order, segment
from tests.builders.web import make_app, make_client


class Outreach:
    """What the package above would say."""

    async def counts(self, disruption_ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        said = {"reached": 1, "rebooked": 1, "campaign_state": "running", "first_attempt_p99_s": 12.5}
        return dict.fromkeys(disruption_ids, said)

    async def story(self, disruption_id: str) -> Sequence[Mapping[str, Any]]:
        return [{"at": AT + timedelta(hours=1), "what": "first_contact", "details": None}]


@pytest.fixture
def access(db: Database, clock: ManualClock) -> Access:
    return make_access(db, clock)


@pytest.fixture
async def disruption_id(db: Database, outbox: Outbox) -> str:
    flight = leg()
    orders = [order(name, segment(name, flight.key, STD)) for name in ("one", "two")]
    world = House(db, outbox, [flight], orders)
    await world.change(replace(flight, **CANCELLED), "cancelled")
    [found] = await world.disruptions.open_list()
    return found.disruption_id


@pytest.fixture
async def client(db: Database, outbox: Outbox, access: Access) -> AsyncIterator[httpx.AsyncClient]:
    world = House(db, outbox, [], [])
    async with make_client(make_app(db, access, router(world.disruptions, Outreach()))) as made:
        yield made


@pytest.mark.parametrize("path", ["", "/dis_x", "/dis_x/rights/pax_x"])
async def test_without_a_session_nothing_is_told(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/api/disruptions{path}")).status_code == 401
    assert (await client.get("/api/rules")).status_code == 401


async def test_the_list_has_counts_and_filters_by_state(
    client: httpx.AsyncClient, access: Access, disruption_id: str
) -> None:
    await add_everyone(access)
    await sign_in(client, Role.AGENT)
    [item] = (await client.get("/api/disruptions", params={"state": "open"})).json()["items"]
    assert (item["disruption_id"], item["kind"], item["cause_class"]) == (disruption_id, "cancelled", "WX")
    assert (item["affected"], item["reached"], item["rebooked"], item["undecided"]) == (2, 1, 1, 1)
    assert (item["campaign_state"], item["board_zone"]) == ("running", "Asia/Shanghai")
    assert item["deadline_at"] > item["known_at"]
    assert (await client.get("/api/disruptions", params={"state": "withdrawn"})).json() == {"items": []}
    assert (await client.get("/api/disruptions", params={"state": "odd"})).status_code == 422


async def test_the_detail_tells_the_story_in_order(
    client: httpx.AsyncClient, access: Access, disruption_id: str
) -> None:
    await add_everyone(access)
    await sign_in(client, Role.CONTROLLER)
    found = (await client.get(f"/api/disruptions/{disruption_id}")).json()
    assert [item["kind"] for item in found["story"]] == ["event", "opened", "first_contact"]
    assert found["story"][1]["params"]["affected"] == 2
    assert (await client.get("/api/disruptions/dis_none")).status_code == 404


async def test_rights_come_as_data_and_in_both_languages(
    client: httpx.AsyncClient, access: Access, disruption_id: str
) -> None:
    await add_everyone(access)
    await sign_in(client, Role.AGENT)
    answer = (await client.get(f"/api/disruptions/{disruption_id}/rights/one-1")).json()
    refund = next(r for r in answer["rights"] if r["kind"] == "refund")
    assert refund["amount"] == {"amount": "570.00", "currency": "CNY"}
    assert refund["granted"] is True and refund["due"] and refund["legal_basis"]
    assert refund["cited"]["en"] == refund["legal_basis"] and "《" in refund["cited"]["zh-CN"]
    assert "CNY 570.00" in refund["text"]["en"] and "退" in refund["text"]["zh-CN"]
    assert (await client.get(f"/api/disruptions/{disruption_id}/rights/nobody")).status_code == 404
    assert (await client.get("/api/disruptions/dis_none/rights/one-1")).status_code == 404


async def test_the_rules_themselves_can_be_read(client: httpx.AsyncClient, access: Access) -> None:
    await add_everyone(access)
    await sign_in(client, Role.ADMIN)
    rules = (await client.get("/api/rules")).json()
    assert {"EU261", "US", "CN-INV"} <= {r["regime"] for r in rules}
