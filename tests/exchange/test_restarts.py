"""Hongyan or Asterisk goes away in the middle of calls: nobody is rung twice, pairs go on talking, all is settled."""

import asyncio

import pytest

from hongyan.core.clock import SystemClock
from hongyan.runtime import Database
from hongyan.telephony import LineUnavailable
from hongyan.telephony.adapters.asterisk.call_log import channel_of
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from tests.builders.exchange import RunningExchange, SippFarEnd, running
from tests.contract.telephony.line_contract import a_call, ended


def a_line(db: Database, exchange: RunningExchange, **settings: object) -> AsteriskLine:
    return AsteriskLine(db, SystemClock(), exchange.prompts(), exchange.settings(**settings))


async def standing(line: AsteriskLine, attempt_id: str) -> str:
    (found,) = await line.standing([attempt_id])
    return found.standing


async def state(db: Database, attempt_id: str) -> str:
    async with db.snapshot() as conn:
        return str(await conn.value("select state from telephony.call where attempt_id = :id", id=attempt_id))


async def test_without_an_owner_nothing_is_placed(
    db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> None:
    line = a_line(db, exchange)
    with pytest.raises(LineUnavailable):
        await line.place([a_call(clock, number=far_end.number("listens"))])
    assert await standing(line, "att_1") == "never_placed"


async def test_a_call_that_rings_outlives_its_process(
    db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> None:
    line = a_line(db, exchange)
    async with running(line, far_end):
        await line.place([a_call(clock, "att_rings_on", far_end.number("late"))])

        async def rings() -> bool:
            return await state(db, "att_rings_on") == "ringing"

        await far_end.until(rings)
    async with running(a_line(db, exchange), far_end):
        (outcome,) = await ended(line, far_end, 1)
    assert (outcome.result, outcome.heard) == ("answered", True)
    assert await _rung(exchange, far_end, "att_rings_on") == 1


async def test_who_is_being_talked_to_hears_the_notice_again(
    db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> None:
    line = AsteriskLine(db, clock, exchange.prompts(seconds=9), exchange.settings())
    async with running(line, far_end):
        await line.place([a_call(clock, "att_talks_on", far_end.number("listens"))])

        async def talks() -> bool:
            return await standing(line, "att_talks_on") == "talking"

        await far_end.until(talks)
    async with running(a_line(db, exchange), far_end):
        (outcome,) = await ended(line, far_end, 1)
    assert (outcome.result, outcome.heard) == ("answered", True)
    assert outcome.answered_at is not None
    assert (
        outcome.ended_at - outcome.answered_at
    ).total_seconds() < 9  # what was being said has been broken off
    assert await _rung(exchange, far_end, "att_talks_on") == 1


async def test_a_pair_goes_on_talking_without_us(
    db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> None:
    settings = {"agents": f"PJSIP/{far_end.number('late', 7)}@trunk"}
    line = a_line(db, exchange, **settings)
    async with running(line, far_end):
        await line.place([a_call(clock, "att_pair", far_end.number("person"))])

        async def joined() -> bool:
            return await state(db, "att_pair") == "with_person"

        await far_end.until(joined)
    await asyncio.sleep(0.5)
    assert "2 active channels" in exchange.say("core show channels")
    async with running(a_line(db, exchange, **settings), far_end):
        (outcome,) = await ended(line, far_end, 1)
    assert (outcome.result, outcome.wants_person) == ("answered", True)
    assert (outcome.ended_at - outcome.answered_at).total_seconds() > 4  # type: ignore[operator]


async def test_calls_end_with_their_exchange_and_others_can_be_placed_when_it_is_back(
    db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> None:
    line = AsteriskLine(db, clock, exchange.prompts(seconds=5), exchange.settings())
    async with running(line, far_end):
        await line.place(
            [
                a_call(clock, "att_talks", far_end.number("listens")),
                a_call(clock, "att_rings", far_end.number("rings")),
            ]
        )

        async def under_way() -> bool:
            return (await state(db, "att_talks"), await state(db, "att_rings")) == ("talking", "ringing")

        await far_end.until(under_way)
        exchange.kill()

        async def noticed() -> bool:
            return not await line.connected()

        await far_end.until(noticed)
        with pytest.raises(LineUnavailable):
            await line.place([a_call(clock, "att_meanwhile", far_end.number("listens"))])
        exchange.start()
        await far_end.until(line.connected)
        results = {o.attempt_id: (o.result, o.heard) for o in await ended(line, far_end, 2)}
        assert results == {"att_talks": ("hung_up", False), "att_rings": ("failed", False)}
        await line.place([a_call(clock, "att_after", far_end.number("busy"))])
        assert (await ended(line, far_end, 3))[-1].result == "busy"


async def test_what_ended_while_nobody_was_connected_is_read_in_the_exchanges_own_record(
    db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> None:
    line = a_line(db, exchange)
    async with running(line, far_end):
        calls = [
            a_call(clock, "att_late", far_end.number("late")),
            a_call(clock, "att_never", far_end.number("rings"), ring_seconds=2),
        ]
        await line.place(calls)

        async def ring() -> bool:
            return (await state(db, "att_late"), await state(db, "att_never")) == ("ringing", "ringing")

        await far_end.until(ring)
    for attempt_id in ("att_late", "att_never"):
        assert await _rung(exchange, far_end, attempt_id) == 1
    async with running(a_line(db, exchange), far_end):
        outcomes = {o.attempt_id: o for o in await ended(line, far_end, 2)}
    assert {name: (o.result, o.heard) for name, o in outcomes.items()} == {
        "att_late": ("hung_up", False),
        "att_never": ("no_answer", False),
    }
    answered_at = outcomes["att_late"].answered_at
    assert answered_at is not None and answered_at <= outcomes["att_late"].ended_at


async def _rung(exchange: RunningExchange, far_end: SippFarEnd, attempt_id: str) -> int:
    async def in_the_record() -> bool:
        return exchange.rung(channel_of(attempt_id)) > 0

    await far_end.until(in_the_record)
    return exchange.rung(channel_of(attempt_id))
