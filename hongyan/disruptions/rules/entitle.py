"""All regimes for one passenger: every one that applies (or may) answers, and overlapping sums are marked."""

from collections.abc import Sequence
from dataclasses import replace

from hongyan.disruptions.model import Entitlement, RightsFacts
from hongyan.disruptions.rules.book import RuleBook, packaged_book
from hongyan.disruptions.rules.clocks import AddWorkingDays
from hongyan.disruptions.rules.entitle_abroad import montreal_entitlements, us_entitlements
from hongyan.disruptions.rules.entitle_china import china_entitlements
from hongyan.disruptions.rules.entitle_europe import europe_entitlements

# One loss is made good once: fixed sums of two regimes exclude each other, damages are set off (261/2004 art. 12),
# and a ticket is refunded once, whichever rule orders it.
_ONCE = ({"cash", "damages"}, {"refund"}, {"meal"}, {"hotel"}, {"rebook"})


def entitlements(
    facts: RightsFacts, book: RuleBook | None = None, add_working_days: AddWorkingDays | None = None
) -> list[Entitlement]:
    """Evaluate every regime for ``facts``. A missing fact gives granted None with its name in ``needs``, never False.

    Without ``add_working_days`` clocks are told but due dates are not.
    """
    rules = book or packaged_book()
    answers = [
        *china_entitlements(rules, facts, add_working_days),
        *europe_entitlements(rules, facts, "EU261"),
        *europe_entitlements(rules, facts, "UK261"),
        *us_entitlements(rules, facts, add_working_days),
        *montreal_entitlements(rules, facts),
    ]
    return [replace(a, overlaps=_overlaps(a, answers)) for a in answers]


def _overlaps(answer: Entitlement, answers: Sequence[Entitlement]) -> tuple[str, ...]:
    kinds = next((k for k in _ONCE if answer.kind in k), set())
    others = {
        a.regime for a in answers if a.kind in kinds and a.regime != answer.regime and a.granted is not False
    }
    return tuple(sorted(others)) if answer.granted is not False else ()
