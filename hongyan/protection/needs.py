"""From a party of a disruption to what the planner needs to know of it. Pure."""

from collections.abc import Collection

from hongyan.disruptions import Party
from hongyan.flights import LegKey
from hongyan.protection.model import HeldOnward, Itinerary, OfferKind, PartyNeed


def need_of(
    party: Party,
    cancelled: Collection[LegKey] = (),
    current: str | None = None,
    declined: frozenset[str] = frozenset(),
) -> PartyNeed:
    """Describe what ``party`` needs. ``cancelled`` legs cannot be counted on as onward flights."""
    onward = None
    if party.onward and not any(o.leg in cancelled for o in party.onward):
        onward = HeldOnward(party.onward[0].leg.off, party.onward[0].departs, party.original_arrival)
    return PartyNeed(
        party_id=party.party_id,
        disruption_id=party.disruption_id,
        order_id=party.order_id,
        leg=party.leg,
        seats=max(1, party.seats),
        cabin=party.cabin,
        board=party.board,
        off=party.off,
        final_off=party.final_off,
        departs=party.departs,
        original_arrival=party.original_arrival,
        onward=onward,
        operates_at=party.operates_at,
        departed=party.departed,
        ssrs=frozenset(party.ssrs),
        kinds=tuple(sorted(set(party.kinds))),
        tier=party.tier,
        fare=party.fare,
        last_misconnect=party.misconnects,
        current=current,
        declined=declined,
    )


def replaced_segments(party: Party, itinerary: Itinerary | None) -> tuple[str, ...]:
    """Return the booked segments an itinerary replaces; None = a refund, which gives all of them back."""
    if itinerary is None:
        return party.old_segment_ids
    if itinerary.kind is OfferKind.SAME_FLIGHT:
        return ()
    if itinerary.keeps_onward or itinerary.onward_open:
        return party.old_segment_ids[:1]
    if itinerary.keeps_first:
        return party.old_segment_ids[1:]
    return party.old_segment_ids
