"""Simulated mail for days that are played: accepted without a word, sometimes bounced later."""

from collections.abc import Sequence

from hongyan.core.clock import Clock
from hongyan.messaging.adapters.simulated_messages import ReceiptSource, SimulatedSender
from hongyan.messaging.ports import SenderCapabilities
from hongyan.runtime.database import Database


class SimulatedMail(SimulatedSender):
    """A mail server in software. As with real mail, nobody can say later whether a message in doubt was sent."""

    def __init__(self, db: Database, clock: Clock, population: ReceiptSource) -> None:
        capabilities = SenderCapabilities(
            "simulated-mail", "email", simulated=True, receipts=False, per_second=500, bounces=True
        )
        super().__init__(db, clock, population, capabilities)

    def accepts(self, address: str) -> bool:
        return "@" in address

    async def standing(self, attempt_ids: Sequence[str]) -> dict[str, str]:
        return dict.fromkeys(attempt_ids, "unknown")
