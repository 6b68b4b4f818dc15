"""The control room's routes: what each role may do, what lists show, and that deeds leave a trail."""

from datetime import timedelta
from typing import Any

import pytest

from hongyan.access import Role
from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.outreach.api import router
from hongyan.runtime import Database
from tests.builders.access import add_everyone, make_access, sign_in
from tests.builders.jobs import wire
from tests.builders.outreach import NOON, disruption, house, offers
from tests.builders.web import make_app, make_client


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


class Nothing:
    """Rights and offers of nobody."""

    async def rights_for(self, disruption_id: str, passenger_id: str) -> list[Any]:
        return []

    async def offers_for(self, party_id: str) -> list[Any]:
        return []


@pytest.fixture
async def control(db: Database, clock: ManualClock, outbox: Outbox, registry: Registry, queue: Queue):  # type: ignore[no-untyped-def]
    """A running campaign of eight passengers behind the routes: (house, client)."""
    wire(registry, queue, db)
    parties = await disruption(db, passengers=8)
    await offers(db, parties)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1"])
    access = make_access(db)
    await add_everyone(access)
    app = make_app(db, access, router(home.outreach, Nothing(), Nothing(), clock, access))
    async with make_client(app) as client:
        yield home, client


async def audited(db: Database) -> list[tuple[str, str]]:
    async with db.snapshot() as conn:
        rows = await conn.rows("select action, subject from access.audit order by id")
    return [(row["action"], row["subject"]) for row in rows]


async def test_the_top_strip_and_the_lists(control: Any, clock: ManualClock) -> None:
    home, client = control
    await sign_in(client, Role.CONTROLLER)
    await home.play(NOON + timedelta(minutes=30))
    top = (await client.get("/api/overview")).json()
    assert (top["affected"], top["reached"], top["ledger_balance"]) == (8, 8, 0)
    assert top["decided"]["rebooked"] == 8 and top["disruptions_open"] == 1
    page = (await client.get("/api/disruptions/dis_1/passengers?limit=3")).json()
    assert page["total"] == 8 and len(page["items"]) == 3
    assert page["items"][0]["decision"] == "accept" and "name" not in page["items"][0]
    waves = (await client.get("/api/waves?minutes=60")).json()
    assert sum(point["calls"] for point in waves["items"]) == 8
    assert (await client.get("/api/disruptions/dis_1/waves?minutes=5")).status_code == 200
    assert (await client.get("/api/unreached")).json() == {"total": 0, "items": []}


async def test_a_passengers_drawer_is_audited(control: Any, db: Database) -> None:
    _, client = control
    await sign_in(client, Role.AGENT)
    whole = (await client.get("/api/passengers/ord_1_p0?disruption_id=dis_1")).json()
    assert whole["name"] == "Li/Na0"
    assert whole["entries"][0]["contacts"][0]["value"] == "••••••••••••01"
    assert whole["timeline"][0]["kind"] == "disruption_opened"
    assert ("passenger.read", "ord_1_p0") in await audited(db)
    assert (await client.get("/api/passengers/pax_none")).status_code == 404


async def test_contacts_are_shown_in_full_only_for_a_reason(control: Any, db: Database) -> None:
    _, client = control
    await sign_in(client, Role.AGENT)
    path = "/api/passengers/ord_1_p0/contacts"
    for nothing in ({}, {"reason": "  "}):
        assert (await client.post(path, json=nothing)).status_code == 422
    assert "passenger.contacts" not in {a for a, _ in await audited(db)}
    shown = await client.post(path, json={"reason": "calls back about the refund"})
    assert shown.json()["contacts"][0]["value"] == "+8613800000001"
    async with db.snapshot() as conn:
        row = await conn.row("select subject, reason from access.audit where action = 'passenger.contacts'")
    assert row == {"subject": "ord_1_p0", "reason": "calls back about the refund"}


async def test_to_stop_reaching_people_needs_a_reason(control: Any, db: Database) -> None:
    home, client = control
    campaign = await home.outreach.open_campaign("dis_1")
    await sign_in(client, Role.CONTROLLER)
    assert (await client.post(f"/api/campaigns/{campaign}/stop")).status_code == 422
    stopped = await client.post(f"/api/campaigns/{campaign}/stop", json={"reason": "wrong flight"})
    assert stopped.json()["state"] == "stopped"
    async with db.snapshot() as conn:
        assert await conn.value("select change_reason from outreach.campaign") == "wrong flight"
        assert (
            await conn.value("select reason from access.audit where action = 'campaign.stop'")
            == "wrong flight"
        )


async def test_campaigns_and_pacing_are_for_controllers(control: Any, db: Database) -> None:
    home, client = control
    campaign = await home.outreach.open_campaign("dis_1")
    await sign_in(client, Role.AGENT)
    assert (await client.post(f"/api/campaigns/{campaign}/pause")).status_code == 403
    assert (await client.put("/api/pacing/call", json={"per_second": 1})).status_code == 403
    await sign_in(client, Role.CONTROLLER)
    paused = await client.post(f"/api/campaigns/{campaign}/pause")
    assert paused.json() == {"campaign_id": campaign, "state": "paused"}
    assert (await client.post(f"/api/campaigns/{campaign}/approve")).status_code == 409
    assert (await client.post("/api/campaigns/cmp_none/stop", json={"reason": "x"})).status_code == 404
    pacing = await client.put("/api/pacing/call", json={"per_second": 7, "lines": 9})
    assert {(p["per_second"], p["lines"]) for p in pacing.json() if p["channel"] == "call"} == {(7, 9)}
    assert (await client.put("/api/pacing/call", json={"per_second": 0})).status_code == 422
    assert (await client.put("/api/pacing/agency", json={"per_second": 5})).status_code == 200
    assert (await client.put("/api/pacing/pigeon", json={"per_second": 1})).status_code == 422
    assert {"campaign.pause", "pacing.set"} <= {action for action, _ in await audited(db)}


async def test_tasks_are_taken_over_assigned_and_noted(control: Any, db: Database) -> None:
    home, client = control
    task = (await home.outreach.passengers("dis_1"))["items"][0]["task_id"]
    await sign_in(client, Role.SUPERVISOR)
    assert (await client.post(f"/api/tasks/{task}/take-over")).status_code == 200
    assert (await client.post(f"/api/tasks/{task}/assign", json={"owner": "zhao"})).status_code == 200
    (listed,) = (await client.get("/api/unreached?q=Li")).json()["items"]
    assert (listed["owner"], listed["reason"], listed["name"]) == ("zhao", "taken_over", "Li/Na0")
    noted = await client.post(f"/api/tasks/{task}/note-reached", json={"note": "at the gate"})
    assert noted.status_code == 200
    assert (await home.outreach.ledger()).reached == 1
    assert {a for a, _ in await audited(db)} >= {"task.take_over", "task.assign", "task.note_reached"}


async def test_an_agent_decides_on_the_passengers_word(control: Any, db: Database) -> None:
    home, client = control
    await sign_in(client, Role.AGENT)
    party = "dis_1:ord_2"
    body = {"kind": "accept", "offer_id": f"own:{party}", "consent_note": "read aloud, said yes"}
    made = await client.post(f"/api/parties/{party}/decide", json=body)
    assert made.json() == {"party_id": party, "change_id": f"chg_{party}"}
    assert home.changes.requests[0].requested_by.startswith("agent:")
    other = await client.post(f"/api/parties/{party}/decide", json={"kind": "refund"})
    assert other.status_code == 409
    unknown = await client.post("/api/parties/dis_x:ord_x/decide", json={"kind": "refund"})
    assert unknown.status_code in (404, 409)
    assert (await client.post(f"/api/parties/{party}/decide", json={"kind": "buy"})).status_code == 422


async def test_nobody_is_let_in_without_signing_in(control: Any) -> None:
    _, client = control
    for path in ("/api/overview", "/api/unreached", "/api/passengers/ord_1_p0", "/api/waves", "/api/pacing"):
        assert (await client.get(path)).status_code == 401
