"""The airports a plan can touch, as a small table that can be sent to another process."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from hongyan.flights import Airports


class Neighbours:
    """Which other airports lie within ``km`` of a station; each is looked up once (it scans all airports)."""

    def __init__(self, airports: Airports, km: float) -> None:
        self._airports = airports
        self._km = km
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, iata: str) -> tuple[str, ...]:
        if iata not in self._known:
            self._known[iata] = tuple(code for code, _ in self._airports.nearby(iata, self._km))
        return self._known[iata]


@dataclass(frozen=True, slots=True)
class StationTable:
    """Zones, countries and neighbours of the stations it was made for; others are unknown (UTC, no neighbours)."""

    zones: dict[str, str]
    countries: dict[str, str]
    neighbours: dict[str, tuple[tuple[str, float], ...]]

    def zone(self, iata: str) -> str:
        return self.zones.get(iata, "UTC")

    def country(self, iata: str) -> str:
        return self.countries.get(iata, "")

    def nearby(self, iata: str, km: float) -> Sequence[tuple[str, float]]:
        return [(code, distance) for code, distance in self.neighbours.get(iata, ()) if distance <= km]

    @classmethod
    def of(cls, airports: Airports, stations: Iterable[str], km: float) -> Self:
        """Look the stations up; only neighbours among ``stations`` are kept (nobody flies from the others)."""
        codes = sorted(set(stations))
        known = {code: airport for code in codes if (airport := airports.get(code)) is not None}
        return cls(
            zones={code: airport.zone for code, airport in known.items()},
            countries={code: airport.country for code, airport in known.items()},
            neighbours={code: _neighbours(airports, code, codes, km) for code in known},
        )


def _neighbours(
    airports: Airports, code: str, codes: Sequence[str], km: float
) -> tuple[tuple[str, float], ...]:
    found = []
    for other in codes:
        distance = airports.distance_km(code, other)
        if other != code and distance is not None and distance <= km:
            found.append((other, distance))
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0])))
