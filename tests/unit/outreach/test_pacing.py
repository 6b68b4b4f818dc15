"""The token bucket, its limits, and the slot it predicts."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hongyan.outreach.pacing import Bucket, burst_seconds, calls_a_second
from tests.builders.outreach import NOON


def bucket(**changes: object) -> Bucket:
    values: dict[str, object] = {"channel": "call", "per_second": 50.0, "tokens": 0.0, "refilled_at": NOON}
    return Bucket(**(values | changes))  # type: ignore[arg-type]


def test_tokens_come_with_time_and_do_not_pile_up_beyond_a_second() -> None:
    assert bucket().refilled(NOON + timedelta(seconds=0.5), 1.0).allowance(0, 0) == 25
    assert bucket().refilled(NOON + timedelta(hours=1), 1.0).allowance(0, 0) == 50


def test_a_clock_that_stands_or_goes_back_gives_nothing() -> None:
    assert bucket().refilled(NOON, 1.0).tokens == 0
    assert bucket().refilled(NOON - timedelta(hours=1), 1.0).tokens == 0


def test_free_lines_and_colleagues_bound_the_calls() -> None:
    full = bucket(tokens=50.0, lines=30, transfer_capacity=1)
    assert full.allowance(25, 0) == 5
    assert full.allowance(10, 0.05) == 10  # one colleague takes one call of twenty
    assert full.allowance(40, 0.05) == 0


def test_a_paused_channel_starts_nothing() -> None:
    assert bucket(tokens=50.0, paused=True).allowance(0, 0) == 0
    assert calls_a_second(bucket(paused=True), 40, 0) == 0


def test_the_sustained_rate_is_what_lines_let_through() -> None:
    assert calls_a_second(bucket(), 40, 0) == 50
    assert calls_a_second(bucket(lines=400), 40, 0) == 10
    assert calls_a_second(bucket(lines=400, transfer_capacity=2), 40, 0.05) == 1


def test_a_clock_sixty_times_as_fast_may_save_up_between_two_looks() -> None:
    assert burst_seconds(1.0) == 1.0
    assert burst_seconds(1 / 60) == 30.0
    assert burst_seconds(0.0) == 1.0


@given(
    st.lists(st.tuples(st.floats(0.01, 3), st.integers(0, 200)), min_size=1, max_size=60), st.floats(0.5, 200)
)
def test_never_more_than_the_rate_and_one_second_of_burst(
    steps: list[tuple[float, int]], rate: float
) -> None:
    state, now, started = bucket(per_second=rate), NOON, 0
    for seconds, wanted in steps:
        now += timedelta(seconds=seconds)
        state = state.refilled(now, 1.0)
        take = min(wanted, state.allowance(0, 0))
        state = state.spent(take)
        started += take
    assert started <= (now - NOON).total_seconds() * rate + max(1.0, rate) + 1e-6


def test_a_slower_pace_holds_from_the_next_look() -> None:
    slow = bucket(per_second=1.0, tokens=1.0).refilled(NOON + timedelta(seconds=1), 1.0)
    assert slow.allowance(0, 0) == 1
