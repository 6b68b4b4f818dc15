"""From a stored disruption and an affected passenger to the facts the rules ask for. Pure."""

from dataclasses import replace
from datetime import datetime

from hongyan.disruptions.model import AffectedPassenger, Disruption, DisruptionKind, RightsFacts
from hongyan.disruptions.stations import Stations


def rights_facts(
    disruption: Disruption, passenger: AffectedPassenger, stations: Stations, now: datetime
) -> RightsFacts:
    """Gather the facts; a refund is taken as asked for today, on the calendar of the departure airport."""
    leg = disruption.leg
    kind = disruption.kind
    flies = kind not in {DisruptionKind.CANCELLED, DisruptionKind.DIVERTED}
    late = disruption.arrival_delay_minutes if flies and passenger.final_off == leg.off else None
    return RightsFacts(
        event=str(kind),
        flight_date=leg.origin_date,
        sale_date=passenger.sold_at.date() if passenger.sold_at else None,
        board_country=stations.country(passenger.journey_board),
        off_country=stations.country(passenger.final_off),
        leg_countries=(stations.country(leg.board), stations.country(leg.off)),
        carrier=leg.carrier,
        distance_km=stations.distance_km(passenger.journey_board, passenger.final_off),
        cause_code=disruption.cause_code,
        inherited_cause=disruption.inherited_cause,
        departure_delay_minutes=disruption.departure_delay_minutes if flies else None,
        arrival_delay_minutes=late if late is not None else _held_connection(disruption, passenger, flies),
        advanced_minutes=max(0, -disruption.departure_delay_minutes)
        if kind is DisruptionKind.ADVANCED
        else None,
        notice_days=max(0, (disruption.std - disruption.known_at).days),
        known_at=disruption.known_at,
        refund_requested_on=stations.local(now, leg.board).date(),
        fare=passenger.fare,
        taxes=passenger.taxes,
        payment_method=passenger.payment_method,
        ssrs=passenger.ssrs,
        where="diversion" if kind is DisruptionKind.DIVERTED else "origin",
    )


def _held_connection(disruption: Disruption, passenger: AffectedPassenger, flies: bool) -> int | None:
    """Delay at the final destination of a traveller whose connections hold; None when one breaks or nothing flies."""
    if not flies or not passenger.onward or any(o.broken for o in passenger.onward):
        return None
    late = passenger.onward[-1].arrives - passenger.original_arrival
    return int(late.total_seconds() // 60)


def with_offer(facts: RightsFacts, reroute: tuple[int, int] | None, overnight: bool | None) -> RightsFacts:
    """Add an offered journey: (minutes it departs earlier, minutes it arrives later), and whether one must stay overnight."""
    if reroute is not None:
        facts = replace(
            facts, rerouted=True, reroute_departs_earlier=reroute[0], reroute_arrives_later=reroute[1]
        )
    return facts if overnight is None else replace(facts, overnight=overnight)
