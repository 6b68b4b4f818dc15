"""A cancelled flight, and a caller: offers, read-back and consent by keys and by words, through to one confirmed change."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hongyan.bootstrap import Product
from hongyan.conversations import State
from hongyan.core.clock import ManualClock
from hongyan.jobs.worker import Worker
from hongyan.telephony import Spoken, Then, VoiceTalk
from tests.builders.storm_site import play, storm, undecided_holder

CONFIRM = {"zh-CN": "请按 1，不要请按 2", "en": "Confirm, press 1. No, press 2"}


@dataclass
class Day:
    product: Product
    worker: Worker
    clock: ManualClock

    async def changes(self, party_id: str) -> list[dict[str, Any]]:
        await play(self.worker, self.clock, timedelta(minutes=2))
        async with self.product.db.snapshot() as conn:
            return await conn.rows(
                "select kind, state, requested_by, consent from bookings.change where subject = :p",
                p=party_id,
            )

    async def call(self, language: str | None = None) -> tuple[VoiceTalk, str]:
        """Call from the phone of somebody undecided (whom we know to speak ``language``); returns the talk and their party."""
        who = await undecided_holder(self.product)
        if language is not None:
            async with self.product.db.transaction() as conn:
                await conn.run(
                    "update outreach.task set language = :l where phone = :p", l=language, p=who["phone"]
                )
        return await self.product.voice_talks.open(who["phone"], "zh-CN", {}), who["party_id"]


@pytest.fixture
async def day(dsn: str, tmp_path: Path) -> AsyncIterator[Day]:
    async with storm(dsn, tmp_path) as (product, worker, clock):
        yield Day(product, worker, clock)


async def to_the_read_back(talk: VoiceTalk) -> Spoken:
    said = await talk.start()
    if CONFIRM[said.language] not in said.text:
        assert said.choices, said.text
        said = await talk.keyed("choice", "1")
    assert CONFIRM[said.language] in said.text and said.payloads == ("yes", "no"), said.text
    return said


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_change_by_keys(day: Day, language: str) -> None:
    talk, party_id = await day.call(language)
    said = await to_the_read_back(talk)
    assert said.language == language, "the caller's language is known from their booking"
    assert not await day.changes(party_id)
    done = await talk.keyed("yes", "1")
    again = await talk.keyed("yes", "1")
    assert again.text == done.text, "the same key handed in twice is one key"
    (change,) = await day.changes(party_id)
    assert (change["kind"], change["requested_by"]) == ("rebook", "customer:voice")
    assert change["state"] in ("confirmed", "told") and change["consent"]
    await talk.ended("customer")
    closed = await day.product.conversations.read(talk.conversation_id)
    assert (closed.state, closed.disposition) == (State.CLOSED, "ended")


async def test_a_yes_before_the_read_back_was_heard_counts_for_nothing(day: Day) -> None:
    talk, party_id = await day.call("zh-CN")
    await to_the_read_back(talk)
    by_key = await talk.keyed("early-key", "1", cut_in=True)
    assert "先听完" in by_key.text and CONFIRM["zh-CN"] in by_key.text
    by_word = await talk.said("early-word", "确认", cut_in=True)
    assert "先听完" in by_word.text and CONFIRM["zh-CN"] in by_word.text
    assert not await day.changes(party_id)
    await talk.keyed("heard", "1")
    assert len(await day.changes(party_id)) == 1


async def test_words_a_correction_and_a_no(day: Day) -> None:
    talk, party_id = await day.call("zh-CN")
    await to_the_read_back(talk)
    refused = await talk.said("no", "不要")
    assert "没有办理" in refused.text or "没有为您" in refused.text or "不办理" in refused.text, refused.text
    assert not await day.changes(party_id)


async def test_a_restart_says_the_last_thing_again(day: Day) -> None:
    talk, _ = await day.call()
    said = await to_the_read_back(talk)
    other = await day.product.voice_talks.resume(talk.conversation_id)
    assert await other.start() == said
    assert (await other.keyed("no", "2")).text != said.text, "and knows what its keys mean"


async def test_silence_helps_twice_and_then_takes_leave(day: Day) -> None:
    talk = await day.product.voice_talks.open(None, "en", {})
    await talk.start()
    said = [await talk.silent(f"silence-{n}") for n in range(3)]
    assert [one.then for one in said] == [Then.LISTEN, Then.LISTEN, Then.GOODBYE]
    assert len({one.text for one in said}) == 3
    await talk.ended("robot")
    assert (await talk.said("late", "hello?")).then is Then.GOODBYE


async def test_zero_is_a_person_and_hanging_up_keeps_the_place(day: Day) -> None:
    talk, _ = await day.call()
    await talk.start()
    said = await talk.keyed("person", "0")
    assert said.then is Then.PERSON and said.text
    await talk.ended("customer")
    waiting = await day.product.conversations.read(talk.conversation_id)
    assert waiting.state is State.WAITING_FOR_PERSON


async def test_another_process_was_quicker(day: Day) -> None:
    """The sweeper of another process may answer; who has the call says what it said, once."""
    talk, _ = await day.call()
    await talk.start()
    said, _ = await asyncio.gather(
        talk.said("question", "托运行李能带多少"),
        day.product.conversations.answer(talk.conversation_id),
    )
    turns = await day.product.conversations.turns(talk.conversation_id)
    assert sum(turn.text in said.text for turn in turns if turn.speaker.value == "robot") == 1


async def test_a_stranger_proves_nothing(day: Day) -> None:
    talk = await day.product.voice_talks.open("+8613911112222", "zh-CN", {})
    await talk.start()
    assert "核实" in (await talk.said("refund", "我要退票")).text


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_menu_and_a_flight_by_keys(day: Day, language: str) -> None:
    """Somebody we do not know hears six choices after the greeting, takes one, and asks for a flight with nothing but keys."""
    talk = await day.product.voice_talks.open(None, language, {})
    said = await talk.start()
    assert said.choices == 6
    assert ("航班动态请按 1" if language == "zh-CN" else "Flight status, press 1") in said.text
    other = await talk.keyed("other", "9")
    assert other.language != language and other.payloads == said.payloads
    back = await talk.keyed("back", "9")
    assert (back.text, back.language) == (said.text, language)
    asked = await talk.keyed("status", str(said.payloads.index("task:flight.status") + 1))
    assert asked.choices == 0 and ("区号" if language == "zh-CN" else "area code") in asked.text
    await talk.keyed("from", "10")
    await talk.keyed("to", "21")
    await talk.keyed("day", "1")
    turns = await day.product.conversations.turns(talk.conversation_id)
    reasons = [turn.reasons for turn in turns if turn.speaker.value == "robot"][-1]
    assert reasons["facts"] == ["FlightStatus"], "the flights of that pair and day were looked up"
    month = await day.product.conversations.wishes(day.clock.now() - timedelta(days=30))
    assert month["flight.status"] == 1, "what was chosen by key counts for the order of the keys"
