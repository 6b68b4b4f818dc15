"""The product, wired with a real exchange: it speaks by espeak-ng, and never on a played day."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hongyan.bootstrap import opened
from hongyan.core.clock import ManualClock, SystemClock
from hongyan.core.errors import InvalidInput
from hongyan.settings import Settings
from hongyan.telephony import LineUnavailable
from hongyan.telephony.settings import TelephonySettings
from tests.builders.exchange import RunningExchange, SippFarEnd
from tests.contract.telephony.line_contract import a_call, ended


def settings_of(exchange: RunningExchange, dsn: str, home: Path) -> Settings:
    telephony = TelephonySettings(line="asterisk", asterisk=exchange.settings())
    return Settings(home=home, dsn=dsn, telephony=telephony)


async def test_a_worker_places_calls_and_speaks(
    dsn: str, exchange: RunningExchange, far_end: SippFarEnd, tmp_path: Path
) -> None:
    async with opened(settings_of(exchange, dsn, tmp_path)) as product:
        assert product.line_work is not None and not product.line.capabilities.simulated
        work = asyncio.create_task(product.line_work(product.voice_talks))

        async def placed() -> bool:
            try:
                return await product.line.place([call]) == {"att_spoken": "placed"}
            except LineUnavailable:
                return False

        call = a_call(
            SystemClock(), "att_spoken", far_end.number("listens"), script="您好，航班MU5137取消。", menu={}
        )
        await far_end.until(placed)
        (outcome,) = await ended(product.line, far_end, 1)
        assert (outcome.result, outcome.heard) == ("answered", True)
        assert outcome.answered_at is not None
        assert (outcome.ended_at - outcome.answered_at).total_seconds() > 2  # as long as it takes to say it
        assert await product.line_evidence.double_calls() == 0
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def test_a_played_day_rings_nobody(dsn: str, exchange: RunningExchange, tmp_path: Path) -> None:
    clock = ManualClock(datetime(2017, 6, 19, tzinfo=UTC))
    with pytest.raises(InvalidInput, match="real people"):
        async with opened(settings_of(exchange, dsn, tmp_path), clock):
            pass
