"""Time is a port: every "now" in the product comes from a Clock, and every instant is aware and in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time of the day the product is living in, which a replay makes run faster."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def real_seconds(self, span: timedelta) -> float:
        """Return how many seconds of wall time ``span`` of this clock takes (0 when it stands still)."""
        ...


class SystemClock:
    """The wall clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def real_seconds(self, span: timedelta) -> float:
        return span.total_seconds()


class ManualClock:
    """A clock that stands still until it is moved: tests, and replays as fast as the machine allows."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to ``instant``; time never goes back, so an earlier instant is ignored."""
        self._now = max(self._now, instant.astimezone(UTC))

    def advance(self, span: timedelta) -> None:
        self.set(self._now + span)

    def real_seconds(self, span: timedelta) -> float:
        return 0.0


class ScaledClock:
    """A clock that runs ``speed`` times as fast as the wall clock since its anchor: a day one can watch."""

    def __init__(self, start: datetime, speed: float, anchor: datetime | None = None) -> None:
        if speed <= 0:
            raise ValueError("speed must be positive")
        self.start = start.astimezone(UTC)
        self.speed = speed
        self.anchor = anchor or datetime.now(UTC)

    def now(self) -> datetime:
        return self.start + (datetime.now(UTC) - self.anchor) * self.speed

    def real_seconds(self, span: timedelta) -> float:
        return span.total_seconds() / self.speed
