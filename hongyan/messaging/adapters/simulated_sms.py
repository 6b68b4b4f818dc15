"""Simulated SMS: delivery receipts come back from a population."""

from hongyan.core.clock import Clock
from hongyan.messaging.adapters.simulated_messages import ReceiptSource, SimulatedSender
from hongyan.messaging.ports import SenderCapabilities
from hongyan.runtime.database import Database


class SimulatedSms(SimulatedSender):
    """An SMS provider in software; ``delivered`` means that a handset took the message."""

    def __init__(self, db: Database, clock: Clock, population: ReceiptSource) -> None:
        capabilities = SenderCapabilities(
            "simulated-sms", "sms", simulated=True, receipts=True, per_second=2000
        )
        super().__init__(db, clock, population, capabilities)

    def accepts(self, address: str) -> bool:
        return address.startswith("+") and address[1:].isdigit()
