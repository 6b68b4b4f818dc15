"""A day of the BTS file becomes messages that lead to what the file says happened."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import hongyan.entrypoints.replay as replay
from hongyan.flights.apply import FlightBook
from hongyan.flights.bts_day import BtsDay, messages, read_day
from hongyan.flights.feeds.read import read_messages
from hongyan.flights.messages import FlightMessage, OriginDay
from hongyan.flights.model import Leg, LegKey, LegStatus
from tests.builders.flights import AIRPORTS

DATA = Path(replay.__file__).parent / "data"
DAY = date(2017, 6, 19)
HEADER = "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,origin,dest,air_time,distance"


@pytest.fixture(scope="module")
def real_day() -> BtsDay:
    return read_day(DATA / "flights_2017-06-19.csv", DATA / "planes.csv", DAY, airports=AIRPORTS)


def a_day(tmp_path: Path, *rows: str, carrier: str | None = None) -> BtsDay:
    flights, planes = tmp_path / "flights.csv", tmp_path / "planes.csv"
    flights.write_text("\n".join([HEADER, *rows]) + "\n")
    planes.write_text(
        "tailnum,year,type,manufacturer,model,engines,seats,speed,engine\nN1,2000,x,x,x,2,162,NA,x\nN2,2000,x,x,x,1,2,NA,x\n"
    )
    return read_day(flights, planes, DAY, carrier, AIRPORTS)


def test_the_real_day_is_read_whole(real_day: BtsDay) -> None:
    assert len(real_day.outcomes) == 914
    assert sum(outcome.cancelled for outcome in real_day.outcomes.values()) == 208
    assert real_day.errors == []
    assert {leg.key.origin_date.day for leg in real_day.legs} == {19, 20, 21}
    assert all(19 <= seats <= 600 for seats in real_day.seats.values())
    assert real_day.home == "EWR"
    assert all(timedelta(0) < leg.sta - leg.std < timedelta(hours=14) for leg in real_day.legs)


def test_the_messages_lead_to_what_happened(real_day: BtsDay) -> None:
    numbers = iter(range(10_000))
    book = FlightBook((), lambda: f"leg_{next(numbers)}")
    script = messages(real_day, airports=AIRPORTS)
    for known_at, kind, body in script:
        for message in read_messages(kind, body.encode(), known_at, AIRPORTS):
            assert message.known_at == known_at
            assert book.apply(message)[1], body
    assert {kind for _, kind, _ in script} == {"json", "mvt", "aidx", "asm"}
    for planned in real_day.legs:
        key = planned.key
        leg = book.flights[(key.carrier, key.number, key.origin_date)].legs[(key.board, key.off)]
        assert (leg.std, leg.sta) == (planned.std, planned.sta)
        assert_happened(leg, real_day)


def assert_happened(leg: Leg, day: BtsDay) -> None:
    outcome = day.outcomes.get(leg.key)
    if outcome is None:
        assert leg.status is LegStatus.SCHEDULED
    elif outcome.cancelled:
        assert leg.status is LegStatus.CANCELLED
        assert leg.cause_code == "71"
    else:
        assert (leg.atd, leg.ata) == (outcome.atd, outcome.ata)
        assert leg.status is (LegStatus.ARRIVED if outcome.ata else LegStatus.DIVERTED)


def test_nothing_is_known_before_it_can_be(real_day: BtsDay) -> None:
    script = messages(real_day, airports=AIRPORTS)
    assert all(a[0] <= b[0] for a, b in pairwise(script))
    assert script[0][0] == datetime(2017, 6, 18, 22, tzinfo=UTC)  # 18:00 in New York
    planned = {(leg.key.flight, leg.key.origin_date): leg for leg in real_day.legs}
    cancels = 0
    for known_at, kind, body in script:
        for message in read_messages(kind, body.encode(), known_at, AIRPORTS):
            happened = [f for f in message.facts if f.field in ("atd", "ata")]
            assert all(datetime.fromisoformat(fact.value) <= known_at for fact in happened)
            if any(fact.field == "cancelled" for fact in message.facts):
                cancels += 1
                lead = planned[(message.flight, leg_day(message))].std - known_at
                assert timedelta(minutes=30) <= lead < timedelta(minutes=330)
    assert cancels == 208


def leg_day(message: FlightMessage) -> date:
    """The local day in New York of a message that may be dated in UTC."""
    on = message.day.day
    return on if isinstance(message.day, OriginDay) or on == DAY else on - timedelta(days=1)


def test_the_same_seed_gives_the_same_day_and_another_one_another(real_day: BtsDay) -> None:
    assert messages(real_day, 7, AIRPORTS) == messages(real_day, 7, AIRPORTS)
    assert messages(real_day, 7, AIRPORTS) != messages(real_day, 8, AIRPORTS)


def test_a_broken_row_is_told_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    day = a_day(
        tmp_path,
        "2017,6,19,5,2000,245,200,2105,295,B6,1,N1,JFK,BOS,50,187",
        "2017,6,19,abc,2000,x,200,2105,295,B6,2,N1,JFK,BOS,50,187",
        "2017,6,19,5,2561,245,200,2105,295,B6,3,N1,JFK,BOS,50,187",
        "2017,6,19,5,2000,245,200,2105,295,B6,4,N1,JFK,QQQ,50,187",
        "2017,6,19,,2000,,,,,B6,5,N1,JFK,BOS,,187",
        "2017,6",
        "x,6,19,5,2000,245,200,2105,295,B6,6,N1,JFK,BOS,50,187",
        "2017,6,19,5,2000,245,200,2105,295,B6,1,N1,JFK,BOS,50,187",
        "2017,6,19,,2130,,,2240,,B6,7,N1,JFK,BOS,,187",
    )
    assert [key.number for key in day.outcomes] == ["1", "7"]
    assert [line for line, _ in day.errors] == [3, 4, 5, 6, 7, 8, 9]
    assert "QQQ" in day.errors[2][1]
    assert "twice" in day.errors[-1][1]


def test_times_over_midnight_and_at_2400(tmp_path: Path) -> None:
    day = a_day(
        tmp_path,
        "2017,6,19,18,2359,19,348,351,-3,B6,745,N1,JFK,PSE,190,1617",
        "2017,6,19,2400,2350,10,130,2400,90,B6,746,N2,JFK,BOS,190,1617",
    )
    first = next(leg for leg in day.legs if leg.key.number == "745")
    assert first.std == datetime(2017, 6, 20, 3, 59, tzinfo=UTC)
    assert first.sta == datetime(2017, 6, 20, 7, 51, tzinfo=UTC)
    assert day.outcomes[first.key].atd == datetime(2017, 6, 20, 4, 18, tzinfo=UTC)
    second = LegKey("B6", "746", DAY, "JFK", "BOS")
    assert day.outcomes[second].atd == datetime(2017, 6, 20, 4, 0, tzinfo=UTC)
    assert day.seats == {first.key: 162, second: 162}  # N2 has 2 seats in the register: another aircraft


def test_with_a_carrier_the_others_are_there_as_alternatives(tmp_path: Path) -> None:
    rows = (
        "2017,6,19,5,2000,245,200,2105,295,B6,1,N1,JFK,BOS,50,187",
        "2017,6,19,5,2000,245,200,2105,295,DL,2,N1,JFK,BOS,50,187",
    )
    assert len(a_day(tmp_path, *rows, carrier="B6").legs) == 2
    assert a_day(tmp_path, *rows, carrier="AA").legs == []


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "flights.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="lacks the columns"):
        read_day(tmp_path / "flights.csv", tmp_path / "flights.csv", DAY)
