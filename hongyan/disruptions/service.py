"""The front door of disruptions for the rest of the house: what is disrupted, whom it hits, what they are entitled to."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound
from hongyan.disruptions import repository
from hongyan.disruptions.model import (
    AffectedPassenger,
    Disruption,
    DisruptionState,
    Entitlement,
    Party,
    RightsFacts,
)
from hongyan.disruptions.parties import parties_of
from hongyan.disruptions.rights_facts import rights_facts, with_offer
from hongyan.disruptions.rules.clocks import AddWorkingDays
from hongyan.disruptions.rules.entitle import entitlements
from hongyan.disruptions.stations import Stations
from hongyan.disruptions.working_calendar import working_days
from hongyan.runtime import Database

_TOGETHER = 10  # disruptions read at a time, so that a storm of them does not hold the event loop


def batched(ids: Sequence[str], size: int) -> list[Sequence[str]]:
    """Cut ``ids`` into pieces of at most ``size``."""
    return [ids[start : start + size] for start in range(0, len(ids), size)]


class Disruptions:
    """Reads only; disruptions are opened and ended by the ``Detector``."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        stations: Stations | None = None,
        add_working_days: AddWorkingDays = working_days,
    ) -> None:
        self._db = db
        self._clock = clock
        self._stations = stations or Stations()
        self._add_working_days = add_working_days

    async def get(self, disruption_ids: Sequence[str]) -> list[Disruption]:
        """Return those that exist, by scheduled departure."""
        async with self._db.snapshot() as conn:
            return await repository.by_ids(conn, disruption_ids)

    async def open_list(self, limit: int = 1_000) -> list[Disruption]:
        """Return open disruptions, the newest first."""
        return await self.in_states([DisruptionState.OPEN], limit)

    async def in_states(self, states: Sequence[DisruptionState], limit: int = 1_000) -> list[Disruption]:
        async with self._db.snapshot() as conn:
            return await repository.in_states(conn, [str(s) for s in states], limit)

    async def affected(self, disruption_id: str) -> list[AffectedPassenger]:
        """Return the affected travellers, those of one order together. Personal data."""
        async with self._db.snapshot() as conn:
            return await repository.affected(conn, [disruption_id])

    async def parties(self, disruption_ids: Sequence[str]) -> list[Party]:
        """Return the parties of these disruptions, each with the journey it still needs."""
        found: list[Party] = []
        async with self._db.snapshot() as conn:
            disruptions = {d.disruption_id: d for d in await repository.by_ids(conn, disruption_ids)}
            for ids in batched(list(disruptions), _TOGETHER):
                passengers = await repository.affected(conn, ids)
                found += parties_of(disruptions, passengers, await repository.other_journeys(conn, ids))
        return found

    async def orders_of(self, party_ids: Sequence[str]) -> list[str]:
        """Return the orders these parties belong to."""
        async with self._db.snapshot() as conn:
            return await repository.orders_of_parties(conn, party_ids)

    async def of_orders(self, order_ids: Sequence[str]) -> list[tuple[Disruption, AffectedPassenger]]:
        """Return the open disruptions that hit these orders, with each traveller hit. Personal data."""
        async with self._db.glance() as conn:
            passengers = await repository.affected_of_orders(conn, order_ids)
            ids = sorted({p.disruption_id for p in passengers})
            disruptions = await repository.by_ids(conn, ids) if ids else []
        still_open = {d.disruption_id: d for d in disruptions if d.state is DisruptionState.OPEN}
        return [(still_open[p.disruption_id], p) for p in passengers if p.disruption_id in still_open]

    async def count_by_leg(self, leg_ids: Collection[str]) -> Mapping[str, int]:
        """Return how many passengers an open disruption of each of these legs affects; others are left out."""
        async with self._db.snapshot() as conn:
            found = await repository.open_on_legs(conn, list(leg_ids))
        return {leg_id: d.affected for leg_id, d in found.items()}

    async def story(self, disruption_id: str) -> list[dict[str, Any]]:
        """Return the time axis: dicts of at, what (opened, updated, withdrawn, closed) and details, oldest first."""
        async with self._db.snapshot() as conn:
            return await repository.story(conn, disruption_id)

    async def facts_for(self, disruption_id: str, passenger_id: str) -> RightsFacts:
        """Return what is known of one passenger's case. Raises NotFound."""
        facts = await self._facts([disruption_id], passenger_id)
        if not facts:
            raise NotFound("this passenger is not affected by this disruption")
        return next(iter(facts.values()))

    async def rights_for(
        self,
        disruption_id: str,
        passenger_id: str,
        reroute: tuple[int, int] | None = None,
        overnight: bool | None = None,
    ) -> list[Entitlement]:
        """Return one passenger's entitlements under every regime, refunds due counted from today.

        ``reroute`` = (minutes it departs earlier, minutes it arrives later at the destination) of the offered journey.
        Raises NotFound when the passenger is not affected.
        """
        facts = with_offer(await self.facts_for(disruption_id, passenger_id), reroute, overnight)
        return entitlements(facts, add_working_days=self._add_working_days)

    async def rights_of_parties(self, disruption_ids: Sequence[str]) -> Mapping[str, list[Entitlement]]:
        """Return entitlements by passenger_id for whole disruptions, in one read."""
        facts = await self._facts(disruption_ids, None)
        return {
            pid: entitlements(f, add_working_days=self._add_working_days) for (_, pid), f in facts.items()
        }

    async def _facts(
        self, disruption_ids: Sequence[str], passenger_id: str | None
    ) -> dict[tuple[str, str], RightsFacts]:
        async with self._db.snapshot() as conn:
            disruptions = {d.disruption_id: d for d in await repository.by_ids(conn, disruption_ids)}
            if passenger_id is None:
                passengers = await repository.affected(conn, disruption_ids)
            else:
                one = await repository.affected_passenger(conn, disruption_ids[0], passenger_id)
                passengers = [one] if one else []
        now = self._clock.now()
        return {
            (p.disruption_id, p.passenger_id): rights_facts(
                disruptions[p.disruption_id], p, self._stations, now
            )
            for p in passengers
        }
