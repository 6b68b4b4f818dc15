"""Hotel and car of the same trip: asked once in one question after the flight is settled, answered once, handed on once."""

from datetime import timedelta
from typing import Any

import pytest

from hongyan.bookings.adapters.sandbox.linked_products import SandboxLinkedProducts
from hongyan.bookings.model import LinkedRequest
from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, InvalidInput, NotFound
from hongyan.jobs import Outbox
from hongyan.outreach import words
from hongyan.outreach.events import LinkedProductsDecided
from hongyan.outreach.linked_products import LinkedChoices
from hongyan.outreach.model import Choice
from hongyan.runtime import Database
from tests.builders.outreach import NOON, House, disruption, everyone_answers, house, offers

HOTEL, CAR = "hotel:H123456", "car:C654321"


class Seller:
    def __init__(self) -> None:
        self.asked: list[LinkedRequest] = []

    async def request(self, requests: Any) -> None:
        self.asked += requests


async def trip(db: Database, clock: ManualClock, outbox: Outbox, *references: str) -> tuple[House, str]:
    (party,) = await disruption(db, passengers=1)
    await offers(db, [party])
    async with db.transaction() as conn:
        await conn.run("update disruptions.affected set linked_products = :refs", refs=list(references))
    home = house(db, clock, outbox, everyone_answers(""))
    await home.outreach.campaigns.planned(["dis_1"])
    return home, party


async def accept(home: House, party: str) -> None:
    read = await home.outreach.read_back(party, Choice("accept", f"own:{party}"))
    await home.outreach.confirm(read.token)


async def test_the_question_stands_only_after_the_flight_is_settled(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await trip(db, clock, outbox, HOTEL, CAR)
    assert await home.outreach.linked_asked([party]) == {}
    with pytest.raises(Conflict):
        await home.outreach.decide_linked(party, {HOTEL: "move", CAR: "cancel"}, "passenger:page")
    await accept(home, party)
    asked = (await home.outreach.linked_asked([party]))[party]
    assert [p.kind for p in asked["products"]] == ["car", "hotel"]
    assert asked["answers"] == {}


async def test_one_answer_for_all_is_taken_once_and_told_to_the_house(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await trip(db, clock, outbox, HOTEL, CAR)
    await accept(home, party)
    with pytest.raises(InvalidInput):
        await home.outreach.decide_linked(party, {HOTEL: "move"}, "passenger:page")
    with pytest.raises(InvalidInput):
        await home.outreach.decide_linked(party, {HOTEL: "burn", CAR: "keep"}, "passenger:page")
    answers = {HOTEL: "move", CAR: "cancel"}
    for _ in range(2):
        await home.outreach.decide_linked(party, answers, "passenger:page")
    with pytest.raises(Conflict):
        await home.outreach.decide_linked(party, {HOTEL: "keep", CAR: "keep"}, "passenger:page")
    async with db.snapshot() as conn:
        rows = await conn.rows(
            "select payload from jobs.event where name = 'outreach.linked_products_decided'"
        )
    assert [row["payload"]["answers"] for row in rows] == [answers]
    assert (await home.outreach.linked_asked([party]))[party]["answers"] == answers


async def test_after_a_refund_there_is_no_flight_to_move_along_with(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await trip(db, clock, outbox, HOTEL)
    read = await home.outreach.read_back(party, Choice("refund"))
    await home.outreach.confirm(read.token)
    with pytest.raises(InvalidInput):
        await home.outreach.decide_linked(party, {HOTEL: "move"}, "passenger:page")
    await home.outreach.decide_linked(party, {HOTEL: "cancel"}, "passenger:page")


async def test_without_linked_products_there_is_nothing_to_answer(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await trip(db, clock, outbox)
    await accept(home, party)
    assert await home.outreach.linked_asked([party]) == {}
    with pytest.raises(NotFound):
        await home.outreach.decide_linked(party, {HOTEL: "keep"}, "passenger:page")


async def test_what_is_kept_troubles_nobody_and_the_rest_is_asked_of_the_seller(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    seller = Seller()
    choices = LinkedChoices(db, clock, outbox, seller)
    event = LinkedProductsDecided(
        at=NOON,
        party_id="dis_1:ord_0",
        order_id="ord_0",
        change_id="chg_1",
        answers={HOTEL: "move", CAR: "keep"},
    )
    await choices.hand_on([event])
    assert seller.asked == [LinkedRequest(f"dis_1:ord_0|{HOTEL}", "ord_0", HOTEL, "move", "chg_1")]


async def test_the_sandbox_notes_the_same_request_once(db: Database, clock: ManualClock) -> None:
    async with db.transaction() as conn:
        await conn.run(
            "insert into sandbox.orders (order_id, locator, version, channel, payment_method, created_at) "
            "values ('ord_0', 'ABC234', 1, 'direct', 'card', :now)",
            now=NOON,
        )
    sellers = SandboxLinkedProducts(db, clock)
    for _ in range(2):
        await sellers.request([LinkedRequest("one", "ord_0", HOTEL, "cancel", "chg_1")])
    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from sandbox.linked_request") == 1


async def test_the_confirmation_asks_in_one_sentence_and_a_call_announces_it(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await trip(db, clock, outbox, HOTEL, CAR)
    await accept(home, party)
    async with db.snapshot() as conn:
        change = await conn.value("select change_id from outreach.decision")
    await home.outreach.follow_ups.confirmed(party, change, "rebook")
    await home.play(NOON + timedelta(minutes=5))
    async with db.snapshot() as conn:
        body = await conn.value(
            "select body from simulated_messages.message where body like '【改签成功】%' limit 1"
        )
    assert "同行程的租车和酒店是保留、随航班调整还是取消" in body
    assert "hotel and car" in words.linked_by_text("en", [HOTEL, CAR])
    assert words.ask_linked("en", []) == ""
