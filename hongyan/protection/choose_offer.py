"""A party decides: seats are secured first, then the decision is one locked step of the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound
from hongyan.jobs import Outbox, Queue
from hongyan.protection import decision_repository as decisions
from hongyan.protection import repository
from hongyan.protection.errors import AlreadyDecided, NotHeld, OfferGone
from hongyan.protection.events import OfferLost
from hongyan.protection.model import Offer, OfferKind, OfferState, PartyState
from hongyan.protection.offers import hold_until
from hongyan.protection.place_holds import HoldPlacer
from hongyan.protection.settings import ProtectionSettings
from hongyan.runtime import Connection, Database

RELEASE_JOB = "protection.release"
RENEW_JOB = "protection.renew"
DECIDED_AS = {OfferKind.REFUND: "refund", OfferKind.SAME_FLIGHT: "keep"}
_NO_SEATS_NEEDED = frozenset(DECIDED_AS)


class Chooser:
    """Decisions of single parties. Any number may run at once: each locks its party's row."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        queue: Queue,
        airline: AirlineSystem,
        placer: HoldPlacer,
        settings: ProtectionSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._queue = queue
        self._airline = airline
        self._placer = placer
        self._settings = settings

    async def secure(self, party_id: str, offer_id: str) -> Offer:
        """Make sure the seats of an offer are held long enough to be chosen; call it before the deciding transaction.

        A proposed offer is written as intended, held at the airline system, then confirmed; a held one that is about
        to end is extended. Raises OfferGone (``details["next_offer_id"]``), AlreadyDecided, NotFound, Unavailable.
        """
        now = self._clock.now()
        async with self._db.transaction() as conn:
            offer = await self._open_offer(conn, party_id, offer_id)
            if offer.kind in _NO_SEATS_NEEDED or self._safe(offer, now):
                return offer
            assert offer.departs is not None
            if offer.departs <= now + timedelta(minutes=self._settings.last_hold_before_departure_minutes):
                raise await self._gone(conn, party_id, offer_id)
            until = hold_until(offer.departs, now, self._settings)
            held = offer.state is OfferState.HELD
            row = None if held else await decisions.intend_hold(conn, offer_id, until, now)
        if held:
            await self._extend(offer, until)
        elif row is not None:
            await self._placer.place_rows([row])
        # else the answer to somebody else's request for these seats has just come
        return await self._secured(party_id, offer_id)

    async def choose(self, conn: Connection, party_id: str, offer_id: str) -> Offer:
        """Take an offer, in the caller's transaction; from here on nobody else can move the party.

        Its seats must be held (``secure``). Raises AlreadyDecided, NotHeld, OfferGone, NotFound. Choosing the same
        offer again while it is being carried out gives it again.
        """
        now = self._clock.now()
        party = await decisions.lock_party(conn, party_id)
        found = await repository.offer(conn, offer_id)
        if party is None or found is None or found.party_id != party_id:
            raise NotFound("there is no such offer for this party", party_id=party_id, offer_id=offer_id)
        if found.state is OfferState.CHOSEN and party["state"] == PartyState.CHOOSING:
            return found
        offer = await self._open_offer(conn, party_id, offer_id)
        if offer.kind not in _NO_SEATS_NEEDED:
            if offer.state is not OfferState.HELD:
                raise NotHeld(party_id=party_id, offer_id=offer_id)
            if offer.hold_expires_at is None or offer.hold_expires_at <= now:
                raise await self._gone(conn, party_id, offer_id)
        kind = DECIDED_AS.get(offer.kind, "rebook")
        if not await decisions.mark_chosen(conn, party_id, offer_id, kind, now):
            raise await self._gone(conn, party_id, offer_id)
        await self._queue.defer(conn, RELEASE_JOB, queueing_lock=RELEASE_JOB)
        chosen = await repository.offer(conn, offer_id)
        assert chosen is not None
        return chosen

    async def decline(self, conn: Connection, party_id: str, offer_id: str | None = None) -> None:
        """Turn an offer (None = what is held) down: its seats go back and the party gets a new best offer soon."""
        party = await decisions.lock_party(conn, party_id)
        if party is None:
            raise NotFound("there is no such party", party_id=party_id)
        if party["state"] in (PartyState.CHOOSING, PartyState.DECIDED):
            raise AlreadyDecided(party_id=party_id)
        if party["state"] == PartyState.CLOSED:
            return
        await decisions.mark_declined(conn, party_id, offer_id, self._clock.now())
        await self._queue.defer(conn, RENEW_JOB, queueing_lock=RENEW_JOB)

    async def reopen(
        self, party_ids: Sequence[str], reason: str, kinds: Sequence[str], failed_at: datetime | None = None
    ) -> None:
        """A decision could not be carried out: the offer is lost and the next one is sought at once."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            lost = await decisions.reopen(conn, party_ids, kinds, failed_at or now, now)
            await self._outbox.emit(
                conn,
                [
                    OfferLost(at=now, offer_id=row["offer_id"], party_id=row["party_id"], reason=reason)
                    for row in lost
                ],
            )
            await self._queue.defer(conn, RENEW_JOB, queueing_lock=RENEW_JOB)

    async def close_moved(self, party_ids: Sequence[str], failed_at: datetime) -> None:
        """Another change has moved these passengers: they get no seats from us, and what was held goes back."""
        async with self._db.transaction() as conn:
            await decisions.close_moved(conn, party_ids, failed_at, self._clock.now())
            await self._queue.defer(conn, RELEASE_JOB, queueing_lock=RELEASE_JOB)

    def _safe(self, offer: Offer, now: datetime) -> bool:
        margin = timedelta(minutes=self._settings.decide_margin_minutes)
        expires = offer.hold_expires_at
        return offer.state is OfferState.HELD and expires is not None and expires > now + margin

    async def _open_offer(self, conn: Connection, party_id: str, offer_id: str) -> Offer:
        """Lock the party and return the offer if it can still be chosen."""
        party = await decisions.lock_party(conn, party_id)
        offer = await repository.offer(conn, offer_id)
        if party is None or offer is None or offer.party_id != party_id:
            raise NotFound("there is no such offer for this party", party_id=party_id, offer_id=offer_id)
        if party["state"] in (PartyState.CHOOSING, PartyState.DECIDED):
            raise AlreadyDecided(party_id=party_id)
        if party["state"] == PartyState.CLOSED or offer.state not in (
            OfferState.HELD,
            OfferState.PROPOSED,
            OfferState.INTENDED,
        ):
            raise await self._gone(conn, party_id, offer_id)
        return offer

    async def _gone(self, conn: Connection, party_id: str, offer_id: str) -> OfferGone:
        others = [o for o in await repository.offers_for(conn, [party_id]) if o.offer_id != offer_id]
        next_id = others[0].offer_id if others else None
        return OfferGone(party_id=party_id, offer_id=offer_id, next_offer_id=next_id)

    async def _extend(self, offer: Offer, until: datetime) -> None:
        """Let a hold live longer; one that is gone at the airline system ends here too."""
        assert offer.hold_id is not None
        live = await self._airline.extend_holds([offer.hold_id], until)
        async with self._db.transaction() as conn:
            await decisions.lock_party(conn, offer.party_id)
            if live:
                await decisions.extend(conn, offer.offer_id, until)
            else:
                await decisions.lose(conn, offer.offer_id)

    async def _secured(self, party_id: str, offer_id: str) -> Offer:
        now = self._clock.now()
        gone: OfferGone | None = None
        async with self._db.transaction() as conn:
            await decisions.lock_party(conn, party_id)
            offer = await repository.offer(conn, offer_id)
            assert offer is not None
            await decisions.look_again(conn, party_id, now)
            if offer.state is not OfferState.HELD:
                gone = await self._gone(conn, party_id, offer_id)
                lost = OfferLost(at=now, offer_id=offer_id, party_id=party_id, reason="no_seats")
                await self._outbox.emit(conn, [lost])
        if gone is not None:
            raise gone
        return offer
