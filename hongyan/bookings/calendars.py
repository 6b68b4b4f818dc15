"""Working days of China and the United States, for clocks that count them.

China: the State Council's yearly list of holidays and make-up working weekends, from ``chinesecalendar``. The
list of a year is published in the autumn before it; for years the library does not know yet, the statutory
holidays are computed by ``holidays`` and weekends rest: a due date found that way is a forecast
(``is_certain`` says so) and may move by the make-up days of that year.
United States: federal holidays, from ``holidays``, for any year.
"""

from datetime import date, timedelta
from functools import cache
from typing import Literal

import chinese_calendar
import holidays
from chinese_calendar.constants import holidays as _published

from hongyan.core.errors import InvalidInput

CalendarName = Literal["CN", "US"]

_FIRST_YEAR, _LAST_YEAR = min(_published).year, max(_published).year


def add_working_days(start: date, n: int, calendar: CalendarName) -> date:
    """Return the ``n``-th working day after ``start``; ``start`` itself is not counted (Civil Code art. 201).

    Raises InvalidInput for an unknown calendar or a negative ``n``.
    """
    if n < 0:
        raise InvalidInput("a number of working days cannot be negative", days=n)
    day = start
    while n > 0:
        day += timedelta(days=1)
        n -= is_working_day(day, calendar)
    return day


def is_working_day(day: date, calendar: CalendarName) -> bool:
    """Say whether people work on ``day``. Raises InvalidInput for an unknown calendar."""
    if calendar == "US":
        return day.weekday() < 5 and day not in _federal_holidays(day.year)
    if calendar == "CN":
        if _FIRST_YEAR <= day.year <= _LAST_YEAR:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 and day not in _chinese_statutory_holidays(day.year)
    raise InvalidInput(f"there is no calendar {calendar!r}", known=["CN", "US"])


def is_certain(first: date, last: date, calendar: CalendarName) -> bool:
    """Say whether every day from ``first`` to ``last`` is on a published list rather than forecast."""
    return calendar == "US" or (first.year >= _FIRST_YEAR and last.year <= _LAST_YEAR)


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", years=year))


@cache
def _chinese_statutory_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=year))
