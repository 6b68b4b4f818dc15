"""Deadlines in working days, where holidays and make-up working days are given or come from a calendar."""

from collections.abc import Callable, Collection
from datetime import date, timedelta

AddWorkingDays = Callable[[date, int, str], date]
"""``add(start, days, calendar)`` with calendar CN or US; the first day is not counted (Civil Code art. 201)."""


def add_listed_working_days(
    start: date, days: int, holidays: Collection[date], makeup_workdays: Collection[date] = ()
) -> date:
    """Add working days after ``start``: Monday to Friday less ``holidays``, plus ``makeup_workdays`` at weekends."""
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        if day in makeup_workdays or (day.weekday() < 5 and day not in holidays):
            left -= 1
    return day


def listed(holidays: Collection[date], makeup_workdays: Collection[date] = ()) -> AddWorkingDays:
    """Return an ``AddWorkingDays`` over these days alone, whatever calendar is asked for."""

    def add(start: date, days: int, calendar: str) -> date:
        return add_listed_working_days(start, days, holidays, makeup_workdays)

    return add
