"""Notice disruptions: judge the legs that changed, find whom they hit, write it all with the events in one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hongyan.bookings.model import Order
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock
from hongyan.disruptions import repository
from hongyan.disruptions.decide import Case, Decision, cases_of, decide, disruption_id_of
from hongyan.disruptions.find_affected import Surroundings, find_affected
from hongyan.disruptions.journey import journey_around, live_segment
from hongyan.disruptions.judge import ToldAt, is_relevant
from hongyan.disruptions.model import AffectedPassenger, DisruptionKind
from hongyan.disruptions.ports import LegSource
from hongyan.disruptions.record_decisions import record_decisions
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.disruptions.stations import Stations
from hongyan.flights import LegKey
from hongyan.flights.events import LegChanged
from hongyan.jobs import Outbox
from hongyan.runtime import Connection, Database

# A leg may change while its orders are read; then it is judged again, this often at most before the sweeper takes over.
_ROUNDS = 4
PATIENCE = timedelta(seconds=30)
_SWEEP = 500


@dataclass(frozen=True, slots=True)
class Detector:
    """Opens, updates, withdraws and closes disruptions. Every entry may run twice, and at the same time as another."""

    db: Database
    clock: Clock
    outbox: Outbox
    legs: LegSource
    airline: AirlineSystem
    stations: Stations
    settings: DisruptionsSettings

    async def on_leg_changed(self, events: Sequence[LegChanged]) -> None:
        """Note the legs that may be disrupted, then judge them; what fails here is found again by ``sweep``."""
        told: dict[str, list[dict[str, Any]]] = defaultdict(list)
        async with self.db.snapshot() as conn:
            open_now = await repository.open_on_legs(conn, [e.leg_id for e in events])
        for event in events:
            item = ToldAt(event.at, event.what, event.departure_delay_minutes, event.arrival_delay_minutes)
            if event.leg_id in open_now or is_relevant(item, self.settings):
                told[event.leg_id].append(_told_record(item))
        if not told:
            return
        async with self.db.transaction() as conn:
            await repository.note_to_judge(conn, told, self.clock.now())
        await self.judge_legs(list(told))

    async def sweep(self, now: datetime) -> int:
        """Judge legs whose job gave up or died."""
        async with self.db.snapshot() as conn:
            leg_ids = await repository.left_behind(conn, now - PATIENCE, _SWEEP)
        if leg_ids:
            await self.judge_legs(leg_ids)
        return len(leg_ids)

    async def next_due(self) -> datetime | None:
        async with self.db.snapshot() as conn:
            oldest = await repository.oldest_to_judge(conn)
        return oldest + PATIENCE if oldest else None

    async def judge_legs(self, leg_ids: Sequence[str]) -> None:
        """Judge the legs as they stand now. Orders are read before the transaction; a leg that moved on is redone."""
        remaining = sorted(set(leg_ids))
        for _ in range(_ROUNDS):
            remaining = await self._round(remaining)
            if not remaining:
                return

    async def _round(self, leg_ids: Sequence[str]) -> list[str]:
        async with self.db.snapshot() as conn:
            noted = await repository.to_judge(conn, leg_ids)
            existing = await repository.open_on_legs(conn, leg_ids)
        told = {r["leg_id"]: [_told_of(t) for t in r["told"]] for r in noted}
        legs = list(await self.legs.legs(leg_ids))
        cases = cases_of(legs, existing, told, self.settings)
        asked = [c for c in cases if c.needs_orders]
        orders = await self.airline.orders_on([c.leg.key for c in asked]) if asked else []
        around = await self._surroundings(asked, orders)
        decisions = await self._decide(cases, _by_leg(orders), around)
        async with self.db.transaction() as conn:
            await repository.serialise(conn)
            stale = await self._stale(conn, cases)
            fresh = [d for d in decisions if d.disruption.leg_id not in stale]
            await record_decisions(conn, self.outbox, fresh, self.clock.now())
            await repository.judged(
                conn, {leg_id: len(told.get(leg_id, ())) for leg_id in leg_ids if leg_id not in stale}
            )
        return sorted(stale)

    async def _stale(self, conn: Connection, cases: Sequence[Case]) -> set[str]:
        """The legs that changed, or whose disruption did, since they were read."""
        leg_ids = [c.leg.leg_id for c in cases]
        versions = {leg.leg_id: leg.version for leg in await self.legs.legs(leg_ids)}
        stored = await repository.open_on_legs(conn, leg_ids)
        return {
            c.leg.leg_id
            for c in cases
            if versions.get(c.leg.leg_id) != c.leg.version or stored.get(c.leg.leg_id) != c.existing
        }

    async def _surroundings(self, cases: Sequence[Case], orders: Sequence[Order]) -> Surroundings:
        """Look up the best-known times of every connecting flight, for late flights wait for late passengers."""
        keys: set[LegKey] = set()
        on_leg = _by_leg(orders)
        for case in cases:
            if case.verdict is None or case.verdict.kind is DisruptionKind.CANCELLED:
                continue
            for order in on_leg.get(case.leg.key, ()):
                segment = live_segment(order, case.leg.key)
                if segment is not None:
                    journey = journey_around(order, segment, self.settings.connection_hours)
                    keys.update(s.leg for s in journey.onward)
        legs = await self.legs.by_keys(sorted(keys)) if keys else {}
        return Surroundings(
            {key: (leg.departs, leg.arrives) for key, leg in legs.items()},
            self.stations.country,
            self.settings,
        )

    async def _decide(
        self, cases: Sequence[Case], on_leg: Mapping[LegKey, list[Order]], around: Surroundings
    ) -> list[Decision]:
        decisions: list[Decision] = []
        for case in cases:
            disruption_id = disruption_id_of(case)
            affected: list[AffectedPassenger] = []
            if case.needs_orders and case.verdict is not None:
                affected = find_affected(
                    disruption_id, case.leg, case.verdict, on_leg.get(case.leg.key, ()), around
                )
            await asyncio.sleep(0)  # a storm is long: let calls and pages go on between flights
            decisions += decide(case, disruption_id, affected, self.settings, self.clock.now())
        return decisions


def _by_leg(orders: Sequence[Order]) -> dict[LegKey, list[Order]]:
    found: dict[LegKey, list[Order]] = defaultdict(list)
    for order in orders:
        for key in {s.leg for s in order.segments}:
            found[key].append(order)
    return found


def _told_record(told: ToldAt) -> dict[str, Any]:
    return {
        "at": told.at.isoformat(),
        "what": told.what,
        "departure": told.departure_delay_minutes,
        "arrival": told.arrival_delay_minutes,
    }


def _told_of(record: Mapping[str, Any]) -> ToldAt:
    return ToldAt(
        datetime.fromisoformat(record["at"]), record["what"], record["departure"], record["arrival"]
    )
