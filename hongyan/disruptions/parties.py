"""Affected passengers grouped into parties: who travels on one order gets seats together. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from hongyan.disruptions.model import AffectedPassenger, Disruption, DisruptionKind, Party

_TIERS = ("none", "silver", "gold", "platinum")


def parties_of(
    disruptions: Mapping[str, Disruption],
    passengers: Sequence[AffectedPassenger],
    others: Sequence[Mapping[str, Any]] = (),
) -> list[Party]:
    """Group ``passengers`` by party; ``others`` are rows of open disruptions' parties, to mark who is planned elsewhere."""
    groups: dict[str, list[AffectedPassenger]] = defaultdict(list)
    for passenger in passengers:
        groups[passenger.party_id].append(passenger)
    elsewhere: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in others:
        elsewhere[row["order_id"]].append(row)
    return [
        _party(disruptions[members[0].disruption_id], members, elsewhere[members[0].order_id])
        for members in groups.values()
    ]


def _party(
    disruption: Disruption, members: Sequence[AffectedPassenger], others: Sequence[Mapping[str, Any]]
) -> Party:
    first = members[0]
    fares = [m.fare.amount for m in members if m.fare]
    return Party(
        party_id=first.party_id,
        disruption_id=disruption.disruption_id,
        order_id=first.order_id,
        leg=disruption.leg,
        passenger_ids=tuple(m.passenger_id for m in members),
        seats=sum(m.seats for m in members),
        cabin=first.cabin,
        board=disruption.leg.board,
        off=disruption.leg.off,
        final_off=first.final_off,
        departs=first.departs_at,
        original_arrival=first.original_arrival,
        operates_at=None if disruption.kind in _GROUNDED else (disruption.departs, disruption.arrives),
        departed=disruption.has_left,
        onward=first.onward,
        old_segment_ids=first.old_segment_ids,
        ssrs=tuple(sorted({s for m in members for s in m.ssrs})),
        tier=max((m.tier for m in members), key=lambda t: _TIERS.index(t) if t in _TIERS else 0),
        kinds=tuple(m.kind for m in members),
        group_name=first.group_name,
        channel=first.channel,
        fare=float(sum(fares)),
        currency=next((m.fare.currency for m in members if m.fare), None),
        sold_at=first.sold_at,
        checked_in=any(m.checked_in for m in members),
        covered_by=_covered_by(first, others),
    )


_GROUNDED = frozenset({DisruptionKind.CANCELLED, DisruptionKind.DIVERTED})


def _covered_by(member: AffectedPassenger, others: Sequence[Mapping[str, Any]]) -> str | None:
    """The party of an earlier disrupted leg of the same journey, whose new plan replaces this segment as well."""
    for row in others:
        if row["party_id"] != member.party_id and member.segment_id in row["old_segment_ids"][1:]:
            return str(row["party_id"])
    return None
