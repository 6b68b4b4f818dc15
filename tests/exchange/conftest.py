"""One Asterisk for the run, with sipp as the far end of its trunk."""

from collections.abc import AsyncIterator, Iterator

import pytest

from hongyan.core.clock import SystemClock
from hongyan.runtime import Database
from hongyan.telephony.adapters.asterisk.line import AsteriskLine
from tests.builders.exchange import RunningExchange, SippFarEnd, running, running_exchange


@pytest.fixture(scope="session")
def exchange() -> Iterator[RunningExchange]:
    with running_exchange() as made:
        yield made


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
    async with running(made, far_end):
        yield made
