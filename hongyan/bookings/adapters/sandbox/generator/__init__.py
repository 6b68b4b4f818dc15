"""An invented day of orders for given flights: seeded, repeatable, and nobody's real data."""

from hongyan.bookings.adapters.sandbox.generator.day import Day, invent_day
from hongyan.bookings.adapters.sandbox.generator.flights import SandboxFlight
from hongyan.bookings.adapters.sandbox.generator.load import Generated, generate

__all__ = ["Day", "Generated", "SandboxFlight", "generate", "invent_day"]
