"""When a refund must have been paid, by the law of the places the flight touches. Pure.

CCAR-273: 7 working days from a valid request. 14 CFR 260.10: 7 business days for cards, 20 calendar days for any
other payment. The first day is not counted. Where both apply the earlier date binds.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hongyan.bookings.calendars import CalendarName, add_working_days

_ZONES: dict[str, str] = {"CN": "Asia/Shanghai", "US": "America/New_York"}
_BASES: dict[str, str] = {"CN": "CCAR-273", "US": "14 CFR 260.10"}
_CARDS = frozenset({"card", "credit_card"})


@dataclass(frozen=True, slots=True)
class RefundDue:
    """The last day on time, and the rule that sets it."""

    on: date
    basis: str


def refund_due(
    requested_at: datetime,
    payment_method: str,
    airports: Iterable[str],
    country_of: Callable[[str], str | None],
    default: CalendarName = "CN",
) -> RefundDue:
    """Return the binding due date; ``default`` decides when no airport lies in China or the United States."""
    countries = {country_of(iata) for iata in airports}
    applying: list[CalendarName] = [c for c in ("CN", "US") if c in countries]
    dues = [_due(c, requested_at, payment_method) for c in applying or [default]]
    return min(dues, key=lambda due: due.on)


def is_overdue(due_on: date, basis: str, now: datetime) -> bool:
    """Say whether ``due_on`` has passed where its rule counts days."""
    country = next((c for c, known in _BASES.items() if known == basis), "CN")
    return now.astimezone(ZoneInfo(_ZONES[country])).date() > due_on


def _due(country: CalendarName, requested_at: datetime, payment_method: str) -> RefundDue:
    start = requested_at.astimezone(ZoneInfo(_ZONES[country])).date()
    if country == "US" and payment_method not in _CARDS:
        return RefundDue(start + timedelta(days=20), _BASES[country])
    return RefundDue(add_working_days(start, 7, country), _BASES[country])
