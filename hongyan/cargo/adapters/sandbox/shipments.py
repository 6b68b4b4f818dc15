"""CargoSystem on the sandbox airline's tables."""

from hongyan.cargo.model import Shipment, ShipmentEvent
from hongyan.runtime.database import Database


class SandboxCargo:
    """Events are kept once each (code, time, station), whatever they say and in whatever order they came."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def shipment(self, awb: str) -> Shipment | None:
        async with self._db.snapshot() as conn:
            row = await conn.row(
                "select awb, origin, destination, pieces, weight_kg from sandbox.shipment where awb = :awb",
                awb=awb,
            )
            if row is None:
                return None
            events = await conn.rows(
                """select code, station, at, flight, pieces from sandbox.shipment_event
                   where awb = :awb order by at, code""",
                awb=awb,
            )
        return Shipment(**row, events=tuple(ShipmentEvent(**e) for e in events))
