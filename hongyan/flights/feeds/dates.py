"""Dates as telegrams write them (``10OCT23``), in English whatever the machine's language."""

from datetime import date

_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}


def read_date(text: str) -> date:
    """Return the date of ``10OCT23``. Raises ValueError when it is none."""
    month = _MONTHS.get(text[2:5])
    if month is None or len(text) != 7:
        raise ValueError(f"{text} is no date")
    return date(2000 + int(text[5:]), month, int(text[:2]))


def telegram_date(day: date) -> str:
    """Return ``10OCT23``."""
    return f"{day.day:02}{_NAMES[day.month - 1]}{day.year % 100:02}"
