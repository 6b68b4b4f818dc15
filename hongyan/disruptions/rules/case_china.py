"""Answers the Chinese cases of a case file with the same rules the product uses."""

from datetime import date
from decimal import Decimal
from typing import Any

from hongyan.disruptions.rules import china, voluntary
from hongyan.disruptions.rules.book import RuleSet
from hongyan.disruptions.rules.case_inputs import CaseInputs
from hongyan.disruptions.rules.causes import Cause, cause_of
from hongyan.disruptions.rules.clocks import AddWorkingDays
from hongyan.disruptions.rules.finding import Finding

Answer = dict[str, Any]
_TAXES = ("taxes_cny", "civil_aviation_fund_cny", "fuel_surcharge_cny")


def _needs(*names: str) -> Answer:
    return {"granted": None, "needs": list(names)}


def _cause(inputs: CaseInputs) -> Cause | None:
    return cause_of(
        inputs.text("cause", "cause_code", "delay_code"), inputs.text("inherited_cause", "origin_cause")
    )


def voluntary_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """CN-VOL: the price of a voluntary refund or change."""
    rbd, minutes, fare = inputs.text("rbd"), inputs.number("minutes_before_std"), inputs.number("fare_cny")
    missing = [n for n, v in (("rbd", rbd), ("minutes_before_std", minutes), ("fare_cny", fare)) if v is None]
    if rbd is None or minutes is None or fare is None:
        return _needs(*missing)
    if inputs.text("kind") == "voluntary_change" or inputs.has("new_fare_cny"):
        return _voluntary_change(rules, rbd, minutes, fare, inputs.number("new_fare_cny"))
    priced = voluntary.voluntary_refund(rules, rbd, minutes, fare, inputs.total(*_TAXES))
    return {
        "bracket": priced.bracket,
        "fee_pct": priced.percent,
        "fee_cny": priced.fee,
        "refund_cny": priced.refund,
        "fare_refund_cny": priced.fare_refund,
        "tax_refund_cny": priced.tax_refund,
    }


def _voluntary_change(
    rules: RuleSet, rbd: str, minutes: Decimal, fare: Decimal, new_fare: Decimal | None
) -> Answer:
    priced = voluntary.voluntary_change(rules, rbd, minutes, fare, fare if new_fare is None else new_fare)
    if not priced.allowed:
        return {"allowed": False}
    answer: Answer = {
        "allowed": True,
        "bracket": priced.bracket,
        "fee_pct": priced.percent,
        "fee_cny": priced.fee,
    }
    if new_fare is None:
        return {**answer, "fare_difference_cny": None, "collect_cny": None, "needs": ["new_fare_cny"]}
    return {**answer, "fare_difference_cny": priced.fare_difference, "collect_cny": priced.collect}


def involuntary_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """CN-INV: refund, change, endorsement, other cabin, and connections."""
    if inputs.flag("misconnect"):
        return _misconnect(rules, inputs)
    if inputs.text("event") in {"downgrade", "upgrade"} and inputs.text("choice") not in {
        "refund",
        "endorse",
    }:
        return _other_cabin(inputs)
    choice = inputs.text("choice")
    if choice == "refund":
        return _refund(rules, inputs)
    if choice == "endorse":
        found = china.endorsement(_cause(inputs), inputs.flag("other_carrier_accepts"))
        return _endorsed(rules, found)
    if choice in {"change", "rebook"}:
        return _changed(rules, china.involuntary_change(_cause(inputs)), rules.text("change_condition"))
    return _needs("choice")


def _refund(rules: RuleSet, inputs: CaseInputs) -> Answer:
    if inputs.text("event") not in china.INVOLUNTARY:
        return _needs("event")
    paid = inputs.total("fare_cny", "paid_cny", *_TAXES) if inputs.has("fare_cny", "paid_cny") else None
    found = china.involuntary_refund(paid)
    days = rules.integer("refund_working_days")
    answer: Answer = {
        "voluntary": False,
        "allowed": found.granted,
        "fee_cny": Decimal(0),
        "refund_cny": found.amount,
        "refund_due": f"{days} working days",
    }
    return answer if found.amount is not None else {**answer, "needs": ["fare"]}


def _changed(rules: RuleSet, found: Finding, condition: str) -> Answer:
    answer: Answer = {"voluntary": False, "allowed": found.granted}
    if found.granted:
        return {**answer, "fee_cny": Decimal(0), "fare_difference_cny": Decimal(0), "condition": condition}
    answer = {**answer, "fee_cny": None, "fare_difference_cny": None, "needs": list(found.needs)}
    if found.reason == "by_carrier_conditions":
        answer["rule"] = answer["condition"] = rules.text("non_carrier_change")
    return answer


def _endorsed(rules: RuleSet, found: Finding) -> Answer:
    if found.granted is False:
        return {"voluntary": False, "allowed": False, "fallback": list(rules.words("fallback"))}
    return _changed(rules, found, rules.text("endorse_condition"))


def _other_cabin(inputs: CaseInputs) -> Answer:
    paid = inputs.number("paid_cny", "fare_cny")
    lower = inputs.number("downgraded_public_fare_cny", "upgraded_public_fare_cny", "new_public_fare_cny")
    answer: Answer = {
        "voluntary": False,
        "fee_cny": Decimal(0),
        "collect_cny": Decimal(0),
        "fare_difference_cny": Decimal(0),
    }
    if inputs.text("event") == "upgrade":
        return {**answer, "refund_difference_cny": Decimal(0)}
    missing = [n for n, v in (("paid_cny", paid), ("downgraded_public_fare_cny", lower)) if v is None]
    if paid is None or lower is None:
        return {**answer, "refund_difference_cny": None, "needs": missing}
    return {**answer, "refund_difference_cny": china.downgrade_difference(paid, lower).amount}


def _misconnect(rules: RuleSet, inputs: CaseInputs) -> Answer:
    one_contract = inputs.flag("single_contract", "through_product")
    if one_contract is None:
        return _needs("single_contract")
    if not one_contract:
        if inputs.flag("second_leg_operates") is False:
            # The second flight fails on its own account: its ticket is involuntary by itself.
            return {
                "voluntary": False,
                "second_ticket": "involuntary rules apply",
                "refund_fee_cny": Decimal(0),
            }
        return {"voluntary": True, "second_ticket": rules.text("separate_tickets")}
    return {"voluntary": False, "duty": rules.text("connection_duty"), "refund_fee_cny": Decimal(0)}


def clock_case(rules: RuleSet, inputs: CaseInputs, add: AddWorkingDays) -> Answer:
    """CN-CLK: when a refund is due, or a complaint must be answered."""
    asked, complained = inputs.day("valid_request_date"), inputs.day("received")
    start = asked or complained
    if start is None:
        return _needs("valid_request_date")
    usual = rules.integer("refund_working_days" if asked else "complaint_working_days")
    days = inputs.number("working_days")
    due: date = add(start, int(usual if days is None else days), "CN")
    return {"due": due, "excludes": rules.text("excludes")} if asked else {"due": due}


def care_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """CN-CARE: who provides meal and hotel."""
    found = china.care(rules, _cause(inputs), inputs.text("where"), inputs.flag("domestic"))
    answer: Answer = {"meal": found.meal, "hotel": found.hotel}
    if found.duty:
        answer["duty"] = found.duty
    return {**answer, "granted": None, "needs": list(found.needs)} if found.needs else answer


def tarmac_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """CN-TARMAC: what people waiting on board get. Unsaid: the take-off time is not known, and leaving is safe."""
    minutes = inputs.number("minutes_on_board")
    if minutes is None:
        return _needs("minutes_on_board")
    safe = inputs.flag("safety_and_security_allow")
    found = china.tarmac(rules, minutes, bool(inputs.flag("takeoff_time_known")), safe is not False)
    return {
        "announce_every_min": found.announce_every_minutes,
        "food_water": found.food_water,
        "disembark": found.disembark,
    }


def notice_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """CN-NOTICE: the latest instant to tell passengers; when it was told may be checked against it."""
    known = inputs.instant("status_known_at", "known_at")
    if known is None:
        return _needs("status_known_at")
    latest = china.notice_deadline(rules, known)
    told = inputs.instant("notified_at", "told_at")
    answer: Answer = {"latest_notice": latest}
    return answer if told is None else {**answer, "in_time": told <= latest, "on_time": told <= latest}


def definition_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """CN-DEF: is it a delay at all."""
    minutes = inputs.number("arrival_delay_min", "departure_delay_min", "delay_min")
    return _needs("arrival_delay_min") if minutes is None else {"is_delay": china.is_delay(rules, minutes)}


def liability_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """CN-LIAB: domestic limits."""
    found = china.liability(
        rules,
        inputs.text("kind") or "baggage",
        inputs.number("weight_kg"),
        inputs.number("declared_value", "declared_value_cny"),
        inputs.number("proved_loss_cny"),
    )
    return _needs("weight_kg") if found is None else {"limit_cny": found.limit, "pay_cny": found.pay}
