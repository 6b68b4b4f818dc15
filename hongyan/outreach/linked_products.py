"""Hotel and car of the same trip: once the flight is settled, one question for all of them, and its answer handed on."""

from collections.abc import Mapping, Sequence
from typing import Any

from hongyan.bookings.model import LinkedRequest
from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, InvalidInput, NotFound
from hongyan.jobs import Outbox
from hongyan.outreach.events import LinkedProductsDecided
from hongyan.outreach.model import LINKED_WISHES, LinkedProduct, linked_products
from hongyan.outreach.ports import LinkedProducts
from hongyan.outreach.repository import decisions
from hongyan.outreach.repository import linked as repository
from hongyan.runtime import Connection, Database

# After a choice that leaves the flight where it was there is nothing to ask.
ASKED_AFTER = frozenset({"accept", "refund"})


class LinkedChoices:
    """The question is asked when a flight was changed or given back; the answer is a committed row before anybody acts."""

    def __init__(self, db: Database, clock: Clock, outbox: Outbox, port: LinkedProducts) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._port = port

    async def asked(self, party_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return per party whose question stands: products, and the answers given (empty = none yet)."""
        async with self._db.snapshot() as conn:
            products = await repository.products_of(conn, party_ids)
            made = {row["party_id"]: row for row in await decisions.decisions(conn, party_ids)}
            answers = await repository.answers_of(conn, party_ids)
        return {
            party_id: {"products": linked_products(row["references"]), "answers": answers.get(party_id, {})}
            for party_id, row in products.items()
            if party_id in made and _asks(made[party_id])
        }

    async def decide(self, party_id: str, answers: Mapping[str, str], said_by: str) -> None:
        """Take the answer for every linked product of the party at once. The same answer again changes nothing.

        Raises NotFound without linked products, InvalidInput when a product is left out or not theirs,
        Conflict before the flight is settled or when another answer was given.
        """
        async with self._db.transaction() as conn:
            await decisions.lock_party(conn, party_id)
            found = (await repository.products_of(conn, [party_id])).get(party_id)
            if found is None:
                raise NotFound("nothing is linked to this trip", party_id=party_id)
            self._check(linked_products(found["references"]), answers)
            made = await decisions.decision(conn, party_id)
            if made is None or not _asks(made):
                raise Conflict("the flight is not settled yet", party_id=party_id)
            if made["kind"] == "refund" and "move" in answers.values():
                raise InvalidInput("there is no new flight to move along with", party_id=party_id)
            given = (await repository.answers_of(conn, [party_id])).get(party_id)
            if given is not None:
                if given != dict(answers):
                    raise Conflict("this has been decided already", party_id=party_id)
                return
            await self._write(conn, party_id, found["order_id"], made["change_id"], answers, said_by)

    async def hand_on(self, events: Sequence[LinkedProductsDecided]) -> None:
        """Give what is to be moved or cancelled to whoever sells those products; each request has its own id for ever."""
        requests = [
            LinkedRequest(f"{event.party_id}|{reference}", event.order_id, reference, wish, event.change_id)
            for event in events
            for reference, wish in sorted(event.answers.items())
            if wish != "keep"
        ]
        if requests:
            await self._port.request(requests)

    async def _write(
        self,
        conn: Connection,
        party_id: str,
        order_id: str,
        change_id: str | None,
        answers: Mapping[str, str],
        said_by: str,
    ) -> None:
        now = self._clock.now()
        await repository.save(conn, party_id, order_id, change_id, answers, said_by, now)
        event = LinkedProductsDecided(
            at=now, party_id=party_id, order_id=order_id, change_id=change_id, answers=dict(answers)
        )
        await self._outbox.emit(conn, [event])

    @staticmethod
    def _check(products: Sequence[LinkedProduct], answers: Mapping[str, str]) -> None:
        if {p.reference for p in products} != set(answers):
            raise InvalidInput("each product of the trip needs an answer")
        if not set(answers.values()) <= set(LINKED_WISHES):
            raise InvalidInput(f"an answer is one of {', '.join(LINKED_WISHES)}")


class NobodySells:
    """Where no seller is wired, a request stays what it is: a row that colleagues see."""

    async def request(self, requests: Sequence[LinkedRequest]) -> None:
        return None


def _asks(decision: Mapping[str, Any]) -> bool:
    return decision["kind"] in ASKED_AFTER and decision["state"] != "failed"
