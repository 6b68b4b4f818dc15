"""The hotline over the real exchange: a telephone calls in, hears, presses keys, and a flight is changed once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.sip_phone import SipPhone, calling, sip_phone
from hongyan.bootstrap import Product
from hongyan.conversations import Speaker, State
from hongyan.core.clock import SystemClock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from tests.builders.exchange import RunningExchange, SippFarEnd, running
from tests.builders.storm_site import play, storm, undecided_holder

HOTLINE = "95000"


class Town:
    """A storm, an exchange, and telephones."""

    def __init__(
        self, product: Product, worker: Any, clock: Any, exchange: RunningExchange, far_end: SippFarEnd
    ) -> None:
        self.product, self._worker, self._clock = product, worker, clock
        self.exchange, self.far_end = exchange, far_end

    def line(self, tone: float = 0.1, **settings: object) -> AsteriskLine:
        chosen = self.exchange.settings(hotline=True, **({"listen_seconds": 6.0} | settings))
        return AsteriskLine(
            Database(self.product.db.dsn, pool_size=4, application_name="test-line"),
            SystemClock(),
            self.exchange.prompts(tone),
            chosen,
        )

    def running(self, line: AsteriskLine) -> Any:
        return running(line, self.far_end, self.product.voice_talks)

    def calling(self, caller: str) -> Any:
        return calling(self.exchange.settings().sip_port, HOTLINE, caller)

    async def calls(self) -> list[dict[str, Any]]:
        async with self.product.db.snapshot() as conn:
            return await conn.rows("select * from telephony.hotline_call order by arrived_at")

    async def said(self) -> str:
        """Return what the robot said last in the newest call."""
        call = (await self.calls())[-1]
        turns = await self.product.conversations.turns(call["conversation_id"])
        return [turn.text for turn in turns if turn.speaker is Speaker.ROBOT][-1]

    async def asks_to_confirm(self) -> bool:
        async with self.product.db.snapshot() as conn:
            return bool(
                await conn.value(
                    "select buttons->0->>'payload' = 'yes' from conversations.turn where speaker = 'robot' "
                    "order by at desc, number desc limit 1"
                )
            )

    async def changes(self, party_id: str) -> list[dict[str, Any]]:
        await play(self._worker, self._clock, timedelta(minutes=2))
        async with self.product.db.snapshot() as conn:
            return await conn.rows(
                "select kind, requested_by from bookings.change where subject = :p", p=party_id
            )

    async def speaks(self, phone: str, language: str) -> None:
        async with self.product.db.transaction() as conn:
            await conn.run("update outreach.task set language = :l where phone = :p", l=language, p=phone)

    async def ended(self) -> bool:
        return (await self.calls())[-1]["state"] == "ended"


@pytest.fixture
async def town(
    dsn: str, tmp_path: Path, exchange: RunningExchange, far_end: SippFarEnd
) -> AsyncIterator[Town]:
    async with storm(dsn, tmp_path) as (product, worker, clock):
        yield Town(product, worker, clock, exchange, far_end)


async def to_the_read_back(town: Town, phone: SipPhone) -> None:
    await phone.heard_out()
    if not await town.asks_to_confirm():
        await phone.press("1")
        await phone.heard_out()
    assert await town.asks_to_confirm(), await town.said()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_a_passenger_calls_and_changes_the_flight_by_keys(town: Town, language: str) -> None:
    who = await undecided_holder(town.product)
    await town.speaks(who["phone"], language)
    async with town.running(town.line()), town.calling(who["phone"]) as phone:
        await to_the_read_back(town, phone)
        assert not await town.changes(who["party_id"])
        await phone.press("1")
        await phone.heard_out()
        (change,) = await town.changes(who["party_id"])
        assert change == {"kind": "rebook", "requested_by": "customer:voice"}
        phone.hang_up()
        await town.far_end.until(town.ended)
    (call,) = await town.calls()
    conversation = await town.product.conversations.read(call["conversation_id"])
    assert (conversation.state, conversation.language) == (State.CLOSED, language)
    assert await town.product.airline_evidence.double_rebookings() == 0


async def test_a_key_stops_the_robot_at_once_and_agrees_to_nothing(town: Town) -> None:
    who = await undecided_holder(town.product)
    async with town.running(town.line(tone=3.0)), town.calling(who["phone"]) as phone:
        await phone.spoken()
        if not await town.asks_to_confirm():
            await phone.press("1")
            await asyncio.sleep(0.5)
            await phone.spoken()
        assert await town.asks_to_confirm() and phone.spoken_to
        before = phone.packets
        await phone.press("1")
        await phone.spoken()
        assert phone.packets > before
        assert "听完" in await town.said() or "to the end" in await town.said()
        assert not await town.changes(who["party_id"])


async def test_a_restart_in_the_middle_says_the_last_thing_again(town: Town) -> None:
    who = await undecided_holder(town.product)
    async with contextlib.AsyncExitStack() as open_call:
        async with town.running(town.line()):
            phone = await open_call.enter_async_context(town.calling(who["phone"]))
            await to_the_read_back(town, phone)
            said = await town.said()
        async with town.running(town.line()):
            await phone.heard_out()
            assert await town.said() == said, "said again, not asked again"
            await phone.press("1")
            await phone.heard_out()
            assert len(await town.changes(who["party_id"])) == 1
    (call,) = await town.calls()
    assert call["resumed"] == 1


async def test_a_person_takes_over(town: Town) -> None:
    who = await undecided_holder(town.product)
    agents = f"PJSIP/{town.far_end.number('listens')}@trunk"
    async with town.running(town.line(agents=agents)), town.calling(who["phone"]) as phone:
        await phone.heard_out()
        await phone.press("0")

        async def with_person() -> bool:
            return (await town.calls())[-1]["state"] == "with_person"

        await town.far_end.until(with_person)
        phone.hang_up()
        await town.far_end.until(town.ended)
    (call,) = await town.calls()
    conversation = await town.product.conversations.read(call["conversation_id"])
    assert (conversation.state, conversation.disposition) == (State.CLOSED, "handed_over")


async def test_nobody_for_a_person_keeps_the_callers_place_on_the_list(town: Town) -> None:
    who = await undecided_holder(town.product)
    async with town.running(town.line()), town.calling(who["phone"]) as phone:
        await phone.heard_out()
        await phone.press("0")
        await asyncio.wait_for(phone.ended.wait(), 20)
        await town.far_end.until(town.ended)
    (call,) = await town.calls()
    conversation = await town.product.conversations.read(call["conversation_id"])
    assert conversation.state is State.WAITING_FOR_PERSON


async def test_silence_is_helped_and_then_let_go(town: Town) -> None:
    async with (
        town.running(town.line(listen_seconds=0.3)),
        town.calling("anonymous") as phone,
    ):
        await asyncio.wait_for(phone.ended.wait(), 30)
        await town.far_end.until(town.ended)
    (call,) = await town.calls()
    assert call["caller"] in ("anonymous", None)
    turns = await town.product.conversations.turns(call["conversation_id"])
    assert sum(turn.kind == "silence" for turn in turns) == 3


async def test_without_anybody_to_answer_the_call_is_refused(town: Town) -> None:
    async with sip_phone(town.exchange.settings().sip_port) as phone:
        assert await phone.call(HOTLINE, "+8613911112222") >= 400
    assert await town.calls() == []
