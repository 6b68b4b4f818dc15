"""The cargo system as we need it. Adapters: sandbox."""

from typing import Protocol

from hongyan.cargo.model import Shipment


class CargoSystem(Protocol):
    """Reads shipments."""

    async def shipment(self, awb: str) -> Shipment | None:
        """Return a shipment by its eleven digits, events in order of time, or None."""
        ...
