"""Answers the dialogue's queries from the packages below, and hands its acts to servicing; checks each time who asks."""

import dataclasses
from collections.abc import Awaitable, Callable
from copy import copy
from datetime import datetime
from typing import Any, Self

from hongyan.assistant.dialogue.queries import (
    FlightStatus,
    HeldOffers,
    Identify,
    Knowledge,
    MyMembership,
    MyRefunds,
    MyTrips,
    Options,
    Query,
    QuoteChange,
    QuoteRefund,
    Rights,
    SearchFlights,
    TrackWaybill,
)
from hongyan.assistant.errors import NotServed, NotVerified
from hongyan.assistant.facts import MemberFact, PartyOffers, RefundFact, RightFact, WaybillFact
from hongyan.assistant.language_model import Drafter
from hongyan.assistant.ports import Act, Answer, KnowledgeBase, Servicing, StormDesk, Who
from hongyan.cargo import Cargo
from hongyan.core.errors import NotFound
from hongyan.disruptions import Disruptions, cite, word
from hongyan.flights import Airports, FlightStatuses
from hongyan.flights.model import FlightStatusView
from hongyan.loyalty import Loyalty
from hongyan.servicing.model import Receipt, Trip

_MOST_FLIGHTS = 8


class World:
    """Nothing personal is answered and nothing is done for an order the conversation has not proved."""

    def __init__(
        self,
        servicing: Servicing,
        flights: FlightStatuses,
        airports: Airports,
        knowledge: KnowledgeBase | None,
        loyalty: Loyalty,
        cargo: Cargo,
        disruptions: Disruptions,
        drafter: Drafter | None = None,
        storm: StormDesk | None = None,
    ) -> None:
        self._servicing = servicing
        self._flights = flights
        self._airports = airports
        self._knowledge = knowledge
        self._loyalty = loyalty
        self._cargo = cargo
        self._disruptions = disruptions
        self._drafter = drafter
        self._storm = storm

    def in_turn(self) -> Self:
        """Return the same for one turn, until something has been carried out: what its queries need is read once."""
        world = copy(self)
        world._servicing = self._servicing.in_turn()
        return world

    async def answer(self, query: Query, who: Who) -> Any:
        """Return the answer as JSON-friendly values. Raises NotVerified, NotServed and what the packages raise."""
        found = _ANSWERS.get(type(query))
        if found is None:
            raise NotServed(query=type(query).__name__)
        return type(query).dump(await found(self, query, who))

    async def carry_out(self, act: Act, who: Who) -> Receipt:
        """Do it once per ``act_id``. Raises NotVerified when the order is not this conversation's."""
        if act.order_id is not None:
            await self._may(act.order_id, who)
        if act.kind == "decide":
            return await self._decide(act, who)
        return await self._servicing.carry_out(act)

    # — a disrupted party —

    async def _held_offers(self, query: HeldOffers, who: Who) -> PartyOffers | None:
        if self._storm is None:
            return None
        await self._may_speak_for(query.party_id, who)
        return await self._storm.offers(query.party_id)

    async def _decide(self, act: Act, who: Who) -> Receipt:
        """A party's choice goes through the storm's door, with the hash of what was read back here."""
        party_id = str(act.args["party_id"])
        if self._storm is None:
            raise NotServed(kind=act.kind)
        await self._may_speak_for(party_id, who)
        change_id = await self._storm.decide(
            party_id, str(act.args["choice"]), act.args.get("offer_id"), act.said_by, act.consent or ""
        )
        return Receipt(act.act_id, act.kind, "running", {"change_id": change_id} if change_id else {})

    async def _may_speak_for(self, party_id: str, who: Who) -> None:
        if party_id not in who.party_ids and not any(t.party_id == party_id for t in await self._trips(who)):
            raise NotVerified

    # — orders —

    async def _trips(self, who: Who) -> list[Trip]:
        return await self._servicing.trips(phone=who.phone, order_ids=who.order_ids, member_no=who.member_no)

    async def _may(self, order_id: str, who: Who) -> None:
        if order_id not in who.order_ids and not any(t.order_id == order_id for t in await self._trips(who)):
            raise NotVerified

    async def _my_trips(self, _: MyTrips, who: Who) -> list[Trip]:
        return await self._trips(who)

    async def _identify(self, query: Identify, _: Who) -> Trip | None:
        return await self._servicing.identify(
            locator=query.locator, ticket_no=query.ticket_no, name=query.name, phone=query.phone
        )

    async def _options(self, query: Options, who: Who) -> Any:
        await self._may(query.order_id, who)
        return await self._servicing.options(
            query.order_id, query.segment_id, query.passenger_ids, query.date, cabin=query.cabin
        )

    async def _quote_change(self, query: QuoteChange, who: Who) -> Any:
        await self._may(query.order_id, who)
        return await self._servicing.quote_change(
            query.order_id,
            query.segment_id,
            query.passenger_ids,
            query.option_id,
            minutes_before=query.minutes_before,
        )

    async def _quote_refund(self, query: QuoteRefund, who: Who) -> Any:
        await self._may(query.order_id, who)
        return await self._servicing.quote_refund(
            query.order_id,
            query.segment_ids,
            query.passenger_ids,
            query.reason,
            minutes_before=query.minutes_before,
        )

    async def _search(self, query: SearchFlights, _: Who) -> Any:
        return await self._servicing.search(
            query.origin, query.destination, query.date, cabin=query.cabin, seats=query.seats
        )

    async def _my_refunds(self, _: MyRefunds, who: Who) -> list[RefundFact]:
        orders = {*who.order_ids, *(t.order_id for t in await self._trips(who))}
        found = await self._servicing.refunds(sorted(orders))
        return [
            RefundFact(
                refund_id=r.refund_id,
                amount=r.amount,
                currency=r.currency,
                state=r.state,
                requested=r.steps[0][1].date().isoformat(),
                due=r.due_on.isoformat(),
                history=tuple((state, at.isoformat()) for state, at in r.steps),
            )
            for r in found
        ]

    async def _rights_of(self, query: Rights, who: Who) -> list[RightFact]:
        await self._may(query.order_id, who)
        trip = next(t for t in await self._servicing.trips(order_ids=[query.order_id]))
        leg = next((f.leg for f in trip.flights if f.segment_id == query.segment_id), None)
        hit = [(d, p) for d, p in await self._disruptions.of_orders([query.order_id]) if str(d.leg) == leg]
        if not hit:
            return []
        disruption, passenger = hit[0]
        found = await self._disruptions.rights_for(disruption.disruption_id, passenger.passenger_id)
        return [
            RightFact(
                kind=e.kind,
                granted=e.granted,
                text_zh=word(e, "zh-CN"),
                text_en=word(e, "en"),
                legal_basis=e.legal_basis,
                legal_basis_zh=cite(e.legal_basis, "zh-CN"),
                amount=e.amount.amount if e.amount else None,
                currency=e.amount.currency if e.amount else None,
                needs=e.needs,
            )
            for e in found
            if e.granted is not False
        ]

    # — public facts —

    async def _flight_status(self, query: FlightStatus, _: Who) -> list[FlightStatusView]:
        if query.flight_no is not None:
            found = await self._flights.by_number(query.flight_no, query.date)
        else:
            found = await self._flights.between(query.origin or "", query.destination or "", query.date)
        return list(found)[:_MOST_FLIGHTS]

    def _local(self, instant: datetime, station: str) -> datetime:
        return self._airports.local(instant, station)

    async def _know(self, query: Knowledge, _: Who) -> list[Answer]:
        if self._knowledge is None:
            return []
        found = await self._knowledge.answer(query.question, query.language)
        if not found or self._drafter is None:
            return found
        drafted = await self._drafter.draft(query.question, found[:3], query.language)
        if drafted is None:
            return found
        best = found[0]
        return [dataclasses.replace(best, text=drafted), *found[1:]]

    # — members and shipments —

    async def _membership(self, _: MyMembership, who: Who) -> MemberFact | None:
        if who.member_no is None:
            return None
        try:
            member = await self._loyalty.member(who.member_no)
        except NotFound:
            return None
        return MemberFact(member.member_no, member.name or "", member.tier, member.miles)

    async def _waybill(self, query: TrackWaybill, _: Who) -> WaybillFact | None:
        try:
            shipment = await self._cargo.track(query.awb_no)
        except NotFound:
            return None
        return WaybillFact(
            awb_no=shipment.awb,
            origin=shipment.origin,
            destination=shipment.destination,
            pieces=shipment.pieces,
            weight_kg=shipment.weight_kg,
            events=tuple(
                {
                    "code": e.code,
                    "station": e.station,
                    "time": self._local(e.at, e.station).isoformat(),
                    "text_zh": e.name("zh"),
                    "text_en": e.name("en"),
                }
                for e in shipment.events
            ),
        )


_ANSWERS: dict[type[Query], Callable[[World, Any, Who], Awaitable[Any]]] = {
    MyTrips: World._my_trips,
    Identify: World._identify,
    Options: World._options,
    QuoteChange: World._quote_change,
    QuoteRefund: World._quote_refund,
    SearchFlights: World._search,
    FlightStatus: World._flight_status,
    MyRefunds: World._my_refunds,
    MyMembership: World._membership,
    TrackWaybill: World._waybill,
    Knowledge: World._know,
    Rights: World._rights_of,
    HeldOffers: World._held_offers,
}
