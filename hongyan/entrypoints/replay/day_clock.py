"""The clock of a played day, and who makes it run at its normal speed: somebody on a passenger's page."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hongyan.core.clock import ManualClock, ScaledClock

_WATCHED_SECONDS = 120.0  # of the wall clock, since a page was opened or a button pressed
_HANDSET = "/api/handset/ws"


class DayClock(ManualClock):
    """Moved by the driver. ``speed`` is how fast a person watches the day (None = as fast as it goes)."""

    def __init__(
        self, start: datetime, speed: float | None, wall: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(start)
        self.speed = speed
        self.wall = wall
        self._watched_until = -1.0
        self._free: ScaledClock | None = None

    def now(self) -> datetime:
        return self._free.now() if self._free else super().now()

    def watch_closely(self) -> None:
        """Seats are held for minutes: whoever is about to choose needs the day at its normal speed for a while."""
        self._watched_until = self.wall() + _WATCHED_SECONDS

    @property
    def watched_closely(self) -> bool:
        return self.wall() < self._watched_until

    @property
    def pace(self) -> float | None:
        """Return how fast the day runs at this moment."""
        return 1.0 if self.watched_closely else self.speed

    def let_go(self) -> None:
        """The day is over: from here on time runs by itself, at its normal speed."""
        self._free = ScaledClock(self.now(), 1.0)

    def real_seconds(self, span: timedelta) -> float:
        if self._free:
            return self._free.real_seconds(span)
        return 0.0 if self.pace is None else span.total_seconds() / self.pace


class Onlookers:
    """Has the clock watched closely when a passenger's page is opened or something is pressed there.

    A page that only asks again for news does not count: a forgotten tab would hold up the day for ever. Simulated
    passengers do not come over HTTP.
    """

    def __init__(self, app: ASGIApp, clock: DayClock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            opened = scope["method"] == "GET" and scope["path"].startswith("/p/")
            pressed = scope["method"] == "POST" and scope["path"].startswith("/api/p/")
            if opened or pressed:
                self._clock.watch_closely()
        elif scope["type"] == "websocket" and scope["path"] == _HANDSET:
            await self._app(scope, self._watching(receive), send)
            return
        await self._app(scope, receive, send)

    def _watching(self, receive: Receive) -> Receive:
        """Whatever a handset sends is pressed by somebody, or has just been heard."""

        async def watched() -> Message:
            message = await receive()
            self._clock.watch_closely()
            return message

        return watched
