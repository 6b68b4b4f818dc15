"""Carries out the acts that are one call or a few at the airline or its partners, each under a key for ever."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from hongyan.bookings.errors import OutcomeUnknown
from hongyan.bookings.model import Order, Passenger, Segment
from hongyan.bookings.ports import RetailSystem
from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, HongyanError, InvalidInput, Unavailable
from hongyan.core.ids import new_id
from hongyan.disruptions import cause_of
from hongyan.flights import Airports
from hongyan.loyalty import Loyalty
from hongyan.runtime import Database
from hongyan.servicing import repository
from hongyan.servicing.buy import Buyer
from hongyan.servicing.describe_trip import is_live
from hongyan.servicing.documents import certificate_facts, invoice_facts
from hongyan.servicing.model import Act
from hongyan.servicing.quote import Quoter, segment_of, travelling
from hongyan.servicing.read_trips import TripReader
from hongyan.servicing.reads import Reads
from hongyan.servicing.send_copy import CopySender

T = TypeVar("T")
Details = dict[str, Any]


class NotIrregular(Conflict):
    """The flight's record shows no delay or cancellation."""

    slug = "not-irregular"


class Performer:
    """One method a kind of act. Every outside call has a key made of the act's id, so a second try changes nothing."""

    def __init__(
        self,
        db: Database,
        airline: RetailSystem,
        loyalty: Loyalty,
        quoter: Quoter,
        reads: Reads,
        reader: TripReader,
        buyer: Buyer,
        copies: CopySender,
        airports: Airports,
        clock: Clock,
    ) -> None:
        self._db = db
        self._airline = airline
        self._loyalty = loyalty
        self._quoter = quoter
        self._reads = reads
        self._reader = reader
        self._buyer = buyer
        self._copies = copies
        self._airports = airports
        self._clock = clock
        self._kinds: dict[str, Callable[[Act], Awaitable[Details]]] = {
            "book": self._book,
            "seat": self._seat,
            "check_in": self._check_in,
            "off_load": self._off_load,
            "ssr": self._ssr,
            "meal": self._ssr,
            "linked_change": self._linked_change,
            "linked_cancel": self._linked_cancel,
            "certificate": self._certificate,
            "invoice": self._invoice,
            "itinerary_sms": self._copy,
            "miles_claim": self._miles_claim,
            "enrol": self._enrol,
            "redeem": self._redeem,
        }

    def knows(self, kind: str) -> bool:
        """Say whether this kind of act is carried out here."""
        return kind in self._kinds

    async def perform(self, act: Act) -> Details:
        """Carry it out; return what it made. Raises Unavailable when nobody knows yet, another HongyanError when refused."""
        return await self._kinds[act.kind](act)

    async def once(self, key: str, call: Callable[[], Awaitable[T]]) -> T:
        """Call; when the outcome is unknown, look the key up before the same key is used again."""
        try:
            return await call()
        except OutcomeUnknown:
            await self._airline.lookup(key)  # waits for the first try to end, whichever way
            return await call()

    async def _book(self, act: Act) -> Details:
        return await self._buyer.buy(act, self.once)

    async def _seat(self, act: Act) -> Details:
        order, segment, people = await self._flight(act)
        wish = str(act.args.get("seat") or act.args.get("seat_pref") or "")
        wishes = {p.passenger_id: wish for p in people if p.takes_seat}
        changed = await self.once(
            act.act_id,
            lambda: self._airline.assign_seats(order.order_id, segment.segment_id, wishes, act.act_id),
        )
        seats = dict(segment_of(changed, segment.segment_id).seats)
        mine = {p: seats[p] for p in wishes if p in seats}
        return {"seats": ", ".join(mine.values()), "by_passenger": mine}

    async def _check_in(self, act: Act) -> Details:
        order, segment, people = await self._flight(act)
        ids = [p.passenger_id for p in people]
        changed = await self.once(
            act.act_id,
            lambda: self._airline.check_in(order.order_id, ids, segment.segment_id, act.act_id),
        )
        seats = dict(segment_of(changed, segment.segment_id).seats)
        return {"seats": ", ".join(seats[p] for p in ids if p in seats), "checked_in": ids}

    async def _off_load(self, act: Act) -> Details:
        order, segment, people = await self._flight(act)
        ids = [p.passenger_id for p in people]
        await self.once(
            act.act_id,
            lambda: self._airline.off_load(order.order_id, ids, [segment.segment_id], act.act_id),
        )
        return {"off_loaded": ids}

    async def _ssr(self, act: Act) -> Details:
        order = await self._order(act)
        code = str(act.args.get("code") or "").upper()
        segments = _named(order, act.args.get("segment_id"), act.args.get("segment_ids"))
        ids = [p.passenger_id for p in travelling(order, segments, act.passenger_ids)]
        if act.passenger_ids:
            ids = [p for p in ids if p in act.passenger_ids]
        changed = await self.once(
            act.act_id,
            lambda: self._airline.request_ssr(
                order.order_id, ids, [s.segment_id for s in segments], code, act.act_id
            ),
        )
        status = {
            s for segment in changed.segments for who, what, s in segment.ssrs if who in ids and what == code
        }
        return {"code": code, "status": "requested" if "HN" in status else "confirmed"}

    async def _linked_change(self, act: Act) -> Details:
        """Move all products or none: what was moved before one was refused is moved back."""
        wanted = act.args.get("changes") or [act.args]
        before = {p.ref: p for p in await self._airline.linked_products([act.order_id or ""])}
        if any(w.get("ref") not in before for w in wanted):
            raise InvalidInput("this hotel or car is not of this order")
        moved: list[str] = []
        try:
            for w in wanted:
                ref = str(w["ref"])
                await self._move(ref, str(w["starts"]), w.get("ends"), f"{act.act_id}:{ref}")
                moved.append(ref)
        except Unavailable:
            raise
        except HongyanError as error:
            for ref in moved:
                was = before[ref]
                await self._move(ref, was.starts, was.ends, f"{act.act_id}:{ref}:back")
            raise Conflict(reason="partner_refused", put_back=moved) from error
        return {"moved": moved}

    async def _move(self, ref: str, starts: str, ends: str | None, key: str) -> None:
        await self.once(key, lambda: self._airline.move_linked(ref, starts, ends, key))

    async def _linked_cancel(self, act: Act) -> Details:
        refs = [str(r) for r in act.args.get("refs") or [act.args.get("ref")]]
        mine = {p.ref for p in await self._airline.linked_products([act.order_id or ""])}
        if not set(refs) <= mine:
            raise InvalidInput("this hotel or car is not of this order")
        for ref in refs:
            await self._cancel(ref, f"{act.act_id}:{ref}")
        return {"cancelled": refs}

    async def _cancel(self, ref: str, key: str) -> None:
        await self.once(key, lambda: self._airline.cancel_linked(ref, key))

    async def _certificate(self, act: Act) -> Details:
        order, segment, people = await self._flight(act, past=True)
        leg = (await self._reads.legs([segment.leg])).get(segment.leg)
        cause = cause_of(leg.cause_code, leg.inherited_cause) if leg else None
        named = [p for p in people if not act.passenger_ids or p.passenger_id in act.passenger_ids]
        facts = certificate_facts(segment, leg, cause.cause_class if cause else None, named, self._airports)
        if facts is None:
            raise NotIrregular(order_id=order.order_id)
        return await self._keep(act, facts)

    async def _invoice(self, act: Act) -> Details:
        order = await self._order(act)
        segments = [s for s in order.segments if is_live(s)]
        people = travelling(order, segments, act.passenger_ids)
        facts = invoice_facts(order, segments, people)
        if not facts["rows"]:
            raise Conflict(reason="no_ticket")
        return await self._keep(act, facts)

    async def _copy(self, act: Act) -> Details:
        order = await self._order(act)
        (trip,) = await self._reader.describe([order])
        return await self._copies.send(act, trip)

    async def _keep(self, act: Act, facts: Details) -> Details:
        async with self._db.transaction() as conn:
            kept = await repository.keep_document(conn, new_id("doc"), act, facts, self._clock.now())
        return {
            "document_id": kept["document_id"],
            **{k: v for k, v in kept["facts"].items() if k != "travellers"},
        }

    async def _miles_claim(self, act: Act) -> Details:
        day = act.args.get("date")
        member, miles = await self._loyalty.claim(
            str(act.args["member_no"]),
            act.act_id,
            ticket_number=act.args.get("ticket_no"),
            flight=act.args.get("flight_no") if not act.args.get("ticket_no") else None,
            day=date.fromisoformat(day) if day and not act.args.get("ticket_no") else None,
        )
        return {"miles": miles, "balance": member.miles}

    async def _enrol(self, act: Act) -> Details:
        member = await self._loyalty.enrol(
            str(act.args.get("name", "")), str(act.args.get("phone", "")), act.act_id
        )
        return {"member_no": member.member_no}

    async def _redeem(self, act: Act) -> Details:
        points = int(act.args.get("points") or act.args.get("miles") or 0)
        reference = str(act.args.get("what") or "award")
        member = await self._loyalty.redeem(str(act.args["member_no"]), points, reference, act.act_id)
        return {"spent": points, "balance": member.miles}

    async def _order(self, act: Act) -> Order:
        if act.order_id is None:
            raise InvalidInput("this act needs an order", kind=act.kind)
        return await self._quoter.order(act.order_id)

    async def _flight(self, act: Act, past: bool = False) -> tuple[Order, Segment, Sequence[Passenger]]:
        order = await self._order(act)
        segment = segment_of(order, str(act.args.get("segment_id")))
        people = travelling(order, [segment], act.passenger_ids)
        if not people and past:
            people = [
                p for p in order.passengers if not act.passenger_ids or p.passenger_id in act.passenger_ids
            ]
        if not people:
            raise InvalidInput("nobody of this order is on this flight")
        return order, segment, people


def _named(order: Order, one: Any, several: Any) -> list[Segment]:
    ids = [str(s) for s in several or ([one] if one else [])]
    return [segment_of(order, s) for s in ids] or [s for s in order.segments if is_live(s)]
