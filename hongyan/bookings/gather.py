"""One passenger's order, departure-control and member facts within a time budget, whatever one slow system does (R079).

Each system gets the same budget. After a silence a second, identical request is sent and the first answer wins.
What does not come in time is taken from the last answer known, marked stale; what was never known is marked missing.
A request that is late goes on for a while, so that its answer is there next time.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import structlog

from hongyan.bookings.model import Gathered, Order, Passenger, SegmentStatus
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock
from hongyan.flights import LegKey

log = structlog.get_logger(__name__)

Value = TypeVar("Value")

_LATE_AT_MOST = 64  # requests still wanted after their budget; beyond that they are cancelled
_LATE_SECONDS = 3.0
_FLYING = frozenset(
    {SegmentStatus.HOLDING_CONFIRMED, SegmentStatus.TIME_CHANGED, SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING}
)


class FactCache:
    """Last-known answers by (system, key), each with its instant: least recently used go first, too old is not given."""

    def __init__(self, entries: int, oldest: timedelta) -> None:
        self._entries = entries
        self._oldest = oldest
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, Any]] = OrderedDict()

    def put(self, system: str, key: str, value: object, now: datetime) -> None:
        """Keep ``value`` as the last answer."""
        self._kept[system, key] = (now, value)
        self._kept.move_to_end((system, key))
        while len(self._kept) > self._entries:
            self._kept.popitem(last=False)

    def get(self, system: str, key: str, now: datetime) -> Any | None:
        """Return the last answer unless it is too old."""
        found = self._kept.get((system, key))
        if found is None or now - found[0] > self._oldest:
            return None
        self._kept.move_to_end((system, key))
        return found[1]

    def __len__(self) -> int:
        return len(self._kept)


@dataclass(frozen=True, slots=True)
class _Answer(Generic[Value]):
    value: Value | None
    stale: bool


class Gatherer:
    """Gathers facts; ``budget`` and ``hedge_after`` are wall seconds. Close it to end requests that are late."""

    def __init__(
        self,
        airline: AirlineSystem,
        cache: FactCache,
        clock: Clock,
        budget: float = 0.150,
        hedge_after: float = 0.050,
    ) -> None:
        self._airline = airline
        self._cache = cache
        self._clock = clock
        self._budget = budget
        self._hedge_after = hedge_after
        self._late: set[asyncio.Task[Any]] = set()

    async def gather(self, order_id: str, passenger_id: str) -> Gathered:
        """Return what is known of a passenger within the budget; never raises for a slow or broken system."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        deadline = started + self._budget
        asked: dict[tuple[str, str], asyncio.Task[_Answer[Any]]] = {}

        def start(order: Order | None) -> None:
            """Ask departure control and members as soon as an order, fresh or remembered, says what to ask."""
            for system, key, ask in self._questions(order, passenger_id):
                if (system, key) not in asked:
                    asked[system, key] = asyncio.create_task(self._ask(system, key, ask, deadline))

        start(self._cache.get("orders", order_id, self._clock.now()))
        order = await self._ask("orders", order_id, lambda: self._order(order_id), deadline)
        start(order.value)
        await asyncio.gather(*asked.values())
        wanted = {s: asked[s, k].result() for s, k, _ in self._questions(order.value, passenger_id)}
        answers: dict[str, _Answer[Any]] = {"orders": order, **wanted}
        return Gathered(
            order=order.value,
            checked_in=_value(answers, "departure_control"),
            member_tier=_value(answers, "members"),
            stale=tuple(s for s, a in answers.items() if a.stale),
            missing=tuple(s for s in _systems(order.value, passenger_id) if _value(answers, s) is None),
            milliseconds=(loop.time() - started) * 1000,
        )

    def remember(self, orders: Iterable[Order]) -> None:
        """Keep orders read for another reason, so that a slow system finds this passenger known."""
        for order in orders:
            self._cache.put("orders", order.order_id, order, self._clock.now())

    async def close(self) -> None:
        """End requests that are still under way."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)

    def _questions(
        self, order: Order | None, passenger_id: str
    ) -> list[tuple[str, str, Callable[[], Awaitable[Any]]]]:
        """Return (system, key, request) for what ``order`` lets us ask about."""
        passenger = _passenger(order, passenger_id)
        if order is None or passenger is None:
            return []
        questions: list[tuple[str, str, Callable[[], Awaitable[Any]]]] = []
        leg = _next_leg(order, passenger_id)
        if leg is not None:
            found_leg = leg
            questions.append(
                (
                    "departure_control",
                    f"{passenger_id}/{leg}",
                    lambda: self._checked_in(passenger_id, found_leg),
                )
            )
        if passenger.ffp_number is not None:
            number = passenger.ffp_number
            questions.append(("members", number, lambda: self._tier(number)))
        return questions

    async def _ask(
        self, system: str, key: str, request: Callable[[], Awaitable[Value | None]], deadline: float
    ) -> _Answer[Value]:
        value = await self._hedged(system, key, request, deadline)
        if value is not None:
            return _Answer(value, False)
        remembered = self._cache.get(system, key, self._clock.now())
        return _Answer(remembered, remembered is not None)

    async def _hedged(
        self, system: str, key: str, request: Callable[[], Awaitable[Value | None]], deadline: float
    ) -> Value | None:
        """Return the first answer of at most two requests, or None at ``deadline`` (loop time)."""
        loop = asyncio.get_running_loop()
        running = {self._send(system, key, request)}
        hedged = False
        while running and (left := deadline - loop.time()) > 0:
            patience = left if hedged else min(self._hedge_after, left)
            done, running = await asyncio.wait(running, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if (value := task.result()) is not None:
                    for other in running:
                        other.cancel()
                    return value
            if not hedged and deadline > loop.time():
                hedged = True
                running = running | {self._send(system, key, request)}
        self._let_finish(running)
        return None

    def _send(
        self, system: str, key: str, request: Callable[[], Awaitable[Value | None]]
    ) -> asyncio.Task[Value | None]:
        async def send() -> Value | None:
            try:
                async with asyncio.timeout(self._budget + _LATE_SECONDS):
                    value = await request()
            except Exception as error:
                log.info("a system gave no answer", system=system, error=type(error).__name__)
                return None
            if value is not None:
                self._cache.put(system, key, value, self._clock.now())
            return value

        return asyncio.create_task(send())

    def _let_finish(self, running: set[asyncio.Task[Any]]) -> None:
        for task in running:
            if len(self._late) >= _LATE_AT_MOST:
                task.cancel()
            else:
                self._late.add(task)
                task.add_done_callback(self._late.discard)

    async def _order(self, order_id: str) -> Order | None:
        found = await self._airline.get([order_id])
        return found[0] if found else None

    async def _checked_in(self, passenger_id: str, leg: LegKey) -> bool | None:
        return (await self._airline.checked_in([passenger_id], leg)).get(passenger_id)

    async def _tier(self, number: str) -> str | None:
        return (await self._airline.member_tiers([number])).get(number)


def _value(answers: dict[str, _Answer[Any]], system: str) -> Any | None:
    answer = answers.get(system)
    return answer.value if answer else None


def _systems(order: Order | None, passenger_id: str) -> tuple[str, ...]:
    """Return the systems that should have answered: without an order nobody knows whether there is a member."""
    passenger = _passenger(order, passenger_id)
    if order is None or passenger is None:
        return ("orders", "departure_control", "members") if order is None else ("departure_control",)
    systems = ["orders"]
    if _next_leg(order, passenger_id) is not None:
        systems.append("departure_control")
    if passenger.ffp_number is not None:
        systems.append("members")
    return tuple(systems)


def _passenger(order: Order | None, passenger_id: str) -> Passenger | None:
    if order is None:
        return None
    return next((p for p in order.passengers if p.passenger_id == passenger_id), None)


def _next_leg(order: Order, passenger_id: str) -> LegKey | None:
    """Return the passenger's first flight that is not cancelled out of the order."""
    flying = [
        s
        for s in order.segments
        if s.status in _FLYING and (not s.passenger_ids or passenger_id in s.passenger_ids)
    ]
    return min(flying, key=lambda s: s.departs).leg if flying else None
