"""One Asterisk for the run, with sipp as the far end of its trunk."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from hongyan.core.clock import SystemClock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from tests.builders.exchange import RunningExchange, SippFarEnd, running_exchange


@pytest.fixture(scope="session")
def exchange() -> Iterator[RunningExchange]:
    with running_exchange() as running:
        yield running


@pytest.fixture
def clock() -> SystemClock:
    return SystemClock()


@pytest.fixture
def far_end() -> SippFarEnd:
    return SippFarEnd()


@pytest.fixture
async def line(
    db: Database, clock: SystemClock, exchange: RunningExchange, far_end: SippFarEnd
) -> AsyncIterator[AsteriskLine]:
    made = AsteriskLine(db, clock, exchange.prompts(), exchange.settings())
    running = asyncio.create_task(made.run())
    await far_end.until(made.connected)
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
