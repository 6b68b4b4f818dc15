"""The simulated line keeps the line contract, and its own log tells doubles."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.runtime import Database
from hongyan.telephony.adapters.simulated import SimulatedLine
from hongyan.telephony.adapters.simulated_population import Population
from tests.builders.outreach import everyone_answers
from tests.contract.telephony.line_contract import LineContract, a_call

_RESULTS = {
    "busy": ("busy", ""),
    "rings": ("no_answer", ""),
    "no_such": ("wrong_number", ""),
    "listens": ("answered", ""),
    "accepts": ("answered", "11"),
    "hangs_up": ("hung_up", ""),
    "person": ("answered", "0"),
}


class SimulatedFarEnd:
    """Numbers whose owners behave as wanted, found in the population; time passes by the clock's hand."""

    def __init__(self, clock: ManualClock, population: Population) -> None:
        self._clock = clock
        self._population = population
        self._looked_at = 0

    def number(self, kind: str, n: int = 0) -> str:
        while True:
            self._looked_at += 1
            number = f"+86138{self._looked_at:08d}"
            behaviour = self._population.call(number, 0, 20)
            if (behaviour.result, behaviour.keys) == _RESULTS[kind]:
                return number

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        for _ in range(120):
            if await condition():
                return
            self._clock.advance(timedelta(seconds=5))
        raise AssertionError("it did not come about in ten minutes")


class TestSimulatedLine(LineContract):
    @pytest.fixture
    def far_end(self, clock: ManualClock) -> SimulatedFarEnd:
        return SimulatedFarEnd(clock, Population.from_file())

    @pytest.fixture
    def line(self, db: Database, clock: ManualClock) -> SimulatedLine:
        return SimulatedLine(db, clock, Population.from_file())

    async def test_lines_run_out(self, db: Database, clock: ManualClock) -> None:
        parameters = Population.from_file().parameters
        small = Population(parameters | {"line": {"calls_per_second": 10, "lines": 2}})
        line = SimulatedLine(db, clock, small)
        answers = await line.place([a_call(clock, f"att_{n}", f"+86138{n:08d}") for n in range(3)])
        assert sorted(answers.values()) == ["lines_busy", "placed", "placed"]
        assert await line.lines_busy() == 2

    async def test_the_log_tells_an_attempt_rung_twice(self, db: Database, clock: ManualClock) -> None:
        line = SimulatedLine(db, clock, everyone_answers())
        await line.place([a_call(clock)])
        assert await line.double_calls() == 0
        await line.place([a_call(clock)])
        assert await line.double_calls() == 1

    async def test_the_log_tells_overlapping_calls_to_a_number(
        self, db: Database, clock: ManualClock
    ) -> None:
        line = SimulatedLine(db, clock, everyone_answers())
        await line.place([a_call(clock, "att_1")])
        await line.place([a_call(clock, "att_2")])
        assert await line.double_calls() == 1

    async def test_the_log_tells_a_call_after_the_news_was_heard_unless_it_is_other_news(
        self, db: Database, clock: ManualClock
    ) -> None:
        line = SimulatedLine(db, clock, everyone_answers())
        for number, campaign in enumerate(("a", "b", "a")):
            await line.place([a_call(clock, f"att_{number}", campaign=campaign)])
            clock.advance(timedelta(minutes=5))
            assert await line.double_calls() == (1 if number == 2 else 0)
