"""All SQL of plans, parties and offers. Set-based; decisions lock the party's row first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.protection.model import Offer, OfferKind, OfferState
from hongyan.runtime import Connection
from hongyan.runtime.database import to_json

Row = dict[str, Any]

_OFFER = """
select offer_id, party_id, plan_id, rank, kind, state, legs, departs, arrives, arrival_delay_min, together,
       old_segment_ids, hold_id, hold_expires_at, explanation, first_come_arrival_delay_min
from protection.offer
"""
_ROWS = 1000  # per statement: writing them as JSON must not hold up the event loop
_OPEN_OFFER = "('intended', 'held', 'proposed')"


def offer_of(row: Row) -> Offer:
    """Read an offer row."""
    values = dict(row)
    values["kind"], values["state"] = OfferKind(row["kind"]), OfferState(row["state"])
    values["legs"], values["old_segment_ids"] = tuple(row["legs"]), tuple(row["old_segment_ids"])
    return Offer(**values)


async def insert_plan(conn: Connection, plan: Row) -> None:
    await conn.run(
        """
        insert into protection.plan (plan_id, created_at, renewal, disruption_ids, parties, passengers, objective,
            lp_bound, gap, seconds, plan_mean_delay_min, first_come_mean_delay_min, report)
        values (:plan_id, :created_at, :renewal, :disruption_ids, :parties, :passengers, :objective,
            :lp_bound, :gap, :seconds, :plan_mean_delay_min, :first_come_mean_delay_min, cast(:report as jsonb))
        """,
        **plan,
    )


async def add_parties(conn: Connection, parties: Sequence[Row]) -> set[str]:
    """Insert parties in state planning; return the ids that were new (another run may have taken the others)."""
    if not parties:
        return set()
    rows = await conn.rows(
        """
        insert into protection.party (party_id, disruption_id, order_id, plan_id, state, reason, seats,
            planned_delay_min, first_come_delay_min, updated_at)
        select r.party_id, r.disruption_id, r.order_id, r.plan_id, 'planning', r.reason, r.seats,
            r.planned_delay_min, r.first_come_delay_min, r.updated_at
        from jsonb_to_recordset(cast(:records as jsonb)) as r(party_id text, disruption_id text, order_id text,
            plan_id text, reason text, seats int, planned_delay_min int, first_come_delay_min int,
            updated_at timestamptz)
        on conflict (party_id) do nothing
        returning party_id
        """,
        records=to_json(list(parties)),
    )
    return {row["party_id"] for row in rows}


async def take_for_renewal(conn: Connection, parties: Sequence[Row], now: datetime) -> set[str]:
    """Put undecided parties into a renewal plan; return those still undecided, with no hold alive or under way."""
    rows = await conn.rows(
        """
        with wanted as (
            select * from jsonb_to_recordset(cast(:records as jsonb)) as r(party_id text, plan_id text, reason text,
                updated_at timestamptz)
        ), locked as (
            select party_id from protection.party where party_id in (select party_id from wanted)
            and (state in ('planned', 'unassigned') or (state = 'planning' and plan_id in (select plan_id from wanted)))
            and not exists (select 1 from protection.offer o where o.party_id = party.party_id and
                (o.state = 'intended' or (o.state = 'held' and (o.hold_id is null or o.hold_expires_at > :now))))
            order by party_id for update skip locked
        )
        update protection.party p set plan_id = w.plan_id, reason = w.reason, updated_at = w.updated_at
        from wanted w join locked using (party_id) where p.party_id = w.party_id
        returning p.party_id
        """,
        records=to_json(list(parties)),
        now=now,
    )
    return {row["party_id"] for row in rows}


async def add_offers(conn: Connection, offers: Sequence[Row]) -> None:
    for start in range(0, len(offers), _ROWS):
        await conn.bulk(
            """
            insert into protection.offer (offer_id, party_id, plan_id, rank, kind, state, legs, cabins, signature,
                departs, arrives, arrival_delay_min, together, old_segment_ids, seats, hold_expires_at, intended_at,
                explanation, first_come_arrival_delay_min, created_at)
            select r.offer_id, r.party_id, r.plan_id, r.rank, r.kind, r.state, r.legs, r.cabins, r.signature,
                r.departs, r.arrives, r.arrival_delay_min, r.together, r.old_segment_ids, r.seats,
                r.hold_expires_at, r.intended_at, r.explanation, r.first_come_arrival_delay_min, r.created_at
            from jsonb_to_recordset(cast(:records as jsonb)) as r(offer_id text, party_id text, plan_id text,
                rank int, kind text, state text, legs jsonb, cabins text[], signature text, departs timestamptz,
                arrives timestamptz, arrival_delay_min int, together boolean, old_segment_ids text[], seats int,
                hold_expires_at timestamptz, intended_at timestamptz, explanation jsonb,
                first_come_arrival_delay_min int, created_at timestamptz)
            """,
            offers[start : start + _ROWS],
        )


async def withdraw_open_offers(conn: Connection, party_ids: Sequence[str]) -> None:
    """Withdraw what was offered to these parties so far; their holds are given back later."""
    await conn.run(
        f"""
        update protection.offer set hold_to_release = hold_id is not null,
            state = case when state = 'held' then 'expired' else 'withdrawn' end
        where party_id = any(:ids) and state in {_OPEN_OFFER}
        """,
        ids=list(party_ids),
    )


async def intended(conn: Connection, plan_id: str | None, before: datetime | None, limit: int) -> list[Row]:
    """Return offers whose seats are yet to be asked for: of one plan, or written before an instant."""
    return await conn.rows(
        """
        select offer_id, party_id, plan_id, legs, seats, hold_expires_at from protection.offer
        where state = 'intended' and (plan_id = :plan_id or intended_at < cast(:before as timestamptz))
        order by rank, offer_id limit :limit
        """,
        plan_id=plan_id,
        before=before,
        limit=limit,
    )


async def record_holds(conn: Connection, records: Sequence[Row]) -> None:
    """Write what the airline system answered: ``{offer_id, hold_id|None}``. A hold nobody waits for is released."""
    await conn.bulk(
        """
        update protection.offer o set
            hold_id = r.hold_id,
            hold_to_release = r.hold_id is not null and o.state <> 'intended',
            state = case when o.state <> 'intended' then o.state when r.hold_id is null then 'lost' else 'held' end
        from jsonb_to_recordset(cast(:records as jsonb)) as r(offer_id text, hold_id text)
        where o.offer_id = r.offer_id and o.hold_id is null
        """,
        records,
    )


async def settle_parties(
    conn: Connection, plan_id: str, now: datetime, retry_at: datetime, retry_limit: int
) -> None:
    """Set each undecided party of a plan to planned or unassigned from its offers, and when to look again."""
    await conn.run(
        """
        with best as (
            select p.party_id, count(o.offer_id) as held, min(o.hold_expires_at) as expires
            from protection.party p left join protection.offer o on o.party_id = p.party_id and o.state = 'held'
            where p.plan_id = :plan_id and p.state in ('planning', 'planned', 'unassigned')
            group by p.party_id
        )
        update protection.party p set
            state = case when b.held > 0 then 'planned' else 'unassigned' end,
            reason = case when b.held > 0 then null else coalesce(p.reason, 'no_seats') end,
            tries = case when b.held > 0 then 0 else p.tries + 1 end,
            due_at = case when b.held > 0 then b.expires when p.tries < :retry_limit
                then cast(:now as timestamptz)
                     + (cast(:retry_at as timestamptz) - cast(:now as timestamptz)) * power(2, p.tries) end,
            updated_at = :now
        from best b
        where b.party_id = p.party_id and p.state in ('planning', 'planned', 'unassigned')
        """,
        plan_id=plan_id,
        now=now,
        retry_at=retry_at,
        retry_limit=retry_limit,
    )


async def finish_plan(conn: Connection, plan_id: str) -> Row | None:
    """Mark a plan ready and count; None when it was ready already."""
    return await conn.row(
        """
        update protection.plan p set state = 'ready',
            unassigned = (select count(*) from protection.party q where q.plan_id = p.plan_id
                and q.state = 'unassigned'),
            held = (select count(*) from protection.offer o where o.plan_id = p.plan_id and o.state = 'held')
        where plan_id = :plan_id and state = 'placing'
        returning plan_id, disruption_ids, parties, unassigned, held, renewal
        """,
        plan_id=plan_id,
    )


async def placing_plans(conn: Connection, before: datetime) -> list[str]:
    rows = await conn.rows(
        "select plan_id from protection.plan where state = 'placing' and created_at < :before", before=before
    )
    return [row["plan_id"] for row in rows]


async def known_parties(conn: Connection, disruption_ids: Sequence[str]) -> set[str]:
    rows = await conn.rows(
        "select party_id from protection.party where disruption_id = any(:ids)", ids=list(disruption_ids)
    )
    return {row["party_id"] for row in rows}


async def without_seat(conn: Connection, plan_id: str) -> list[str]:
    """Return undecided parties of a plan whose best offer was refused and who hold nothing else."""
    rows = await conn.rows(
        """
        select party_id from protection.party p
        where plan_id = :plan_id and state in ('planning', 'planned', 'unassigned')
          and exists (select 1 from protection.offer o where o.party_id = p.party_id and o.plan_id = p.plan_id
                      and o.state = 'lost')
          and not exists (select 1 from protection.offer o where o.party_id = p.party_id and o.state = 'held')
        """,
        plan_id=plan_id,
    )
    return [row["party_id"] for row in rows]


async def offers_for(conn: Connection, party_ids: Sequence[str]) -> list[Offer]:
    """Return the offers a party can see: chosen, held and proposed ones, best first."""
    rows = await conn.rows(
        _OFFER
        + """
        where party_id = any(:ids) and state in ('chosen', 'held', 'proposed')
        order by party_id, state <> 'chosen', state <> 'held' or kind = 'refund', rank, offer_id
        """,
        ids=list(party_ids),
    )
    return [offer_of(row) for row in rows]


async def offer(conn: Connection, offer_id: str) -> Offer | None:
    row = await conn.row(_OFFER + " where offer_id = :offer_id", offer_id=offer_id)
    return offer_of(row) if row else None


async def parties_of_plan(conn: Connection, plan_id: str) -> list[str]:
    rows = await conn.rows(
        "select party_id from protection.party where plan_id = :plan_id order by party_id", plan_id=plan_id
    )
    return [row["party_id"] for row in rows]


async def drop_plan(conn: Connection, plan_id: str) -> None:
    """Take back a plan that turned out to cover nobody."""
    await conn.run("delete from protection.plan where plan_id = :plan_id", plan_id=plan_id)


async def planned_versions(conn: Connection, disruption_ids: Sequence[str]) -> dict[str, int]:
    """Return the version at which each disruption was last planned."""
    rows = await conn.rows(
        "select disruption_id, version from protection.planned where disruption_id = any(:ids)",
        ids=list(disruption_ids),
    )
    return {row["disruption_id"]: row["version"] for row in rows}


async def remember_planned(conn: Connection, versions: dict[str, int], now: datetime) -> None:
    await conn.bulk(
        """
        insert into protection.planned (disruption_id, version, at)
        select r.disruption_id, r.version, :now
        from jsonb_to_recordset(cast(:records as jsonb)) as r(disruption_id text, version int)
        on conflict (disruption_id) do update set version = excluded.version, at = excluded.at
        where protection.planned.version < excluded.version
        """,
        [{"disruption_id": i, "version": v} for i, v in sorted(versions.items())],
        now=now,
    )
