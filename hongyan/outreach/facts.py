"""Facts as they are spoken: flights and best offers of many parties, in airport-local time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from hongyan.core.errors import InvalidInput
from hongyan.outreach.model import FlightFacts, OfferFacts
from hongyan.outreach.ports import Places
from hongyan.outreach.repository import facts as repository
from hongyan.outreach.repository import linked as linked_sql
from hongyan.outreach.words import Subject
from hongyan.runtime import Connection


async def subjects_of(conn: Connection, party_ids: Sequence[str], places: Places) -> dict[str, Subject]:
    """Return what is to be said about each party that exists."""
    wanted = sorted(set(party_ids))
    disruptions = await repository.disruptions(conn, sorted({disruption_of(p) for p in wanted}))
    offers = await repository.best_offers(conn, wanted)
    planned = await repository.planned(conn, wanted)
    linked = await linked_sql.products_of(conn, wanted)
    return {
        party: Subject(
            flight=flight_facts(party, disruptions[disruption_of(party)], places),
            offer=offer_facts(offers[party], places) if party in offers else None,
            planned=party in planned,
            linked=tuple(linked[party]["references"]) if party in linked else (),
        )
        for party in wanted
        if disruption_of(party) in disruptions
    }


def disruption_of(party_id: str) -> str:
    """Return the disruption part of ``disruption:order``."""
    return party_id.partition(":")[0]


def flight_facts(party_id: str, row: Mapping[str, Any], places: Places) -> FlightFacts:
    return FlightFacts(
        party_id=party_id,
        flight=row["flight"],
        board=row["board"],
        off=row["off"],
        departs_local=local(places, row["std"], row["board"]),
        kind=row["kind"],
        delay_minutes=max(row["departure_delay_minutes"], row["arrival_delay_minutes"], 0),
    )


def offer_facts(row: Mapping[str, Any], places: Places) -> OfferFacts:
    """Shape an offer's row: its own times count the way to and from another airport, the flights' do not."""
    legs = row["legs"]
    facts = OfferFacts(
        offer_id=row["offer_id"],
        party_id=row["party_id"],
        kind=row["kind"],
        flights=tuple(leg["flight"] for leg in legs),
        board="",
        off="",
        departs_local=None,
        arrives_local=None,
        arrival_delay_minutes=row["arrival_delay_min"],
        hold_expires_at=row["hold_expires_at"],
    )
    if not legs:
        return facts
    first, last = legs[0], legs[-1]
    departs, arrives = datetime.fromisoformat(first["departs"]), datetime.fromisoformat(last["arrives"])
    on_the_ground = (departs - row["departs"]) + (row["arrives"] - arrives)
    return replace(
        facts,
        board=first["board"],
        off=last["off"],
        departs_local=local(places, departs, first["board"]),
        arrives_local=local(places, arrives, last["off"]),
        ground_minutes=round(on_the_ground.total_seconds() / 60),
    )


def local(places: Places, instant: datetime, iata: str) -> datetime:
    """Return local time at an airport; at an unknown one, UTC."""
    try:
        return places.local(instant, iata)
    except InvalidInput:
        return instant
