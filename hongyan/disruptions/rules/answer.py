"""Turns a finding into an entitlement: legal basis, certainty, words, clock and due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hongyan.core.money import Money
from hongyan.disruptions.model import Entitlement
from hongyan.disruptions.rules.book import RuleSet
from hongyan.disruptions.rules.finding import Finding

_STATES = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock (ISO 8601 duration, or working days as ``P7WD:CN``) and when it runs out, if its start is known."""

    clock: str
    due: datetime | date | None = None


def entitlement(
    rules: RuleSet,
    kind: str,
    found: Finding,
    deadline: Deadline | None = None,
    currency: str | None = None,
    certainty: str | None = None,
    params: Mapping[str, Any] | None = None,
) -> Entitlement:
    """Answer ``kind`` (refund, cash, meal, …) of ``rules`` with ``found``; amounts are in the set's currency by default."""
    unit = currency or str(rules.data.get("currency", ""))
    amount = Money(found.amount, unit) if found.amount is not None and unit else None
    if found.granted is False:
        amount = None
    words = dict(params or {})
    if found.reason:
        words["reason"] = found.reason
    return Entitlement(
        regime=rules.regime.split("-")[0],  # CN for each of the Chinese rule sets
        kind=kind,
        granted=found.granted,
        legal_basis=rules.basis.get(found.basis, rules.title),
        certainty=certainty or rules.certainty,
        text_key=f"rights.{kind}.{_STATES[found.granted]}",
        amount=amount,
        clock=deadline.clock if deadline else None,
        due=deadline.due if deadline and found.granted is not False else None,
        needs=found.needs,
        params=words,
        ruleset=rules.id,
    )


def price_of(fare: Money | None, taxes: Money | None) -> Money | None:
    """What was paid for the unused coupons; None when the fare is not known or the currencies differ."""
    if fare is None or (taxes is not None and taxes.currency != fare.currency):
        return None
    return fare + taxes if taxes is not None else fare


def amount_of(money: Money | None) -> tuple[Decimal | None, str | None]:
    return (money.amount, money.currency) if money is not None else (None, None)
