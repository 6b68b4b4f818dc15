"""China: involuntary refund and change (CCAR-273), care, tarmac and notice (CCAR-300), domestic liability."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hongyan.disruptions.rules.book import RuleSet
from hongyan.disruptions.rules.causes import Cause
from hongyan.disruptions.rules.finding import Finding, granted, refused, unknown

INVOLUNTARY = frozenset(
    {
        "cancel",
        "delay",
        "advance",
        "reroute",
        "diversion",
        "downgrade",
        "upgrade",
        "cabin_change",
        "unable",
        "denied",
        "misconnect",
    }
)


def carrier_caused(cause: Cause | None) -> bool | None:
    """Say whether the carrier caused it; None when there is no cause or its code does not decide."""
    return None if cause is None else cause.carrier_cause


def involuntary_refund(paid: Decimal | None) -> Finding:
    """Free whatever the cause: all that was paid for the unused coupons comes back (CCAR-273 arts 23-25)."""
    return granted("refund", paid, "free_whatever_the_cause")


def involuntary_change(cause: Cause | None) -> Finding:
    """Free of fee and fare difference for a carrier cause; otherwise the carrier's conditions say (unknown here)."""
    own = carrier_caused(cause)
    if own is None:
        return unknown("change", "cause")
    if own:
        return granted("change", Decimal(0), "carrier_cause")
    return unknown("change", "carrier_conditions", reason="by_carrier_conditions")


def endorsement(cause: Cause | None, other_carrier_accepts: bool | None) -> Finding:
    """To another carrier: free for a carrier cause if that carrier accepts; nobody can force it to."""
    if other_carrier_accepts is False:
        return refused("change", "other_carrier_refuses")
    free = involuntary_change(cause)
    if free.granted and other_carrier_accepts is None:
        return unknown("change", "other_carrier_accepts", amount=free.amount)
    return free


def downgrade_difference(paid: Decimal, lower_fare: Decimal) -> Finding:
    """Involuntary downgrade: the difference to the public fare of the cabin flown comes back, never a surcharge."""
    return granted("downgrade", max(Decimal(0), paid - lower_fare), "difference")


@dataclass(frozen=True, slots=True)
class Care:
    """Who provides meal and hotel: carrier | passenger | unknown; ``duty`` = what the carrier does all the same."""

    meal: str
    hotel: str
    duty: str | None = None
    needs: tuple[str, ...] = ()


def care(rules: RuleSet, cause: Cause | None, where: str | None, domestic: bool | None = None) -> Care:
    """Decide who feeds and lodges (CCAR-300 art. 29). ``where``: origin, intermediate_stop_domestic, diversion_domestic…

    At origin the cause decides; at the stop or diversion of a domestic flight the carrier provides for any cause.
    """
    table = rules.table("care")
    on_the_way = where is not None and where.startswith(tuple(table["any_cause_places"]))
    if where is not None and on_the_way and (domestic or where.endswith("_domestic")):
        return Care(table["carrier_cause"], table["carrier_cause"])
    own = carrier_caused(cause)
    if own:
        return Care(table["carrier_cause"], table["carrier_cause"])
    if own is None or where is None:
        missing = tuple(n for n, absent in (("cause", own is None), ("where", where is None)) if absent)
        return Care("unknown", "unknown", needs=missing)
    return Care(table["other_cause"], table["other_cause"], table["other_cause_duty"])


@dataclass(frozen=True, slots=True)
class TarmacDuties:
    announce_every_minutes: int
    food_water: bool
    disembark: bool


def tarmac(
    rules: RuleSet, minutes_on_board: Decimal, takeoff_time_known: bool, safety_and_security_allow: bool
) -> TarmacDuties:
    """Duties to people waiting on board: 2 h food and water, 3 h and no definite take-off time: let them off if safe."""
    table = rules.table("tarmac")
    return TarmacDuties(
        int(table["announce_every_minutes"]),
        minutes_on_board >= table["food_water_from_minutes"],
        minutes_on_board >= table["disembark_from_minutes"]
        and not takeoff_time_known
        and safety_and_security_allow,
    )


def notice_deadline(rules: RuleSet, known_at: datetime) -> datetime:
    """The latest instant to tell passengers of a status change that became known at ``known_at``."""
    return known_at + timedelta(minutes=rules.integer("notice_minutes"))


def is_delay(rules: RuleSet, arrival_delay_minutes: Decimal) -> bool:
    """On blocks more than 15 minutes after schedule (CCAR-300 art. 3)."""
    return arrival_delay_minutes > rules.integer("delay_over_minutes")


def delay_cash(rules: RuleSet, arrival_delay_minutes: int | None, cause: Cause | None) -> Finding:
    """The carrier's own published delay compensation: carrier cause only, by length of the delay."""
    own = carrier_caused(cause)
    if own is False:
        return refused("cash", "not_carrier_cause")
    if arrival_delay_minutes is None:
        return unknown("cash", "arrival_delay")
    step = next((r for r in rules.tables("delay_cash") if arrival_delay_minutes >= r["from_minutes"]), None)
    if step is None:
        return refused("cash", "delay_too_short")
    if own is None:
        return unknown("cash", "cause", amount=Decimal(step["amount"]))
    return granted("cash", Decimal(step["amount"]))


@dataclass(frozen=True, slots=True)
class Liability:
    limit: Decimal
    pay: Decimal | None
    basis: str


def liability(
    rules: RuleSet, kind: str, weight_kg: Decimal | None, declared: Decimal | None, proved: Decimal | None
) -> Liability | None:
    """Domestic limits (2006): per passenger, carry-on, or per kilogram of bags and cargo; a declared value replaces it.

    Never more than the proved loss. Returns None when the weight is needed and missing.
    """
    basis = {
        "passenger": "passenger",
        "death_injury": "passenger",
        "injury": "passenger",
        "carry_on": "carry_on",
    }.get(kind, "per_kg")
    if declared is not None:
        limit = declared
    elif basis != "per_kg":
        limit = rules.decimal(basis)
    elif weight_kg is None:
        return None
    else:
        limit = rules.decimal("per_kg") * weight_kg
    return Liability(limit, None if proved is None else min(limit, proved), basis)
