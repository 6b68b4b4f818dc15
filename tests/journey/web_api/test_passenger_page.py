"""From the link in the text message to the new seat: the page, the read-back, one booking, the timeline."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hongyan.access import Role
from hongyan.bootstrap import Product
from hongyan.core.clock import ManualClock
from hongyan.entrypoints.web import create_app
from hongyan.jobs.worker import Worker
from tests.builders.access import sign_in
from tests.builders.storm_site import add_people, play, storm
from tests.builders.web import make_client


@dataclass
class Day:
    product: Product
    worker: Worker
    clock: ManualClock
    client: httpx.AsyncClient

    async def party_with_a_seat(self) -> str:
        async with self.product.db.snapshot() as conn:
            found = await conn.value(
                "select party_id from protection.offer where state = 'held' and kind <> 'refund' "
                "and party_id not in (select party_id from outreach.decision) order by party_id limit 1"
            )
        assert found is not None, "the plan holds seats"
        return str(found)

    async def page_of(self, party_id: str) -> tuple[str, dict[str, Any]]:
        path = await self.product.outreach.link_for(party_ids=[party_id])
        answer = await self.client.get(f"/api{path}")
        assert answer.status_code == 200, answer.text
        return f"/api{path}", next(p for p in answer.json()["parties"] if p["party_id"] == party_id)

    async def confirm(
        self, link: str, party_id: str, kind: str, offer_id: str | None = None
    ) -> httpx.Response:
        body = {"party_id": party_id, "choice": {"kind": kind, "offer_id": offer_id}}
        read = await self.client.post(f"{link}/read-back", json=body)
        assert read.status_code == 200, read.text
        return await self.client.post(f"{link}/confirm", json={"read_back_token": read.json()["token"]})


@pytest.fixture
async def day(dsn: str, tmp_path: Path) -> AsyncIterator[Day]:
    async with storm(dsn, tmp_path) as (product, worker, clock):
        await add_people(product)
        async with make_client(create_app(product)) as client:
            yield Day(product, worker, clock, client)


async def test_two_phones_accept_one_seat_and_see_it_done(day: Day) -> None:
    party_id = await day.party_with_a_seat()
    link, before = await day.page_of(party_id)
    assert before["decision"] == "undecided"
    offer = before["offers"][0]
    assert offer["legs"] and offer["hold_expires_at"] and offer["explanation"]

    answers = await asyncio.gather(
        *(day.confirm(link, party_id, "accept", offer["offer_id"]) for _ in range(2))
    )
    assert [a.status_code for a in answers] == [200, 200], [a.text for a in answers]
    assert answers[0].json()["change_id"] == answers[1].json()["change_id"]
    await play(day.worker, day.clock, timedelta(minutes=2))

    _, after = await day.page_of(party_id)
    assert after["decision"] == "rebooked"
    assert after["change"]["state"] in ("confirmed", "told")
    kinds = [entry["kind"] for entry in after["timeline"]]
    assert "decided" in kinds and kinds.index("disruption_opened") < kinds.index("decided")
    async with day.product.db.snapshot() as conn:
        changes = await conn.value("select count(*) from bookings.change where subject = :p", p=party_id)
    assert changes == 1
    assert await day.product.airline_evidence.double_rebookings() == 0
    assert await day.product.airline_evidence.oversold_seats() == 0

    # the other person of the link changes their mind: the page shows what was decided
    refused = await day.client.post(
        f"{link}/read-back", json={"party_id": party_id, "choice": {"kind": "refund", "offer_id": None}}
    )
    if refused.status_code == 200:
        token = refused.json()["token"]
        refused = await day.client.post(f"{link}/confirm", json={"read_back_token": token})
    assert (refused.status_code, refused.json()["error"]) == (409, "already-decided")


async def test_whoever_presses_later_gets_the_same_answer(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other phone decides between this one's look at the decision and its look at the seat."""
    party_id = await day.party_with_a_seat()
    link, page = await day.page_of(party_id)
    offer_id = page["offers"][0]["offer_id"]
    secure, quicker = day.product.protection.secure, []

    async def overtaken(party: str, offer: str) -> Any:
        if not quicker:
            quicker.append(None)
            quicker.append(await day.confirm(link, party_id, "accept", offer_id))
        return await secure(party, offer)

    monkeypatch.setattr(day.product.protection, "secure", overtaken)
    later = await day.confirm(link, party_id, "accept", offer_id)
    assert (later.status_code, quicker[1].status_code) == (200, 200), later.text
    assert later.json()["change_id"] == quicker[1].json()["change_id"]


async def test_a_seat_that_was_lost_meanwhile_brings_the_next(day: Day) -> None:
    party_id = await day.party_with_a_seat()
    link, page = await day.page_of(party_id)
    lost = page["offers"][0]["offer_id"]
    async with day.product.db.transaction() as conn:
        await conn.run("update protection.offer set state = 'lost' where offer_id = :id", id=lost)
    body = {"party_id": party_id, "choice": {"kind": "accept", "offer_id": lost}}
    answer = await day.client.post(f"{link}/read-back", json=body)
    assert (answer.status_code, answer.json()["error"]) == (409, "offer-gone")
    assert lost not in [offer["offer_id"] for offer in answer.json()["details"]["offers"]]


async def test_a_refund_is_followed_with_its_clock(day: Day) -> None:
    party_id = await day.party_with_a_seat()
    link, page = await day.page_of(party_id)
    promised = page["refund"]
    answer = await day.confirm(link, party_id, "refund")
    assert answer.status_code == 200, answer.text
    await play(day.worker, day.clock, timedelta(minutes=3))
    _, after = await day.page_of(party_id)
    assert after["decision"] == "refunded"
    assert after["refund"]["state"] is not None and after["refund"]["due_on"]
    assert (after["refund"]["amount"], after["refund"]["currency"]) == (
        promised["amount"],
        promised["currency"],
    )


async def test_an_agent_decides_on_the_passengers_word(day: Day) -> None:
    party_id = await day.party_with_a_seat()
    await sign_in(day.client, Role.AGENT)
    choice = {"kind": "refund", "offer_id": None}
    read = await day.client.post(f"/api/parties/{party_id}/read-back", json=choice)
    assert read.status_code == 200, read.text
    body = {**choice, "read_back_token": read.json()["token"], "consent_note": "said so on the phone"}
    answer = await day.client.post(f"/api/parties/{party_id}/decide", json=body)
    assert answer.status_code == 200, answer.text
    async with day.product.db.snapshot() as conn:
        row = await conn.row("select actor, role from access.audit where subject = :p", p=party_id)
    assert row == {"actor": "agent", "role": "agent"}


async def test_the_overview_adds_up_and_names_the_place_to_go_on_from(day: Day) -> None:
    await sign_in(day.client, Role.CONTROLLER)
    strip = (await day.client.get("/api/overview")).json()
    assert (
        strip["affected"] == strip["reached"] + strip["scheduled"] + strip["unknown"] + strip["unreachable"]
    )
    assert strip["affected"] > 30 and strip["ledger_balance"] == 0 and strip["last_event_id"] > 0
