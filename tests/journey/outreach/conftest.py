"""Noon on the tests' day, and a queue that knows its jobs."""

import pytest

from hongyan.core.clock import ManualClock
from hongyan.jobs import Queue, Registry
from hongyan.runtime import Database
from tests.builders.jobs import wire
from tests.builders.outreach import NOON


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture(autouse=True)
def declared(registry: Registry, queue: Queue, db: Database) -> None:
    wire(registry, queue, db)
