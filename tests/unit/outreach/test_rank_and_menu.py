"""Who goes first, and what keys mean."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.outreach.menu import Chosen, interpret
from hongyan.outreach.rank import Urgency, rank
from tests.builders.outreach import NOON


def urgency(hours: float = 10, **changes: object) -> Urgency:
    return Urgency(departs_at=NOON + timedelta(hours=hours), **changes)  # type: ignore[arg-type]


def test_the_nearest_departure_goes_first() -> None:
    assert rank(urgency(2)) < rank(urgency(3))


@pytest.mark.parametrize(
    "pressing",
    [
        urgency(ssrs=("UMNR",)),
        urgency(ssrs=("WCHC",)),
        urgency(tight_connection=True),
        urgency(no_alternative=True),
        urgency(tier="gold"),
    ],
)
def test_care_connection_no_alternative_and_tier_go_before_the_same_departure(pressing: Urgency) -> None:
    assert rank(pressing) < rank(urgency())


def test_status_never_outruns_care() -> None:
    assert rank(urgency(ssrs=("WCHC",))) < rank(urgency(tier="platinum"))


@pytest.mark.parametrize(
    ("keys", "meaning"),
    [
        ("11", Chosen("accept", True)),
        ("21", Chosen("refund", True)),
        ("911", Chosen("accept", True)),
        ("1", Chosen("accept", False)),
        ("19", Chosen("nothing")),
        ("1921", Chosen("refund", True)),
        ("3", Chosen("options", True)),
        ("0", Chosen("person", True)),
        ("10", Chosen("person", True)),
        ("", Chosen("nothing")),
        ("777", Chosen("nothing")),
    ],
)
def test_keys(keys: str, meaning: Chosen) -> None:
    assert interpret(keys) == meaning


@given(st.text("0123456789*#", max_size=12))
def test_nothing_is_carried_out_without_a_confirming_one(keys: str) -> None:
    chosen = interpret(keys)
    if chosen.kind in ("accept", "refund") and chosen.confirmed:
        wanted = "1" if chosen.kind == "accept" else "2"
        assert f"{wanted}1" in keys
