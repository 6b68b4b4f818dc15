"""Quotes: the order as it stands, the rule in force, and what it comes to, to be read back. Nothing is held."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from hongyan.bookings.model import Order, Passenger, Segment
from hongyan.core.clock import Clock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.core.money import Money
from hongyan.disruptions import RuleSet, packaged_book
from hongyan.flights import Airports, LegKey, same_city
from hongyan.servicing.cabins import letter_of, word_of
from hongyan.servicing.describe_trip import adult_fare, is_live, what_went_wrong
from hongyan.servicing.find_options import OptionFinder, Wanted, parse_option
from hongyan.servicing.model import FlightOption, Quote
from hongyan.servicing.price import Flight, Price, price_change, price_refund
from hongyan.servicing.reads import Reads

TARIFF, RIGHTS = "CN-VOL", "CN-INV"


class Quoter:
    """Reads and computes; changes nothing."""

    def __init__(
        self,
        reads: Reads,
        finder: OptionFinder,
        airports: Airports,
        clock: Clock,
    ) -> None:
        self._reads = reads
        self._finder = finder
        self._airports = airports
        self._clock = clock

    async def order(self, order_id: str) -> Order:
        """Return an order. Raises NotFound."""
        found = await self._reads.orders([order_id])
        if not found:
            raise NotFound("there is no such order", order_id=order_id)
        return found[0]

    async def options(
        self, order_id: str, segment_id: str, passenger_ids: Sequence[str], day: str, cabin: str | None
    ) -> list[FlightOption]:
        """Return flights this segment can be changed to, with seats for all these travellers."""
        order = await self.order(order_id)
        segment = segment_of(order, segment_id)
        (flight,) = await self.flights(order, [segment])
        people = travelling(order, [segment], passenger_ids)
        wanted = Wanted(
            seats=sum(p.takes_seat for p in people),
            cabin=letter_of(cabin) if cabin else segment.cabin,
            rbd=segment.rbd,
            fare=adult_fare(order, segment)[0],
            involuntary=bool(flight.disruption),
        )
        return await self._finder.for_segment(order, segment, day, wanted)

    async def change(
        self,
        order_id: str,
        segment_id: str,
        passenger_ids: Sequence[str],
        option_id: str,
        minutes_before: int | None = None,
    ) -> Quote:
        """Price a change now, or as if asked for so long before departure; what forbids it is ``refused``."""
        order = await self.order(order_id)
        segment = segment_of(order, segment_id)
        people = travelling(order, [segment], passenger_ids)
        (flight,) = await self.flights(order, [segment])
        fare, _, currency = adult_fare(order, segment)
        option = await self._finder.option(option_id, Money(fare, currency))
        price = self._price_change(
            order, flight, people, option, option_id, self._at(segment, minutes_before)
        )
        if price.refused is None and option is not None:
            if option.seats < sum(p.takes_seat for p in people):
                price = Price(refused="no_seats", rule=price.rule, clause=price.clause, lines=price.lines)
            elif option.currency != currency:
                price = Price(refused="other_currency", rule=price.rule)
        total = price.sum("fee") + price.sum("fare_difference")
        return self._quote("change", order, [segment], people, [flight], price, total, currency, option)

    async def refund(
        self,
        order_id: str,
        segment_ids: Sequence[str],
        passenger_ids: Sequence[str],
        reason: str,
        minutes_before: int | None = None,
    ) -> Quote:
        """Price a refund. ``reason`` illness is voluntary until a person has seen the proof."""
        order = await self.order(order_id)
        segments = [segment_of(order, s) for s in segment_ids] or [s for s in order.segments if is_live(s)]
        if not segments:
            raise InvalidInput("nothing of this order is left to refund", order_id=order_id)
        people = travelling(order, segments, passenger_ids)
        flights = await self.flights(order, segments)
        price = price_refund(
            order, flights, people, self._rules(TARIFF, order, segments[0]),
            self._rules(RIGHTS, order, segments[0]).id, self._at(segments[0], minutes_before),
        )  # fmt: skip
        currency = adult_fare(order, segments[0])[2]
        return self._quote(
            "refund", order, segments, people, flights, price, price.sum("refund"), currency, None
        )

    async def flights(self, order: Order, segments: Sequence[Segment]) -> list[Flight]:
        """Return these segments with what went wrong with each."""
        legs = await self._reads.legs([s.leg for s in segments])
        hits = await self._reads.hits([order.order_id])
        return [Flight(s, what_went_wrong(s, legs.get(s.leg), hits)) for s in segments]

    def _price_change(
        self,
        order: Order,
        flight: Flight,
        people: Sequence[Passenger],
        option: FlightOption | None,
        option_id: str,
        at: datetime,
    ) -> Price:
        leg, _ = parse_option(option_id)
        if option is None:
            return Price(refused="not_on_sale")
        if not _same_route(leg, flight.segment.leg):
            return Price(refused="other_route")
        return price_change(
            order,
            flight,
            people,
            option.fare,
            option.cabin == word_of(flight.segment.cabin),
            self._rules(TARIFF, order, flight.segment),
            self._rules(RIGHTS, order, flight.segment).id,
            at,
        )

    def _at(self, segment: Segment, minutes_before: int | None) -> datetime:
        return (
            self._clock.now()
            if minutes_before is None
            else segment.departs - timedelta(minutes=minutes_before)
        )

    def _rules(self, regime: str, order: Order, segment: Segment) -> RuleSet:
        sold = order.created_at.date() if order.created_at else None
        found = packaged_book().pick(regime, segment.leg.origin_date, sold)
        if found is None:
            raise NotFound("no rule is in force for this flight", regime=regime)
        return found

    def _quote(
        self,
        kind: str,
        order: Order,
        segments: Sequence[Segment],
        people: Sequence[Passenger],
        flights: Sequence[Flight],
        price: Price,
        total: Decimal,
        currency: str,
        option: FlightOption | None,
    ) -> Quote:
        passenger_ids = tuple(p.passenger_id for p in people)
        segment_ids = tuple(s.segment_id for s in segments)
        return Quote(
            quote_id=_quote_id(kind, order, passenger_ids, segment_ids, option, total, self._clock.now()),
            kind=kind,
            order_id=order.order_id,
            order_version=order.version,
            passenger_ids=passenger_ids,
            segment_ids=segment_ids,
            allowed=price.refused is None,
            involuntary=all(bool(f.disruption) for f in flights),
            fee=price.sum("fee"),
            fare_difference=price.sum("fare_difference"),
            taxes=price.sum("taxes"),
            total=total,
            currency=currency,
            rule=price.rule,
            clause_zh=price.clause[0],
            clause_en=price.clause[1],
            lines=price.lines,
            option=option,
            refused=price.refused,
        )


def segment_of(order: Order, segment_id: str) -> Segment:
    """Return a segment of the order. Raises NotFound."""
    for segment in order.segments:
        if segment.segment_id == segment_id:
            return segment
    raise NotFound("this order has no such flight", order_id=order.order_id, segment_id=segment_id)


def travelling(order: Order, segments: Sequence[Segment], passenger_ids: Sequence[str]) -> list[Passenger]:
    """Return these travellers (all on the segments when none is named), each infant with its adult.

    Raises NotFound when one is not of the order.
    """
    known = {p.passenger_id: p for p in order.passengers}
    if missing := [p for p in passenger_ids if p not in known]:
        raise NotFound("this traveller is not in the order", passenger_id=missing[0])
    on_board = {p for s in segments for p in s.passenger_ids}
    wanted = set(passenger_ids) or on_board
    with_infants = wanted | {
        p.passenger_id
        for p in order.passengers
        if p.kind == "INF" and p.accompanies in wanted and p.passenger_id in on_board
    }
    return [p for p in order.passengers if p.passenger_id in with_infants]


def _same_route(one: LegKey, other: LegKey) -> bool:
    return same_city(one.board, other.board) and same_city(one.off, other.off)


def _quote_id(
    kind: str,
    order: Order,
    passengers: tuple[str, ...],
    segments: tuple[str, ...],
    option: FlightOption | None,
    total: Decimal,
    now: datetime,
) -> str:
    parts = (
        kind,
        order.order_id,
        order.version,
        passengers,
        segments,
        option and option.option_id,
        total,
        now,
    )
    return "quo_" + hashlib.sha256(repr(parts).encode()).hexdigest()[:26]
