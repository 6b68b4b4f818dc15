"""Puts one scripted dialogue's back ends into the sandbox: the bookings, flights, offers and records its text speaks of."""

from hongyan.bookings.adapters.sandbox.scripted_world.events import happen
from hongyan.bookings.adapters.sandbox.scripted_world.flights import ScriptedFlight, feed_items, flights_of
from hongyan.bookings.adapters.sandbox.scripted_world.load import SERVED, load_orders

__all__ = ["SERVED", "ScriptedFlight", "feed_items", "flights_of", "happen", "load_orders"]
