"""The product's working days for rules: Chinese and American calendars of bookings, by name."""

from datetime import date

from hongyan.bookings import add_working_days


def working_days(start: date, days: int, calendar: str) -> date:
    """Add working days after ``start``; every calendar but US is the Chinese one."""
    return add_working_days(start, days, "US" if calendar == "US" else "CN")
