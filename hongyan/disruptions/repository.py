"""All SQL of disruptions: legs that went wrong, the passengers they hit, their story, legs still to be judged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.disruptions.model import AffectedPassenger, Disruption
from hongyan.disruptions.rows import affected_of, affected_record, disruption_of, disruption_record
from hongyan.runtime import Connection

_DISRUPTION = """disruption_id text, leg_id text, leg_key text, leg_version int, carrier text, flight text, board text,
    off text, origin_date date, std timestamptz, sta timestamptz, departs timestamptz, arrives timestamptz,
    has_left boolean, registration text, kind text, departure_delay_minutes int, arrival_delay_minutes int,
    cause_code text, inherited_cause text, cause_class text, carrier_cause boolean, known_at timestamptz,
    opened_at timestamptz, state text"""
_COLUMNS = ", ".join(column.split()[0] for column in _DISRUPTION.split(","))

_AFFECTED = """disruption_id text, passenger_id text, order_id text, locator text, name_masked text, party_id text,
    segment_id text, person_key text, cabin text, rbd text, kind text, tier text, language text, zone text, seats int,
    departs_at timestamptz, journey_board text, final_off text, original_arrival timestamptz, onward jsonb,
    misconnects boolean, group_name text, channel text, fare numeric, taxes numeric, currency text,
    payment_method text, sold_at timestamptz, contacts jsonb, checked_in boolean"""
_AFFECTED_COLUMNS = ", ".join(column.split()[0] for column in _AFFECTED.split(","))
_LISTS = "old_segment_ids, ssrs, linked_products"
_REFRESHED = (
    "segment_id", "old_segment_ids", "person_key", "cabin", "rbd", "ssrs", "tier", "language", "zone",
    "departs_at", "final_off", "original_arrival", "onward", "misconnects", "fare", "taxes", "currency", "contacts",
    "checked_in", "linked_products",
)  # fmt: skip
_BATCH = 1_000  # building one batch keeps the event loop busy for some 40 ms


async def serialise(conn: Connection) -> None:
    """Let one transaction at a time decide which legs are disrupted; the lock ends with the transaction."""
    await conn.run("select pg_advisory_xact_lock(hashtext('disruptions.detect'))")


async def note_to_judge(conn: Connection, told: Mapping[str, list[dict[str, Any]]], now: datetime) -> None:
    """Keep which legs must be judged, with what was told of them, until that is done."""
    await conn.bulk(
        """
        insert into disruptions.to_judge as t (leg_id, told, noted_at)
        select r.leg_id, r.told, :now from jsonb_to_recordset(cast(:records as jsonb)) as r(leg_id text, told jsonb)
        order by r.leg_id
        on conflict (leg_id) do update set told = t.told || excluded.told
        """,
        [{"leg_id": leg_id, "told": items} for leg_id, items in told.items()],
        now=now,
    )


async def to_judge(conn: Connection, leg_ids: Sequence[str]) -> list[dict[str, Any]]:
    return await conn.rows(
        "select leg_id, told from disruptions.to_judge where leg_id = any(:ids)", ids=list(leg_ids)
    )


async def judged(conn: Connection, seen: Mapping[str, int]) -> None:
    """Forget legs that were judged, unless more was told of one meanwhile (``seen`` = how many items were read)."""
    await conn.bulk(
        """
        delete from disruptions.to_judge t
        using jsonb_to_recordset(cast(:records as jsonb)) as r(leg_id text, seen int)
        where t.leg_id = r.leg_id and jsonb_array_length(t.told) <= r.seen
        """,
        [{"leg_id": leg_id, "seen": count} for leg_id, count in seen.items()],
    )


async def left_behind(conn: Connection, noted_before: datetime, limit: int) -> list[str]:
    """Return legs noted before an instant and still not judged, oldest first."""
    rows = await conn.rows(
        "select leg_id from disruptions.to_judge where noted_at < :before order by noted_at limit :limit",
        before=noted_before,
        limit=limit,
    )
    return [str(r["leg_id"]) for r in rows]


async def oldest_to_judge(conn: Connection) -> datetime | None:
    found: datetime | None = await conn.value("select min(noted_at) from disruptions.to_judge")
    return found


async def open_on_legs(conn: Connection, leg_ids: Sequence[str]) -> dict[str, Disruption]:
    """Return the open disruption of each leg that has one."""
    rows = await conn.rows(
        "select * from disruptions.disruption where state = 'open' and leg_id = any(:ids)", ids=list(leg_ids)
    )
    return {r["leg_id"]: disruption_of(r) for r in rows}


async def by_ids(conn: Connection, disruption_ids: Sequence[str]) -> list[Disruption]:
    rows = await conn.rows(
        "select * from disruptions.disruption where disruption_id = any(:ids) order by std, disruption_id",
        ids=list(disruption_ids),
    )
    return [disruption_of(r) for r in rows]


async def in_states(conn: Connection, states: Sequence[str], limit: int) -> list[Disruption]:
    rows = await conn.rows(
        "select * from disruptions.disruption where state = any(:states) order by known_at desc, disruption_id limit :limit",
        states=list(states),
        limit=limit,
    )
    return [disruption_of(r) for r in rows]


async def insert_disruptions(conn: Connection, disruptions: Sequence[Disruption]) -> None:
    await conn.bulk(
        f"insert into disruptions.disruption ({_COLUMNS}) select {_COLUMNS} "
        f"from jsonb_to_recordset(cast(:records as jsonb)) as r({_DISRUPTION})",
        [disruption_record(d) for d in disruptions],
    )


async def update_disruptions(conn: Connection, disruptions: Sequence[Disruption]) -> None:
    """Write the present kind, times and cause of open disruptions."""
    changing = ["leg_version", "departs", "arrives", "has_left", "registration", "kind", "departure_delay_minutes",
                "arrival_delay_minutes", "cause_code", "inherited_cause", "cause_class", "carrier_cause", "known_at"]  # fmt: skip
    await conn.bulk(
        f"update disruptions.disruption d set {', '.join(f'{c} = r.{c}' for c in changing)}, version = d.version + 1 "
        f"from jsonb_to_recordset(cast(:records as jsonb)) as r({_DISRUPTION}) where d.disruption_id = r.disruption_id",
        [disruption_record(d) for d in disruptions],
    )


async def end(conn: Connection, ended: Mapping[str, tuple[str, str]], now: datetime) -> None:
    """Set state and reason of disruptions that are over: ``{disruption_id: (state, why)}``."""
    await conn.bulk(
        """
        update disruptions.disruption d set state = r.state, ended_why = r.why, ended_at = :now, version = d.version + 1
        from jsonb_to_recordset(cast(:records as jsonb)) as r(disruption_id text, state text, why text)
        where d.disruption_id = r.disruption_id and d.state = 'open'
        """,
        [{"disruption_id": i, "state": state, "why": why} for i, (state, why) in ended.items()],
        now=now,
    )


async def upsert_affected(conn: Connection, passengers: Sequence[AffectedPassenger], now: datetime) -> None:
    """Add passengers; those already there are refreshed, and nobody is ever taken out."""
    lists = ", ".join(f"array(select jsonb_array_elements_text(r.{name}))" for name in _LISTS.split(", "))
    refreshed = ", ".join(f"{c} = excluded.{c}" for c in _REFRESHED)
    for start in range(0, len(passengers), _BATCH):
        await conn.bulk(
            f"insert into disruptions.affected ({_AFFECTED_COLUMNS}, {_LISTS}, hit_at) "
            f"select {_AFFECTED_COLUMNS}, {lists}, :now "
            f"from jsonb_to_recordset(cast(:records as jsonb)) as r({_AFFECTED}, old_segment_ids jsonb, ssrs jsonb, "
            f"linked_products jsonb) "
            f"on conflict (disruption_id, passenger_id) do update set {refreshed}",
            [affected_record(p) for p in passengers[start : start + _BATCH]],
            now=now,
        )


async def recount(conn: Connection, disruption_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Count affected passengers and parties again; returns them by disruption."""
    rows = await conn.rows(
        """
        update disruptions.disruption d set affected = c.affected, parties = c.parties, misconnects = c.misconnects
        from (select i.id, count(a.passenger_id) as affected, count(distinct a.party_id) as parties,
                     count(*) filter (where a.misconnects) as misconnects
              from unnest(cast(:ids as text[])) as i(id)
              left join disruptions.affected a on a.disruption_id = i.id group by i.id) c
        where d.disruption_id = c.id returning d.disruption_id, d.affected, d.parties
        """,
        ids=list(disruption_ids),
    )
    return {r["disruption_id"]: (r["affected"], r["parties"]) for r in rows}


async def affected(conn: Connection, disruption_ids: Sequence[str]) -> list[AffectedPassenger]:
    rows = await conn.rows(
        "select * from disruptions.affected where disruption_id = any(:ids) order by disruption_id, order_id, passenger_id",
        ids=list(disruption_ids),
    )
    return [affected_of(r) for r in rows]


async def affected_of_orders(conn: Connection, order_ids: Sequence[str]) -> list[AffectedPassenger]:
    rows = await conn.rows(
        "select * from disruptions.affected where order_id = any(:ids) order by disruption_id, passenger_id",
        ids=list(order_ids),
    )
    return [affected_of(r) for r in rows]


async def affected_passenger(
    conn: Connection, disruption_id: str, passenger_id: str
) -> AffectedPassenger | None:
    row = await conn.row(
        "select * from disruptions.affected where disruption_id = :disruption_id and passenger_id = :passenger_id",
        disruption_id=disruption_id,
        passenger_id=passenger_id,
    )
    return affected_of(row) if row else None


async def other_journeys(conn: Connection, disruption_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the parties of other open disruptions that share an order with these: party_id, order_id, segments."""
    return await conn.rows(
        """
        select distinct a.party_id, a.order_id, a.segment_id, a.old_segment_ids
        from disruptions.affected a join disruptions.disruption d using (disruption_id)
        where d.state = 'open' and not d.kind = 'misconnect'
          and a.order_id in (select order_id from disruptions.affected where disruption_id = any(:ids))
        """,
        ids=list(disruption_ids),
    )


async def sharing_orders(conn: Connection, disruption_ids: Sequence[str]) -> list[Disruption]:
    """Return other open disruptions that hit orders of these."""
    rows = await conn.rows(
        """
        select d.* from disruptions.disruption d
        where d.state = 'open' and not d.disruption_id = any(:ids) and exists (
            select from disruptions.affected a join disruptions.affected b using (order_id)
            where a.disruption_id = d.disruption_id and b.disruption_id = any(:ids))
        order by d.disruption_id
        """,
        ids=list(disruption_ids),
    )
    return [disruption_of(r) for r in rows]


async def tell(conn: Connection, items: Sequence[tuple[str, datetime, str, Mapping[str, Any]]]) -> None:
    """Write story items: (disruption_id, at, what, details)."""
    await conn.bulk(
        """
        insert into disruptions.story (disruption_id, at, what, details)
        select r.disruption_id, r.at, r.what, r.details from jsonb_to_recordset(cast(:records as jsonb))
            as r(disruption_id text, at timestamptz, what text, details jsonb)
        """,
        [
            {"disruption_id": i, "at": at, "what": what, "details": dict(details)}
            for i, at, what, details in items
        ],
    )


async def story(conn: Connection, disruption_id: str) -> list[dict[str, Any]]:
    return await conn.rows(
        "select at, what, details from disruptions.story where disruption_id = :id order by story_id",
        id=disruption_id,
    )


async def orders_of_parties(conn: Connection, party_ids: Sequence[str]) -> list[str]:
    rows = await conn.rows(
        "select distinct order_id from disruptions.affected where party_id = any(:ids) order by order_id",
        ids=list(party_ids),
    )
    return [row["order_id"] for row in rows]
