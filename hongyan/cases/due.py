"""When a promise is due: so many working hours from now. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From ``from_hour`` to ``to_hour`` (24 = midnight) on ``weekdays`` (Monday = 1), local time of ``zone``."""

    zone: str
    from_hour: int
    to_hour: int
    weekdays: Collection[int]

    def __post_init__(self) -> None:
        if self.from_hour >= self.to_hour or not set(self.weekdays) & set(range(1, 8)):
            raise ValueError("working hours must leave some time to work")


def due_after(start: datetime, hours: float, working: WorkingHours) -> datetime:
    """Return the instant at which ``hours`` of working time have passed since ``start``."""
    zone = ZoneInfo(working.zone)
    left = timedelta(hours=hours)
    day = start.astimezone(zone).date()
    place = start.astimezone(UTC)
    while True:
        if day.isoweekday() in working.weekdays:
            midnight = datetime.combine(day, time(), zone)
            opens = midnight.replace(hour=working.from_hour).astimezone(UTC)
            closes = (
                datetime.combine(day + timedelta(days=1), time(), zone)
                if working.to_hour == 24
                else midnight.replace(hour=working.to_hour)
            ).astimezone(UTC)
            begin = max(opens, place)
            if begin < closes:
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
        day += timedelta(days=1)
