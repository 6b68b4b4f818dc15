"""The front door of protection: plan, offers, decisions, renewal, and how good the plan was."""

from collections.abc import Sequence
from concurrent.futures import Executor
from datetime import datetime
from typing import Any

from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock
from hongyan.flights import Airports
from hongyan.jobs import Outbox, Queue
from hongyan.protection import decision_repository as decisions
from hongyan.protection import quality_repository as quality
from hongyan.protection import repository
from hongyan.protection.choose_offer import Chooser
from hongyan.protection.model import Offer, PlanReport
from hongyan.protection.planner import Planner
from hongyan.protection.ports import Disrupted
from hongyan.protection.renew_offers import Renewer
from hongyan.protection.settings import ProtectionSettings
from hongyan.runtime import Connection, Database

ALREADY_MOVED = (
    "already_moved"  # bookings' reason of a change that came after another one of the same coupons
)


class Protection:
    """Everything other packages ask of protection. ``executor`` runs the solver; None = a thread."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        queue: Queue,
        airline: AirlineSystem,
        disrupted: Disrupted,
        airports: Airports,
        settings: ProtectionSettings,
        executor: Executor | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self.queue = queue
        self._planner = Planner(db, clock, outbox, airline, disrupted, airports, settings, executor)
        self._chooser = Chooser(db, clock, outbox, queue, airline, self._planner.placer, settings)
        self._renewer = Renewer(db, clock, airline, disrupted, self._planner, settings)

    async def plan(self, disruption_ids: Sequence[str] | None = None) -> PlanReport:
        """Plan parties no plan covers yet, of these disruptions (None = all that are open and new or changed)."""
        return await self._planner.plan(disruption_ids)

    async def plan_all(self) -> PlanReport:
        """Plan every party of every open disruption that no plan covers, changed or not."""
        return await self._planner.plan(await self._planner.open_ids())

    async def offers_for(self, party_id: str) -> list[Offer]:
        """Return a party's offers: the chosen or held one first, the refund last. Empty before the plan is ready."""
        async with self._db.snapshot() as conn:
            return await repository.offers_for(conn, [party_id])

    async def offers_for_many(self, party_ids: Sequence[str]) -> dict[str, list[Offer]]:
        """Return the offers of many parties by party id."""
        async with self._db.snapshot() as conn:
            offers = await repository.offers_for(conn, party_ids)
        found: dict[str, list[Offer]] = {party_id: [] for party_id in party_ids}
        for offer in offers:
            found[offer.party_id].append(offer)
        return found

    async def secure(self, party_id: str, offer_id: str) -> Offer:
        """Hold the seats of an offer before it is chosen (no transaction open). Raises OfferGone, AlreadyDecided."""
        return await self._chooser.secure(party_id, offer_id)

    async def choose(self, conn: Connection, party_id: str, offer_id: str) -> Offer:
        """Take a held offer (or refund, or keep) in the caller's transaction. Raises AlreadyDecided, NotHeld, OfferGone."""
        return await self._chooser.choose(conn, party_id, offer_id)

    async def decline(self, conn: Connection, party_id: str, offer_id: str | None = None) -> None:
        """Turn down an offer (None = the held one), in the caller's transaction; a new best offer follows."""
        await self._chooser.decline(conn, party_id, offer_id)

    async def replan(self) -> int:
        """Renew what is due; returns how many holds, plans and parties were handled."""
        return await self._renewer.renew()

    async def release(self) -> int:
        """Give back the holds nobody needs."""
        return await self._renewer.release()

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which an undecided party is to be looked at."""
        async with self._db.snapshot() as conn:
            return await decisions.next_due(conn)

    async def withdraw(self, disruption_ids: Sequence[str]) -> int:
        """The disruptions did not come true or are over: close undecided parties and give their seats back."""
        async with self._db.transaction() as conn:
            closed = await decisions.close_parties(conn, disruption_ids, self._clock.now())
        await self._renewer.release()
        return closed

    async def flight_cancelled(self, disruption_ids: Sequence[str]) -> None:
        """A delayed flight is now cancelled: nobody can keep it, those who chose to are asked again."""
        async with self._db.transaction() as conn:
            await decisions.end_same_flight(conn, disruption_ids, "lost", self._clock.now())
            keepers = await decisions.keepers(conn, disruption_ids)
        await self._chooser.reopen(keepers, "cancelled", ["keep"])

    async def flight_moved(self, disruption_ids: Sequence[str]) -> None:
        """A delayed flight has new times: offers to stay on it say so, or end when a connection is now lost."""
        await self._renewer.flight_moved(disruption_ids)

    async def reopen(self, party_ids: Sequence[str], reason: str, failed_at: datetime | None = None) -> None:
        """A change failed at ``failed_at`` (None = now): the parties are undecided again and get their next offer.

        Those somebody else has moved already (``already_moved``) get none. A newer choice is left alone.
        """
        if reason == ALREADY_MOVED:
            await self._chooser.close_moved(party_ids, failed_at or self._clock.now())
            return
        await self._chooser.reopen(party_ids, reason, ["rebook", "refund", "keep"], failed_at)

    async def settled(self, kinds: dict[str, str]) -> None:
        """Changes are confirmed: ``{party_id: rebook|refund|keep}``; what else was held goes back."""
        records = [{"party_id": party, "kind": kind} for party, kind in kinds.items()]
        async with self._db.transaction() as conn:
            await decisions.settle_decisions(conn, records, self._clock.now())
        await self._renewer.release()

    async def curves(self, disruption_id: str | None = None) -> dict[str, Any]:
        """Return plan figures and arrival-delay curves, plan against first come (None = everything planned)."""
        async with self._db.snapshot() as conn:
            return await quality.curves(conn, disruption_id)
