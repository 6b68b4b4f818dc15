"""SQL of enrolling: who is affected and not yet on the list, whom we know already, tasks and reach rows in batches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection
from hongyan.runtime.database import to_json


async def unenrolled(conn: Connection, disruption_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return affected passengers of live disruptions who are in no task yet."""
    return await conn.rows(
        """
        select a.*, case when a.hit_at > d.opened_at then a.hit_at else d.known_at end as known_at,
               d.kind as disruption_kind from disruptions.affected a
        join disruptions.disruption d using (disruption_id)
        where a.disruption_id = any(:ids) and d.state <> 'withdrawn'
          and not exists (select from outreach.reach r
                          where r.disruption_id = a.disruption_id and r.passenger_id = a.passenger_id)
        order by a.person_key, a.passenger_id
        """,
        ids=list(disruption_ids),
    )


async def disruptions_with_gaps(conn: Connection, limit: int) -> list[str]:
    """Return live disruptions some of whose passengers are in no task."""
    rows = await conn.rows(
        """
        select distinct a.disruption_id from disruptions.affected a
        join disruptions.disruption d using (disruption_id)
        where d.state <> 'withdrawn'
          and not exists (select from outreach.reach r
                          where r.disruption_id = a.disruption_id and r.passenger_id = a.passenger_id)
        limit :limit
        """,
        limit=limit,
    )
    return [row["disruption_id"] for row in rows]


async def persons_known(conn: Connection, person_keys: Sequence[str], since: datetime) -> dict[str, Any]:
    """Return per person: refused channels, and contacts since ``since``."""
    rows = await conn.rows(
        """
        select k.person_key,
               (select array_agg(o.channel) from outreach.opt_out o where o.person_key = k.person_key) as refuses,
               (select count(*) from outreach.task t join outreach.attempt a using (task_id)
                where t.person_key = k.person_key and a.intended_at > :since and a.state <> 'never_placed') as contacts
        from unnest(cast(:keys as text[])) as k(person_key)
        """,
        keys=list(person_keys),
        since=since,
    )
    return {row["person_key"]: row for row in rows}


async def enrol(conn: Connection, records: Sequence[dict[str, Any]], now: datetime) -> dict[str, str]:
    """Insert tasks, or join the task of the same person that still waits; returns person_key → task_id."""
    if not records:
        return {}
    rows = await conn.rows(
        """
        insert into outreach.task as t (task_id, campaign_id, person_key, party_ids, name, language, zone,
            destination_zone, departs_at, travelling, phone, phone_quality, phone_until, email, push, agency_phone, agency,
            refuses, contacts_last_day, rank, turn, state, next_channel, due_at, step, known_at, created_at)
        select r.task_id, r.campaign_id, r.person_key, r.party_ids, r.name, r.language, r.zone, r.destination_zone,
            r.departs_at, r.travelling, r.phone, r.phone_quality, r.phone_until, r.email, r.push,
            r.agency_phone, r.agency, r.refuses,
            r.contacts_last_day, r.rank, 0, 'scheduled', r.next_channel, r.due_at, r.step, r.known_at, :now
        from jsonb_to_recordset(cast(:records as jsonb)) as r(task_id text, campaign_id text, person_key text,
            party_ids text[], name text, language text, zone text, destination_zone text, departs_at timestamptz,
            travelling boolean, phone text, phone_quality text, phone_until timestamptz, email text, push text,
            agency_phone text, agency text,
            refuses text[], contacts_last_day integer, rank integer, next_channel text, due_at timestamptz,
            step text, known_at timestamptz)
        order by r.person_key
        on conflict (person_key) where state = 'scheduled' and first_attempt_at is null
        do update set party_ids = (select array_agg(distinct p) from unnest(t.party_ids || excluded.party_ids) p),
            rank = least(t.rank, excluded.rank), departs_at = least(t.departs_at, excluded.departs_at),
            due_at = least(t.due_at, excluded.due_at), decided = false,
            known_at = least(t.known_at, excluded.known_at), version = t.version + 1
        returning t.task_id, t.person_key
        """,
        records=to_json(list(records)),
        now=now,
    )
    return {row["person_key"]: row["task_id"] for row in rows}


async def enrol_reach(conn: Connection, records: Sequence[dict[str, Any]]) -> int:
    return await conn.bulk(
        """
        insert into outreach.reach (disruption_id, passenger_id, party_id, task_id, locator, name, state)
        select r.disruption_id, r.passenger_id, r.party_id, r.task_id, r.locator, r.name, 'scheduled'
        from jsonb_to_recordset(cast(:records as jsonb)) as r(
            disruption_id text, passenger_id text, party_id text, task_id text, locator text, name text)
        on conflict do nothing
        """,
        records,
    )


# Written for index scans that stay index scans on tables nobody has analysed yet: the storm comes minutes after birth.
