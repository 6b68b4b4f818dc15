"""A day of the US BTS on-time data as the feed of an airline: its legs and seats, and its messages."""

from hongyan.flights.bts_rows import BtsDay, Outcome, read_day
from hongyan.flights.bts_script import Message, messages

__all__ = ["BtsDay", "Message", "Outcome", "messages", "read_day"]
