"""A promise is due after so many working hours, whatever lies between."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.cases.due import WorkingHours, due_after

OFFICE = WorkingHours("Asia/Shanghai", 9, 18, (1, 2, 3, 4, 5))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (local(25, 10), 2, local(25, 12)),
        (local(25, 17), 2, local(26, 10)),
        (local(25, 3), 1, local(25, 10)),
        (local(27, 17, 30), 1, local(30, 9, 30)),  # Friday evening → Monday
        (local(28, 12), 9, local(30, 18)),
    ],
)
def test_known_days(start: datetime, hours: float, due: datetime) -> None:
    assert due_after(start, hours, OFFICE) == due


def test_a_desk_that_never_closes() -> None:
    always = WorkingHours("Asia/Shanghai", 0, 24, (1, 2, 3, 4, 5, 6, 7))
    assert due_after(local(25, 23), 3, always) == local(26, 2)


def test_hours_without_work_are_an_error() -> None:
    for from_hour, to_hour, days in ((9, 9, (1,)), (9, 18, ())):
        with pytest.raises(ValueError, match="working hours"):
            WorkingHours("Asia/Shanghai", from_hour, to_hour, days)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    st.floats(0.1, 60),
    st.floats(0.1, 60),
    st.sampled_from(
        [
            OFFICE,
            WorkingHours("America/New_York", 8, 24, (1, 3, 6)),
            WorkingHours("Europe/Berlin", 0, 24, (7,)),
        ]
    ),
)
def test_hours_add_up(start: datetime, first: float, second: float, working: WorkingHours) -> None:
    due = due_after(start, first, working)
    assert due > start and due - start >= timedelta(hours=first)
    at = due.astimezone(ZoneInfo(working.zone))
    worked_until_midnight = at.hour == at.minute == 0
    assert at.isoweekday() in working.weekdays or worked_until_midnight
    assert abs(due_after(due, second, working) - due_after(start, first + second, working)) < timedelta(
        seconds=1
    )
