"""The flights a scripted world names anywhere, with what its status list says of each, as feed items. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from hongyan.core.errors import InvalidInput
from hongyan.flights import Airports, LegKey

World = Mapping[str, Any]
Row = Mapping[str, Any]
_FLIGHT = re.compile(r"^([A-Z0-9]{2})0*(\d{1,4}[A-Z]?)$")
_STATUS = {"on_time": "scheduled", "ontime": "scheduled", "canceled": "cancelled", "landed": "arrived"}
_DELAYS = ("delay_minutes", "delay_min", "delay")


@dataclass(frozen=True, slots=True)
class ScriptedFlight:
    """One leg with its local times. ``offers`` are the classes on sale on it, ``status`` what operations say."""

    leg: LegKey
    departs: datetime
    arrives: datetime
    offers: tuple[Row, ...] = ()
    status: Row = field(default_factory=dict)


def flights_of(world: World, airports: Airports) -> dict[LegKey, ScriptedFlight]:
    """Return every flight the world names, by leg. Raises InvalidInput when one cannot be placed."""
    routes = _routes(world)
    found: dict[LegKey, ScriptedFlight] = {}
    for segment in segments_of(world):
        flight = _flight(segment, routes, airports)
        found.setdefault(flight.leg, flight)
    for offer in offers_of(world):
        flight = _flight(offer, routes, airports)
        known = found.get(flight.leg, flight)
        found[flight.leg] = replace(known, offers=(*known.offers, offer))
    for row in world.get("flights", ()):
        flight = _flight(row, routes, airports)
        found[flight.leg] = replace(found.get(flight.leg, flight), status=row)
    for segment in segments_of(world):
        flight = found[leg_of(segment, routes)]
        if segment.get("status") == "UN" and not flight.status:
            found[flight.leg] = replace(flight, status={"status": "cancelled"})
    return found


def segments_of(world: World) -> Iterator[Row]:
    """Yield the booked segments of all bookings."""
    for booking in world.get("bookings", ()):
        yield from booking.get("segments", ())


def offers_of(world: World) -> list[Row]:
    """Return what is on sale, alternatives that are own flights included."""
    return [
        o
        for o in (*world.get("offers", ()), *world.get("alternatives", ()))
        if isinstance(o, Mapping) and "fare" in o and "flight_no" in o
    ]


def leg_of(row: Row, routes: Mapping[str, Sequence[Row]]) -> LegKey:
    """Return the leg a row names; its route may be said elsewhere in the world. Raises InvalidInput."""
    match = _FLIGHT.match(str(row["flight_no"]).replace("-", "").replace(" ", "").upper())
    if match is None:
        raise InvalidInput("this is no flight number", flight=str(row["flight_no"]))
    known = _best_route(row, routes)
    return LegKey(match[1], match[2], date.fromisoformat(row["date"]), known["origin"], known["destination"])


def feed_items(flights: Sequence[ScriptedFlight], now: datetime) -> list[dict[str, Any]]:
    """Return what schedule and operations would have sent, one item a leg."""
    return [_item(flight, now) for flight in flights]


def delay_of(status: Row) -> int:
    """Return the minutes of delay a status row names, 0 when none."""
    return next((int(status[key]) for key in _DELAYS if status.get(key) is not None), 0)


def _item(flight: ScriptedFlight, now: datetime) -> dict[str, Any]:
    row, leg = flight.status, flight.leg
    status = str(row.get("status", "scheduled")).lower()
    item: dict[str, Any] = {
        "flight": leg.flight,
        "origin_date": leg.origin_date.isoformat(),
        "board": leg.board,
        "off": leg.off,
        "std": flight.departs.isoformat(),
        "sta": flight.arrives.isoformat(),
        "sent_at": now.isoformat(),
        "status": _STATUS.get(status, status),
    }
    later = timedelta(minutes=delay_of(row))
    if later:
        item |= {"etd": (flight.departs + later).isoformat(), "eta": (flight.arrives + later).isoformat()}
    for key, after in (("etd", "std"), ("eta", "sta"), ("atd", "std"), ("ata", "sta")):
        if isinstance(row.get(key), str):
            item[key] = _on_the_day(row[key], datetime.fromisoformat(item[after])).isoformat()
    if row.get("cause"):
        item["cause"] = {"code": str(row["cause"]), "system": "reason"}
    for key in ("terminal", "arrival_terminal", "gate"):
        if row.get(key):
            item[key] = str(row[key])
    if row.get("diverted_to"):
        item["diverted_to"] = row["diverted_to"]
    return item


def _on_the_day(text: str, planned: datetime) -> datetime:
    """Read an instant, or a local clock time near the planned one."""
    if "T" in text:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=planned.tzinfo)
    clock, days = _clock(text)
    near = datetime.combine(planned.date(), clock, planned.tzinfo) + timedelta(days=days)
    return near + timedelta(days=1) if planned - near > timedelta(hours=12) else near


def _routes(world: World) -> dict[str, list[Row]]:
    """Collect by flight number the rows that say its route and times; ``""`` holds any that does."""
    found: dict[str, list[Row]] = {}
    for row in (*segments_of(world), *world.get("flights", ()), *offers_of(world)):
        if row.get("origin") and row.get("destination"):
            found.setdefault(str(row.get("flight_no")), []).append(row)
            found.setdefault("", []).append(row)
    return found


def _best_route(row: Row, routes: Mapping[str, Sequence[Row]]) -> Row:
    if row.get("origin") and row.get("destination"):
        return row
    same = routes.get(str(row.get("flight_no")), ())
    anywhere = routes.get("", ())
    for candidates in (same, anywhere):
        dated = [c for c in candidates if c.get("date") == row.get("date")]
        if dated or candidates:
            return (dated or list(candidates))[0]
    raise InvalidInput("nothing says where this flight goes", flight=str(row.get("flight_no")))


def _flight(row: Row, routes: Mapping[str, Sequence[Row]], airports: Airports) -> ScriptedFlight:
    leg = leg_of(row, routes)
    times = row if row.get("std") else next(
        (c for c in routes.get(str(row.get("flight_no")), ()) if c.get("std")), None
    )  # fmt: skip
    if times is None:
        raise InvalidInput("nothing says when this flight leaves", flight=leg.flight)
    clock, _ = _clock(times["std"])
    departs = airports.local(airports.instant(leg.origin_date, clock, leg.board), leg.board)
    if not times.get("sta"):
        arrives = departs + timedelta(hours=2)
    else:
        clock, days = _clock(times["sta"])
        arrives = airports.local(
            airports.instant(leg.origin_date + timedelta(days=days), clock, leg.off), leg.off
        )
        if arrives <= departs:
            arrives += timedelta(days=1)
    return ScriptedFlight(leg, departs, arrives)


def _clock(text: str) -> tuple[time, int]:
    """Read ``14:00`` or ``01:15+1``."""
    clock, _, days = str(text).partition("+")
    return time.fromisoformat(clock.strip()), int(days or 0)
