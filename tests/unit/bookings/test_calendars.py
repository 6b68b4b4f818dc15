"""Working days: the published vectors, make-up weekends, and years the library does not know yet."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.bookings import add_working_days, is_working_day, refund_due
from hongyan.bookings.calendars import is_certain
from hongyan.bookings.refund_clock import is_overdue
from hongyan.core.errors import InvalidInput

CN_VECTORS = [  # id, start, working days, due (rights vectors CN-CLK)
    ("CN-CLK-01", "2026-11-20", 7, "2026-12-01"),
    ("CN-CLK-02", "2026-09-30", 7, "2026-10-15"),
    ("CN-CLK-04", "2026-11-21", 7, "2026-12-01"),
    ("CN-CLK-05", "2026-11-20", 10, "2026-12-04"),
]


@pytest.mark.parametrize(("case", "start", "days", "due"), CN_VECTORS)
def test_chinese_clocks(case: str, start: str, days: int, due: str) -> None:
    assert add_working_days(date.fromisoformat(start), days, "CN") == date.fromisoformat(due), case


def test_us_13_seven_business_days_for_a_card_skip_thanksgiving() -> None:
    due = refund_due(datetime(2026, 11, 20, 17, tzinfo=UTC), "credit_card", ["JFK"], {"JFK": "US"}.get)
    assert (due.on, due.basis) == (date(2026, 12, 2), "14 CFR 260.10")


def test_us_14_twenty_calendar_days_otherwise() -> None:
    due = refund_due(datetime(2026, 11, 20, 17, tzinfo=UTC), "cash", ["JFK"], {"JFK": "US"}.get)
    assert due.on == date(2026, 12, 10)


def test_make_up_saturday_is_worked_and_the_golden_week_is_not() -> None:
    assert is_working_day(date(2026, 10, 10), "CN")
    assert not is_working_day(date(2026, 10, 5), "CN")
    assert not is_working_day(date(2026, 11, 21), "CN")


def test_beyond_the_published_list_statutory_holidays_still_rest_but_it_is_a_forecast() -> None:
    assert not is_working_day(date(2028, 10, 2), "CN")
    assert add_working_days(date(2026, 12, 30), 2, "CN") == date(
        2027, 1, 4
    )  # 1 January rests, then a weekend
    assert not is_certain(date(2026, 12, 30), date(2027, 1, 4), "CN")
    assert is_certain(date(2026, 11, 20), date(2026, 12, 1), "CN")


def test_where_two_laws_apply_the_earlier_date_binds() -> None:
    countries = {"PEK": "CN", "JFK": "US"}
    due = refund_due(datetime(2026, 11, 20, 3, tzinfo=UTC), "card", ["PEK", "JFK"], countries.get)
    # in New York it is still the 19th; Thanksgiving falls into the seven days
    assert (due.on, due.basis) == (date(2026, 12, 1), "CCAR-273")


def test_the_first_day_is_the_local_one() -> None:
    late = datetime(2026, 11, 19, 17, tzinfo=UTC)  # 01:00 on Friday the 20th in China
    assert refund_due(late, "card", ["PEK"], {"PEK": "CN"}.get).on == date(2026, 12, 1)


def test_overdue_begins_the_day_after() -> None:
    due = date(2026, 12, 1)
    assert not is_overdue(due, "CCAR-273", datetime(2026, 12, 1, 15, 59, tzinfo=UTC))
    assert is_overdue(due, "CCAR-273", datetime(2026, 12, 1, 16, 1, tzinfo=UTC))


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no calendar"):
        is_working_day(date(2026, 11, 20), "MARS")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        add_working_days(date(2026, 11, 20), -1, "CN")


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 30), st.sampled_from(["CN", "US"]))
def test_a_due_date_is_a_working_day_with_n_working_days_behind_it(
    start: date, n: int, calendar: str
) -> None:
    due = add_working_days(start, n, calendar)  # type: ignore[arg-type]
    span = [date.fromordinal(o) for o in range(start.toordinal() + 1, due.toordinal() + 1)]
    worked = [d for d in span if is_working_day(d, calendar)]  # type: ignore[arg-type]
    assert len(worked) == n
    assert worked[-1] == due


@given(st.dates(date(2005, 1, 1), date(2026, 1, 1)), st.integers(0, 20))
def test_a_later_request_is_never_due_earlier(start: date, n: int) -> None:
    following = date.fromordinal(start.toordinal() + 1)
    assert add_working_days(start, n, "CN") <= add_working_days(following, n, "CN")
