"""The saga's table: complete, ending, and never confirmed without having been read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.bookings import BookingsSettings
from hongyan.bookings.saga import (
    FINAL,
    PATHS,
    STAYING,
    Kind,
    Outcome,
    State,
    Step,
    advance,
    back_off_seconds,
    key_for,
    step_of,
)

WORKING = [(kind, state) for kind, path in PATHS.items() for state in path]


def test_a_rebooking_goes_through_every_step_in_order() -> None:
    state, steps = State.REQUESTED, []
    while (step := step_of(Kind.REBOOK, state)) is not None:
        steps.append(step)
        state = advance(Kind.REBOOK, state, Outcome.DONE).state
    assert steps == [Step.HOLD, Step.SELL, Step.OFF_LOAD, Step.EXCHANGE, Step.RELEASE_OLD, Step.CONFIRM]
    assert state is State.CONFIRMED


def test_a_refund_goes_through_every_step_in_order() -> None:
    state, steps = State.REQUESTED, []
    while (step := step_of(Kind.REFUND, state)) is not None:
        steps.append(step)
        state = advance(Kind.REFUND, state, Outcome.DONE).state
    assert steps == [Step.OFF_LOAD, Step.REFUND, Step.RELEASE_OLD, Step.CONFIRM]
    assert state is State.CONFIRMED


@pytest.mark.parametrize(("kind", "state"), WORKING)
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_leads_to_a_state_that_works_or_ends(
    kind: Kind, state: State, outcome: Outcome
) -> None:
    reached = advance(kind, state, outcome)
    assert (reached.step is None) == (reached.state in FINAL)
    if outcome in STAYING:
        assert reached.state is state


@pytest.mark.parametrize(("kind", "state"), WORKING)
def test_whoever_gives_up_leaves_it_to_a_person(kind: Kind, state: State) -> None:
    assert advance(kind, state, Outcome.GAVE_UP).state is State.NEEDS_PERSON


def test_a_sold_seat_that_cannot_be_ticketed_is_undone() -> None:
    assert advance(Kind.REBOOK, State.OFF_LOADED, Outcome.REFUSED).state is State.COMPENSATING
    assert advance(Kind.REBOOK, State.COMPENSATING, Outcome.DONE).state is State.FAILED
    assert advance(Kind.REBOOK, State.COMPENSATING, Outcome.LEFT_OVER).state is State.NEEDS_PERSON


def test_a_new_ticket_with_the_old_seat_still_booked_is_never_undone_silently() -> None:
    assert advance(Kind.REBOOK, State.TICKETED, Outcome.REFUSED).state is State.NEEDS_PERSON


def test_a_final_state_asks_for_nothing() -> None:
    for state in FINAL:
        with pytest.raises(ValueError, match="has no step"):
            advance(Kind.REBOOK, state, Outcome.DONE)


@given(st.sampled_from(list(Kind)), st.lists(st.sampled_from(list(Outcome)), max_size=40))
def test_nothing_is_confirmed_before_it_was_read_back(kind: Kind, outcomes: list[Outcome]) -> None:
    state = State.REQUESTED
    for outcome in outcomes:
        step = step_of(kind, state)
        if step is None:
            break
        reached = advance(kind, state, outcome).state
        if reached is State.CONFIRMED:
            assert step is Step.CONFIRM
            assert outcome in (Outcome.DONE, Outcome.NOT_NEEDED)
        state = reached


def test_back_off_doubles_to_its_limit() -> None:
    assert [back_off_seconds(n) for n in (1, 2, 3, 7, 1000)] == [1, 2, 4, 60, 60]


def test_keys_differ_by_change_step_and_number() -> None:
    keys = {key_for(c, s, n) for c in ("chg_1", "chg_2") for s in Step for n in range(3)}
    assert len(keys) == 2 * len(Step) * 3


def test_a_lease_must_outlive_a_call() -> None:
    with pytest.raises(ValueError, match="at least twice"):
        BookingsSettings(lease_seconds=6, airline_timeout_seconds=5)
