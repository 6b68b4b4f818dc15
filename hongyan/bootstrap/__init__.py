"""The composition root: settings in, wired product out. The only package that names adapters."""

from hongyan.bookings.adapters.sandbox.generator import SandboxFlight
from hongyan.bookings.adapters.sandbox.settings import GeneratorSettings
from hongyan.bootstrap.opened import opened
from hongyan.bootstrap.product import AirlineEvidence, LineEvidence, Product

__all__ = [
    "AirlineEvidence",
    "GeneratorSettings",
    "LineEvidence",
    "Product",
    "SandboxFlight",
    "opened",
]
