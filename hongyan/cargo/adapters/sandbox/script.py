"""Shipments of a scripted world."""

from collections.abc import Mapping
from typing import Any

from hongyan.cargo.model import awb_digits
from hongyan.runtime.database import Connection


async def load(conn: Connection, world: Mapping[str, Any]) -> None:
    """Write ``awbs`` into the sandbox."""
    shipments = list(world.get("awbs", ()))
    await conn.bulk(
        """insert into sandbox.shipment (awb, origin, destination, pieces, weight_kg)
           select r.awb, r.origin, r.destination, coalesce(r.pieces, 1), coalesce(r.weight_kg, 0)
           from jsonb_to_recordset(cast(:records as jsonb))
             as r(awb text, origin text, destination text, pieces integer, weight_kg numeric)""",
        [{**s, "awb": awb_digits(s["awb_no"])} for s in shipments],
    )
    await conn.bulk(
        """insert into sandbox.shipment_event (awb, code, station, at, flight, pieces)
           select r.awb, r.code, r.station, r.time, r.flight_no, r.pieces
           from jsonb_to_recordset(cast(:records as jsonb))
             as r(awb text, code text, station text, time timestamptz, flight_no text, pieces integer)
           on conflict do nothing""",
        [{**e, "awb": awb_digits(s["awb_no"])} for s in shipments for e in s.get("events", ())],
    )
