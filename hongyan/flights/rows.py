"""Between rows and objects of flights."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from hongyan.flights.apply import Flight, FlightKey
from hongyan.flights.merge import Pair
from hongyan.flights.messages import Fact
from hongyan.flights.model import Leg, LegKey, LegStatus

_KEY_FIELDS = ("carrier", "number", "origin_date", "board", "off")
_STATE_FIELDS = tuple(f.name for f in fields(Leg) if f.name not in ("key", "status", "via"))
LEG_COLUMNS = ", ".join(
    ("leg_id", *_KEY_FIELDS, "status", "via", *(n for n in _STATE_FIELDS if n != "leg_id"))
)


def leg_from_row(row: dict[str, Any]) -> Leg:
    return Leg(
        key=LegKey(*(row[name] for name in _KEY_FIELDS)),
        status=LegStatus(row["status"]),
        via=tuple(row["via"]),
        **{name: row[name] for name in _STATE_FIELDS},
    )


def leg_to_row(leg: Leg) -> dict[str, Any]:
    """Return the leg as a flat dict: the table's columns, and what history keeps as before and after."""
    row: dict[str, Any] = {name: getattr(leg, name) for name in _STATE_FIELDS}
    row |= {name: getattr(leg.key, name) for name in _KEY_FIELDS}
    return row | {"status": leg.status.value, "via": list(leg.via)}


def flights_from_rows(flights: Iterable[dict[str, Any]], legs: Iterable[dict[str, Any]]) -> list[Flight]:
    found: dict[FlightKey, Flight] = {}
    for row in flights:
        flight = Flight(
            row["carrier"], row["number"], row["origin_date"], tuple(map(Fact.from_row, row["facts"]))
        )
        found[flight.key] = flight
    for row in legs:
        leg = leg_from_row(row)
        pair: Pair = (leg.key.board, leg.key.off)
        found[(leg.key.carrier, leg.key.number, leg.key.origin_date)].legs[pair] = leg
    return list(found.values())
