"""What a minute of a party's delay is worth: care, lost last connection, tier, fare, in this order."""

from bisect import bisect_right

from hongyan.protection.limits import needs_care
from hongyan.protection.model import PartyNeed
from hongyan.protection.settings import Weights


def value_of(need: PartyNeed, weights: Weights) -> float:
    """Return points per minute and seat (1 = ordinary); rounded so that like parties group together."""
    value = 1.0
    if needs_care(need):
        value += weights.care
    if need.last_misconnect:
        value += weights.last_misconnect
    value += {"platinum": weights.platinum, "gold": weights.gold, "silver": weights.silver}.get(
        need.tier, 0.0
    )
    value += weights.fare_step * bisect_right(weights.fare_steps, need.fare)
    return round(value, 4)
