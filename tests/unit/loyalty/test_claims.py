"""Which flights may still be credited, and what they earn."""

from dataclasses import replace
from datetime import date

import pytest

from hongyan.loyalty import Flown, Member, miles_for, refusal

MEMBER = Member("900188210", "夏知远", 23450, "silver")
FLOWN = Flown("0992401330771", "ZZ1305", date(2026, 10, 18), "H")
TODAY = date(2026, 11, 22)


def test_a_flown_flight_is_credited() -> None:
    assert refusal(FLOWN, MEMBER, TODAY) is None
    assert refusal(replace(FLOWN, traveller="夏知远"), MEMBER, TODAY) is None


@pytest.mark.parametrize(
    ("flown", "today", "slug"),
    [
        (None, TODAY, "not_flown"),
        (replace(FLOWN, credited=True), TODAY, "already_credited"),
        (FLOWN, date(2027, 10, 19), "too_late"),
        (FLOWN, date(2026, 10, 20), "too_early"),
        (replace(FLOWN, rbd="X"), TODAY, "class_earns_nothing"),
        (replace(FLOWN, member_no="900000001"), TODAY, "other_traveller"),
        (replace(FLOWN, traveller="秦若谷"), TODAY, "other_traveller"),
    ],
)
def test_what_is_not_credited_and_why(flown: Flown | None, today: date, slug: str) -> None:
    assert refusal(flown, MEMBER, today) == slug


def test_dearer_classes_and_higher_tiers_earn_more() -> None:
    assert miles_for(1000, "Y", "none") == 621
    assert miles_for(100, "Y", "none") == 500
    assert miles_for(1000, "J", "none") > miles_for(1000, "Y", "none") > miles_for(1000, "K", "none") > 0
    assert miles_for(1000, "Y", "gold") > miles_for(1000, "Y", "silver") > miles_for(1000, "Y", "none")
    assert miles_for(1000, "X", "platinum") == 0
