"""The passenger page API behind its link, with the packages below replaced by a small world."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import httpx
import pytest
import structlog

from hongyan.access import Access
from hongyan.bookings import FollowedRefund, PlannedLeg
from hongyan.bookings.saga import Kind, State
from hongyan.core.clock import ManualClock
from hongyan.core.money import Money
from hongyan.disruptions import DisruptionKind
from hongyan.outreach.passenger_api import router
from hongyan.outreach.passenger_page import PassengerPages
from hongyan.outreach.passenger_schemas import TalkRead
from hongyan.runtime import Database
from tests.builders.access import make_access
from tests.builders.passenger_page import (
    NOON,
    OTHER,
    PARTY,
    FakeWorld,
    FewPlaces,
    change,
    disruption,
    entitlement,
    offer,
    two_travellers,
)
from tests.builders.web import make_app, make_client


def client_for(db: Database, world: FakeWorld, access: Access | None = None) -> httpx.AsyncClient:
    access = access or make_access(db)
    pages = PassengerPages(
        db,
        ManualClock(NOON),
        world,
        world,
        world,
        world,
        world,
        FewPlaces(),
        TalkRead(phone="95583", wait_minutes=4),
    )
    return make_client(make_app(db, access, router(world, pages, world, access)))


@pytest.fixture
def world() -> FakeWorld:
    return FakeWorld()


@pytest.fixture
async def client(db: Database, world: FakeWorld) -> AsyncIterator[httpx.AsyncClient]:
    await two_travellers(db)
    async with client_for(db, world) as made:
        yield made


async def test_the_page_tells_what_happened_what_is_due_and_what_can_be_chosen(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/api/p/good")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    page = answer.json()
    assert (page["language"], page["now"], page["talk"]["phone"]) == (
        "zh-CN",
        "2026-11-22T04:00:00Z",
        "95583",
    )
    (party,) = page["parties"]
    assert party["names"] == ["张伟", "John Smith"] and party["locator"] == "ABC123"
    assert party["flight"]["number"] == "CA981" and party["flight"]["off_zone"] == "America/New_York"
    assert party["what_happened"] == {
        "kind": "cancelled",
        "cause_text_key": "cause.WX",
        "arrival_delay_minutes": None,
    }
    cited = {"zh-CN": "《公共航空运输旅客服务管理规定》（CCAR-273）第24条", "en": "CCAR-273 art. 24"}
    assert party["rights"][0]["cited"] == cited
    assert party["rights"][0]["params"] == {"fee": "CNY 0.00", "days": 7}
    first = party["offers"][0]
    assert first["legs"][0]["departs_local"] == "2026-11-22T17:00:00+08:00"
    assert first["legs"][0]["arrives_local"] == "2026-11-22T17:00:00-05:00"
    assert first["explanation"][0] == {"code": "arrives_later", "params": {"minutes": 120}}
    assert first["hold_expires_at"] == "2026-11-22T06:00:00Z"
    assert party["refund"] == {
        "amount": "2560.00",
        "currency": "CNY",
        "due_on": "2026-12-01",
        "legal_basis": "CCAR-273 art. 24",
        "cited": cited,
        "state": None,
    }, "two travellers, each with a refund of their own"
    assert (party["decision"], party["change"], party["can_keep"]) == ("undecided", None, False)


async def test_a_change_that_cost_money_is_the_partys_choice_with_its_price(
    client: httpx.AsyncClient, world: FakeWorld
) -> None:
    paid = change("chg_2", Kind.CHANGE, State.CONFIRMED)
    itinerary = (PlannedLeg(leg="CA989/2026-11-23/PEK-JFK", cabin="J"),)
    world.changes = [
        replace(paid, subject="seg_1", offer_id=None, itinerary=itinerary, collect=Money(Decimal(900), "CNY"))
    ]
    world.chosen = {PARTY: "chg_2"}
    (party,) = (await client.get("/api/p/good")).json()["parties"]
    assert party["decision"] == "rebooked"
    assert party["change"] == {
        "change_id": "chg_2",
        "kind": "change",
        "state": "confirmed",
        "flights": [{"flight": "CA989", "day": "2026-11-23", "board": "PEK", "off": "JFK"}],
        "price": {"amount": "900.00", "currency": "CNY"},
    }


async def test_the_page_holds_nobody_elses_data(client: httpx.AsyncClient) -> None:
    text = (await client.get("/api/p/good")).text
    for other in ("Doe", "Jane", "ZZZ999", OTHER, "was rude", "Wang Fang"):
        assert other not in text
    assert "attempt_contact" in text


async def test_links_that_are_unknown_or_old(client: httpx.AsyncClient) -> None:
    for path in ("/api/p/bad", "/api/p/%00", "/api/p/" + "x" * 3000, "/api/p/good%20"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (404, "link-invalid"), path
    old = await client.get("/api/p/old")
    assert (old.status_code, old.json()["error"]) == (410, "link-expired")
    for path in ("read-back", "confirm", "talk"):
        body = {"party_id": PARTY, "choice": {"kind": "refund"}, "read_back_token": "x", "phone": None}
        wanted = {"read-back": ("party_id", "choice"), "confirm": ("read_back_token",), "talk": ("phone",)}[
            path
        ]
        sent = {key: body[key] for key in wanted}
        assert (await client.post(f"/api/p/bad/{path}", json=sent)).status_code == 404


async def test_trying_links_out_is_stopped_for_that_address(db: Database, world: FakeWorld) -> None:
    await two_travellers(db)
    access = make_access(db, link_misses_per_minute_per_address=3)
    async with client_for(db, world, access) as client:
        for number in range(3):
            assert (await client.get(f"/api/p/guess{number}")).status_code == 404
        stopped = await client.get("/api/p/good")
        assert (stopped.status_code, stopped.json()["retry"]) == (429, True)


async def test_one_link_cannot_be_hammered(db: Database, world: FakeWorld) -> None:
    await two_travellers(db)
    access = make_access(db, link_requests_per_minute=2)
    async with client_for(db, world, access) as client:
        assert [(await client.get("/api/p/good")).status_code for _ in range(3)] == [200, 200, 429]


async def choose(client: httpx.AsyncClient, kind: str, offer_id: str | None = None) -> httpx.Response:
    body = {"party_id": PARTY, "choice": {"kind": kind, "offer_id": offer_id}}
    read = await client.post("/api/p/good/read-back", json=body)
    if read.status_code != 200:
        return read
    return await client.post("/api/p/good/confirm", json={"read_back_token": read.json()["token"]})


async def test_read_back_speaks_the_links_language(client: httpx.AsyncClient, world: FakeWorld) -> None:
    body = {"party_id": PARTY, "choice": {"kind": "accept", "offer_id": "off_1"}}
    assert (await client.post("/api/p/good/read-back", json=body)).json()["text"] == "改签至 CA989"
    world.language = "en"
    assert (await client.post("/api/p/good/read-back", json=body)).json()["text"] == "Rebook to CA989"
    assert world.changes == [], "reading back does nothing"


async def test_two_phones_on_one_link_book_once(client: httpx.AsyncClient, world: FakeWorld) -> None:
    first, second = await asyncio.gather(choose(client, "accept", "off_1"), choose(client, "accept", "off_1"))
    assert first.json() == second.json() == {"change_id": "chg_1", "state": "requested"}
    assert len(world.changes) == 1
    other = await choose(client, "accept", "off_2")
    assert (other.status_code, other.json()["error"]) == (409, "already-decided")
    assert other.json()["details"]["change_id"] == "chg_1", "the second person sees what was decided"


async def test_a_seat_that_is_gone_brings_the_next_offers(
    client: httpx.AsyncClient, world: FakeWorld
) -> None:
    body = {"party_id": PARTY, "choice": {"kind": "accept", "offer_id": "off_1"}}
    token = (await client.post("/api/p/good/read-back", json=body)).json()["token"]
    world.gone.add("off_1")
    for answer in (
        await client.post("/api/p/good/read-back", json=body),
        await client.post("/api/p/good/confirm", json={"read_back_token": token}),
    ):
        assert (answer.status_code, answer.json()["error"]) == (409, "offer-gone")
        assert [o["offer_id"] for o in answer.json()["details"]["offers"]] == ["off_2"]


async def test_a_link_speaks_for_its_own_party_only(client: httpx.AsyncClient) -> None:
    read = await client.post("/api/p/good/read-back", json={"party_id": OTHER, "choice": {"kind": "refund"}})
    confirm = await client.post("/api/p/good/confirm", json={"read_back_token": f"{OTHER}|refund|None"})
    forged = await client.post("/api/p/good/confirm", json={"read_back_token": "forged"})
    assert (read.status_code, confirm.status_code, forged.status_code) == (404, 404, 409)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"party_id": PARTY},
        {"party_id": PARTY, "choice": {"kind": "steal"}},
        {"party_id": 1, "choice": []},
        [],
    ],
)
async def test_bad_choices_are_bad_input(client: httpx.AsyncClient, body: object) -> None:
    assert (await client.post("/api/p/good/read-back", json=body)).status_code == 422


async def test_talk_gives_a_named_person(client: httpx.AsyncClient, world: FakeWorld) -> None:
    answer = await client.post("/api/p/good/talk", json={"phone": "138 0013 8000", "note": "wheelchair"})
    assert answer.json() == {"owner": "Wang Fang"}
    assert world.asked == [((PARTY,), "+8613800138000", "wheelchair")]
    assert (await client.post("/api/p/good/talk", json={"phone": "call me"})).status_code == 422
    assert (await client.post("/api/p/good/talk", json={"party_id": PARTY})).status_code == 200
    assert (await client.post("/api/p/good/talk", json={"party_id": OTHER})).status_code == 404
    assert (await choose(client, "person")).json() == {"change_id": None, "state": "handed_over"}


async def test_deeds_are_audited_without_the_link(client: httpx.AsyncClient, db: Database) -> None:
    for _ in range(3):
        await client.get("/api/p/good")
    await choose(client, "accept", "off_1")
    await client.post("/api/p/good/talk", json={})
    async with db.snapshot() as conn:
        rows = await conn.rows("select actor, action, subject from access.audit order by id")
    assert [(r["action"], r["subject"]) for r in rows] == [
        ("page.read", "lnk_1"),
        ("party.decided", PARTY),
        ("person.asked", "lnk_1"),
    ], "a page that refreshes itself is one reading"


async def test_logs_hold_neither_link_nor_people(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logs:
        await client.get("/api/p/good")
        await client.post("/api/p/good/talk", json={"phone": "+8613800138000", "note": "张伟"})
    assert {entry["route"] for entry in logs} == {"/api/p/{token}", "/api/p/{token}/talk"}
    for secret in ("good", "13800138000", "张伟", "Smith", "ABC123"):
        assert secret not in str(logs)


async def test_a_delayed_flight_can_be_kept_and_refused_rights_are_not_held_up(
    client: httpx.AsyncClient, world: FakeWorld
) -> None:
    delayed = replace(
        disruption(kind=DisruptionKind.DELAYED, arrival_delay_minutes=240),
        departs=disruption().std.replace(hour=12),
    )
    world.disruptions = [delayed]
    world.rights = [
        entitlement(kind="cash", granted=False, amount=None),
        entitlement(kind="meal", granted=None, amount=None, needs=("cause",)),
    ]
    (party,) = (await client.get("/api/p/good")).json()["parties"]
    assert party["can_keep"] and party["flight"]["etd"] == "2026-11-22T12:00:00Z"
    assert [(r["kind"], r["granted"], r["needs"]) for r in party["rights"]] == [("meal", None, ["cause"])]
    assert party["refund"] is None


async def test_a_running_refund_replaces_the_promise(client: httpx.AsyncClient, world: FakeWorld) -> None:
    world.changes = [
        change("chg_0", Kind.REBOOK, State.FAILED),
        change("chg_1", Kind.REFUND, State.CONFIRMED),
    ]
    world.refunds = [
        FollowedRefund(
            refund_id="ref_1",
            change_id="chg_1",
            subject=PARTY,
            order_id="ord_1",
            amount=Money(Decimal("2560"), "CNY"),
            fee=Money(Decimal(0), "CNY"),
            state="approved",
            requested_at=NOON,
            due_on=date(2026, 12, 1),
            basis="CCAR-273 art. 32",
        )
    ]
    (party,) = (await client.get("/api/p/good")).json()["parties"]
    assert party["decision"] == "refunded" and party["change"]["state"] == "confirmed"
    assert (party["refund"]["state"], party["refund"]["cited"]["zh-CN"]) == (
        "approved",
        "《公共航空运输旅客服务管理规定》（CCAR-273）第32条",
    )


async def test_a_failed_change_leaves_the_choice_open(client: httpx.AsyncClient, world: FakeWorld) -> None:
    world.changes = [change("chg_0", Kind.REBOOK, State.FAILED)]
    world.offers = [
        offer(kind="refund", legs=(), arrival_delay_min=None),
        offer("off_9", arrival_delay_min=None),
    ]
    (party,) = (await client.get("/api/p/good")).json()["parties"]
    assert party["decision"] == "undecided" and party["change"]["state"] == "failed"
    assert [o["offer_id"] for o in party["offers"]] == ["off_9"], "the refund has its own place on the page"


async def test_an_offer_whose_flight_has_left_is_not_shown(
    client: httpx.AsyncClient, world: FakeWorld
) -> None:
    world.offers = [offer("off_late"), offer("off_gone", departs=NOON - timedelta(minutes=1))]
    (party,) = (await client.get("/api/p/good")).json()["parties"]
    assert [o["offer_id"] for o in party["offers"]] == ["off_late"]
