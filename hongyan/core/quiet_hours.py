"""Quiet hours: no calls from 22:00 to 07:00, neither where the passenger is nor where the journey ends.

Service practice, not statute (handbook §5): the exception is safety, a departure within six hours or a
passenger already travelling. Messages may go at night.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class QuietHours:
    """``from_hour`` to ``to_hour`` local are quiet, unless departure is within ``safety``."""

    from_hour: int = 22
    to_hour: int = 7
    safety: timedelta = timedelta(hours=6)

    def call_allowed_at(
        self, now: datetime, zones: Iterable[str | None], departs_at: datetime, travelling: bool = False
    ) -> datetime:
        """Return the earliest instant ≥ ``now`` at which a call is allowed (``now`` itself if it is)."""
        if travelling or departs_at - now <= self.safety:
            return now
        known = [zone for zone in map(_zone, zones) if zone is not None]
        return min(self._first_allowed(now, known), departs_at - self.safety)

    def allowed_at(self, now: datetime, zones: Iterable[str | None]) -> datetime:
        """Return the earliest instant ≥ ``now`` outside the quiet hours of all zones; nothing is urgent enough to wake."""
        return self._first_allowed(now, [zone for zone in map(_zone, zones) if zone is not None])

    def _first_allowed(self, now: datetime, known: Sequence[ZoneInfo]) -> datetime:
        candidate = now
        for _ in range(2 * len(known) + 2):
            later = max((self._end_of_quiet(candidate, zone) for zone in known), default=candidate)
            if later == candidate:
                break
            candidate = later
        else:
            candidate = min((self._end_of_quiet(now, zone) for zone in known), default=now)
        return candidate

    def _end_of_quiet(self, instant: datetime, zone: ZoneInfo) -> datetime:
        local = instant.astimezone(zone)
        if not self._is_quiet(local.hour):
            return instant
        day = local.date() if local.hour < self.to_hour else local.date() + timedelta(days=1)
        return datetime.combine(day, time(self.to_hour), zone).astimezone(instant.tzinfo)

    def _is_quiet(self, hour: int) -> bool:
        if self.from_hour <= self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return hour >= self.from_hour or hour < self.to_hour


def _zone(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
