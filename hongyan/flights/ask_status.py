"""Flight status as travellers ask for it: by number and day, or between two cities on a day, in local times."""

from datetime import date, datetime

from hongyan.core.errors import InvalidInput
from hongyan.flights.airports import Airports
from hongyan.flights.board import FlightBoard
from hongyan.flights.cities import airports_of
from hongyan.flights.feeds.designator import split_flight
from hongyan.flights.model import FlightStatusView, Leg, LegStatus

_LATE_MINUTES = 15  # CCAR-300: a later flight is delayed
_GROUNDED = frozenset({LegStatus.SCHEDULED, LegStatus.RETURNED})


class FlightStatuses:
    """Reads the board; a flight that is not on it is not known, and nothing is said of it."""

    def __init__(self, board: FlightBoard, airports: Airports) -> None:
        self._board = board
        self._airports = airports

    async def by_number(self, flight_no: str, day: str) -> list[FlightStatusView]:
        """Return the legs of a flight that sets out on this local date, in order; empty when none is known.

        Raises InvalidInput when the number or date cannot be read.
        """
        try:
            carrier, number = split_flight(flight_no.replace(" ", "").replace("-", "").upper())
        except ValueError as error:
            raise InvalidInput("this is no flight number", flight_no=flight_no) from error
        legs = await self._board.by_number(carrier, number, _day(day))
        return [view_of(leg, self._airports) for leg in legs]

    async def between(self, origin: str, destination: str, day: str) -> list[FlightStatusView]:
        """Return the flights between two cities or airports that leave on this local date, by departure."""
        legs = await self._board.between(airports_of(origin), airports_of(destination), _day(day))
        views = [view_of(leg, self._airports) for leg in legs]
        return [v for v in views if v.departs.date().isoformat() == day]


def view_of(leg: Leg, airports: Airports) -> FlightStatusView:
    """Return how a leg stands, in local times."""

    def at(instant: datetime, iata: str) -> datetime:
        return airports.local(instant, iata) if airports.get(iata) else instant

    late = leg.departure_delay_minutes
    status = leg.status.value
    if leg.status is LegStatus.SCHEDULED and (late > _LATE_MINUTES or not leg.departure_time_known):
        status = "delayed"
    moved = leg.status is not LegStatus.CANCELLED
    departs = at(leg.std, leg.key.board)
    return FlightStatusView(
        flight_no=leg.key.flight,
        leg=str(leg.key),
        date=departs.date().isoformat(),
        origin=leg.key.board,
        destination=leg.key.off,
        status=status,
        departs=departs,
        arrives=at(leg.sta, leg.key.off),
        expected_departure=at(leg.departs, leg.key.board) if moved and leg.departs != leg.std else None,
        expected_arrival=at(leg.arrives, leg.key.off) if moved and leg.arrives != leg.sta else None,
        delay_minutes=max(0, late) if moved else 0,
        terminal=leg.terminal,
        arrival_terminal=leg.arrival_terminal,
        gate=leg.gate,
        cause=leg.cause_code,
        aircraft=leg.aircraft_type,
        diverted_to=leg.diverted_to,
        time_known=leg.departure_time_known or leg.status not in _GROUNDED,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("this is no date", date=text) from error
