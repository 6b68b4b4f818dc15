"""Plans open disruptions: parties and seats in, holds and offers out, and only then the word that the plan is ready."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hongyan.bookings.model import FlightAvailability
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock
from hongyan.core.ids import new_id
from hongyan.disruptions import DisruptionKind, Party
from hongyan.flights import Airports, LegKey
from hongyan.jobs import Outbox
from hongyan.protection import repository
from hongyan.protection.events import OffersRenewed, PlanReady
from hongyan.protection.model import DayPlan, PartyNeed, PlanReport
from hongyan.protection.needs import need_of
from hongyan.protection.offers import Context, offers_of
from hongyan.protection.place_holds import HoldPlacer
from hongyan.protection.plan_day import plan_day
from hongyan.protection.ports import Disrupted
from hongyan.protection.search_seats import search_seats
from hongyan.protection.settings import ProtectionSettings
from hongyan.protection.stations import Neighbours, StationTable
from hongyan.runtime import Connection, Database

RENEWED_PER_EVENT = 500
_STALE_AFTER = timedelta(seconds=20)
NOTHING = PlanReport(None, (), 0, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan with what it was made from."""

    plan_id: str
    plan: DayPlan
    parties: Mapping[str, Party]
    needs: Mapping[str, PartyNeed]


class Planner:
    """The solve runs in ``executor`` (None = a thread), so the event loop goes on serving."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        airline: AirlineSystem,
        disrupted: Disrupted,
        airports: Airports,
        settings: ProtectionSettings,
        executor: Executor | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._airline = airline
        self._disrupted = disrupted
        self._airports = airports
        self._neighbours = Neighbours(airports, settings.nearby_km)
        self._settings = settings
        self._executor = executor
        self.placer = HoldPlacer(db, clock, airline, settings)
        self._one_solve = asyncio.Lock()

    async def plan(self, disruption_ids: Sequence[str] | None = None) -> PlanReport:
        """Plan every party of these disruptions that no plan covers yet.

        None = all open ones that are new or have changed since they were planned.
        """
        async with self._one_solve:
            versions = await self._changed() if disruption_ids is None else {}
            parties = await self._unplanned(list(versions) if disruption_ids is None else disruption_ids)
            solved = await self.solve(parties) if parties else None
            new = await self._write(solved) if solved else set()
            async with self._db.transaction() as conn:
                await repository.remember_planned(conn, versions, self._clock.now())
            return await self.finish(solved) if solved and new else NOTHING

    async def _changed(self) -> dict[str, int]:
        """Return open disruptions that no plan has seen in their present version."""
        versions = {d.disruption_id: d.version for d in await self._disrupted.open_list()}
        async with self._db.snapshot() as conn:
            planned = await repository.planned_versions(conn, list(versions))
        return {i: v for i, v in versions.items() if planned.get(i) != v}

    async def open_ids(self) -> list[str]:
        """Return the open disruptions."""
        return [d.disruption_id for d in await self._disrupted.open_list()]

    async def resume(self) -> int:
        """Finish plans whose worker died between writing and placing, and holds of choices cut off likewise."""
        if self._one_solve.locked():
            return 0  # this process is planning: what it has written is not cut off
        before = self._clock.now() - _STALE_AFTER
        async with self._db.snapshot() as conn:
            plans = await repository.placing_plans(conn, before)
        for plan_id in plans:
            await self.placer.place(plan_id)
            await self._settle(plan_id)
        cut_off = await self.placer.place(None, before)
        return len(plans) + cut_off

    async def solve(
        self,
        parties: Sequence[Party],
        memory: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        with_seats: bool = True,
    ) -> Solved:
        """Search seats and solve. ``memory`` names offers last held and declined, by party.

        Without seats, all that can come out is the delayed flight itself.
        """
        cancelled = await self._cancelled_legs()
        needs = await asyncio.to_thread(_needs, parties, cancelled, memory or {})
        found = await self._seats(needs) if with_seats else []
        flights = [f for f in found if f.leg not in cancelled]
        stations = {s for n in needs for s in (n.board, n.off, n.final_off)}
        stations |= {s for f in flights for s in (f.leg.board, f.leg.off)}
        table = StationTable.of(self._airports, stations, self._settings.nearby_km)
        loop = asyncio.get_running_loop()
        plan = await loop.run_in_executor(
            self._executor, plan_day, needs, flights, self._clock.now(), table, self._settings
        )
        return Solved(new_id("pln"), plan, {p.party_id: p for p in parties}, {n.party_id: n for n in needs})

    async def write_plan(self, conn: Connection, solved: Solved, *, renewal: bool) -> None:
        """Write the plan's own row."""
        plan = solved.plan
        await repository.insert_plan(
            conn,
            {
                "plan_id": solved.plan_id,
                "created_at": self._clock.now(),
                "renewal": renewal,
                "disruption_ids": sorted({p.disruption_id for p in solved.parties.values()}),
                "parties": len(plan.parties),
                "passengers": sum(n.seats for n in solved.needs.values()),
                "objective": plan.objective,
                "lp_bound": plan.lp_bound,
                "gap": plan.gap,
                "seconds": plan.seconds,
                "plan_mean_delay_min": plan.hongyan.mean_delay_minutes,
                "first_come_mean_delay_min": plan.first_come.mean_delay_minutes,
                "report": plan.report
                | {"hongyan": plan.hongyan.as_dict(), "first_come": plan.first_come.as_dict()},
            },
        )

    async def offer_rows(
        self, solved: Solved, party_ids: Collection[str], plan_id: str | None = None
    ) -> list[dict[str, Any]]:
        """Build the offers of some parties of a solved plan (in a thread: there may be a hundred thousand)."""
        context = Context(plan_id or solved.plan_id, self._clock.now(), self._settings)

        def build() -> list[dict[str, Any]]:
            return [
                row
                for plan in solved.plan.parties
                if plan.party_id in party_ids
                for row in offers_of(
                    plan, solved.parties[plan.party_id], solved.needs[plan.party_id], context
                )
            ]

        return await asyncio.to_thread(build)

    async def finish(self, solved: Solved) -> PlanReport:
        """Place the holds; solve again for those whose seats went away meanwhile; then say that the plan is ready."""
        await self.placer.place(solved.plan_id)
        for _ in range(self._settings.hold_rounds - 1):
            async with self._db.snapshot() as conn:
                refused = await repository.without_seat(conn, solved.plan_id)
            if not refused or not await self._another_round(solved, refused):
                break
        done = await self._settle(solved.plan_id)
        plan = solved.plan
        return PlanReport(
            plan_id=solved.plan_id,
            disruption_ids=tuple(sorted({p.disruption_id for p in solved.parties.values()})),
            parties=len(plan.parties),
            passengers=sum(n.seats for n in solved.needs.values()),
            unassigned=done["unassigned"] if done else 0,
            held=done["held"] if done else 0,
            objective=plan.objective,
            lp_bound=plan.lp_bound,
            gap=plan.gap,
            seconds=plan.seconds,
            plan_mean_delay_min=plan.hongyan.mean_delay_minutes,
            first_come_mean_delay_min=plan.first_come.mean_delay_minutes,
        )

    async def _another_round(self, solved: Solved, refused: Sequence[str]) -> bool:
        again = await self.solve([solved.parties[i] for i in refused if i in solved.parties])
        now = self._clock.now()
        reasons = {p.party_id: p.reason for p in again.plan.parties}
        records = [
            {"party_id": i, "plan_id": solved.plan_id, "reason": reasons.get(i), "updated_at": now}
            for i in refused
        ]
        offers = await self.offer_rows(again, set(refused), solved.plan_id)
        async with self._db.transaction() as conn:
            taken = await repository.take_for_renewal(conn, records, now)
            await repository.withdraw_open_offers(conn, sorted(taken))
            await repository.add_offers(conn, [row for row in offers if row["party_id"] in taken])
        return bool(await self.placer.place(solved.plan_id))

    async def _settle(self, plan_id: str) -> dict[str, Any] | None:
        """Set the parties' states and tell the house, once."""
        now = self._clock.now()
        retry_at = now + timedelta(minutes=self._settings.retry_minutes)
        async with self._db.transaction() as conn:
            await repository.settle_parties(conn, plan_id, now, retry_at, self._settings.retry_limit)
            done = await repository.finish_plan(conn, plan_id)
            if done is None:
                return None
            if done["renewal"]:
                await self._tell_renewed(conn, plan_id)
            else:
                await self._outbox.emit(conn, [_ready(done, now)])
            return done

    async def _tell_renewed(self, conn: Connection, plan_id: str) -> None:
        ids = await repository.parties_of_plan(conn, plan_id)
        now = self._clock.now()
        await self._outbox.emit(
            conn,
            [
                OffersRenewed(at=now, party_ids=tuple(ids[start : start + RENEWED_PER_EVENT]))
                for start in range(0, len(ids), RENEWED_PER_EVENT)
            ],
        )

    async def _write(self, solved: Solved) -> set[str]:
        """Write plan, parties and offers before anything is asked of the airline system (intent before act)."""
        now = self._clock.now()
        rows = []
        for plan in solved.plan.parties:
            party = solved.parties[plan.party_id]
            rows.append(
                {
                    "party_id": plan.party_id,
                    "disruption_id": party.disruption_id,
                    "order_id": party.order_id,
                    "plan_id": solved.plan_id,
                    "reason": plan.reason,
                    "seats": max(1, party.seats),
                    "planned_delay_min": plan.best.arrival_delay_minutes if plan.best else None,
                    "first_come_delay_min": plan.first_come_delay_minutes,
                    "updated_at": now,
                }
            )
        offers = await self.offer_rows(solved, solved.parties)
        async with self._db.transaction() as conn:
            await self.write_plan(conn, solved, renewal=False)
            new = await repository.add_parties(conn, rows)
            if not new:
                await repository.drop_plan(conn, solved.plan_id)
            await repository.add_offers(conn, [row for row in offers if row["party_id"] in new])
        return new

    async def _unplanned(self, disruption_ids: Sequence[str]) -> list[Party]:
        if not disruption_ids:
            return []
        async with self._db.snapshot() as conn:
            known = await repository.known_parties(conn, disruption_ids)
        parties = await self._disrupted.parties(disruption_ids)
        return [p for p in parties if p.party_id not in known and p.covered_by is None]

    async def _cancelled_legs(self) -> frozenset[LegKey]:
        disruptions = await self._disrupted.open_list()
        return frozenset(d.leg for d in disruptions if d.kind is DisruptionKind.CANCELLED)

    async def _seats(self, needs: Sequence[PartyNeed]) -> list[FlightAvailability]:
        return await search_seats(self._airline, self._neighbours, needs, self._clock.now(), self._settings)


def _needs(
    parties: Sequence[Party], cancelled: frozenset[LegKey], memory: Mapping[str, Mapping[str, Any]]
) -> list[PartyNeed]:
    nothing: Mapping[str, Any] = {}
    return [
        need_of(
            party,
            cancelled,
            memory.get(party.party_id, nothing).get("current"),
            frozenset(memory.get(party.party_id, nothing).get("declined") or ()),
        )
        for party in parties
    ]


def _ready(done: Mapping[str, Any], now: Any) -> PlanReady:
    return PlanReady(
        at=now,
        plan_id=done["plan_id"],
        disruption_ids=tuple(done["disruption_ids"]),
        parties=done["parties"],
        unassigned=done["unassigned"],
    )
