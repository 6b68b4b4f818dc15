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
from hongyan.disruptions.reach_by import person_of_phone
from hongyan.disruptions.rules.book import RuleSet, describe_rules, packaged_book
from hongyan.disruptions.rules.cases import CaseReport, Disagreement
from hongyan.disruptions.rules.causes import Cause, cause_of
from hongyan.disruptions.rules.cite import cite, cited
from hongyan.disruptions.rules.entitle import entitlements
from hongyan.disruptions.rules.voluntary import (
    VoluntaryChange,
    VoluntaryRefund,
    voluntary_change,
    voluntary_refund,
)
from hongyan.disruptions.rules.wording import word
from hongyan.disruptions.run_case_file import run_cases
from hongyan.disruptions.service import Disruptions
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.disruptions.stations import Stations

__all__ = [
    "AffectedPassenger",
    "CaseReport",
    "Cause",
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
    "RuleSet",
    "Stations",
    "Verdict",
    "VoluntaryChange",
    "VoluntaryRefund",
    "cause_of",
    "cite",
    "cited",
    "describe_rules",
    "entitlements",
    "packaged_book",
    "person_of_phone",
    "run_cases",
    "voluntary_change",
    "voluntary_refund",
    "word",
]
