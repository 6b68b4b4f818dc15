"""Quiet hours at two places, with the safety exception."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hongyan.core.quiet_hours import QuietHours

QUIET = QuietHours()
FAR = datetime(2026, 12, 31, tzinfo=UTC)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def test_the_night_ends_at_seven() -> None:
    assert QUIET.call_allowed_at(at("2026-11-22T23:30"), ["Asia/Shanghai"], FAR) == at("2026-11-23T07:00")
    assert QUIET.call_allowed_at(at("2026-11-22T06:59"), ["Asia/Shanghai"], FAR) == at("2026-11-22T07:00")


def test_its_edges_are_seven_sharp_and_ten_sharp() -> None:
    seven, ten = at("2026-11-22T07:00"), at("2026-11-22T22:00")
    assert QUIET.call_allowed_at(seven, ["Asia/Shanghai"], FAR) == seven
    assert QUIET.call_allowed_at(ten - timedelta(seconds=1), ["Asia/Shanghai"], FAR) == ten - timedelta(
        seconds=1
    )
    assert QUIET.call_allowed_at(ten, ["Asia/Shanghai"], FAR) > ten


def test_both_places_must_be_awake() -> None:
    noon = at("2026-11-22T12:00")  # 23:00 of the day before in New York
    allowed = QUIET.call_allowed_at(noon, ["Asia/Shanghai", "America/New_York"], FAR)
    assert allowed == at("2026-11-22T07:00", "America/New_York")  # 20:00 in Shanghai


def test_departure_soon_or_travelling_lifts_it() -> None:
    night = at("2026-11-22T23:30")
    assert QUIET.call_allowed_at(night, ["Asia/Shanghai"], night + timedelta(hours=6)) == night
    assert QUIET.call_allowed_at(night, ["Asia/Shanghai"], FAR, travelling=True) == night


def test_waiting_never_goes_past_six_hours_before_departure() -> None:
    night = at("2026-11-22T22:30")
    departs = at("2026-11-23T06:00")
    assert QUIET.call_allowed_at(night, ["Asia/Shanghai"], departs) == departs - timedelta(hours=6)


def test_a_zone_nobody_knows_is_no_reason_to_wait() -> None:
    night = at("2026-11-22T23:30")
    assert QUIET.call_allowed_at(night, [None, "Mars/Olympus"], FAR) == night


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)),
    st.sampled_from(["Asia/Shanghai", "Europe/Paris", "America/New_York", "Australia/Lord_Howe"]),
)
def test_the_answer_is_never_in_the_past_nor_in_the_night(naive: datetime, zone: str) -> None:
    now = naive.replace(tzinfo=UTC)
    allowed = QUIET.call_allowed_at(now, [zone], FAR + timedelta(days=90))
    assert now <= allowed <= now + timedelta(hours=10)
    assert 7 <= allowed.astimezone(ZoneInfo(zone)).hour < 22


def test_what_is_not_urgent_waits_for_the_morning_however_soon_somebody_leaves() -> None:
    quiet = QuietHours()
    night = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    assert quiet.allowed_at(night, ["Asia/Shanghai"]) == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    assert quiet.allowed_at(night, [None]) == night
