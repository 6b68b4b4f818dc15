"""A small airline in memory, and the change desk in front of it."""

import pytest

from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.changes import Desk, build_desk
from tests.builders.fake_airline import FakeAirline


@pytest.fixture
def airline(clock: ManualClock) -> FakeAirline:
    return FakeAirline(clock)


@pytest.fixture
def desk(
    db: Database, airline: FakeAirline, queue: Queue, registry: Registry, outbox: Outbox, clock: ManualClock
) -> Desk:
    return build_desk(db, airline, queue, registry, outbox, clock, ManualClock(clock.now()))
