"""Simulated push messages to an app; a receipt says that the device took it."""

from hongyan.core.clock import Clock
from hongyan.messaging.adapters.simulated_messages import ReceiptSource, SimulatedSender
from hongyan.messaging.ports import SenderCapabilities
from hongyan.runtime.database import Database


class SimulatedPush(SimulatedSender):
    """A push service in software."""

    def __init__(self, db: Database, clock: Clock, population: ReceiptSource) -> None:
        capabilities = SenderCapabilities(
            "simulated-push", "push", simulated=True, receipts=True, per_second=2000
        )
        super().__init__(db, clock, population, capabilities)

    def accepts(self, address: str) -> bool:
        return bool(address)
