"""What a passenger is entitled to by American rules and by the Montreal Convention."""

from collections.abc import Iterator
from decimal import Decimal

from hongyan.disruptions.model import Entitlement, RightsFacts
from hongyan.disruptions.rules import montreal, us_dot
from hongyan.disruptions.rules.answer import Deadline, amount_of, entitlement, price_of
from hongyan.disruptions.rules.book import RuleBook, RuleSet
from hongyan.disruptions.rules.clocks import AddWorkingDays
from hongyan.disruptions.rules.finding import Finding, granted, unknown
from hongyan.disruptions.rules.territory import airport_inside


def us_entitlements(book: RuleBook, facts: RightsFacts, add: AddWorkingDays | None) -> Iterator[Entitlement]:
    """Evaluate the American rules for journeys to, from or within the United States (or perhaps so)."""
    rules = book.pick("US", facts.flight_date, facts.sale_date)
    if rules is None:
        return
    ends = (airport_inside(rules, facts.board_country), airport_inside(rules, facts.off_country))
    if True not in ends and None not in ends:
        return
    amount, currency = amount_of(price_of(facts.fare, facts.taxes))
    found = _refund(rules, facts, ends)
    if found.granted:
        found = granted(found.basis, amount, found.reason)
    if found.granted and True not in ends:
        found = unknown(found.basis, "airport_country", amount=amount)
    deadline = _deadline(rules, facts, add)
    yield entitlement(
        rules, "refund", found, deadline, currency, params={"fee": "0", "if": "alternative_declined"}
    )
    yield entitlement(rules, "meal", unknown("care", "carrier_plan"), certainty="low")


def _refund(rules: RuleSet, facts: RightsFacts, ends: tuple[bool | None, bool | None]) -> Finding:
    international = True if False in ends else (None if None in ends else False)
    change = us_dot.Change(
        international=international,
        cancelled=True if facts.event == "cancelled" else None,
        departs_earlier=_minutes(facts.advanced_minutes),
        arrives_later=_minutes(_late(facts)),
        other_changes=("downgrade",) if facts.event == "downgrade" else (),
        accepts=facts.accepts_alternative,
    )
    # Before the passenger has chosen, the right is told as it stands: a refund unless the new journey is accepted.
    if facts.accepts_alternative is None:
        return us_dot.significant(rules, change)
    return us_dot.automatic_refund(rules, change)


def _late(facts: RightsFacts) -> int | None:
    """How late the journey ends; after a broken connection or a diversion only a re-routing tells."""
    if facts.event in {"misconnect", "diverted"}:
        return facts.reroute_arrives_later
    return facts.arrival_delay_minutes


def _deadline(rules: RuleSet, facts: RightsFacts, add: AddWorkingDays | None) -> Deadline | None:
    if facts.payment_method is None:
        return None
    card = facts.payment_method in rules.words("card_methods")
    days = rules.integer("card_business_days" if card else "other_calendar_days")
    clock = f"P{days}WD:US" if card else f"P{days}D"
    if add is None or facts.refund_requested_on is None:
        return Deadline(clock)
    return Deadline(clock, us_dot.refund_due(rules, facts.refund_requested_on, facts.payment_method, add))


def montreal_entitlements(book: RuleBook, facts: RightsFacts) -> Iterator[Entitlement]:
    """Damages for delay in international carriage: a limit, owed only for a loss that is proved."""
    rules = book.pick("MC99", facts.flight_date, facts.sale_date)
    if rules is None or not facts.board_country or facts.board_country == facts.off_country:
        return
    capped = montreal.limit(rules, "passenger_delay", None)
    found = unknown(capped.basis, "proved_loss", amount=capped.limit)
    years = rules.integer("action_years")
    yield entitlement(rules, "damages", found, Deadline(f"P{years}Y"), params={"years": years})


def _minutes(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
