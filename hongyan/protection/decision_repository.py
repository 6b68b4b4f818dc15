"""SQL of decisions and of what falls due: locked single parties, sweeps over many."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection
from hongyan.runtime.database import to_json

Row = dict[str, Any]


async def lock_party(conn: Connection, party_id: str) -> Row | None:
    """Lock one party's row until the transaction ends: decisions about a party happen one after the other."""
    return await conn.row(
        "select party_id, disruption_id, state, decided_kind, seats from protection.party "
        "where party_id = :party_id for update",
        party_id=party_id,
    )


async def mark_chosen(conn: Connection, party_id: str, offer_id: str, kind: str, now: datetime) -> bool:
    """One offer is chosen, the others are withdrawn, their holds to be given back. False = it was lost meanwhile."""
    chosen = await conn.run(
        "update protection.offer set state = 'chosen' where offer_id = :offer_id and state in ('held', 'proposed')",
        offer_id=offer_id,
    )
    if not chosen:
        return False
    await end_offers(conn, [party_id])
    await conn.run(
        "update protection.party set state = 'choosing', decided_kind = :kind, due_at = null, updated_at = :now "
        "where party_id = :party_id",
        party_id=party_id,
        kind=kind,
        now=now,
    )
    return True


async def mark_declined(conn: Connection, party_id: str, offer_id: str | None, now: datetime) -> list[str]:
    """Decline one offer, or every held one; the party is looked at again at once."""
    rows = await conn.rows(
        """
        update protection.offer set state = 'declined', hold_to_release = hold_id is not null
        where party_id = :party_id and kind <> 'refund' and
            (offer_id = cast(:offer_id as text) and state in ('held', 'proposed', 'intended')
             or cast(:offer_id as text) is null and state in ('held', 'intended'))
        returning offer_id
        """,
        party_id=party_id,
        offer_id=offer_id,
    )
    await conn.run(
        """
        update protection.party p set due_at = :now, tries = 0, updated_at = :now,
            state = case when exists (select 1 from protection.offer o where o.party_id = p.party_id
                                      and o.state = 'held') then 'planned' else 'unassigned' end
        where party_id = :party_id
        """,
        party_id=party_id,
        now=now,
    )
    return [row["offer_id"] for row in rows]


async def intend_hold(conn: Connection, offer_id: str, expires_at: datetime, now: datetime) -> Row | None:
    """Turn a proposed offer into one whose seats are being asked for; an intended one is asked for again."""
    return await conn.row(
        """
        update protection.offer set state = 'intended', intended_at = :now,
            hold_expires_at = case when state = 'intended' then hold_expires_at else :expires_at end
        where offer_id = :offer_id and state in ('proposed', 'intended')
        returning offer_id, party_id, plan_id, legs, seats, hold_expires_at
        """,
        offer_id=offer_id,
        expires_at=expires_at,
        now=now,
    )


async def extend(conn: Connection, offer_id: str, expires_at: datetime) -> None:
    await conn.run(
        "update protection.offer set hold_expires_at = :expires_at where offer_id = :offer_id and state = 'held'",
        offer_id=offer_id,
        expires_at=expires_at,
    )


async def look_again(conn: Connection, party_id: str, now: datetime) -> None:
    """Set an undecided party's state from its held offers, due when the first of them ends."""
    await conn.run(
        """
        update protection.party p set updated_at = :now, due_at = case when b.held > 0 then b.expires else :now end,
            state = case when b.held > 0 then 'planned' else 'unassigned' end
        from (select count(*) as held, min(hold_expires_at) as expires from protection.offer
              where party_id = :party_id and state = 'held') b
        where p.party_id = :party_id and p.state in ('planned', 'unassigned')
        """,
        party_id=party_id,
        now=now,
    )


async def settle_decisions(conn: Connection, records: Sequence[Row], now: datetime) -> list[str]:
    """A change is confirmed: ``{party_id, kind}``; other offers end. Returns the parties that were not decided yet."""
    rows = await conn.rows(
        """
        update protection.party p set state = 'decided', decided_kind = r.kind, due_at = null, updated_at = :now
        from jsonb_to_recordset(cast(:records as jsonb)) as r(party_id text, kind text)
        where p.party_id = r.party_id and p.state <> 'decided'
        returning p.party_id
        """,
        records=to_json(list(records)),
        now=now,
    )
    ids = [row["party_id"] for row in rows]
    await end_offers(conn, ids)
    return ids


async def reopen(
    conn: Connection, party_ids: Sequence[str], kinds: Sequence[str], chosen_before: datetime, now: datetime
) -> list[Row]:
    """A decision could not be carried out: the chosen offer is lost and the party is looked at again at once.

    A choice made after ``chosen_before`` is another one: news of the failed one that comes late does not touch it.
    """
    rows = await conn.rows(
        """
        update protection.party set state = 'unassigned', decided_kind = null, due_at = :now, tries = 0,
            updated_at = :now
        where party_id = any(:ids) and state in ('choosing', 'decided') and decided_kind = any(:kinds)
          and updated_at <= :chosen_before
        returning party_id
        """,
        ids=list(party_ids),
        kinds=list(kinds),
        chosen_before=chosen_before,
        now=now,
    )
    ids = [row["party_id"] for row in rows]
    lost = await conn.rows(
        """
        update protection.offer set state = 'lost', hold_to_release = hold_id is not null
        where party_id = any(:ids) and state = 'chosen' returning offer_id, party_id, kind
        """,
        ids=ids,
    )
    await _offer_refund_again(conn, ids)
    return lost


async def _offer_refund_again(conn: Connection, party_ids: Sequence[str]) -> None:
    """The way out is always there: the latest refund offer of each party is open again."""
    await conn.run(
        """
        update protection.offer set state = 'proposed' where offer_id in (
            select distinct on (party_id) offer_id from protection.offer
            where party_id = any(:ids) and kind = 'refund' order by party_id, created_at desc, offer_id desc)
        """,
        ids=list(party_ids),
    )


async def close_parties(conn: Connection, disruption_ids: Sequence[str], now: datetime) -> int:
    """Nobody needs to be moved any more: undecided parties close and their holds are given back."""
    rows = await conn.rows(
        """
        update protection.party set state = 'closed', due_at = null, updated_at = :now
        where disruption_id = any(:ids) and state in ('planning', 'planned', 'unassigned')
        returning party_id
        """,
        ids=list(disruption_ids),
        now=now,
    )
    await end_offers(conn, [row["party_id"] for row in rows])
    return len(rows)


async def close_moved(
    conn: Connection, party_ids: Sequence[str], chosen_before: datetime, now: datetime
) -> None:
    """Somebody else has moved these parties: no seat of ours is chosen, held or offered any more."""
    rows = await conn.rows(
        """
        update protection.party set state = 'closed', decided_kind = null, due_at = null, updated_at = :now
        where party_id = any(:ids) and state <> 'closed' and updated_at <= :chosen_before
        returning party_id
        """,
        ids=list(party_ids),
        chosen_before=chosen_before,
        now=now,
    )
    ids = [row["party_id"] for row in rows]
    await conn.run(
        """
        update protection.offer set state = 'lost', hold_to_release = hold_id is not null
        where party_id = any(:ids) and state = 'chosen'
        """,
        ids=ids,
    )
    await end_offers(conn, ids)


async def end_offers(conn: Connection, party_ids: Sequence[str]) -> None:
    """Withdraw every open offer of these parties."""
    await conn.run(
        """
        update protection.offer set state = 'withdrawn', hold_to_release = hold_id is not null
        where party_id = any(:ids) and state in ('intended', 'held', 'proposed')
        """,
        ids=list(party_ids),
    )


async def end_same_flight(conn: Connection, disruption_ids: Sequence[str], state: str, now: datetime) -> None:
    """The delayed flight moved (``expired``) or flies no more (``lost``): parties that count on it are due now."""
    rows = await conn.rows(
        """
        update protection.offer o set state = :state
        from protection.party p
        where p.party_id = o.party_id and p.disruption_id = any(:ids) and o.kind = 'same_flight'
          and (o.state = 'held' or (o.state = 'proposed' and :state = 'lost'))
        returning o.party_id
        """,
        ids=list(disruption_ids),
        state=state,
    )
    await conn.run(
        """
        update protection.party p set due_at = :now, tries = 0, updated_at = :now
        where party_id = any(:ids) and state in ('planned', 'unassigned')
          and not exists (select 1 from protection.offer o where o.party_id = p.party_id and o.state = 'held')
        """,
        ids=[row["party_id"] for row in rows],
        now=now,
    )


async def with_same_flight_proposed(conn: Connection, disruption_ids: Sequence[str]) -> dict[str, str]:
    """Return party_id → offer_id where staying on the delayed flight is an alternative."""
    rows = await conn.rows(
        """
        select o.party_id, o.offer_id from protection.offer o join protection.party p using (party_id)
        where p.disruption_id = any(:ids) and o.kind = 'same_flight' and o.state = 'proposed'
        """,
        ids=list(disruption_ids),
    )
    return {row["party_id"]: row["offer_id"] for row in rows}


async def retime(conn: Connection, records: Sequence[Row]) -> None:
    """Write new times of proposed offers; without times the offer is lost."""
    await conn.bulk(
        """
        update protection.offer o set
            state = case when r.departs is null then 'lost' else o.state end,
            departs = coalesce(r.departs, o.departs), arrives = coalesce(r.arrives, o.arrives),
            arrival_delay_min = coalesce(r.arrival_delay_min, o.arrival_delay_min),
            explanation = coalesce(r.explanation, o.explanation)
        from jsonb_to_recordset(cast(:records as jsonb)) as r(offer_id text, departs timestamptz,
            arrives timestamptz, arrival_delay_min int, explanation jsonb)
        where o.offer_id = r.offer_id and o.state = 'proposed'
        """,
        records,
    )


async def claim_due(conn: Connection, now: datetime, lease_until: datetime, limit: int) -> list[Row]:
    """Take undecided parties that are due; another worker takes them again after the lease."""
    return await conn.rows(
        """
        update protection.party set due_at = :lease_until
        where party_id in (
            select party_id from protection.party
            where due_at <= :now and state in ('planned', 'unassigned')
            order by due_at, party_id limit :limit for update skip locked)
        returning party_id, disruption_id, state, tries
        """,
        now=now,
        lease_until=lease_until,
        limit=limit,
    )


async def expire_holds(conn: Connection, party_ids: Sequence[str], now: datetime) -> None:
    await conn.run(
        """
        update protection.offer set state = 'expired', hold_to_release = true
        where party_id = any(:ids) and state = 'held' and hold_id is not null and hold_expires_at <= :now
        """,
        ids=list(party_ids),
        now=now,
    )


async def still_held(conn: Connection, party_ids: Sequence[str]) -> dict[str, datetime | None]:
    """Return the parties that hold something (or are asking), and when it ends (None = never)."""
    rows = await conn.rows(
        """
        select party_id, min(hold_expires_at) as expires from protection.offer
        where party_id = any(:ids) and state in ('held', 'intended') group by party_id
        """,
        ids=list(party_ids),
    )
    return {row["party_id"]: row["expires"] for row in rows}


async def set_due(conn: Connection, records: Sequence[Row], now: datetime) -> None:
    """Write ``{party_id, due_at|None, tries}`` for parties still undecided."""
    await conn.bulk(
        """
        update protection.party p set due_at = r.due_at, tries = r.tries, updated_at = :now,
            state = case when exists (select 1 from protection.offer o where o.party_id = p.party_id
                                      and o.state = 'held') then 'planned' else 'unassigned' end
        from jsonb_to_recordset(cast(:records as jsonb)) as r(party_id text, due_at timestamptz, tries int)
        where p.party_id = r.party_id and p.state in ('planned', 'unassigned')
        """,
        records,
        now=now,
    )


async def memory(conn: Connection, party_ids: Sequence[str]) -> dict[str, Row]:
    """Return per party the itinerary last held (``current``) and those declined."""
    rows = await conn.rows(
        """
        select party_id, array_agg(signature) filter (where state = 'declined') as declined,
            (array_agg(signature order by created_at desc) filter (where state = 'expired'))[1] as current
        from protection.offer where party_id = any(:ids) group by party_id
        """,
        ids=list(party_ids),
    )
    return {row["party_id"]: row for row in rows}


async def to_release(conn: Connection, limit: int) -> list[Row]:
    """Return holds nobody needs. They stay listed until ``released``, so a crash in between repeats a harmless call."""
    return await conn.rows(
        "select offer_id, hold_id from protection.offer where hold_to_release order by offer_id limit :limit",
        limit=limit,
    )


async def released(conn: Connection, offer_ids: Sequence[str]) -> None:
    await conn.run(
        "update protection.offer set hold_to_release = false where offer_id = any(:ids)", ids=list(offer_ids)
    )


async def seats_came_free(conn: Connection, look_at: datetime) -> None:
    """Let those without a seat be looked at soon, unless they are anyway."""
    await conn.run(
        """
        update protection.party set due_at = :look_at
        where state = 'unassigned' and due_at > cast(:look_at as timestamptz)
        """,
        look_at=look_at,
    )


async def next_due(conn: Connection) -> datetime | None:
    found: datetime | None = await conn.value(
        "select min(due_at) from protection.party where state in ('planned', 'unassigned')"
    )
    return found


async def lose(conn: Connection, offer_id: str) -> None:
    await conn.run(
        "update protection.offer set state = 'lost' where offer_id = :offer_id and state in ('held', 'intended')",
        offer_id=offer_id,
    )


async def keepers(conn: Connection, disruption_ids: Sequence[str]) -> list[str]:
    """Return the parties that decided to stay on the delayed flight."""
    rows = await conn.rows(
        """
        select party_id from protection.party
        where disruption_id = any(:ids) and state in ('choosing', 'decided') and decided_kind = 'keep'
        """,
        ids=list(disruption_ids),
    )
    return [row["party_id"] for row in rows]
