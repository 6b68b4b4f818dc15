"""What disruptions needs from below: legs as they stand, facts about airports, and counts of packages above."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from hongyan.flights import Leg, LegKey


class LegSource(Protocol):
    """The present state of legs."""

    async def legs(self, leg_ids: Sequence[str]) -> Sequence[Leg]:
        """Return the legs that exist, in any order."""
        ...

    async def by_keys(self, keys: Sequence[LegKey]) -> Mapping[LegKey, Leg]:
        """Return the legs that exist."""
        ...


class Progress(Protocol):
    """Reach and decision counts by disruption, which the packages above know; bootstrap supplies it."""

    async def counts(self, disruption_ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return reached, scheduled, unknown, unreachable, rebooked, refunded, campaign_state, … by disruption id."""
        ...

    async def story(self, disruption_id: str) -> Sequence[Mapping[str, Any]]:
        """Return further items for a disruption's time axis: dicts of at, what and details."""
        ...
