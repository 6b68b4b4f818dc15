"""Offers put into words."""

import pytest

from hongyan.protection.explain import duration, explain, explain_refund, words
from hongyan.protection.model import HeldOnward, Itinerary, OfferKind, PlannedLeg
from tests.builders.protection import NOW, flight, need


def itinerary(**changes: object) -> Itinerary:
    f = flight("202", 5.5)
    leg = PlannedLeg(f.leg, str(changes.pop("cabin", "Y")), f.departs, f.arrives)
    defaults = {
        "kind": OfferKind.OWN,
        "legs": (leg,),
        "departs": f.departs,
        "arrives": f.arrives,
        "arrival_delay_minutes": 160,
    }
    return Itinerary(**{**defaults, **changes})  # type: ignore[arg-type]


def test_the_words_of_the_issue() -> None:
    explanation = explain(need(seats=2), itinerary())
    assert words(explanation, "en") == "Arrives 2 h 40 min later, same cabin, all 2 together."
    assert words(explanation, "zh-CN") == "晚到2小时40分钟，舱位不变，2人同行。"


def test_a_downgrade_a_night_and_an_acceptance_are_said() -> None:
    party = need(cabin="J", ssrs=frozenset({"MEDA"}))
    codes = [c["code"] for c in explain(party, itinerary(overnight=True))["codes"]]
    assert codes == ["arrives_later", "cabin_down", "next_day", "needs_acceptance"]


def test_keeping_the_onward_flight_is_said() -> None:
    party = need(onward=HeldOnward("CAN", NOW, NOW))
    codes = [
        c["code"] for c in explain(party, itinerary(keeps_onward=True, arrival_delay_minutes=0))["codes"]
    ]
    assert codes == ["arrives_as_booked", "same_cabin", "keeps_onward"]


def test_an_earlier_departure_is_said() -> None:
    party = need(departs=flight("1", 7).departs)
    assert {"code": "leaves_earlier", "minutes": 90} in explain(party, itinerary())["codes"]


@pytest.mark.parametrize("language", ["en", "zh-CN", "zh", "fr"])
def test_every_code_has_words_in_every_language(language: str) -> None:
    full = itinerary(ground_minutes=60, overnight=True, onward_open=True, keeps_first=True, keeps_onward=True)
    said = words(explain(need(seats=3, cabin="J"), full), language)
    assert "{" not in said
    assert all(words({"codes": [c]}, language) for c in explain(need(seats=3, cabin="J"), full)["codes"])
    assert words(explain_refund(), language)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (59, "59 min"), (60, "1 h"), (160, "2 h 40 min")]
)
def test_durations(minutes: int, said: str) -> None:
    assert duration(minutes, "en") == said
