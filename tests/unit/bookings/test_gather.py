"""Gathering within the budget whatever one system does, in virtual time."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hongyan.bookings import FactCache, Gatherer
from hongyan.bookings.errors import AirlineUnavailable
from hongyan.bookings.model import Gathered, Order
from hongyan.core.clock import ManualClock
from hongyan.flights import LegKey
from tests.builders.fake_airline import FakeAirline
from tests.builders.virtual_time import run_in_virtual_time

START = datetime(2026, 11, 22, 2, tzinfo=UTC)
PAX = "ord_1/p1"


class SlowAirline(FakeAirline):
    """Each system answers its n-th request after the n-th of its seconds (the last one for all later requests)."""

    def __init__(self, **seconds: Sequence[float] | float) -> None:
        super().__init__(ManualClock(START))
        self.seconds = {k: [v] if isinstance(v, int | float) else list(v) for k, v in seconds.items()}
        self.asked: dict[str, int] = {}
        self.broken: set[str] = set()
        self.add_order()

    async def _answer(self, system: str) -> None:
        n = self.asked.get(system, 0)
        self.asked[system] = n + 1
        pauses = self.seconds.get(system, [0.01])
        await asyncio.sleep(pauses[min(n, len(pauses) - 1)])
        if system in self.broken:
            raise AirlineUnavailable

    async def get(self, order_ids: Sequence[str]) -> list[Order]:
        await self._answer("orders")
        return await super().get(order_ids)

    async def checked_in(self, passenger_ids: Sequence[str], leg: LegKey) -> dict[str, bool]:
        await self._answer("departure_control")
        return await super().checked_in(passenger_ids, leg)

    async def member_tiers(self, ffp_numbers: Sequence[str]) -> dict[str, str]:
        await self._answer("members")
        return await super().member_tiers(ffp_numbers)


def _gather(airline: SlowAirline, times: int = 1, apart: float = 5.0, **cache: object) -> list[Gathered]:
    async def run() -> list[Gathered]:
        clock = ManualClock(START)
        gatherer = Gatherer(airline, FactCache(100, timedelta(hours=24)), clock)
        found = []
        for _ in range(times):
            found.append(await gatherer.gather("ord_1", PAX))
            await asyncio.sleep(apart)
            clock.advance(timedelta(seconds=apart))
        await gatherer.close()
        return found

    return run_in_virtual_time(run())


def test_three_quick_systems_give_fresh_facts() -> None:
    (found,) = _gather(SlowAirline())
    assert found.order is not None
    assert (found.checked_in, found.member_tier) == (False, "gold")
    assert (found.stale, found.missing) == ((), ())
    assert found.milliseconds < 30


def test_a_second_request_rescues_a_lost_first_one() -> None:
    airline = SlowAirline(departure_control=[60.0, 0.01])
    (found,) = _gather(airline)
    assert found.checked_in is False
    assert found.stale == ()
    assert airline.asked["departure_control"] == 2
    assert found.milliseconds < 100


def test_a_system_that_answers_in_time_is_asked_once() -> None:
    airline = SlowAirline(orders=0.04)
    _gather(airline)
    assert airline.asked == {"orders": 1, "departure_control": 1, "members": 1}


def test_a_slow_system_costs_the_budget_and_its_last_answer_is_marked_stale() -> None:
    airline = SlowAirline(members=[0.01, 9.0])
    fresh, later = _gather(airline, times=2)
    assert fresh.stale == ()
    assert later.member_tier == "gold"
    assert later.stale == ("members",)
    assert later.missing == ()
    assert later.milliseconds <= 151


def test_slow_orders_do_not_keep_the_others_from_being_asked() -> None:
    airline = SlowAirline(orders=[0.01, 9.0])
    _, later = _gather(airline, times=2)
    assert later.stale == ("orders",)
    assert later.checked_in is False  # asked afresh with what the remembered order says
    assert later.milliseconds <= 151


def test_what_was_never_known_is_missing_not_no() -> None:
    (found,) = _gather(SlowAirline(departure_control=9.0))
    assert found.checked_in is None
    assert found.missing == ("departure_control",)


def test_without_any_order_everything_is_missing() -> None:
    (found,) = _gather(SlowAirline(orders=9.0))
    assert found.order is None
    assert found.missing == ("orders", "departure_control", "members")
    assert found.milliseconds <= 151


def test_a_late_answer_is_there_next_time() -> None:
    airline = SlowAirline(members=0.3)  # always over the budget
    first, second = _gather(airline, times=2)
    assert first.missing == ("members",)
    assert second.member_tier == "gold"
    assert second.stale == ("members",)


def test_orders_read_for_another_reason_are_remembered() -> None:
    airline = SlowAirline(orders=9.0)

    async def run() -> Gathered:
        gatherer = Gatherer(airline, FactCache(100, timedelta(hours=24)), ManualClock(START))
        gatherer.remember(airline.orders.values())
        found = await gatherer.gather("ord_1", PAX)
        await gatherer.close()
        return found

    found = run_in_virtual_time(run())
    assert (found.stale, found.missing) == (("orders",), ())
    assert found.checked_in is False


def test_a_broken_system_is_like_a_slow_one() -> None:
    airline = SlowAirline()
    airline.broken = {"departure_control"}
    (found,) = _gather(airline)
    assert found.missing == ("departure_control",)
    assert found.member_tier == "gold"


def test_too_old_an_answer_is_not_shown() -> None:
    airline = SlowAirline(members=[0.01, 9.0])
    _, later = _gather(airline, times=2, apart=25 * 3600.0)
    assert later.missing == ("members",)


def test_the_cache_is_bounded_and_forgets_the_least_recently_used() -> None:
    cache = FactCache(2, timedelta(hours=1))
    cache.put("members", "a", 1, START)
    cache.put("members", "b", 2, START)
    assert cache.get("members", "a", START) == 1
    cache.put("members", "c", 3, START)
    assert len(cache) == 2
    assert cache.get("members", "b", START) is None
    assert cache.get("members", "a", START) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["orders", "departure_control", "members"]),
    st.lists(st.floats(0, 20), min_size=1, max_size=4),
)
def test_one_slow_system_never_costs_more_than_the_budget(slow: str, seconds: list[float]) -> None:
    for found in _gather(SlowAirline(**{slow: seconds}), times=3, apart=0.5):
        assert found.milliseconds <= 150.1
