"""Airports: zones, distances, neighbours."""

from datetime import UTC, date, datetime, time

import pytest

from hongyan.core.errors import InvalidInput
from hongyan.flights import Airports

AIRPORTS = Airports()


def test_an_airport_and_its_local_time() -> None:
    ponce = AIRPORTS.get("PSE")
    assert ponce is not None
    assert (ponce.city, ponce.country, ponce.zone) == ("Ponce", "US", "America/Puerto_Rico")
    assert AIRPORTS.local(datetime(2017, 6, 20, 2, tzinfo=UTC), "PSE").strftime("%d %H:%M") == "19 22:00"


def test_an_unknown_airport_is_none_and_has_no_local_time() -> None:
    assert AIRPORTS.get("QQQ") is None
    assert AIRPORTS.distance_km("PEK", "QQQ") is None
    assert AIRPORTS.nearby("QQQ", 100) == []
    with pytest.raises(InvalidInput, match="QQQ"):
        AIRPORTS.instant(date(2026, 1, 1), time(12), "QQQ")


def test_distance_is_the_great_circle() -> None:
    distance = AIRPORTS.distance_km("JFK", "LHR")
    assert distance is not None
    assert distance == pytest.approx(5540, abs=15)
    assert AIRPORTS.distance_km("PEK", "PEK") == 0


def test_nearby_airports_come_nearest_first() -> None:
    codes = [code for code, _ in AIRPORTS.nearby("PEK", 150)]
    assert {"PKX", "TSN"} <= set(codes)
    distances = [km for _, km in AIRPORTS.nearby("JFK", 60)]
    assert distances == sorted(distances)
    assert {"LGA", "EWR"} <= {code for code, _ in AIRPORTS.nearby("JFK", 60)}


def test_wall_clock_times_that_exist_twice_or_not_at_all() -> None:
    assert AIRPORTS.instant(date(2026, 11, 1), time(1, 30), "JFK").isoformat() == "2026-11-01T05:30:00+00:00"
    assert AIRPORTS.instant(date(2026, 3, 8), time(2, 30), "JFK").isoformat() == "2026-03-08T07:30:00+00:00"
