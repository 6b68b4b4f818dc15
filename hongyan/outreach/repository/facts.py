"""SQL that reads what is to be said: flights from disruptions, offers from protection, many parties at a time."""

from collections.abc import Sequence
from typing import Any

from hongyan.runtime import Connection


async def disruptions(conn: Connection, disruption_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = await conn.rows(
        "select * from disruptions.disruption where disruption_id = any(:ids)", ids=list(disruption_ids)
    )
    return {row["disruption_id"]: row for row in rows}


async def best_offers(conn: Connection, party_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return each party's best live offer that is not a refund."""
    rows = await conn.rows(
        """
        select distinct on (party_id) * from protection.offer
        where party_id = any(:ids) and state in ('held', 'proposed') and kind <> 'refund'
        order by party_id, rank
        """,
        ids=list(party_ids),
    )
    return {row["party_id"]: row for row in rows}


async def offer(conn: Connection, offer_id: str) -> dict[str, Any] | None:
    return await conn.row("select * from protection.offer where offer_id = :id", id=offer_id)


async def offer_of_kind(conn: Connection, party_id: str, kind: str) -> dict[str, Any] | None:
    return await conn.row(
        "select * from protection.offer where party_id = :id and kind = :kind "
        "and state in ('held', 'proposed') order by rank limit 1",
        id=party_id,
        kind=kind,
    )


async def planned(conn: Connection, party_ids: Sequence[str]) -> set[str]:
    """Return the parties for whom planning has an answer, a seat or none."""
    rows = await conn.rows(
        "select party_id from protection.party where party_id = any(:ids) and state <> 'planning'",
        ids=list(party_ids),
    )
    return {row["party_id"] for row in rows}


async def segments(conn: Connection, party_id: str) -> dict[str, Any] | None:
    """Return the party as a change needs it: order, passengers, segments, language."""
    return await conn.row(
        """
        select order_id, array_agg(passenger_id order by passenger_id) as passenger_ids,
               (select array_agg(distinct s) from disruptions.affected b, unnest(b.old_segment_ids) s
                where b.party_id = :id) as segment_ids,
               min(language) as language, min(currency) as currency, min(disruption_id) as disruption_id
        from disruptions.affected where party_id = :id group by order_id
        """,
        id=party_id,
    )


async def change(conn: Connection, change_id: str) -> dict[str, Any] | None:
    return await conn.row("select * from bookings.change where change_id = :id", id=change_id)


async def booked(conn: Connection, change_id: str) -> dict[str, Any] | None:
    """Return the flights of a change in the shape of an offer, for changes that took none; None without flights."""
    return await conn.row(
        """
        select '' as offer_id, c.subject as party_id, c.kind, min(l.std) as departs, max(l.sta) as arrives,
               null as arrival_delay_min, null as hold_expires_at,
               jsonb_agg(jsonb_build_object('flight', l.carrier || l.number, 'board', l.board, 'off', l.off,
                                            'departs', l.std, 'arrives', l.sta) order by l.std) as legs
        from bookings.change c, jsonb_array_elements(c.itinerary) as i(planned)
        cross join lateral string_to_array(i.planned ->> 'leg', '/') as k
        join flights.leg l on l.carrier = left(k[1], 2) and l.number = substr(k[1], 3)
             and l.origin_date = k[2]::date and l.board = split_part(k[3], '-', 1) and l.off = split_part(k[3], '-', 2)
        where c.change_id = :id group by c.change_id
        """,
        id=change_id,
    )
