"""Flights on sale on a local day, and those a booked segment can be changed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby

from hongyan.bookings.model import ClassOnSale, Order, Segment
from hongyan.bookings.ports import RetailSystem
from hongyan.core.errors import InvalidInput
from hongyan.core.money import Money
from hongyan.flights import Airports, Leg, LegKey, airports_of, city_of
from hongyan.servicing.cabins import letter_of, word_of
from hongyan.servicing.describe_trip import adult_fare, local
from hongyan.servicing.model import FlightOption
from hongyan.servicing.reads import Reads

_PROMO = "X"  # never offered by itself: it can be neither changed nor refunded
_SEPARATOR = "#"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an option must have: seats together in one class of ``cabin``; ``rbd`` and ``fare`` are of the old ticket."""

    seats: int
    cabin: str | None = None
    rbd: str | None = None
    fare: Decimal = Decimal(0)
    involuntary: bool = False


def option_id(leg: LegKey, rbd: str) -> str:
    """Return the id of a flight in a class; it means the same tomorrow and in another process."""
    return f"{leg}{_SEPARATOR}{rbd}"


def parse_option(text: str) -> tuple[LegKey, str]:
    """Read an option's id. Raises InvalidInput."""
    leg, _, rbd = text.partition(_SEPARATOR)
    try:
        return LegKey.parse(leg), rbd
    except ValueError as error:
        raise InvalidInput("there is no such option", option_id=text) from error


def pick_class(classes: Sequence[ClassOnSale], wanted: Wanted) -> ClassOnSale | None:
    """Choose the class to offer on one flight and cabin: the ticket's own, else the cheapest that is not cheaper than it.

    A flight given without charge needs a seat in the cabin only; what the class costs does not matter then.
    """
    free = [c for c in classes if c.seats >= wanted.seats]
    own = next((c for c in free if c.rbd == wanted.rbd and (c.fare or wanted.involuntary)), None)
    if own or not free:
        return own
    priced = sorted(
        (c for c in free if c.fare and c.rbd != _PROMO), key=lambda c: c.fare.amount if c.fare else 0
    )
    if not priced:
        return free[0] if wanted.involuntary else None
    return next((c for c in priced if c.fare and c.fare.amount >= wanted.fare), priced[-1])


class OptionFinder:
    """Searches the airline's flights by local day."""

    def __init__(self, airline: RetailSystem, reads: Reads, airports: Airports) -> None:
        self._airline = airline
        self._reads = reads
        self._airports = airports

    async def search(
        self, origin: str, destination: str, day: str, cabin: str | None, seats: int
    ) -> list[FlightOption]:
        """Return the cheapest class with seats of each flight and cabin, by departure."""
        found = await self._on_sale(airports_of(origin), airports_of(destination), day)
        letter = letter_of(cabin) if cabin else None
        classes = [c for c in found if letter in (None, c.cabin) and c.fare is not None]
        return await self._as_options(_cheapest(classes, seats))

    async def for_segment(
        self, order: Order, segment: Segment, day: str, wanted: Wanted
    ) -> list[FlightOption]:
        """Return flights of the same cities on a local day with seats for all in the wanted cabin, by departure."""
        found = await self._on_sale(
            airports_of(city_of(segment.leg.board)), airports_of(city_of(segment.leg.off)), day
        )
        chosen: list[ClassOnSale] = []
        for leg, classes in groupby(found, key=lambda c: c.leg):
            in_cabin = [c for c in classes if c.cabin == wanted.cabin]
            picked = pick_class(in_cabin, wanted)
            if picked is None or (leg == segment.leg and wanted.cabin == segment.cabin):
                continue  # no change: they have a place there
            chosen.append(picked)
        fare, _, currency = adult_fare(order, segment)
        return await self._as_options(chosen, Money(fare, currency))

    async def option(self, text: str, fallback: Money) -> FlightOption | None:
        """Return one option as it stands now, sold out or not; None when it is not on sale at all."""
        leg, rbd = parse_option(text)
        day = local_day_window(self._airports, leg.board, leg.origin_date.isoformat())
        found = await self._airline.classes_on_sale(
            [leg.board], [leg.off], day[0] - timedelta(days=1), day[1]
        )
        same = [c for c in found if c.leg == leg and c.rbd == rbd]
        options = await self._as_options(same, fallback)
        return options[0] if options else None

    async def _on_sale(self, boards: Sequence[str], offs: Sequence[str], day: str) -> list[ClassOnSale]:
        known = [b for b in boards if self._airports.get(b)]
        if not known:
            raise InvalidInput("unknown airport", airport=boards[0])
        start, end = local_day_window(self._airports, known[0], day)
        found = await self._airline.classes_on_sale(list(boards), list(offs), start, end)
        return sorted(found, key=lambda c: (c.departs, str(c.leg)))

    async def _as_options(
        self, classes: Sequence[ClassOnSale], fallback: Money | None = None
    ) -> list[FlightOption]:
        legs = await self._reads.legs([c.leg for c in classes])
        made = [self._option(c, legs.get(c.leg), fallback) for c in classes]
        return sorted(made, key=lambda o: (o.departs.timestamp(), o.flight_no, o.fare))

    def _option(self, on_sale: ClassOnSale, leg: Leg | None, fallback: Money | None) -> FlightOption:
        price = on_sale.fare or fallback or Money.zero("CNY")
        departs = local(self._airports, on_sale.departs, on_sale.leg.board)
        return FlightOption(
            option_id=option_id(on_sale.leg, on_sale.rbd),
            flight_no=on_sale.leg.flight,
            leg=str(on_sale.leg),
            date=departs.date().isoformat(),
            origin=on_sale.leg.board,
            destination=on_sale.leg.off,
            departs=departs,
            arrives=local(self._airports, on_sale.arrives, on_sale.leg.off),
            cabin=word_of(on_sale.cabin),
            rbd=on_sale.rbd,
            fare=price.amount,
            currency=price.currency,
            seats=on_sale.seats,
            terminal=leg.terminal if leg else None,
            aircraft=leg.aircraft_type if leg else None,
        )


def local_day_window(airports: Airports, board: str, day: str) -> tuple[datetime, datetime]:
    """Return the first and last instant of a local day at ``board``. Raises InvalidInput."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise InvalidInput("this is no date", date=day) from error
    start = airports.instant(wanted, time(0, 0), board)
    end = airports.instant(wanted + timedelta(days=1), time(0, 0), board)
    return start, end - timedelta(microseconds=1)


def _cheapest(classes: Sequence[ClassOnSale], seats: int) -> list[ClassOnSale]:
    """Keep one class a flight and cabin: the cheapest with enough seats, the promotional one only when alone."""
    best: dict[tuple[LegKey, str], ClassOnSale] = {}
    for c in classes:
        if c.seats < seats or c.fare is None:
            continue
        key = (c.leg, c.cabin)
        if key not in best or _rank(c) < _rank(best[key]):
            best[key] = c
    return list(best.values())


def _rank(c: ClassOnSale) -> tuple[bool, Decimal]:
    return (c.rbd == _PROMO, c.fare.amount if c.fare else Decimal(0))
