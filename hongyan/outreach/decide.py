"""A passenger's decision, wherever it was made, becomes a seat and a change request in one transaction."""

from datetime import datetime, timedelta
from typing import Any

from hongyan.bookings import AlreadyChosen, ChangeRequest, PlannedLeg
from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, Gone, InvalidInput, NotFound
from hongyan.core.money import Money
from hongyan.jobs import Outbox
from hongyan.outreach import words
from hongyan.outreach.consent import Signer, consent_of
from hongyan.outreach.errors import AlreadyDecided, ReadBackVoid
from hongyan.outreach.events import PartyDecided, PersonNeeded
from hongyan.outreach.facts import disruption_of, flight_facts, offer_facts
from hongyan.outreach.model import Choice, FlightFacts, OfferFacts, ReadBack
from hongyan.outreach.ports import ChangeDesk, Places, Seats
from hongyan.outreach.progress import owner_of
from hongyan.outreach.repository import decisions, facts, tasks
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Connection, Database

LIVE_OFFER = ("held", "proposed")
NO_SEATS = {"refund": "refund", "keep": "same_flight"}


class Decisions:
    """The only door to a change: call keys, the passenger's page, a tapped message and an agent all come here."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        seats: Seats,
        changes: ChangeDesk,
        places: Places,
        signer: Signer,
        settings: OutreachSettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._seats = seats
        self._changes = changes
        self._places = places
        self._signer = signer
        self._settings = settings

    async def read_back(self, party_id: str, choice: Choice) -> ReadBack:
        """Word exactly what would be done, in both languages, and sign it. Raises Gone when the offer is."""
        async with self._db.snapshot() as conn:
            zh, en = await self._words(conn, party_id, choice)
        expires = self._clock.now() + timedelta(minutes=self._settings.read_back_minutes)
        token = self._signer.read_back_token(party_id, choice, consent_of(party_id, choice, zh, en), expires)
        return ReadBack(zh, en, token, expires)

    def party_of_read_back(self, token: str) -> str:
        """Return whose read-back ``token`` is. Raises ReadBackVoid or LinkExpired."""
        return self._signer.confirmed(token, self._clock.now())[0]

    async def confirm(self, token: str, said_by: str) -> str | None:
        """Carry out what was read back under ``token``. Raises ReadBackVoid when it would now be worded differently."""
        party_id, choice, consent = self._signer.confirmed(token, self._clock.now())
        await self.secure(party_id, choice)
        async with self._db.transaction() as conn:
            await decisions.lock_party(conn, party_id)
            made = await decisions.decision(conn, party_id)
            if made is not None and made["consent"] == consent and made["state"] != "failed":
                return _id(made["change_id"])
            if made is None or made["state"] == "failed":
                zh, en = await self._words(conn, party_id, choice)
                if consent_of(party_id, choice, zh, en) != consent:
                    raise ReadBackVoid
            return await self._decide(conn, party_id, choice, said_by, consent)

    async def decide(self, party_id: str, choice: Choice, said_by: str, consent: str) -> str | None:
        """Carry out a choice already read back and confirmed (``consent`` = hash of the words).

        Returns the change's id; None for ``person``. The same choice again returns the same change; another one
        raises AlreadyDecided. Raises Gone or Conflict when the seat is lost, and then nothing is changed.
        """
        await self.secure(party_id, choice)
        async with self._db.transaction() as conn:
            return await self.decide_in(conn, party_id, choice, said_by, consent)

    async def secure(self, party_id: str, choice: Choice) -> None:
        """Have the seats of an accepted offer held, before the deciding transaction: it talks to the airline system."""
        if choice.kind != "accept" or choice.offer_id is None:
            return
        if await self._has_decided(party_id):
            return
        try:
            await self._seats.secure(party_id, choice.offer_id)
        except (Conflict, Gone):
            # Somebody with the same link was quicker: what they chose is the answer, and decide_in gives it.
            if not await self._has_decided(party_id):
                raise

    async def _has_decided(self, party_id: str) -> bool:
        async with self._db.snapshot() as conn:
            made = await decisions.decision(conn, party_id)
        return made is not None and made["state"] != "failed"

    async def decide_in(
        self, conn: Connection, party_id: str, choice: Choice, said_by: str, consent: str
    ) -> str | None:
        """``decide`` in the caller's transaction."""
        await decisions.lock_party(conn, party_id)
        return await self._decide(conn, party_id, choice, said_by, consent)

    async def _decide(
        self, conn: Connection, party_id: str, choice: Choice, said_by: str, consent: str
    ) -> str | None:
        if choice.kind not in ("accept", "refund", "keep", "person"):
            raise InvalidInput("a choice is accept, refund, keep or person", kind=choice.kind)
        if choice.kind == "person":
            await self.ask_person(conn, party_id, "wants_person")
            return None
        made = await decisions.decision(conn, party_id)
        if made is not None and made["state"] != "failed":
            if made["kind"] == choice.kind and (
                choice.kind != "accept" or choice.offer_id == made["offer_id"]
            ):
                return _id(made["change_id"])
            raise AlreadyDecided("", kind=made["kind"], change_id=made["change_id"])
        party = await facts.segments(conn, party_id)
        if party is None:
            raise NotFound("there is no such party", party_id=party_id)
        if choice.kind == "keep":
            await self._facts(conn, party_id, choice)  # raises when there is no flight to keep
        offer = await self._chosen(conn, party_id, choice)
        try:
            change_id = await self._changes.request(
                conn, _request(party_id, party, choice, offer, said_by, consent)
            )
        except AlreadyChosen as already:
            raise AlreadyDecided("", **already.details) from already
        await self._record(conn, party_id, choice, offer, _id(change_id), said_by, consent)
        return _id(change_id)

    async def _chosen(self, conn: Connection, party_id: str, choice: Choice) -> Any:
        offer_id = choice.offer_id if choice.kind == "accept" else None
        if choice.kind in NO_SEATS:
            row = await facts.offer_of_kind(conn, party_id, NO_SEATS[choice.kind])
            if row is None:
                return None  # no plan yet: neither right waits for one
            offer_id = row["offer_id"]
        if offer_id is None:
            raise InvalidInput("accept needs an offer", party_id=party_id)
        return await self._seats.choose(conn, party_id, offer_id)

    async def note_chosen(
        self, conn: Connection, party_id: str, choice: Choice, change_id: str, said_by: str, consent: str
    ) -> bool:
        """Write down what a party chose elsewhere: nobody contacts it about this flight. False = it has a decision."""
        await decisions.lock_party(conn, party_id)
        made = await decisions.decision(conn, party_id)
        if made is not None and made["state"] != "failed":
            return False
        await self._record(conn, party_id, choice, None, change_id, said_by, consent)
        return True

    async def give_back(self, party_id: str, kind: str) -> None:
        """Let go of the seats held for a party that was changed elsewhere."""
        await self._seats.settled({party_id: kind})

    async def _record(
        self,
        conn: Connection,
        party_id: str,
        choice: Choice,
        offer: Any,
        change_id: str | None,
        said_by: str,
        consent: str,
    ) -> None:
        now = self._clock.now()
        record = {
            "party_id": party_id,
            "kind": choice.kind,
            "offer_id": offer.offer_id if offer is not None else None,
            "change_id": change_id,
            "said_by": said_by,
            "consent": consent,
            "decided_at": now,
        }
        await decisions.save_decision(conn, record)
        await decisions.party_reached(conn, party_id, "decision", now)
        await decisions.stop_decided_tasks(conn, party_id, now)
        await self._outbox.emit(
            conn, [PartyDecided(at=now, party_id=party_id, kind=choice.kind, change_id=change_id)]
        )

    async def ask_person(self, conn: Connection, party_id: str, reason: str) -> list[str]:
        """Put the party's people on a colleague's list by name; returns the tasks."""
        now = self._clock.now()
        rows = await decisions.tasks_of_party(conn, party_id)
        for row in rows:
            owner = row["owner"] or owner_of(row["task_id"], self._settings.duty_list)
            await tasks.hand_over(conn, row["task_id"], owner, reason)
            await tasks.log(conn, row["task_id"], now, "system", "handed_over", reason)
            await self._outbox.emit(
                conn, [PersonNeeded(at=now, task_id=row["task_id"], owner=owner, reason=reason)]
            )
        await decisions.party_reached(conn, party_id, "decision", now)
        return [row["task_id"] for row in rows]

    async def _words(self, conn: Connection, party_id: str, choice: Choice) -> tuple[str, str]:
        flight, offer = await self._facts(conn, party_id, choice)
        zh = words.read_back("zh-CN", choice.kind, flight, offer)
        return zh, words.read_back("en", choice.kind, flight, offer)

    async def _facts(
        self, conn: Connection, party_id: str, choice: Choice
    ) -> tuple[FlightFacts, OfferFacts | None]:
        disruption_id = disruption_of(party_id)
        row = (await facts.disruptions(conn, [disruption_id])).get(disruption_id)
        if row is None or row["state"] == "withdrawn":
            raise Conflict("this flight is no longer disrupted", party_id=party_id)
        flight = flight_facts(party_id, row, self._places)
        if choice.kind == "keep" and row["kind"] == "cancelled":
            raise Conflict("a cancelled flight cannot be kept", party_id=party_id)
        if choice.kind != "accept":
            return flight, None
        if choice.offer_id is None:
            raise InvalidInput("accept needs an offer", party_id=party_id)
        offer = await facts.offer(conn, choice.offer_id)
        if offer is None or offer["party_id"] != party_id:
            raise NotFound("there is no such offer", offer_id=choice.offer_id)
        now = self._clock.now()
        left = offer["kind"] != "same_flight" and _expired(offer["departs"], now)
        if offer["state"] not in LIVE_OFFER or left or _expired(offer["hold_expires_at"], now):
            raise Gone("this seat is gone", offer_id=choice.offer_id)
        return flight, offer_facts(offer, self._places)


def _request(
    party_id: str, party: dict[str, Any], choice: Choice, offer: Any, said_by: str, consent: str
) -> ChangeRequest:
    kind = {"accept": "rebook", "refund": "refund", "keep": "keep"}[choice.kind]
    if offer is not None and offer.kind == "same_flight":
        kind = "keep"
    legs = offer.legs if offer is not None and kind == "rebook" else ()
    old = tuple(offer.old_segment_ids) if offer is not None and kind == "rebook" else ()
    currency = party.get("currency")
    return ChangeRequest(
        subject=party_id,
        order_id=party["order_id"],
        passenger_ids=tuple(party["passenger_ids"]),
        kind=kind,
        old_segment_ids=old or tuple(party["segment_ids"]),
        hold_id=offer.hold_id if offer is not None and kind == "rebook" else None,
        offer_id=offer.offer_id if offer is not None else None,
        itinerary=tuple(PlannedLeg(leg=leg["leg"], cabin=leg["cabin"]) for leg in legs),
        fee=Money.zero(currency) if currency and kind == "refund" else None,
        requested_by=said_by,
        consent=consent,
        language=party["language"],
    )


def _expired(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _id(value: Any) -> str | None:
    return None if value is None else str(getattr(value, "change_id", value))
