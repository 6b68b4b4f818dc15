"""Notice that a flight went wrong, find whom it hits, and say what each passenger is entitled to."""

from hongyan.disruptions.model import (
    AffectedPassenger,
    Disruption,
    DisruptionKind,
    DisruptionState,
    Entitlement,
    Onward,
    Party,
    RightsFacts,
    Verdict,
)
from hongyan.disruptions.rules.book import describe_rules
from hongyan.disruptions.settings import DisruptionsSettings

__all__ = [
    "AffectedPassenger",
    "Disruption",
    "DisruptionKind",
    "DisruptionState",
    "DisruptionsSettings",
    "Entitlement",
    "Onward",
    "Party",
    "RightsFacts",
    "Verdict",
    "describe_rules",
]
