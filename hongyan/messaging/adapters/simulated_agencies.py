"""Simulated travel agencies: their systems acknowledge a notice, their people pass it on and say so some minutes later."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hongyan.core.clock import Clock
from hongyan.messaging.adapters.simulated_messages import ReceiptSource, SimulatedSender
from hongyan.messaging.agency_notice import order_change_notice
from hongyan.messaging.ports import OutboundMessage, SenderCapabilities
from hongyan.runtime.database import Connection, Database


class AgencyPopulation(ReceiptSource, Protocol):
    def acknowledges(self, agency: str, ordinal: int) -> bool:
        """Return whether the system of ``agency`` answers its ``ordinal``-th notice."""
        ...


class SimulatedAgencies(SimulatedSender):
    """One notice an agency and batch. That it was acknowledged reaches nobody; ``passed_on`` comes a passenger at a time."""

    def __init__(self, db: Database, clock: Clock, population: AgencyPopulation) -> None:
        capabilities = SenderCapabilities(
            "simulated-agencies", "agency", simulated=True, receipts=True, per_second=500
        )
        super().__init__(db, clock, population, capabilities)
        self._agencies = population

    def accepts(self, address: str) -> bool:
        return bool(address)

    async def admitted(
        self, conn: Connection, messages: Sequence[OutboundMessage], now: datetime
    ) -> set[str]:
        """Hand each agency its notice; those whose system does not answer have taken nothing."""
        by_agency: dict[str, list[OutboundMessage]] = {}
        for message in messages:
            by_agency.setdefault(message.to, []).append(message)
        taken: set[str] = set()
        for agency, mine in sorted(by_agency.items()):
            if await self._hand_over(conn, agency, mine, now):
                taken |= {m.attempt_id for m in mine}
        return taken

    async def _hand_over(
        self, conn: Connection, agency: str, messages: Sequence[OutboundMessage], now: datetime
    ) -> bool:
        before = await conn.value(
            "select count(*) from simulated_messages.agency_notice where agency = :agency", agency=agency
        )
        acknowledged = self._agencies.acknowledges(agency, int(before))
        await conn.run(
            "insert into simulated_messages.agency_notice (agency, orders, payload, sent_at, acknowledged) "
            "values (:agency, :orders, :payload, :now, :acknowledged)",
            agency=agency,
            orders=len(messages),
            payload=order_change_notice(agency, messages, now),
            now=now,
            acknowledged=acknowledged,
        )
        return acknowledged
