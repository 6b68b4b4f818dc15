"""Regulation 261/2004 in its European and British forms: scope, cash, care, refund right, downgrade."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hongyan.disruptions.rules.book import RuleSet
from hongyan.disruptions.rules.finding import Finding, granted, refused, unknown
from hongyan.disruptions.rules.territory import airport_inside, carrier_inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What happened, for one passenger. ``event``: delay | cancel | denied. Minutes; None = not known.

    ``distance_km`` is the great circle from origin to final destination. ``intra`` = both ends in the territory.
    ``rerouted``: None = not known yet, False = no re-routing offered, True = offered with the two figures.
    ``extraordinary``: None = the cause is not known.
    """

    event: str
    distance_km: Decimal | None
    intra: bool | None = None
    arrival_delay: Decimal | None = None
    notice_days: Decimal | None = None
    rerouted: bool | None = None
    departs_earlier: Decimal = Decimal(0)
    arrives_later: Decimal | None = None
    extraordinary: bool | None = None


def applies(
    rules: RuleSet, board_country: str | None, off_country: str | None, carrier: str | None
) -> bool | None:
    """Art. 3: any flight leaving the territory; a flight into it only on a carrier licensed inside. None = unknown."""
    leaves, enters = airport_inside(rules, board_country), airport_inside(rules, off_country)
    if leaves:
        return True
    inbound = _both(enters, carrier_inside(rules, carrier))
    if leaves is None:
        return None
    return inbound


def _both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def band(rules: RuleSet, distance_km: Decimal | None, intra: bool | None) -> Mapping[str, Any] | None:
    """Return the distance band (art. 7(1)); None when distance, or what decides between bands, is unknown."""
    if distance_km is None:
        return None
    bands = rules.tables("band")
    found = next(b for b in bands if "up_to_km" not in b or distance_km <= b["up_to_km"])
    if "up_to_km" in found or not rules.data["intra_is_mid_band"]:
        return found
    # Beyond the last limit a flight inside the territory stays in the middle band, however long.
    if intra is None:
        return None
    return bands[-2] if intra else found


def cash(rules: RuleSet, claim: Claim) -> Finding:
    """Decide the fixed sum (art. 7) of a passenger the regulation applies to. Amount None = distance unknown."""
    basis = {"delay": "cash_delay", "cancel": "cash_cancel", "denied": "cash_denied"}.get(claim.event)
    if basis is None:
        return unknown("scope", "event")
    early = _no_cash(rules, claim, basis)
    if early is not None:
        return early
    amount = _amount(rules, claim)
    if claim.event != "denied" and claim.extraordinary:
        return refused("extraordinary", "extraordinary_circumstances")
    needs = _missing(claim, amount)
    if needs:
        return unknown(basis, *needs, amount=amount)
    return granted(basis, amount)


def _no_cash(rules: RuleSet, claim: Claim, basis: str) -> Finding | None:
    """What rules cash out (or leaves it open) before cause and distance matter."""
    if claim.event == "delay":
        if claim.arrival_delay is None:
            return unknown(basis, "arrival_delay")
        short = claim.arrival_delay < rules.integer("delay_from_minutes")
        return refused(basis, "delay_too_short") if short else None
    if claim.event == "cancel":
        return _told_in_time(rules, claim, basis)
    return None


def _told_in_time(rules: RuleSet, claim: Claim, basis: str) -> Finding | None:
    if claim.notice_days is None:
        return None
    if claim.notice_days >= rules.integer("notice_free_days"):
        return refused(basis, "told_in_time")
    window = next(w for w in rules.tables("reroute") if claim.notice_days >= w["from_days"])
    if not claim.rerouted or claim.arrives_later is None:
        return None
    fits = (
        claim.departs_earlier <= window["departs_earlier_up_to"]
        and claim.arrives_later < window["arrives_later_below"]
    )
    return refused(basis, "rerouted_in_time") if fits else None


def _missing(claim: Claim, amount: Decimal | None) -> tuple[str, ...]:
    checks = (
        ("cause", claim.event != "denied" and claim.extraordinary is None),
        ("notice", claim.event == "cancel" and claim.notice_days is None),
        ("reroute", claim.event != "delay" and claim.rerouted is None),
        ("distance", amount is None),
    )
    return tuple(name for name, absent in checks if absent)


def _amount(rules: RuleSet, claim: Claim) -> Decimal | None:
    found = band(rules, claim.distance_km, claim.intra)
    if found is None:
        return None
    full = Decimal(found["amount"])
    return full / 2 if _halved(found, claim) else full


def _halved(found: Mapping[str, Any], claim: Claim) -> bool:
    if claim.event == "delay":
        limit = found.get("delay_halved_below")
        return limit is not None and claim.arrival_delay is not None and claim.arrival_delay < limit
    # Art. 7(2) needs an offered re-routing; "does not exceed" includes the limit itself.
    return (
        bool(claim.rerouted)
        and claim.arrives_later is not None
        and claim.arrives_later <= found["halved_up_to"]
    )


def care_due(
    rules: RuleSet, distance_km: Decimal | None, intra: bool | None, departure_delay: Decimal | None
) -> Finding:
    """Meals and two calls from the band's delay on, whatever the cause (arts 6, 9)."""
    if departure_delay is None:
        return unknown("care", "departure_delay")
    found = band(rules, distance_km, intra)
    if found is None:
        return _care_without_band(rules, departure_delay)
    due = departure_delay >= found["care_from_minutes"]
    return granted("care") if due else refused("care", "delay_too_short")


def _care_without_band(rules: RuleSet, departure_delay: Decimal) -> Finding:
    limits = [b["care_from_minutes"] for b in rules.tables("band")]
    if departure_delay >= max(limits):
        return granted("care")
    return (
        refused("care", "delay_too_short") if departure_delay < min(limits) else unknown("care", "distance")
    )


def refund_right(rules: RuleSet, departure_delay: Decimal | None) -> Finding:
    """The ticket's price back when departure is at least five hours late (art. 6(1)(iii))."""
    if departure_delay is None:
        return unknown("refund_delay", "departure_delay")
    due = departure_delay >= rules.integer("refund_from_departure_delay_minutes")
    return granted("refund_delay") if due else refused("refund_delay", "delay_too_short")


def downgrade(
    rules: RuleSet, distance_km: Decimal | None, intra: bool | None, price: Decimal | None
) -> Finding:
    """30, 50 or 75 % of that flight's price without taxes (art. 10(2), Mennens)."""
    found = band(rules, distance_km, intra)
    if found is None:
        return unknown("downgrade", "distance")
    if price is None:
        return unknown("downgrade", "ticket_price")
    return granted("downgrade", price * Decimal(str(found["downgrade_percent"])) / 100)


def advanced_counts_as_cancelled(rules: RuleSet, advanced_minutes: Decimal) -> bool:
    """C-146/20: brought forward by more than one hour."""
    return advanced_minutes > rules.integer("advanced_over_minutes")


def extraordinary(rules: RuleSet, cause_class: str | None) -> bool | None:
    """Guess from the class of the cause whether circumstances were extraordinary; None when it is not known."""
    if cause_class in rules.words("extraordinary"):
        return True
    return False if cause_class in rules.words("not_extraordinary") else None
