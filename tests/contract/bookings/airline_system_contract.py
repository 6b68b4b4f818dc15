"""What every airline-system adapter must do. An adapter's test module inherits the class and supplies the fixtures."""

from tests.contract.bookings.airline_world import World
from tests.contract.bookings.seat_contract import SeatContract
from tests.contract.bookings.ticket_contract import TicketContract

__all__ = ["AirlineSystemContract", "World"]


class AirlineSystemContract(SeatContract, TicketContract):
    """Inherit as ``class TestMyAdapter(AirlineSystemContract)`` beside a fixture ``world`` that gives a World."""
