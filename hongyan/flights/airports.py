"""Airports with their zones and places, from the library ``airportsdata``; nothing here changes after loading."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import Any
from zoneinfo import ZoneInfo

import airportsdata

from hongyan.core.errors import InvalidInput

Row = dict[str, Any]
EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Airport:
    """One airport; ``zone`` is an IANA zone name, ``lat`` and ``lon`` are degrees, ``country`` is ISO 3166."""

    iata: str
    name: str
    city: str
    country: str
    zone: str
    lat: float
    lon: float


class Airports:
    """Every airport with an IATA code. Cheap to build: rows become Airport objects when they are asked for."""

    def __init__(self, rows: dict[str, Row] | None = None) -> None:
        self._rows = rows if rows is not None else _library()
        self._known: dict[str, Airport | None] = {}

    def get(self, iata: str) -> Airport | None:
        """Return the airport, or None when the code is unknown."""
        if iata not in self._known:
            row = self._rows.get(iata)
            self._known[iata] = _airport(row) if row else None
        return self._known[iata]

    def zone(self, iata: str) -> ZoneInfo:
        """Return the zone of ``iata``. Raises InvalidInput for an unknown code: a local time there has no meaning."""
        airport = self.get(iata)
        if airport is None:
            raise InvalidInput(f"airport {iata} is unknown, so its local times cannot be read", airport=iata)
        return _zone(airport.zone)

    def local(self, instant: datetime, iata: str) -> datetime:
        """Return ``instant`` on the clock of ``iata``."""
        return instant.astimezone(self.zone(iata))

    def instant(self, day: date, hhmm: time, iata: str) -> datetime:
        """Return the UTC instant of a wall-clock time at ``iata``; in the repeated autumn hour, the first one."""
        return datetime.combine(day, hhmm, self.zone(iata)).astimezone(UTC)

    def distance_km(self, a: str, b: str) -> float | None:
        """Return the great-circle distance (haversine, R = 6371 km), or None when a code is unknown."""
        first, second = self.get(a), self.get(b)
        if first is None or second is None:
            return None
        return _haversine(first.lat, first.lon, second.lat, second.lon)

    def nearby(self, iata: str, km: float) -> list[tuple[str, float]]:
        """Return (code, distance) of the other airports within ``km``, nearest first."""
        here = self.get(iata)
        if here is None:
            return []
        degrees = km / 111.0
        found = []
        for code, row in self._rows.items():
            if code == iata or abs(row["lat"] - here.lat) > degrees:
                continue
            distance = _haversine(here.lat, here.lon, row["lat"], row["lon"])
            if distance <= km:
                found.append((code, distance))
        return sorted(found, key=lambda pair: (pair[1], pair[0]))


@lru_cache(maxsize=1)
def _library() -> dict[str, Row]:
    rows: Any = airportsdata.load("IATA")  # annotated by the library as objects, but they are dicts
    return dict(rows)


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _airport(row: Row) -> Airport:
    return Airport(row["iata"], row["name"], row["city"], row["country"], row["tz"], row["lat"], row["lon"])


def _haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    h = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(h)))
