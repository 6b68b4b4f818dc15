"""United States: automatic refunds of cancelled and significantly changed flights, their clock, and bag fees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hongyan.disruptions.rules.book import RuleSet
from hongyan.disruptions.rules.clocks import AddWorkingDays
from hongyan.disruptions.rules.finding import Finding, granted, refused, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of the flight. Minutes and flags; None = not known. ``accepts``: takes the new flight or a voucher."""

    international: bool | None = None
    cancelled: bool | None = None
    departs_earlier: Decimal | None = None
    arrives_later: Decimal | None = None
    other_changes: tuple[str, ...] = ()  # of the rule set's significant.changes
    offer_made: bool | None = None
    accepts: bool | None = None


def significant(rules: RuleSet, change: Change) -> Finding:
    """Say whether the flight was cancelled or significantly changed (14 CFR 260.2)."""
    if change.cancelled:
        return granted("refund", reason="cancelled")
    table = rules.table("significant")
    if any(c in table.get("changes", ()) for c in change.other_changes):
        return granted("refund", reason="significant_change")
    shifts = [m for m in (change.departs_earlier, change.arrives_later) if m is not None]
    if not shifts and change.cancelled is None and not change.other_changes:
        return unknown("refund", "change")
    if not table:
        return unknown("refund", "carrier_threshold") if shifts else refused("refund", "not_significant")
    return _by_minutes(
        table["domestic_minutes"], table["international_minutes"], max(shifts, default=Decimal(0)), change
    )


def _by_minutes(domestic: int, international: int, shift: Decimal, change: Change) -> Finding:
    if shift >= international or (shift >= domestic and change.international is False):
        return granted("refund", reason="significant_change")
    if shift < domestic or change.international:
        return refused("refund", "not_significant")
    return unknown("refund", "international")


def automatic_refund(rules: RuleSet, change: Change) -> Finding:
    """The refund without asking: significant, and the consumer did not accept what was offered instead (260.6)."""
    if change.accepts:
        return refused("refund", "accepted_alternative")
    found = significant(rules, change)
    if not found.granted or change.accepts is False or change.offer_made is False:
        return found
    return unknown("refund", "accepts", reason=found.reason)


def refund_due(rules: RuleSet, due_event: date, method: str, add_working_days: AddWorkingDays) -> date:
    """Seven business days for cards, twenty calendar days for cash, miles and the rest (260.10)."""
    if method.lower().replace(" ", "_") in rules.words("card_methods"):
        return add_working_days(due_event, rules.integer("card_business_days"), rules.text("calendar"))
    return due_event + timedelta(days=rules.integer("other_calendar_days"))


def bag_fee_refund(
    rules: RuleSet,
    hours_late: Decimal | None,
    international: bool | None,
    flight_hours: Decimal | None,
    report_filed: bool | None,
) -> Finding:
    """The bag's fee back when it comes later than 12 h (domestic), 15 h or 30 h (international, by flight length)."""
    table = rules.table("bag")
    if not table:
        return unknown("bag", "carrier_conditions")
    if report_filed is False:
        return refused("bag", "no_report")
    if hours_late is None:
        return unknown("bag", "hours_late")
    limits = _bag_limits(table, international, flight_hours)
    if hours_late <= min(limits):
        return refused("bag", "delivered_in_time")
    if hours_late <= max(limits):
        return unknown("bag", "international" if international is None else "flight_hours")
    return granted("bag") if report_filed else unknown("bag", "report_filed")


def _bag_limits(
    table: Mapping[str, Any], international: bool | None, flight_hours: Decimal | None
) -> set[int]:
    domestic = int(table["domestic_hours"])
    short, long = int(table["international_short_hours"]), int(table["international_long_hours"])
    if international is False:
        return {domestic}
    if flight_hours is None:
        abroad = {short, long}
    else:
        abroad = {long if flight_hours > table["long_flight_over_hours"] else short}
    return abroad if international else abroad | {domestic}
