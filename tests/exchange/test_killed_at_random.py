"""A hundred calls while the process that runs them is killed again and again: nobody is rung twice, all is settled."""

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter

from hongyan.core.clock import SystemClock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk.call_log import channel_of
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from tests.builders.exchange import ROOT, RunningExchange, SippFarEnd
from tests.contract.telephony.line_contract import a_call

CALLS = 100
KILLS = 5
KINDS = ("listens", "late", "accepts", "busy", "hangs_up")


def a_process(dsn: str, exchange: RunningExchange) -> subprocess.Popen[bytes]:
    settings = exchange.settings()
    told = settings.model_dump(mode="json") | {"password": settings.password.get_secret_value()}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.exchange.line_process"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"settings": told, "prompts": str(settings.prompts), "dsn": dsn}).encode())
    process.stdin.close()
    return process


async def test_nobody_is_rung_twice_and_everything_is_settled(
    dsn: str, db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> None:
    dice = random.Random(20170619)
    line = AsteriskLine(db, clock, exchange.prompts(), exchange.settings())
    process = a_process(dsn, exchange)
    try:
        await far_end.until(line.connected)
        ids = [f"att_killed_{n}" for n in range(CALLS)]
        kinds = dict(zip(ids, KINDS * CALLS, strict=False))
        waiting = list(ids)
        for _ in range(KILLS):
            share, waiting = waiting[: CALLS // KILLS], waiting[CALLS // KILLS :]
            calls = [a_call(clock, i, far_end.number(kinds[i], ids.index(i))) for i in share]
            assert set((await line.place(calls)).values()) == {"placed"}
            await asyncio.sleep(dice.uniform(0, 2))
            process.kill()
            process.wait()

            async def noticed() -> bool:
                return not await line.connected()

            await far_end.until(noticed)
            process = a_process(dsn, exchange)
            await far_end.until(line.connected)

        async def all_ended() -> bool:
            return len(await line.outcomes(0)) == CALLS

        await far_end.until(all_ended, seconds=60)
        outcomes = await line.outcomes(0)
        assert sorted(o.attempt_id for o in outcomes) == sorted(ids)
        assert {i: exchange.rung(channel_of(i)) for i in ids if exchange.rung(channel_of(i)) > 1} == {}
        assert await line.double_calls() == 0
        told = Counter((kinds[o.attempt_id], o.result) for o in outcomes)
        assert told["busy", "busy"] + told["busy", "failed"] == told.total() // len(KINDS), told
        assert await line.lines_busy() == 0
        assert "0 active channels" in exchange.say("core show channels"), told
    finally:
        process.kill()
        process.wait()
