"""The sandbox airline: a small passenger service system with its own tables, faults, and an invented day of orders."""

from hongyan.bookings.adapters.sandbox.airline import SandboxAirline
from hongyan.bookings.adapters.sandbox.faults import Faults
from hongyan.bookings.adapters.sandbox.generator import Generated, SandboxFlight, generate
from hongyan.bookings.adapters.sandbox.retail import SandboxRetail
from hongyan.bookings.adapters.sandbox.schedule import ScheduleUpdate, capacity_of
from hongyan.bookings.adapters.sandbox.settings import FaultSettings, GeneratorSettings, SandboxSettings

__all__ = [
    "FaultSettings",
    "Faults",
    "Generated",
    "GeneratorSettings",
    "SandboxAirline",
    "SandboxFlight",
    "SandboxRetail",
    "SandboxSettings",
    "ScheduleUpdate",
    "capacity_of",
    "generate",
]
