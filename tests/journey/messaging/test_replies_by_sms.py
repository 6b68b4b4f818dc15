"""A cancelled flight, a text message, and a reply in one's own words: through the dialogue to one confirmed change."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from hongyan.bootstrap import Product
from hongyan.core.clock import ManualClock
from hongyan.core.ids import new_id
from hongyan.entrypoints.web import create_app
from hongyan.jobs.worker import Worker
from hongyan.servicing.model import Act
from tests.builders.storm_site import play, storm, undecided_holder
from tests.builders.web import make_client


@dataclass
class Day:
    product: Product
    worker: Worker
    clock: ManualClock
    client: httpx.AsyncClient
    token: str
    sent: int = 0

    async def texts(self, phone: str) -> list[str]:
        async with self.product.db.snapshot() as conn:
            rows = await conn.rows(
                "select body from simulated_messages.message where channel = 'sms' and address = :p order by message_id",
                p=phone,
            )
        return [row["body"] for row in rows]

    async def reply(self, phone: str, text: str, message_id: str | None = None) -> str:
        """Send a text from a handset; returns what came back."""
        self.sent += 1
        before = len(await self.texts(phone))
        answer = await self.client.post(
            "/api/sms/inbound",
            json={"message_id": message_id or f"in-{self.sent}", "sender": phone, "text": text},
            headers={"authorization": f"Bearer {self.token}"},
        )
        assert answer.status_code == 202, answer.text
        await self.product.sms_chat.settle()
        return "\n".join((await self.texts(phone))[before:])

    async def somebody(self) -> dict[str, Any]:
        return await undecided_holder(self.product)


@pytest.fixture
async def day(dsn: str, tmp_path: Path) -> AsyncIterator[Day]:
    async with storm(dsn, tmp_path) as (product, worker, clock):
        token = await product.access.feed_tokens.create("gateway", ["sms"])
        async with make_client(create_app(product)) as client:
            yield Day(product, worker, clock, client, token)


async def changes(day: Day, party_id: str) -> list[dict[str, Any]]:
    async with day.product.db.snapshot() as conn:
        return await conn.rows(
            "select kind, state, requested_by, consent from bookings.change where subject = :p", p=party_id
        )


async def test_from_a_reply_in_chinese_to_one_confirmed_change(day: Day) -> None:
    who = await day.somebody()
    phone, party_id = who["phone"], who["party_id"]
    options = await day.reply(phone, "改签")
    assert "订单编号" not in options, "the party is known: nobody asks for a locator"
    if "跟您核对" not in options:
        assert re.search(r"^1 \w+", options, re.M), options
        options = await day.reply(phone, "第一个")
    assert "跟您核对" in options and "1 确认" in options
    assert not await changes(day, party_id)
    assert "确认" in await day.reply(phone, "确认")
    await play(day.worker, day.clock, timedelta(minutes=2))
    (change,) = await changes(day, party_id)
    assert (change["kind"], change["requested_by"]) == ("rebook", "customer:sms")
    assert change["state"] in ("confirmed", "told") and change["consent"]
    decision = await day.product.outreach.decision(party_id)
    assert decision is not None and decision["consent"] == change["consent"]
    assert any("改签成功" in text for text in await day.texts(phone))
    assert "已经选择" in await day.reply(phone, "再帮我改签一下") or len(await changes(day, party_id)) == 1
    assert await day.product.airline_evidence.double_rebookings() == 0


async def held(day: Day, party_id: str) -> int:
    async with day.product.db.snapshot() as conn:
        found = await conn.value(
            "select count(*) from protection.offer where party_id = :p and state in ('held', 'proposed', 'intended')",
            p=party_id,
        )
    return int(found)


async def elsewhere(day: Day, party_id: str) -> Act:
    """Return the change of a party to a flight that is not among its offers, as a conversation would ask for it."""
    servicing = day.product.servicing
    (trip,) = await servicing.trips(order_ids=[party_id.partition(":")[2]])
    people = tuple(p.passenger_id for p in trip.travellers)
    (flight,) = trip.flights
    tomorrow = {"flight_no": "ZZ5001", "date": "2026-11-23", "std": "09:00", "sta": "11:15"}
    route = {"origin": flight.origin, "destination": flight.destination}
    sold = {"rbd": flight.rbd, "cabin": flight.cabin, "fare": 1080, "seats": 9}
    await day.product.load_world({"offers": [tomorrow | route | sold]})
    (option,) = await servicing.options(trip.order_id, flight.segment_id, people, tomorrow["date"])
    quote = await servicing.quote_change(trip.order_id, flight.segment_id, people, option.option_id)
    args = {
        "segment_id": flight.segment_id,
        "option_id": option.option_id,
        "order_version": quote.order_version,
    }
    return Act(
        new_id("act"), "change", trip.order_id, people, args, consent="read-back", said_by="customer:chat"
    )


async def test_a_change_to_a_flight_that_was_not_on_offer_ends_the_contacts_and_gives_the_seats_back(
    day: Day,
) -> None:
    who = await day.somebody()
    phone, party_id = who["phone"], who["party_id"]
    assert await held(day, party_id)
    receipt = await day.product.servicing.carry_out(await elsewhere(day, party_id))
    await play(day.worker, day.clock, timedelta(minutes=2))
    decision = await day.product.outreach.decision(party_id)
    assert decision is not None and receipt.details["involuntary"] is True
    assert (decision["kind"], decision["said_by"], decision["state"]) == (
        "accept",
        "customer:chat",
        "confirmed",
    )
    assert not await held(day, party_id)
    async with day.product.db.snapshot() as conn:
        task = await conn.row(
            "select decided, next_channel, due_at from outreach.task where task_id = :t", t=who["task_id"]
        )
    assert task == {"decided": True, "next_channel": None, "due_at": None}
    (told,) = [text for text in await day.texts(phone) if "改签成功" in text or "you are booked on" in text]
    assert re.search(r"[A-Z0-9]{2}\d{2,4}", told), "the confirmation names the flight"
    await day.reply(phone, "1")
    assert len(await changes(day, party_id)) == 1
    assert await day.product.airline_evidence.double_rebookings() == 0


async def test_a_refund_in_english_and_a_question_on_the_way(day: Day) -> None:
    who = await day.somebody()
    phone, party_id = who["phone"], who["party_id"]
    status = await day.reply(phone, "How much baggage can I check in?")
    assert status
    read = await day.reply(phone, "I want a refund please")
    assert "Confirm" in read and "CNY" in read
    await day.reply(phone, "1")
    await play(day.worker, day.clock, timedelta(minutes=2))
    (change,) = await changes(day, party_id)
    assert change["kind"] == "refund"


async def test_a_bare_one_takes_the_seat_that_the_message_named_after_a_read_back(day: Day) -> None:
    who = await day.somebody()
    assert "跟您核对" in await day.reply(who["phone"], "1")
    await day.reply(who["phone"], "1")
    (change,) = await changes(day, who["party_id"])
    assert change["kind"] == "rebook"


async def test_the_same_message_twice_is_one(day: Day) -> None:
    who = await day.somebody()
    first = await day.reply(who["phone"], "改签", "provider-7")
    assert first and not await day.reply(who["phone"], "改签", "provider-7")


async def test_opting_out_ends_messages_and_is_said_once(day: Day) -> None:
    who = await day.somebody()
    assert "退订" in await day.reply(who["phone"], "TD", "out-1")
    assert not await day.reply(who["phone"], "TD", "out-1")
    async with day.product.db.snapshot() as conn:
        refuses = await conn.value("select refuses from outreach.task where task_id = :t", t=who["task_id"])
    assert "sms" in refuses
    before = await day.texts(who["phone"])
    await play(day.worker, day.clock, timedelta(minutes=30))
    assert await day.texts(who["phone"]) == before


async def test_after_the_contact_it_is_asked_once_how_it_was_and_a_low_score_is_looked_after(
    day: Day,
) -> None:
    who = await day.somebody()
    phone = who["phone"]
    await day.reply(phone, "1")
    await day.reply(phone, "1")
    await play(day.worker, day.clock, timedelta(minutes=40))  # silence ends it
    (question,) = [t for t in await day.texts(phone) if "满意度" in t or "How was our help" in t]
    await play(day.worker, day.clock, timedelta(minutes=20))
    assert (await day.texts(phone)).count(question) == 1
    assert (
        "同事跟进" in await day.reply(phone, "不满意 3", "rating-1")
        or "colleague" in (await day.texts(phone))[-1]
    )
    assert not await day.reply(phone, "不满意 3", "rating-1"), "handed over twice, it is one answer"
    async with day.product.db.snapshot() as conn:
        rated = await conn.row("select csat, nps from quality.survey")
        promises = await conn.value("select count(*) from cases.promise where kind = 'recovery'")
    assert (rated, promises) == ({"csat": 2, "nps": 3}, 1)


async def test_a_stranger_gets_public_facts_and_nothing_else(day: Day) -> None:
    stranger = "+8613911112222"
    async with day.product.db.snapshot() as conn:
        leg = await conn.value("select flight from disruptions.disruption limit 1")
    assert leg in await day.reply(stranger, f"{leg} 今天的航班动态")
    assert "核实" in await day.reply(stranger, "我要退票")


async def test_receipts_of_answers_are_kept(day: Day) -> None:
    who = await day.somebody()
    await day.reply(who["phone"], "改签")
    await play(day.worker, day.clock, timedelta(minutes=1))
    async with day.product.db.snapshot() as conn:
        results = await conn.rows("select state, result from messaging.sms_out")
    assert {r["state"] for r in results} == {"sent"} and all(r["result"] for r in results)


@pytest.mark.parametrize("kinds", [None, ["json"]])
async def test_only_a_token_for_sms_by_name_opens_the_door(day: Day, kinds: list[str] | None) -> None:
    body = {"message_id": "x", "sender": "+8613911112222", "text": "1"}
    assert (await day.client.post("/api/sms/inbound", json=body)).status_code == 401
    other = await day.product.access.feed_tokens.create("flights", kinds)
    answer = await day.client.post(
        "/api/sms/inbound", json=body, headers={"authorization": f"Bearer {other}"}
    )
    assert answer.status_code == 403
    async with day.product.db.snapshot() as conn:
        assert await conn.value("select count(*) from messaging.sms_in") == 0


@pytest.mark.parametrize(
    "body",
    [
        {"message_id": "", "sender": "+8613911112222", "text": "1"},
        {"message_id": "a", "sender": "nobody", "text": "1"},
        {"message_id": "a", "sender": "+8613911112222", "text": "x" * 1001},
        {"message_id": "a", "sender": "+8613911112222", "text": "1", "more": 1},
    ],
)
async def test_unreadable_messages_are_refused(day: Day, body: dict[str, Any]) -> None:
    answer = await day.client.post(
        "/api/sms/inbound", json=body, headers={"authorization": f"Bearer {day.token}"}
    )
    assert answer.status_code == 422
