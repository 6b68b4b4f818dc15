"""What follows a decision: told when the airline shows it, when a refund moves, when a seat was lost."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import structlog

from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, Gone, HongyanError
from hongyan.outreach import words
from hongyan.outreach.decide import Decisions
from hongyan.outreach.facts import offer_facts
from hongyan.outreach.model import Choice
from hongyan.outreach.ports import ChangeDesk, Places
from hongyan.outreach.repository import decisions, facts, linked
from hongyan.runtime import Connection, Database

log = structlog.get_logger(__name__)

ALREADY_MOVED = (
    "already_moved"  # bookings' reason of a change that came after another one of the same coupons
)


STATE_OF_CHANGE = {"confirmed": "confirmed", "told": "confirmed", "needs_person": "needs_person"}


class FollowUps:
    """Carries out wishes made by keys, and tells passengers what became of their changes, each thing once."""

    def __init__(
        self, db: Database, clock: Clock, made: Decisions, places: Places, changes: ChangeDesk
    ) -> None:
        self._db = db
        self._clock = clock
        self._made = made
        self._places = places
        self._changes = changes

    async def carry_out_wishes(self, now: datetime, limit: int = 100) -> int:
        """Turn confirmed keys into decisions. A lost seat is told at once, with the link to the next options."""
        async with self._db.snapshot() as conn:
            wishes = await decisions.pending_wishes(conn, limit)
        for wish in wishes:
            await self._carry_out(wish)
        return len(wishes)

    async def chosen_elsewhere(
        self, party_id: str, choice: Choice, change_id: str, said_by: str, consent: str
    ) -> None:
        """A change asked for in a conversation is the party's decision, from the flights on offer or not."""
        async with self._db.transaction() as conn:
            await decisions.lock_change(conn, change_id)
            change = await facts.change(conn, change_id)
            if change is None or change["state"] == "failed":
                return  # it came to nothing before this was heard
            if not await self._made.note_chosen(conn, party_id, choice, change_id, said_by, consent):
                return
            state = STATE_OF_CHANGE.get(change["state"])
            if state is not None:
                await decisions.set_decision_state(conn, party_id, change_id, state, change["reason"])
            if state == "confirmed":
                await self._announce(conn, party_id, change_id, change["kind"])
        if state == "confirmed" and change["subject"] != party_id:
            await self._made.give_back(party_id, _as_decided(change["kind"]))

    async def confirmed(self, subject: str, change_id: str, kind: str) -> None:
        """The airline shows HK and open coupons (or the refund): only now it is announced."""
        async with self._db.transaction() as conn:
            party_id, _ = await self._moved(conn, subject, change_id, "confirmed", None)
            await self._announce(conn, party_id, change_id, kind)
        if party_id != subject:
            await self._made.give_back(party_id, _as_decided(kind))

    async def note_told(self, now: datetime, limit: int = 500) -> int:
        """Close the sagas whose confirmation has come to the passenger's device or mail server."""
        async with self._db.transaction() as conn:
            change_ids = await decisions.confirmations_arrived(conn, limit)
            if change_ids:
                await self._changes.mark_told(conn, change_ids)
        return len(change_ids)

    async def failed(self, subject: str, change_id: str, reason: str) -> None:
        """Nothing was changed: say so, and let them choose again; whom somebody else has moved, a colleague looks after."""
        async with self._db.transaction() as conn:
            party_id, moved = await self._moved(conn, subject, change_id, "failed", reason)
            if moved:
                if reason == ALREADY_MOVED:
                    await self._made.ask_person(conn, party_id, reason)
                    await self._tell(conn, party_id, "person", change_id)
                    return
                await decisions.undecide(conn, party_id)
                await self._tell(conn, party_id, "offer_lost", change_id)

    async def needs_person(self, subject: str, change_id: str, reason: str) -> None:
        """A change is stuck: a named colleague has it, and the passenger knows."""
        async with self._db.transaction() as conn:
            party_id, _ = await self._moved(conn, subject, change_id, "needs_person", reason)
            await self._made.ask_person(conn, party_id, reason)
            await self._tell(conn, party_id, "person", change_id)

    async def refund_moved(self, party_id: str, refund_id: str, state: str, due_on: date) -> None:
        """Push each state of a refund once."""
        async with self._db.transaction() as conn:
            params = {"state": state, "due_on": due_on.isoformat()}
            await self._tell(conn, party_id, "refund_progress", f"{refund_id}:{state}", params)

    async def _moved(
        self, conn: Connection, subject: str, change_id: str, state: str, reason: str | None
    ) -> tuple[str, bool]:
        """Move the decision that a change carries out; return whose it is. A change that costs money has no party."""
        if await decisions.set_decision_state(conn, subject, change_id, state, reason):
            return subject, True
        await decisions.lock_change(
            conn, change_id
        )  # whoever writes the decision down now looks at the change again
        party_id = await decisions.party_of_change(conn, change_id)
        if party_id is None:
            return subject, False
        return party_id, bool(await decisions.set_decision_state(conn, party_id, change_id, state, reason))

    async def _announce(self, conn: Connection, party_id: str, change_id: str, kind: str) -> None:
        made = await decisions.decision(conn, party_id)
        offer = await facts.offer(conn, made["offer_id"]) if made and made["offer_id"] else None
        if offer is None and made is not None and made["kind"] == "accept":
            offer = await facts.booked(conn, change_id)
        told = {**self._itinerary(offer), **await self._linked(conn, party_id)}
        await self._tell(conn, party_id, f"confirmed_{_as_decided(kind)}", change_id, told)

    async def _carry_out(self, wish: Mapping[str, Any]) -> None:
        choice = Choice(wish["kind"], wish["offer_id"])
        try:
            await self._made.secure(wish["party_id"], choice)
            async with self._db.transaction() as conn:
                if not await decisions.take_wish(conn, wish["wish_id"]):
                    return
                await self._made.decide_in(conn, wish["party_id"], choice, wish["said_by"], wish["consent"])
                await decisions.settle_wish(conn, wish["wish_id"], "done")
        except (Conflict, Gone) as lost:
            await self._lost(wish, lost)
        except HongyanError as error:
            if error.retry_helps:
                log.warning("wish_waits", error=error.slug)
                return
            await self._stuck(wish, error)

    async def _lost(self, wish: Mapping[str, Any], why: HongyanError) -> None:
        async with self._db.transaction() as conn:
            if not await decisions.take_wish(conn, wish["wish_id"]):
                return
            await decisions.settle_wish(conn, wish["wish_id"], "lost", why.slug)
            if await decisions.decision(conn, wish["party_id"]) is None:
                await decisions.undecide(conn, wish["party_id"])
                await self._tell(conn, wish["party_id"], "offer_lost", wish["attempt_id"])

    async def _stuck(self, wish: Mapping[str, Any], error: HongyanError) -> None:
        log.warning("wish_needs_person", error=error.slug)
        async with self._db.transaction() as conn:
            if await decisions.take_wish(conn, wish["wish_id"]):
                await decisions.settle_wish(conn, wish["wish_id"], "needs_person", error.slug)
                await self._made.ask_person(conn, wish["party_id"], error.slug)

    async def _tell(
        self,
        conn: Connection,
        party_id: str,
        kind: str,
        reference: str,
        params: Mapping[str, Mapping[str, str]] | Mapping[str, str] | None = None,
    ) -> None:
        now = self._clock.now()
        rows: Sequence[Mapping[str, Any]] = await decisions.tasks_of_party(conn, party_id)
        await decisions.add_notices(
            conn,
            [
                {
                    "task_id": row["task_id"],
                    "party_id": party_id,
                    "kind": kind,
                    "reference": reference,
                    "params": _in_language(params or {}, row["language"]),
                    "due_at": now,
                }
                for row in rows
            ],
        )

    async def _linked(self, conn: Connection, party_id: str) -> Mapping[str, Mapping[str, str]]:
        """The one question about hotel and car, unless the page has had its answer already."""
        found = (await linked.products_of(conn, [party_id])).get(party_id)
        if found is None or await linked.answers_of(conn, [party_id]):
            return {}
        references = found["references"]
        return {"linked": {language: words.ask_linked(language, references) for language in ("zh-CN", "en")}}

    def _itinerary(self, offer: Mapping[str, Any] | None) -> Mapping[str, Mapping[str, str]]:
        if offer is None:
            return {"itinerary": {"zh-CN": "", "en": ""}}
        spoken = offer_facts(offer, self._places)
        return {"itinerary": {language: words.itinerary(language, spoken) for language in ("zh-CN", "en")}}


def _in_language(params: Mapping[str, Any], language: str) -> dict[str, str]:
    return {
        key: value.get(language, value["en"]) if isinstance(value, Mapping) else value
        for key, value in params.items()
    }


def _as_decided(kind: str) -> str:
    """To the passenger a change that cost money is a change like any other."""
    return "rebook" if kind == "change" else kind
