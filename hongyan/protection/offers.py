"""From a party's plan to the offers that are stored for it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hongyan.bookings.model import HoldRequest
from hongyan.core.ids import new_id
from hongyan.disruptions import Party
from hongyan.flights import LegKey
from hongyan.protection.explain import explain, explain_refund
from hongyan.protection.model import Itinerary, OfferKind, OfferState, PartyNeed, PartyPlan
from hongyan.protection.needs import replaced_segments
from hongyan.protection.settings import ProtectionSettings

REFUND_RANK = 99


@dataclass(frozen=True, slots=True)
class Context:
    """What all offers of one plan share."""

    plan_id: str
    now: datetime
    settings: ProtectionSettings


def offers_of(plan: PartyPlan, party: Party, need: PartyNeed, context: Context) -> list[dict[str, Any]]:
    """Return the rows of a party's offers: the best (to be held), others (proposed), and always the refund."""
    rows = []
    if plan.best is not None:
        rows.append(_row(plan.best, party, need, context, 0) | _best_state(plan.best, party, context))
        rows[0]["first_come_arrival_delay_min"] = plan.first_come_delay_minutes
    for rank, itinerary in enumerate(plan.alternatives, start=1):
        rows.append(_row(itinerary, party, need, context, rank) | {"state": OfferState.PROPOSED})
    rows.append(_refund(party, context))
    return rows


def hold_until(departs: datetime, now: datetime, settings: ProtectionSettings) -> datetime:
    """Return when a hold made now ends: after some hours, at the latest shortly before departure."""
    last = departs - timedelta(minutes=settings.hold_ends_before_departure_minutes)
    return max(min(now + timedelta(hours=settings.hold_hours), last), now + timedelta(minutes=1))


def hold_request(offer: dict[str, Any]) -> HoldRequest:
    """Ask for the seats of an offer row; its id is the idempotency key."""
    return HoldRequest(
        idempotency_key=f"offer:{offer['offer_id']}",
        legs=tuple(LegKey.parse(leg["leg"]) for leg in offer["legs"]),
        cabins=tuple(leg["cabin"] for leg in offer["legs"]),
        seats=offer["seats"],
        expires_at=offer["hold_expires_at"],
    )


def _best_state(itinerary: Itinerary, party: Party, context: Context) -> dict[str, Any]:
    if not itinerary.legs:
        return {"state": OfferState.HELD}  # the seats on the delayed flight are theirs already
    return {
        "state": OfferState.INTENDED,
        "intended_at": context.now,
        "hold_expires_at": hold_until(itinerary.legs[0].departs, context.now, context.settings),
    }


def _row(itinerary: Itinerary, party: Party, need: PartyNeed, context: Context, rank: int) -> dict[str, Any]:
    return {
        "offer_id": new_id("off"),
        "party_id": party.party_id,
        "plan_id": context.plan_id,
        "rank": rank,
        "kind": itinerary.kind,
        "legs": legs_of(itinerary, party),
        "cabins": [leg.cabin for leg in itinerary.legs],
        "signature": itinerary.signature,
        "departs": itinerary.departs,
        "arrives": itinerary.arrives,
        "arrival_delay_min": itinerary.arrival_delay_minutes,
        "together": True,
        "old_segment_ids": list(replaced_segments(party, itinerary)),
        "seats": need.seats,
        "explanation": explain(need, itinerary),
        "created_at": context.now,
    }


def _refund(party: Party, context: Context) -> dict[str, Any]:
    return {
        "offer_id": new_id("off"),
        "party_id": party.party_id,
        "plan_id": context.plan_id,
        "rank": REFUND_RANK,
        "kind": OfferKind.REFUND,
        "state": OfferState.PROPOSED,
        "legs": [],
        "cabins": [],
        "signature": "refund",
        "together": True,
        "old_segment_ids": list(replaced_segments(party, None)),
        "seats": max(1, party.seats),
        "explanation": explain_refund(),
        "created_at": context.now,
    }


def legs_of(itinerary: Itinerary, party: Party) -> list[dict[str, Any]]:
    """Return the new legs as stored and shown; instants are UTC."""
    return [
        {
            "leg": str(planned.leg),
            "flight": planned.leg.flight,
            "board": planned.leg.board,
            "off": planned.leg.off,
            "cabin": planned.cabin,
            "departs": planned.departs,
            "arrives": planned.arrives,
        }
        for planned in itinerary.legs
    ]
