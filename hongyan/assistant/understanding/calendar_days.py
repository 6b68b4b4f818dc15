"""From what was said of a day to the day: future first, unless the talk is of a journey already made."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from borax.calendars.lunardate import LunarDate

Tense = Literal["future", "past", "nearest"]

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
} | {"febuary": 2, "septemper": 9, "setember": 9, "ocotber": 10, "octobor": 10, "novemeber": 11, "novemer": 11, "decemeber": 12, "decmber": 12}  # fmt: skip
SOLAR = {
    "元旦": (1, 1), "新年第一天": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "三八节": (3, 8), "愚人节": (4, 1),
    "五一": (5, 1), "劳动节": (5, 1), "青年节": (5, 4), "六一": (6, 1), "儿童节": (6, 1), "建党节": (7, 1),
    "建军节": (8, 1), "八一": (8, 1), "教师节": (9, 10), "国庆": (10, 1), "国庆节": (10, 1), "万圣节": (10, 31),
    "双十一": (11, 11), "双十二": (12, 12), "平安夜": (12, 24), "圣诞": (12, 25), "圣诞节": (12, 25), "跨年": (12, 31), "跨年夜": (12, 31),
    "new year's day": (1, 1), "new years day": (1, 1), "valentine's day": (2, 14), "valentines day": (2, 14),
    "labour day": (5, 1), "labor day": (5, 1), "national day": (10, 1), "halloween": (10, 31),
    "christmas eve": (12, 24), "christmas day": (12, 25), "christmas": (12, 25), "xmas": (12, 25),
    "boxing day": (12, 26), "new year's eve": (12, 31), "new years eve": (12, 31), "singles' day": (11, 11),
}  # fmt: skip
LUNAR = {
    "春节": (1, 1), "大年初一": (1, 1), "元宵": (1, 15), "元宵节": (1, 15), "龙抬头": (2, 2), "端午": (5, 5), "端午节": (5, 5),
    "七夕": (7, 7), "七夕节": (7, 7), "中元节": (7, 15), "中秋": (8, 15), "中秋节": (8, 15), "重阳": (9, 9), "重阳节": (9, 9),
    "腊八": (12, 8), "腊八节": (12, 8), "小年": (12, 23),
    "chinese new year's eve": (12, 0), "lunar new year's eve": (12, 0), "除夕": (12, 0), "年三十": (12, 0), "大年三十": (12, 0), "年夜": (12, 0),
    "chinese new year": (1, 1), "lunar new year": (1, 1), "spring festival": (1, 1), "lantern festival": (1, 15),
    "dragon boat festival": (5, 5), "mid-autumn festival": (8, 15), "mid autumn festival": (8, 15), "mid-autumn": (8, 15),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today in the traveller's zone and which way an open date looks."""

    today: date
    tense: Tense = "future"

    def _choose(self, days: list[date]) -> date | None:
        """Return the candidate that fits the tense."""
        past = [d for d in days if d <= self.today]
        future = [d for d in days if d >= self.today]
        if self.tense == "past":
            return max(past, default=None)
        if self.tense == "nearest":
            return min(days, key=lambda d: (abs((d - self.today).days), d < self.today), default=None)
        return min(future, default=None)

    def month_day(self, month: int, day: int, year: int | None = None) -> date | None:
        if year is not None:
            return _real(year, month, day)
        around = (
            range(self.today.year - 8, self.today.year + 9)
            if (month, day) == (2, 29)
            else range(self.today.year - 1, self.today.year + 2)
        )
        return self._choose([d for y in around if (d := _real(y, month, day))])

    def day(self, day: int, months: int | None = None) -> date | None:
        """Return the day of the month: of this month + ``months`` when said, else the one that fits the tense."""
        if months is not None:
            year, month = _shift(self.today, months)
            return _real(year, month, day)
        return self._choose([d for k in range(-3, 4) if (d := _real(*_shift(self.today, k), day))])

    def weekday(self, weekday: int, weeks: int | None = None) -> date:
        """Return the weekday (Monday 0): of the calendar week ``weeks`` from now (0 = this one), else the next one ahead."""
        if weeks is not None:
            day = self.today + timedelta(days=weekday - self.today.weekday() + 7 * weeks)
            if weeks == 0 and day < self.today and self.tense == "future":
                day += timedelta(days=7)  # 这周三 said on a Sunday: nobody books the past
            return day
        ahead = (weekday - self.today.weekday()) % 7 or 7
        back = ahead - 7 or -7
        if self.tense == "past" or (self.tense == "nearest" and -back < ahead):
            return self.today + timedelta(days=back)
        return self.today + timedelta(days=ahead)

    def last_weekday(self, weekday: int) -> date:
        """Return the latest such weekday before today ("last Friday")."""
        return self.today - timedelta(days=(self.today.weekday() - weekday) % 7 or 7)

    def plus(self, days: int) -> date | None:
        try:
            return self.today + timedelta(days=days)
        except OverflowError:
            return None

    def plus_months(self, months: int) -> date:
        """Return the same day some months on, or that month's last day."""
        year, month = _shift(self.today, months)
        return date(year, month, min(self.today.day, monthrange(year, month)[1]))

    def month_end(self, months: int = 0) -> date:
        year, month = _shift(self.today, months)
        return date(year, month, monthrange(year, month)[1])

    def end_of(self, month: int) -> date | None:
        """Return the last day of a named month, this year or the next."""
        ends = [
            date(y, month, monthrange(y, month)[1]) for y in range(self.today.year - 1, self.today.year + 2)
        ]
        return self._choose(ends)

    def holiday(self, name: str, years: int = 0) -> date | None:
        """Return the feast of that name; lunar feasts move with the moon."""
        if name in SOLAR:
            month, day = SOLAR[name]
            return self.month_day(month, day, self.today.year + years if years else None)
        if name in LUNAR:
            return self.lunar(*LUNAR[name])
        if name == "清明" or name == "清明节":
            return self._choose(
                [_pure_brightness(y) for y in range(self.today.year - 1, self.today.year + 2)]
            )
        if name == "thanksgiving":
            return self._choose([_thanksgiving(y) for y in range(self.today.year - 1, self.today.year + 2)])
        return None

    def lunar(self, month: int, day: int) -> date | None:
        """Return the solar day of a lunar one; day 0 of month 12 is the year's last day (除夕)."""
        years = range(self.today.year - 2, self.today.year + 2)
        return self._choose([d for y in years if (d := _solar(y, month, day))])


def _shift(day: date, months: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _solar(year: int, month: int, day: int) -> date | None:
    try:
        if day == 0:
            first = LunarDate(year + 1, 1, 1).to_solar_date()
            return first - timedelta(days=1)  # type: ignore[no-any-return]
        return LunarDate(year, month, day).to_solar_date()  # type: ignore[no-any-return]
    except (ValueError, LookupError):
        return None


def _pure_brightness(year: int) -> date:
    """清明 falls on 4 or 5 April; the usual formula of this century."""
    short = year % 100
    return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)


def _thanksgiving(year: int) -> date:
    first = date(year, 11, 1)
    return date(year, 11, 1 + (3 - first.weekday()) % 7 + 21)
