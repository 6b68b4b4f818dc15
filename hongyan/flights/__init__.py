"""Schedule and live status of flights, from feed messages: public facts, no personal data."""

from hongyan.flights.airports import Airport, Airports
from hongyan.flights.ask_status import FlightStatuses
from hongyan.flights.board import FlightBoard, LegHistory
from hongyan.flights.bts_rows import BtsDay
from hongyan.flights.bts_rows import read_day as read_bts_day
from hongyan.flights.bts_script import messages as bts_messages
from hongyan.flights.cities import airports_of, city_of, same_city
from hongyan.flights.errors import UnreadableMessage
from hongyan.flights.feed_door import DeadLetter, FeedDoor, Receipt
from hongyan.flights.feeds.read import KINDS, read_messages
from hongyan.flights.load_feed import feed_load, feed_parse
from hongyan.flights.model import FlightStatusView, Leg, LegKey, LegStatus
from hongyan.flights.settings import FlightsSettings

__all__ = [
    "KINDS",
    "Airport",
    "Airports",
    "BtsDay",
    "DeadLetter",
    "FeedDoor",
    "FlightBoard",
    "FlightStatusView",
    "FlightStatuses",
    "FlightsSettings",
    "Leg",
    "LegHistory",
    "LegKey",
    "LegStatus",
    "Receipt",
    "UnreadableMessage",
    "airports_of",
    "bts_messages",
    "city_of",
    "feed_load",
    "feed_parse",
    "read_bts_day",
    "read_messages",
    "same_city",
]
