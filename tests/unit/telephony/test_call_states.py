"""A call moves forward only, and ends once."""

from itertools import product

import pytest

from hongyan.telephony.call_states import LIVE, CallState, Happening, moved, result_of


def test_every_living_state_can_end_and_the_end_is_final() -> None:
    assert all(moved(state, Happening.OVER) is CallState.ENDED for state in LIVE)
    assert all(moved(CallState.ENDED, happening) is None for happening in Happening)


def test_no_happening_leads_back() -> None:
    order = list(CallState)
    for state, happening in product(CallState, Happening):
        following = moved(state, happening)
        assert following is None or order.index(following) > order.index(state)


@pytest.mark.parametrize(
    ("cause", "result"),
    [
        (17, "busy"),
        (1, "invalid"),
        (28, "invalid"),
        (19, "no_answer"),
        (21, "no_answer"),
        (34, "failed"),
        (0, "failed"),
    ],
)
def test_what_a_cause_means(cause: int, result: str) -> None:
    assert result_of(cause) == result
