"""Asks the airline system for seats in few calls: all flights from where parties stand, all flights to where they go."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hongyan.bookings.model import FlightAvailability
from hongyan.bookings.ports import AirlineSystem
from hongyan.flights import LegKey
from hongyan.protection.model import PartyNeed
from hongyan.protection.settings import ProtectionSettings
from hongyan.protection.stations import Neighbours


async def search_seats(
    airline: AirlineSystem,
    neighbours: Neighbours,
    needs: Sequence[PartyNeed],
    now: datetime,
    settings: ProtectionSettings,
) -> list[FlightAvailability]:
    """Return the flights that could be first or last leg of anybody's new journey, each once."""
    earliest = now + timedelta(minutes=settings.ready_minutes)
    latest = max(n.departs for n in needs) + timedelta(hours=settings.horizon_hours)
    if latest <= earliest:
        return []
    boards = _with_neighbours({s for n in needs for s in _starts(n)}, neighbours)
    offs = _with_neighbours({s for n in needs for s in (n.off, n.final_off)}, neighbours)
    found: dict[LegKey, FlightAvailability] = {}
    for start in range(0, len(boards), settings.stations_per_search):
        part = boards[start : start + settings.stations_per_search]
        found |= {f.leg: f for f in await airline.availability(part, [], earliest, latest)}
    for start in range(0, len(offs), settings.stations_per_search):
        part = offs[start : start + settings.stations_per_search]
        found |= {f.leg: f for f in await airline.availability([], part, earliest, latest)}
    return list(found.values())


def _starts(need: PartyNeed) -> tuple[str, ...]:
    """Where a new leg of this party can start: at its own departure, or where the delayed leg lands."""
    return (need.off,) if need.departed else (need.board, need.off)


def _with_neighbours(stations: set[str], neighbours: Neighbours) -> list[str]:
    return sorted(stations.union(*(neighbours.of(station) for station in stations)))
