"""Answers the European, British, American and Montreal cases of a case file with the rules the product uses."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hongyan.disruptions.rules import air_passenger_rights as apr
from hongyan.disruptions.rules import montreal, us_dot
from hongyan.disruptions.rules.book import RuleSet
from hongyan.disruptions.rules.case_inputs import CaseInputs
from hongyan.disruptions.rules.causes import cause_of
from hongyan.disruptions.rules.clocks import AddWorkingDays

Answer = dict[str, Any]
CountryOf = Callable[[str], str | None]

# Words in the names of flags, and the change they tell of (14 CFR 260.2).
_CHANGES = {
    "airport": "different_airport",
    "downgrad": "downgrade",
    "access": "accessibility",
    "disab": "accessibility",
}
_TAKES = ("accepts", "accepts_voucher", "voucher_accepted", "takes_voucher")
_EVENTS = {"cancellation": "cancel", "denied_boarding": "denied"}


def rights_case(rules: RuleSet, inputs: CaseInputs, country_of: CountryOf) -> Answer:
    """EU261 and UK261: cash, care, refund right, downgrade, flight brought forward."""
    price = inputs.number("ticket_price_eur", "ticket_price_gbp", "ticket_price")
    answer: Answer = {}
    if inputs.has("ev", "event"):
        answer |= _cash(rules, inputs, country_of)
    if price is not None:
        found = apr.downgrade(rules, inputs.number("great_circle_km"), inputs.flag("intra_eu"), price)
        key = f"reimburse_{rules.text('currency').lower()}"
        answer |= {key: found.amount, "within_days": rules.integer("refund_days")}
    if inputs.has("expected_departure_delay_min"):
        answer |= _waiting(rules, inputs)
    advanced = inputs.number("advanced_min")
    if advanced is not None:
        cancelled = apr.advanced_counts_as_cancelled(rules, advanced)
        answer["treated_as"] = "cancellation" if cancelled else None
    return answer or {"granted": None, "needs": ["event"]}


def _waiting(rules: RuleSet, inputs: CaseInputs) -> Answer:
    delay = inputs.number("expected_departure_delay_min")
    care = apr.care_due(rules, inputs.number("great_circle_km"), inputs.flag("intra_eu"), delay)
    return {"meals_and_two_calls": care.granted, "refund_right": apr.refund_right(rules, delay).granted}


def _cash(rules: RuleSet, inputs: CaseInputs, country_of: CountryOf) -> Answer:
    origin, destination = inputs.text("origin"), inputs.text("destination")
    scope = apr.applies(
        rules,
        country_of(origin) if origin else None,
        country_of(destination) if destination else None,
        inputs.text("carrier"),
    )
    currency = rules.text("currency")
    if scope is False:
        return {"applies": False, "compensation": 0, "currency": currency}
    found = apr.cash(rules, _claim(rules, inputs))
    if scope is None:
        needs = ["origin", "destination", "carrier"]
        return {"applies": None, "compensation": None, "currency": currency, "needs": needs}
    compensation = found.amount if found.granted is not None else None
    answer: Answer = {"applies": True, "compensation": compensation, "currency": currency}
    return {**answer, "needs": list(found.needs)} if found.needs else answer


def _claim(rules: RuleSet, inputs: CaseInputs) -> apr.Claim:
    event = inputs.text("ev", "event") or ""
    event = _EVENTS.get(event, event)
    advanced = inputs.number("advanced_min")
    if event == "advance" and advanced is not None and apr.advanced_counts_as_cancelled(rules, advanced):
        event = "cancel"
    later = inputs.number("re_arr_late")
    # A case that says nothing of the cause is about ordinary circumstances, and of re-routing: none was offered.
    extraordinary = inputs.flag("xo", "extraordinary")
    if extraordinary is None and inputs.has("cause", "cause_code"):
        cause = cause_of(inputs.text("cause", "cause_code"))
        extraordinary = apr.extraordinary(rules, cause.cause_class if cause else None)
    elif extraordinary is None:
        extraordinary = False
    early = inputs.number("re_dep_early")
    return apr.Claim(
        event=event,
        distance_km=inputs.number("great_circle_km"),
        intra=inputs.flag("intra_eu"),
        arrival_delay=inputs.number("delay", "arrival_delay"),
        notice_days=inputs.number("notice", "notice_days"),
        rerouted=inputs.has("re_arr_late", "re_dep_early"),
        departs_earlier=early or Decimal(0),
        arrives_later=Decimal(0) if later is None and early is not None else later,
        extraordinary=extraordinary,
    )


def us_case(rules: RuleSet, inputs: CaseInputs, add: AddWorkingDays) -> Answer:
    """US: the refund's clock, bag fees, or whether a refund is automatic."""
    due_event = inputs.day("due_event")
    if due_event is not None:
        return {"due": us_dot.refund_due(rules, due_event, inputs.text("method") or "other", add)}
    if inputs.has("hours_late"):
        found = us_dot.bag_fee_refund(
            rules,
            inputs.number("hours_late"),
            inputs.flag("intl"),
            inputs.number("flight_hours"),
            inputs.flag("report_filed"),
        )
        return {"bag_fee_refund": found.granted, "needs": list(found.needs)}
    change = _change(inputs)
    found = us_dot.automatic_refund(rules, change)
    difference = bool(change.accepts) and "downgrade" in change.other_changes
    return {
        "automatic_refund": found.granted,
        "fare_difference_refund": difference,
        "needs": list(found.needs),
    }


def _change(inputs: CaseInputs) -> us_dot.Change:
    flags = [k for k, value in inputs.values.items() if isinstance(value, bool)]
    told = {change: [k for k in flags if word in k] for word, change in _CHANGES.items()}
    other = [change for change, keys in told.items() if any(inputs.flag(k) for k in keys)]
    connections = inputs.number("extra_connections")
    if connections is not None and connections > 0:
        other.append("extra_connections")
    # Whoever says how the flight changed, and not that it was cancelled, says that it was not.
    judged = connections is not None or any(told.values())
    return us_dot.Change(
        international=inputs.flag("intl"),
        cancelled=False if judged and not inputs.has("cancelled") else inputs.flag("cancelled"),
        departs_earlier=inputs.number("dep_earlier_min"),
        arrives_later=inputs.number("arr_later_min"),
        other_changes=tuple(other),
        offer_made=inputs.flag("offer_made"),
        accepts=True if any(inputs.flag(k) for k in _TAKES) else inputs.flag(*_TAKES),
    )


def montreal_case(rules: RuleSet, inputs: CaseInputs) -> Answer:
    """MC99: the capped sum, and the last day for a written complaint."""
    kind, received = inputs.text("kind") or "", inputs.day("received", "delivered", "placed_at_disposal")
    answer: Answer = {}
    if received is not None:
        answer["deadline"] = montreal.complaint_deadline(rules, kind, received)
    if received is None or inputs.has("proved_sdr"):
        measures = inputs.flag("all_measures", "all_reasonable_measures", "all_measures_defence")
        capped = montreal.limit(
            rules, kind, inputs.number("proved_sdr"), inputs.number("weight_kg", "kg"), bool(measures)
        )
        answer |= {"max_sdr": capped.limit, "pay_sdr": capped.pay, "needs": list(capped.needs)}
    return answer
