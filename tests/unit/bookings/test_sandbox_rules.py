"""Pure rules of the sandbox airline: coupons, allocation, refund pace, price spreading, configurations, faults."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Error, IntegrityError, OperationalError
from pydantic import ValidationError

from hongyan.bookings.adapters.sandbox.allocate import CabinState, allocate
from hongyan.bookings.adapters.sandbox.coupons import FINAL, may_become
from hongyan.bookings.adapters.sandbox.database_errors import translated
from hongyan.bookings.adapters.sandbox.faults import Faults
from hongyan.bookings.adapters.sandbox.refund_schedule import reached, schedule
from hongyan.bookings.adapters.sandbox.schedule import capacity_of
from hongyan.bookings.adapters.sandbox.settings import FaultSettings, FinanceSettings
from hongyan.bookings.adapters.sandbox.ticketing import spread
from hongyan.bookings.errors import AirlineUnavailable, OutcomeUnknown
from hongyan.bookings.model import CouponStatus, HoldRequest, RefundState
from tests.builders.bookings import START, a_leg

_LEGS = tuple(a_leg(n) for n in range(1, 5))


@pytest.mark.parametrize("status", sorted(CouponStatus))
def test_only_open_coupons_are_exchanged_or_refunded_and_final_ones_never_move(status: CouponStatus) -> None:
    for wanted in (CouponStatus.EXCHANGED, CouponStatus.REFUNDED):
        assert may_become(status, wanted) is (status is CouponStatus.OPEN)
    if status in FINAL:
        assert not any(may_become(status, other) for other in CouponStatus)


def test_a_checked_in_coupon_becomes_open_again() -> None:
    assert may_become(CouponStatus.CHECKED_IN, CouponStatus.OPEN)
    assert not may_become(CouponStatus.LIFTED, CouponStatus.OPEN)


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(_LEGS), min_size=1, max_size=3, unique=True), st.integers(1, 4)),
        max_size=40,
    ),
    st.lists(st.integers(0, 12), min_size=4, max_size=4),
)
def test_allocation_never_gives_more_than_there_is_and_refuses_only_what_does_not_fit(
    wishes: list[tuple[list[object], int]], free: list[int]
) -> None:
    requests = [
        HoldRequest(str(n), tuple(legs), ("Y",) * len(legs), seats, START)  # type: ignore[arg-type]
        for n, (legs, seats) in enumerate(wishes)
    ]
    cabins = {(str(leg), "Y"): CabinState(n, True) for leg, n in zip(_LEGS, free, strict=True)}
    answers = allocate(requests, cabins)
    taken: Counter[str] = Counter()
    for request, refused in zip(requests, answers, strict=True):
        fits = all(taken[str(leg)] + request.seats <= free[_LEGS.index(leg)] for leg in request.legs)
        assert (refused is None) is fits
        if fits:
            taken.update({str(leg): request.seats for leg in request.legs})
    assert {leg: state.free for (leg, _), state in cabins.items()} == {
        str(leg): n - taken[str(leg)] for leg, n in zip(_LEGS, free, strict=True)
    }


@given(st.text(min_size=1), st.integers(0, 10_000))
def test_a_refund_moves_forward_only_and_says_when_it_moves_next(refund_id: str, minutes: int) -> None:
    settings = FinanceSettings()
    now = START + timedelta(minutes=minutes)
    taken, following = reached(refund_id, START, now, settings)
    whole = schedule(refund_id, START, settings)
    assert whole[: len(taken)] == taken
    assert (following is None) is (taken[-1][0] is RefundState.DONE)
    assert following is None or following > now
    assert [at for _, at in whole] == sorted(at for _, at in whole)


def test_refunds_fail_only_when_told_to() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    ends = [schedule(f"r{n}", at, FinanceSettings(failing=0.5))[-1][0] for n in range(200)]
    assert 60 < ends.count(RefundState.FAILED) < 140
    assert {schedule(f"r{n}", at, FinanceSettings())[-1][0] for n in range(50)} == {RefundState.DONE}


@given(st.decimals(0, 10_000, places=2), st.integers(1, 6))
def test_a_price_spread_over_coupons_stays_the_price(total: Decimal, parts: int) -> None:
    assert sum(spread(total, parts)) == total
    assert min(spread(total, parts)) >= 0


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        ("C8Y162", {"J": 8, "Y": 162}),
        ("F4J30W24Y200", {"F": 4, "J": 30, "W": 24, "Y": 200}),
        ("", {}),
        ("xx", {}),
    ],
)
def test_seats_are_read_from_a_configuration(text: str, seats: dict[str, int]) -> None:
    assert capacity_of(text) == seats


def test_faults_repeat_from_their_seed() -> None:
    def strikes() -> list[bool]:
        faults = Faults(FaultSettings(time_out_after_commit=0.5, seed=3))
        seen = []
        for _ in range(50):
            try:
                faults.after_commit("orders")
                seen.append(False)
            except OutcomeUnknown:
                seen.append(True)
        return seen

    assert strikes() == strikes()
    assert 5 < sum(strikes()) < 45


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        Faults().switch(unavailable=2)


def _database_error(kind: type[Error], sqlstate: str | None) -> Error:
    error = kind("driver")
    error.sqlstate = sqlstate
    return error


@pytest.mark.parametrize(
    ("error", "changing", "expected"),
    [
        (_database_error(OperationalError, "40P01"), True, AirlineUnavailable),  # a deadlock is rolled back
        (_database_error(OperationalError, "57P03"), True, AirlineUnavailable),  # the server is starting
        (_database_error(OperationalError, "57P01"), True, OutcomeUnknown),  # it was shut down meanwhile
        (_database_error(OperationalError, None), True, OutcomeUnknown),  # it vanished
        (_database_error(OperationalError, None), False, AirlineUnavailable),
        (_database_error(IntegrityError, "23514"), True, IntegrityError),  # our own mistake stays visible
    ],
)
async def test_database_failures_become_the_ports_errors(
    error: Error, changing: bool, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        async with translated(changing=changing):
            raise error
