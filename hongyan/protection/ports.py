"""What planning needs to know about places."""

from collections.abc import Sequence
from typing import Protocol


class Stations(Protocol):
    """Facts about airports. Implementations must be picklable when planning runs in another process."""

    def zone(self, iata: str) -> str:
        """Return the IANA time zone, ``UTC`` when the station is unknown."""
        ...

    def country(self, iata: str) -> str:
        """Return the ISO country code, empty when unknown."""
        ...

    def nearby(self, iata: str, km: float) -> Sequence[tuple[str, float]]:
        """Return other airports within ``km`` and their distance, nearest first."""
        ...
