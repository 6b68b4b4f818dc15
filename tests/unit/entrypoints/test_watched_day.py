"""A played day runs at its normal speed while somebody chooses on a passenger's page, and fast again afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from hongyan.entrypoints.replay import driver
from hongyan.entrypoints.replay.day_clock import DayClock, Onlookers
from hongyan.entrypoints.replay.driver import Driver

BEGIN = datetime(2017, 6, 19, 9, tzinfo=UTC)


class Wall:
    """The wall clock: it passes when somebody sleeps or works."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept = 0.0

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.slept += seconds

    def __call__(self) -> float:
        return self.seconds


def test_the_day_slows_down_for_two_minutes_of_the_wall_clock() -> None:
    wall = Wall()
    clock = DayClock(BEGIN, 300, wall)
    assert clock.pace == 300 and clock.real_seconds(timedelta(minutes=5)) == 1
    clock.watch_closely()
    assert clock.pace == 1 and clock.real_seconds(timedelta(minutes=5)) == 300
    wall.seconds += 119
    assert clock.watched_closely
    wall.seconds += 2
    assert clock.pace == 300


@pytest.mark.parametrize(
    ("method", "path", "slows"),
    [
        ("GET", "/p/token", True),
        ("POST", "/api/p/token/read-back", True),
        ("POST", "/api/p/token/confirm", True),
        ("GET", "/api/p/token", False),
        ("GET", "/api/overview", False),
        ("POST", "/api/campaigns/1/pause", False),
    ],
)
async def test_who_opens_or_presses_slows_it_and_a_forgotten_tab_does_not(
    method: str, path: str, slows: bool
) -> None:
    served: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        served.append(scope["path"])

    async def nothing(*_: Any) -> Any: ...

    clock = DayClock(BEGIN, 300, Wall())
    await Onlookers(app, clock)({"type": "http", "method": method, "path": path}, nothing, nothing)
    assert (clock.watched_closely, served) == (slows, [path])


class IdleWorker:
    """Nothing is ever due; notes when it is asked to work."""

    def __init__(self, clock: DayClock, then: Any) -> None:
        self._clock = clock
        self._then = then
        self.drained: list[timedelta] = []

    @asynccontextmanager
    async def running_jobs(self) -> AsyncIterator[None]:
        yield

    async def next_due(self) -> datetime | None:
        return None

    async def drain(self) -> int:
        self.drained.append(self._clock.now() - BEGIN)
        self._then()
        return 0


async def test_what_is_done_on_a_watched_page_does_not_wait_for_the_next_due_instant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    close = timedelta(milliseconds=5)
    monkeypatch.setattr(driver, "_CLOSE_STEP", close)
    wall = Wall()
    monkeypatch.setattr(asyncio, "sleep", wall.sleep)
    clock = DayClock(BEGIN, None, wall)
    clock.watch_closely()

    def look_away_after_three_rounds() -> None:
        if len(worker.drained) == 3:
            wall.seconds += 1000

    worker = IdleWorker(clock, look_away_after_three_rounds)

    async def on_step(_now: datetime) -> None: ...

    await Driver(clock, worker, [], on_step).play(BEGIN + timedelta(hours=1))  # type: ignore[arg-type]
    assert worker.drained == [close, 2 * close, 3 * close, timedelta(hours=1)]


async def test_a_quiet_hour_makes_up_for_a_busy_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rounds of a second each, a minute of the day apart: an hour at 300 times its speed still takes twelve seconds."""
    wall = Wall()
    monkeypatch.setattr(asyncio, "sleep", wall.sleep)
    clock = DayClock(BEGIN, 300, wall)
    due = [BEGIN + timedelta(minutes=n) for n in range(1, 11)]

    class BusyWorker(IdleWorker):
        async def next_due(self) -> datetime | None:
            return next((at for at in due if at > clock.now()), None)

    def work() -> None:
        if len(worker.drained) <= len(due):
            wall.seconds += 1.0

    worker = BusyWorker(clock, work)

    async def on_step(_now: datetime) -> None: ...

    began = wall.seconds
    await Driver(clock, worker, [], on_step).play(BEGIN + timedelta(hours=1))  # type: ignore[arg-type]
    assert worker.drained[:10] == [at - BEGIN for at in due]
    assert wall.seconds - began == pytest.approx(12)
    assert wall.slept == pytest.approx(2)
