"""Moves the day's clock from one due instant to the next, and never past work that is not done."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from hongyan.entrypoints.replay.day_clock import DayClock
from hongyan.jobs import Worker

# Instants are rounded up to whole steps, so that a busy moment is one round of work.
STEP = timedelta(seconds=5)
PEOPLE_STEP = timedelta(seconds=30)  # what simulated people do begins and ends on whole half minutes
_FINEST_REAL_SECONDS = 0.04
_CLOSE_STEP = timedelta(seconds=2)  # what is done on a page that somebody watches is carried out as soon
_LATE_SECONDS = 1.0
_REFRESH_SECONDS = 0.1  # how often the clock is moved while a slow day waits for its next instant


class Actor(Protocol):
    """Something outside the product that acts on its own: the feed of messages, travellers who open their links."""

    async def next_due(self) -> datetime | None: ...

    async def act(self, now: datetime) -> int: ...


def on_people_step(instant: datetime) -> datetime:
    """Round up to when a simulated person acts, so that many who act at about one time cost one round of work."""
    steps = math.ceil(instant.timestamp() / PEOPLE_STEP.total_seconds())
    return datetime.fromtimestamp(steps * PEOPLE_STEP.total_seconds(), UTC)


class Driver:
    """Plays until ``end``. ``on_step(now)`` is called after each round of work, for progress bars."""

    def __init__(
        self,
        clock: DayClock,
        worker: Worker,
        actors: list[Actor],
        on_step: Callable[[datetime], Awaitable[None]],
    ) -> None:
        self._clock = clock
        self._worker = worker
        self._actors = actors
        self._on_step = on_step
        self._due_at = clock.wall()  # when, by the wall clock, the day should have been where it is
        self.steps = 0

    @property
    def _step(self) -> timedelta:
        """A day that is watched at 300 times its speed need not be cut finer than a person sees."""
        return max(STEP, STEP * ((self._clock.pace or 0) * _FINEST_REAL_SECONDS))

    async def play(self, end: datetime) -> None:
        """Do everything that is due up to ``end``, in the order of the day."""
        async with self._worker.running_jobs():
            await self._play(end)

    async def _play(self, end: datetime) -> None:
        while True:
            upcoming = await self._next_due()
            target = min(upcoming, end) if upcoming else end
            await self._go_to(target)
            for actor in self._actors:
                await actor.act(self._clock.now())
            await self._worker.drain()
            self.steps += 1
            await self._on_step(self._clock.now())
            if self._clock.now() >= end:
                return

    async def _next_due(self) -> datetime | None:
        instants = [await self._worker.next_due()] + [await actor.next_due() for actor in self._actors]
        earliest = min((i for i in instants if i is not None), default=None)
        return None if earliest is None else max(earliest, self._clock.now() + self._step)

    async def _go_to(self, target: datetime) -> None:
        """Let the time until ``target`` pass; less when somebody begins to watch closely.

        Work takes time as well: while the day is late nothing waits, so that a quiet hour makes up for a busy one.
        """
        clock = self._clock
        while (pace := clock.pace) is not None and (now := clock.now()) < target:
            wall = clock.wall()
            if clock.watched_closely:
                target = min(target, now + _CLOSE_STEP)
                if wall - self._due_at > _LATE_SECONDS:
                    self._due_at = wall  # whoever watches sees the normal speed, not a day that hurries
            passed = min(target - now, timedelta(seconds=(wall - self._due_at) * pace))
            clock.set(now + passed)
            self._due_at += passed.total_seconds() / pace
            if clock.now() < target:
                await asyncio.sleep(min(_REFRESH_SECONDS, (target - clock.now()).total_seconds() / pace))
        if clock.pace is None:
            self._due_at = clock.wall()
        clock.set(target)
