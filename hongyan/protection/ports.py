"""What planning needs from its neighbours: facts about places, and the parties that need a seat."""

from collections.abc import Sequence
from typing import Protocol

from hongyan.disruptions import Disruption, Party


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


class Disrupted(Protocol):
    """The part of ``disruptions.Disruptions`` that planning asks."""

    async def open_list(self) -> Sequence[Disruption]:
        """Return every open disruption."""
        ...

    async def parties(self, disruption_ids: Sequence[str]) -> Sequence[Party]:
        """Return the parties of these disruptions."""
        ...
