"""What time does to a plan: expired holds are given back, undecided parties get renewed offers, freed seats find takers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock
from hongyan.protection import decision_repository as decisions
from hongyan.protection import repository
from hongyan.protection.explain import explain
from hongyan.protection.planner import Planner
from hongyan.protection.ports import Disrupted
from hongyan.protection.settings import ProtectionSettings
from hongyan.runtime import Database

_LEASE = timedelta(minutes=5)
_BATCH = 20_000
_FREED_AFTER = timedelta(minutes=2)
_RELEASE_BATCH = 500


class Renewer:
    """Sweeps. Safe to run twice at once: due parties are claimed with a lease, and decisions under way are skipped."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        airline: AirlineSystem,
        disrupted: Disrupted,
        planner: Planner,
        settings: ProtectionSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._airline = airline
        self._disrupted = disrupted
        self._planner = planner
        self._settings = settings

    async def renew(self) -> int:
        """Give back what nobody needs, finish what was cut off, plan what a lost job left, and renew what is due."""
        done = await self.release()
        done += await self._planner.resume()
        done += (await self._planner.plan()).parties
        return done + await self._renew_due()

    async def flight_moved(self, disruption_ids: Sequence[str]) -> None:
        """Renew offers to stay on a delayed flight: alternatives get its new times, best ones are weighed again."""
        async with self._db.snapshot() as conn:
            proposed = await decisions.with_same_flight_proposed(conn, disruption_ids)
        records: list[dict[str, Any]] = []
        if proposed:
            parties = await self._disrupted.parties(disruption_ids)
            parties = [p for p in parties if p.party_id in proposed]
            solved = await self._planner.solve(parties, with_seats=False)
            for plan in solved.plan.parties:
                record: dict[str, Any] = {"offer_id": proposed[plan.party_id]}
                if plan.best is not None:
                    record |= {
                        "departs": plan.best.departs,
                        "arrives": plan.best.arrives,
                        "arrival_delay_min": plan.best.arrival_delay_minutes,
                        "explanation": explain(solved.needs[plan.party_id], plan.best),
                    }
                records.append(record)
        async with self._db.transaction() as conn:
            await decisions.retime(conn, records)
            await decisions.end_same_flight(conn, disruption_ids, "expired", self._clock.now())

    async def release(self) -> int:
        """Give holds back that nobody needs; those without a seat are then looked at soon."""
        count = 0
        while True:
            async with self._db.snapshot() as conn:
                rows = await decisions.to_release(conn, _RELEASE_BATCH)
            if not rows:
                return count
            ids = [row["hold_id"] for row in rows]
            freed = await self._airline.release_holds(ids, f"release:{min(ids)}:{max(ids)}:{len(ids)}")
            async with self._db.transaction() as conn:
                await decisions.released(conn, [row["offer_id"] for row in rows])
                if freed:
                    await decisions.seats_came_free(conn, self._clock.now() + _FREED_AFTER)
            count += len(rows)

    async def _renew_due(self) -> int:
        now = self._clock.now()
        async with self._db.transaction() as conn:
            due = await decisions.claim_due(conn, now, now + _LEASE, _BATCH)
            ids = [row["party_id"] for row in due]
            await decisions.expire_holds(conn, ids, now)
            held = await decisions.still_held(conn, ids)
            memory = await decisions.memory(conn, ids)
            keep = [{"party_id": i, "due_at": expires, "tries": 0} for i, expires in held.items()]
            await decisions.set_due(conn, keep, now)
        wanting = [row for row in due if row["party_id"] not in held]
        if wanting:
            await self._offer_again(wanting, memory, now)
        await self.release()
        return len(due)

    async def _offer_again(
        self, due: Sequence[dict[str, Any]], memory: dict[str, dict[str, Any]], now: datetime
    ) -> None:
        """Solve for these parties; those with something new are told, the others are tried again later."""
        wanted = {row["party_id"] for row in due}
        parties = await self._disrupted.parties(sorted({row["disruption_id"] for row in due}))
        parties = [p for p in parties if p.party_id in wanted]
        solved = await self._planner.solve(parties, memory) if parties else None
        better = {p.party_id: p for p in solved.plan.parties if p.best is not None} if solved else {}
        if solved is not None and better:
            records = [
                {"party_id": i, "plan_id": solved.plan_id, "reason": None, "updated_at": now} for i in better
            ]
            offers = await self._planner.offer_rows(solved, better)
            async with self._db.transaction() as conn:
                await self._planner.write_plan(conn, solved, renewal=True)
                taken = await repository.take_for_renewal(conn, records, now)
                await repository.withdraw_open_offers(conn, sorted(taken))
                await repository.add_offers(conn, [row for row in offers if row["party_id"] in taken])
            await self._planner.finish(solved)
        await self._try_later([row for row in due if row["party_id"] not in better], now)

    async def _try_later(self, due: Sequence[dict[str, Any]], now: datetime) -> None:
        wait = timedelta(minutes=self._settings.retry_minutes)
        records = [
            {
                "party_id": row["party_id"],
                "due_at": now + wait * 2 ** row["tries"]
                if row["tries"] < self._settings.retry_limit
                else None,
                "tries": row["tries"] + 1,
            }
            for row in due
        ]
        async with self._db.transaction() as conn:
            await decisions.set_due(conn, records, now)
