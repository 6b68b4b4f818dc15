"""Builders for changes: a request with defaults, and the services wired on a test database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hongyan.bookings import BookingsSettings, ChangeRequest, ChangeRunner, Changes, Refunds, handlers
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock, ManualClock
from hongyan.core.events import Event
from hongyan.core.ids import ChangeId
from hongyan.flights import LegKey
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.fake_airline import NEW_LEG

COUNTRIES = {"PEK": "CN", "CAN": "CN", "JFK": "US"}


def build_request(order_id: str = "ord_1", seats: int = 1, **changes: Any) -> ChangeRequest:
    given: dict[str, Any] = {
        "subject": f"dis_1:{order_id}",
        "order_id": order_id,
        "passenger_ids": tuple(f"{order_id}/p{n}" for n in range(1, seats + 1)),
        "kind": "rebook",
        "old_segment_ids": (f"{order_id}/old",),
        "hold_id": "hld_1",
        "offer_id": "off_1",
        "itinerary": planned(NEW_LEG),
        "fee": None,
        "requested_by": "passenger",
        "consent": "c0ffee",
        "language": "zh-CN",
    }
    return ChangeRequest(**(given | changes))


def planned(*legs: LegKey) -> tuple[Any, ...]:
    return tuple({"leg": str(leg), "cabin": "Y"} for leg in legs)


@dataclass
class Desk:
    """Everything a change test needs; ``another_runner`` stands for a worker started after a crash."""

    db: Database
    airline: AirlineSystem
    outbox: Outbox
    queue: Queue
    clock: Clock
    wall: Clock
    settings: BookingsSettings

    @property
    def refunds(self) -> Refunds:
        return Refunds(self.db, self.airline, self.outbox, self.clock, self.settings, COUNTRIES.get)

    @property
    def changes(self) -> Changes:
        runner = ChangeRunner(
            self.db, self.airline, self.outbox, self.clock, self.refunds, self.settings, self.wall
        )
        return Changes(self.db, self.outbox, self.queue, self.clock, runner)

    async def ask(self, request: ChangeRequest) -> ChangeId:
        async with self.db.transaction() as conn:
            return await self.changes.request(conn, request)

    async def events(self, *types: type[Event]) -> list[Event]:
        known = {t.name: t for t in types}
        async with self.db.snapshot() as conn:
            rows = await conn.rows("select name, payload from jobs.event order by id")
        return [known[r["name"]].from_payload(r["payload"]) for r in rows if r["name"] in known]

    async def steps(self, change_id: str) -> list[tuple[str, str, str]]:
        return [(s.state.value, s.event.value, s.next.value) for s in await self.changes.log(change_id)]


def build_desk(
    db: Database,
    airline: AirlineSystem,
    queue: Queue,
    registry: Registry,
    outbox: Outbox,
    clock: Clock,
    wall: Clock,
    **settings: Any,
) -> Desk:
    desk = Desk(db, airline, outbox, queue, clock, wall, BookingsSettings(**settings))
    if not registry.jobs:
        handlers.wire(registry, desk.changes, desk.refunds)
        queue.declare()
    return desk


def legs_of(pairs: Sequence[tuple[str, LegKey]]) -> set[LegKey]:
    return {leg for _, leg in pairs}


async def finish(desk: Desk, clock: ManualClock, rounds: int = 40) -> None:
    """Run what is due, moving the day's clock to whatever is due next."""
    for _ in range(rounds):
        await desk.changes.reconcile()
        due = await desk.changes.next_due()
        if due is None:
            return
        clock.set(due)
    raise AssertionError("the change does not come to an end")
