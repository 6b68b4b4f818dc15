"""What runs in the background: jobs by name, subscribers by event, sweepers by package. Filled once, in bootstrap."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hongyan.core.events import Event

Handler = Callable[[list[Any]], Awaitable[None]]
JobFunction = Callable[..., Awaitable[Any]]
Sweep = Callable[[datetime], Awaitable[int]]
NextDue = Callable[[], Awaitable[datetime | None]]


@dataclass(frozen=True, slots=True)
class Sweeper:
    """A function that moves whatever is due; ``every`` is in seconds of the product's clock."""

    name: str
    every: float
    sweep: Sweep


@dataclass(frozen=True, slots=True)
class Due:
    """When a package next has something due. A replay may be late by up to ``grain`` seconds of the day."""

    ask: NextDue
    grain: float


@dataclass(frozen=True, slots=True)
class Subscription:
    """One handler of one event type; its job is called ``on:<event>:<subscriber>``."""

    event: type[Event]
    subscriber: str
    handle: Handler
    priority: int

    @property
    def job(self) -> str:
        return f"on:{self.event.name}:{self.subscriber}"


@dataclass(slots=True)
class Registry:
    """Names must be unique; registering one twice raises ValueError."""

    jobs: dict[str, JobFunction] = field(default_factory=dict)
    subscriptions: dict[str, list[Subscription]] = field(default_factory=dict)
    sweepers: list[Sweeper] = field(default_factory=list)
    due: dict[str, Due] = field(default_factory=dict)

    def job(self, name: str, function: JobFunction) -> None:
        """Let ``Queue.defer(conn, name, **arguments)`` call ``function(**arguments)``; it may be called twice."""
        if name in self.jobs:
            raise ValueError(f"job {name} is registered twice")
        self.jobs[name] = function

    def subscribe(self, event: type[Event], subscriber: str, handle: Handler, priority: int = 0) -> None:
        """Call ``handle(events)`` with each batch of ``event`` after it is committed, at least once."""
        listed = self.subscriptions.setdefault(event.name, [])
        if any(s.subscriber == subscriber for s in listed):
            raise ValueError(f"{subscriber} subscribes to {event.name} twice")
        listed.append(Subscription(event, subscriber, handle, priority))

    def sweeper(self, name: str, every: float, sweep: Sweep) -> None:
        """Call ``sweep(now)`` at least every ``every`` seconds; it returns how much it did (0 = nothing was due)."""
        self.sweepers.append(Sweeper(name, every, sweep))

    def next_due(self, package: str, ask: NextDue, grain: float = 1.0) -> None:
        """Let a replay learn when ``package`` next has something due, to the nearest ``grain`` seconds."""
        self.due[package] = Due(ask, grain)

    def subscribers(self, event_name: str) -> Sequence[Subscription]:
        return self.subscriptions.get(event_name, ())
