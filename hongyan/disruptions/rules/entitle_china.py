"""What a passenger is entitled to by Chinese rules (CCAR-273, CCAR-300, the carrier's own tariff)."""

from collections.abc import Iterator
from datetime import timedelta

from hongyan.disruptions.model import Entitlement, RightsFacts
from hongyan.disruptions.rules import china
from hongyan.disruptions.rules.answer import Deadline, amount_of, entitlement, price_of
from hongyan.disruptions.rules.book import RuleBook, RuleSet
from hongyan.disruptions.rules.causes import Cause, cause_of
from hongyan.disruptions.rules.clocks import AddWorkingDays
from hongyan.disruptions.rules.finding import Finding, granted, refused, unknown


def china_entitlements(
    book: RuleBook, facts: RightsFacts, add: AddWorkingDays | None
) -> Iterator[Entitlement]:
    """Evaluate the Chinese rule sets in force when the disrupted flight touches the mainland (or may)."""
    cause = cause_of(facts.cause_code, facts.inherited_cause)
    for regime, evaluate in (("CN-INV", _passenger_service), ("CN-OPS", _regularity), ("CN-VOL", _tariff)):
        rules = book.pick(regime, facts.flight_date, facts.sale_date)
        if rules is not None and _touches(rules, facts) is not False:
            yield from evaluate(rules, facts, cause, add)


def _touches(rules: RuleSet, facts: RightsFacts) -> bool | None:
    countries = facts.leg_countries or (facts.board_country, facts.off_country)
    if any(c in rules.words("territory") for c in countries if c):
        return True
    return None if any(c is None for c in countries) else False


def _if_it_applies(rules: RuleSet, facts: RightsFacts, found: Finding) -> Finding:
    if _touches(rules, facts) is None and found.granted:
        return unknown(found.basis, "airport_country", amount=found.amount)
    return found


def _passenger_service(
    rules: RuleSet, facts: RightsFacts, cause: Cause | None, add: AddWorkingDays | None
) -> Iterator[Entitlement]:
    amount, currency = amount_of(price_of(facts.fare, facts.taxes))
    days = rules.integer("refund_working_days")
    due = add(facts.refund_requested_on, days, "CN") if add and facts.refund_requested_on else None
    refund = _if_it_applies(rules, facts, china.involuntary_refund(amount))
    clock = Deadline(f"P{days}WD:CN", due)
    yield entitlement(rules, "refund", refund, clock, currency, params={"fee": "0", "working_days": days})
    change = _if_it_applies(rules, facts, china.involuntary_change(cause))
    yield entitlement(rules, "rebook", change, currency=currency, params={"fee": "0"})
    if facts.event == "misconnect":
        yield entitlement(rules, "connection", _connection(facts), certainty="medium")


def _connection(facts: RightsFacts) -> Finding:
    if facts.single_contract is None:
        return unknown("connection", "single_contract")
    return granted("connection") if facts.single_contract else refused("connection", "separate_tickets")


def _regularity(
    rules: RuleSet, facts: RightsFacts, cause: Cause | None, add: AddWorkingDays | None
) -> Iterator[Entitlement]:
    yield from _care(rules, facts, cause)
    yield entitlement(rules, "certificate", _if_it_applies(rules, facts, granted("certificate")))
    minutes = rules.integer("notice_minutes")
    due = facts.known_at + timedelta(minutes=minutes) if facts.known_at else None
    notice = _if_it_applies(rules, facts, granted("notice"))
    yield entitlement(rules, "notice", notice, Deadline(f"PT{minutes}M", due), params={"minutes": minutes})
    if set(facts.ssrs) & set(rules.table("priority")["ssrs"]):
        yield entitlement(rules, "priority", _if_it_applies(rules, facts, granted("priority")))


def _care(rules: RuleSet, facts: RightsFacts, cause: Cause | None) -> Iterator[Entitlement]:
    countries = facts.leg_countries or (facts.board_country, facts.off_country)
    domestic = None if None in countries else all(c in rules.words("territory") for c in countries)
    found = china.care(rules, cause, facts.where, domestic)
    yield entitlement(rules, "meal", _provided(found.meal, found.needs), params=_duty(found))
    if facts.overnight is not False:
        hotel = _provided(found.hotel, found.needs)
        if hotel.granted and facts.overnight is None:
            hotel = unknown("care", "overnight")
        yield entitlement(rules, "hotel", hotel, params=_duty(found))


def _provided(by: str, needs: tuple[str, ...]) -> Finding:
    if needs:
        return unknown("care", *needs)
    return granted("care") if by == "carrier" else refused("care", "carrier_helps_passenger_pays")


def _duty(found: china.Care) -> dict[str, str]:
    return {"duty": found.duty} if found.duty else {}


def _tariff(
    rules: RuleSet, facts: RightsFacts, cause: Cause | None, add: AddWorkingDays | None
) -> Iterator[Entitlement]:
    delay = facts.arrival_delay_minutes
    if facts.event not in {"delayed", "diverted", "returned"}:
        delay = facts.reroute_arrives_later
    found = _if_it_applies(rules, facts, china.delay_cash(rules, delay, cause))
    yield entitlement(rules, "cash", found, certainty="low")
