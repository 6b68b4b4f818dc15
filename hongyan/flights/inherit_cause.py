"""Reactionary delay codes (AHM 730, 91-96) take their cause from the earlier leg of the same aircraft."""

from collections import defaultdict
from collections.abc import Iterable

from hongyan.flights.feeds.causes import REACTIONARY
from hongyan.flights.model import Leg


def inherited_causes(legs: Iterable[Leg]) -> dict[str, str | None]:
    """Return leg_id → inherited cause for every leg with a reactionary code; None when the earlier leg has no cause.

    ``legs`` are the legs of some aircraft over some days, each aircraft's complete enough to find its earlier leg.
    """
    by_aircraft: defaultdict[str, list[Leg]] = defaultdict(list)
    for leg in legs:
        if leg.registration:
            by_aircraft[leg.registration].append(leg)
    found: dict[str, str | None] = {}
    for flown in by_aircraft.values():
        cause = None
        for leg in sorted(flown, key=lambda leg: (leg.std, leg.leg_id)):
            if leg.cause_code in REACTIONARY:
                found[leg.leg_id] = cause
            else:
                cause = leg.cause_code
    return found
