"""Flight information with nothing but keys: area code, area code, day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.assistant.dialogue.keyed import day_of_keys
from hongyan.assistant.dialogue.queries import FlightStatus
from hongyan.flights.model import FlightStatusView
from tests.builders.dialogue import Player, World, option

FLIGHT = option(1305, "2026-11-27", 14)


def on_time() -> FlightStatusView:
    return FlightStatusView(
        flight_no="ZZ1305",
        leg=FLIGHT.leg,
        date="2026-11-27",
        origin="PEK",
        destination="SHA",
        departs=FLIGHT.departs,
        arrives=FLIGHT.arrives,
        status="scheduled",
    )


def begun(task: str, language: str = "zh", **world: object) -> Player:
    player = Player(
        World(trips=[], **world),  # type: ignore[arg-type]
        language=language,
        channel="voice",
        menu=(task,),
    )
    player.press("1")
    return player


@pytest.mark.parametrize(("origin", "destination"), [("10", "21"), ("010", "021"), ("10#", "021#")])
def test_the_status_between_two_area_codes(origin: str, destination: str) -> None:
    player = begun("flight.status", statuses=[on_time()])
    assert "区号" in player.text
    assert "哪里" in player.press(origin) and "区号" in player.text
    assert "今天按 1" in player.press(destination)
    text = player.press("1127")
    assert player.world.asked == [FlightStatus("2026-11-27", origin="BJS", destination="SHA")]
    assert "ZZ1305" in text and "14:00" in text
    assert player.state.frame is None


def test_it_is_asked_in_english_too() -> None:
    player = begun("flight.status", "en", statuses=[on_time()])
    assert "area code" in player.text
    player.press("23")
    player.press("512")
    assert "1 for today" in player.text
    player.press("2")
    assert player.world.asked == [FlightStatus("2026-11-23", origin="CKG", destination="SZV")]


def test_flights_on_sale_between_two_area_codes() -> None:
    player = begun("flight.search", options=[FLIGHT])
    assert "出发" in player.text
    player.press("10")
    assert "飞到哪里" in player.text
    player.press("21")
    text = player.press("1127")
    assert "ZZ1305" in text and "9" in text


def test_a_code_that_is_none_and_a_day_that_is_none_are_asked_again() -> None:
    player = begun("flight.status", statuses=[on_time()])
    assert "没有查到这个区号" in player.press("9") and "区号" in player.text
    player.press("10")
    player.press("21")
    assert "没有这个日期" in player.press("1332") and "四位月日" in player.text
    assert player.world.asked == []
    player.press("1")
    assert isinstance(player.world.asked[0], FlightStatus) and player.world.asked[0].date == "2026-11-22"


def test_zero_stays_a_person() -> None:
    player = begun("flight.status")
    player.press("0")
    assert player.handed_over == "asked_for_person"


def test_words_and_keys_mix() -> None:
    player = begun("flight.status", statuses=[on_time()])
    player.say("从北京出发", "none", sure=False, origin="BJS")
    player.press("21")
    player.say("27号", "none", sure=False, date="2026-11-27")
    assert player.world.asked == [FlightStatus("2026-11-27", origin="BJS", destination="SHA")]


@given(st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(-7, 355))
def test_month_and_day_mean_the_next_such_day_or_one_of_the_last_week(today: date, ahead: int) -> None:
    meant = today + timedelta(days=ahead)
    assert day_of_keys(f"{meant:%m%d}", today) == meant.isoformat()


@pytest.mark.parametrize("digits", ["0", "4", "12", "0230", "1301", "0000"])
def test_what_is_no_day(digits: str) -> None:
    assert day_of_keys(digits, date(2026, 11, 22)) is None
