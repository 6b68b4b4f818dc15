"""Leases run on a clock of their own, so that a test can let one clock stand and the other run."""

import pytest

from hongyan.core.clock import ManualClock


@pytest.fixture
def wall(clock: ManualClock) -> ManualClock:
    return ManualClock(clock.now())
