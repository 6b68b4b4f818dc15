"""Facts about airports as the rules ask for them; an unknown code gives None, never an error."""

from dataclasses import dataclass, field
from datetime import datetime

from hongyan.flights import Airports


@dataclass(frozen=True, slots=True)
class Stations:
    """Reads ``flights.Airports``."""

    airports: Airports = field(default_factory=Airports)

    def country(self, iata: str) -> str | None:
        """Return the ISO 3166 country."""
        airport = self.airports.get(iata)
        return airport.country if airport else None

    def zone(self, iata: str) -> str:
        """Return the IANA zone, ``UTC`` when the airport is unknown."""
        airport = self.airports.get(iata)
        return airport.zone if airport else "UTC"

    def distance_km(self, a: str, b: str) -> float | None:
        """Return the great-circle distance."""
        return self.airports.distance_km(a, b)

    def local(self, instant: datetime, iata: str) -> datetime:
        """Return ``instant`` on the clock of ``iata``, in UTC when the airport is unknown."""
        return self.airports.local(instant, iata) if self.airports.get(iata) else instant
