"""Notice that a flight went wrong, find whom it hits, and say what each passenger is entitled to."""

from hongyan.disruptions.detect import Detector
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
from hongyan.disruptions.rules.cases import CaseReport, Disagreement
from hongyan.disruptions.rules.entitle import entitlements
from hongyan.disruptions.rules.wording import word
from hongyan.disruptions.run_case_file import run_cases
from hongyan.disruptions.service import Disruptions
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.disruptions.stations import Stations

__all__ = [
    "AffectedPassenger",
    "CaseReport",
    "Detector",
    "Disagreement",
    "Disruption",
    "DisruptionKind",
    "DisruptionState",
    "Disruptions",
    "DisruptionsSettings",
    "Entitlement",
    "Onward",
    "Party",
    "RightsFacts",
    "Stations",
    "Verdict",
    "describe_rules",
    "entitlements",
    "run_cases",
    "word",
]
