"""SQL of links, wishes, decisions and the notices that follow them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection


async def create_links(conn: Connection, records: Sequence[dict[str, Any]], now: datetime) -> None:
    """Give each task without a link one (link_id, task_id, language, expires_at)."""
    await conn.bulk(
        """
        insert into outreach.link (link_id, task_id, party_ids, language, created_at, expires_at)
        select r.link_id, r.task_id, '{}', r.language, :now, r.expires_at
        from jsonb_to_recordset(cast(:records as jsonb)) as r(
            link_id text, task_id text, language text, expires_at timestamptz)
        where not exists (select from outreach.link l where l.task_id = r.task_id)
        """,
        records,
        now=now,
    )


async def create_party_link(
    conn: Connection,
    link_id: str,
    party_ids: Sequence[str],
    language: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    await conn.run(
        "insert into outreach.link (link_id, party_ids, language, created_at, expires_at) "
        "values (:id, :parties, :language, :now, :expires)",
        id=link_id,
        parties=list(party_ids),
        language=language,
        now=now,
        expires=expires_at,
    )


async def link_of_task(conn: Connection, task_id: str) -> str | None:
    value = await conn.value("select link_id from outreach.link where task_id = :id limit 1", id=task_id)
    return None if value is None else str(value)


async def link(conn: Connection, link_id: str) -> dict[str, Any] | None:
    """Return the link with the parties it speaks for now."""
    return await conn.row(
        "select l.link_id, l.task_id, l.language, l.expires_at, l.opened_at, coalesce(t.party_ids, l.party_ids) as party_ids "
        "from outreach.link l left join outreach.task t using (task_id) where l.link_id = :id",
        id=link_id,
    )


async def count_opening(conn: Connection, link_id: str, now: datetime) -> None:
    await conn.run(
        "update outreach.link set opened = opened + 1, opened_at = coalesce(opened_at, :now) where link_id = :id",
        id=link_id,
        now=now,
    )


async def add_wishes(conn: Connection, records: Sequence[dict[str, Any]]) -> None:
    await conn.bulk(
        """
        insert into outreach.wish (attempt_id, task_id, party_id, kind, offer_id, consent, said_by, at)
        select r.attempt_id, r.task_id, r.party_id, r.kind, r.offer_id, r.consent, r.said_by, r.at
        from jsonb_to_recordset(cast(:records as jsonb)) as r(attempt_id text, task_id text, party_id text, kind text,
            offer_id text, consent text, said_by text, at timestamptz)
        on conflict (attempt_id, party_id) do nothing
        """,
        records,
    )


async def pending_wishes(conn: Connection, limit: int) -> list[dict[str, Any]]:
    return await conn.rows(
        "select * from outreach.wish where state = 'pending' order by wish_id limit :limit", limit=limit
    )


async def take_wish(conn: Connection, wish_id: int) -> bool:
    """Lock a pending wish for this transaction; False = somebody else has it or it is settled."""
    row = await conn.row(
        "select wish_id from outreach.wish where wish_id = :id and state = 'pending' for update skip locked",
        id=wish_id,
    )
    return row is not None


async def settle_wish(conn: Connection, wish_id: int, state: str, result: str | None = None) -> None:
    await conn.run(
        "update outreach.wish set state = :state, result = :result where wish_id = :id",
        id=wish_id,
        state=state,
        result=result,
    )


async def decision(conn: Connection, party_id: str) -> dict[str, Any] | None:
    return await conn.row("select * from outreach.decision where party_id = :id", id=party_id)


async def decisions(conn: Connection, party_ids: Sequence[str]) -> list[dict[str, Any]]:
    return await conn.rows(
        "select * from outreach.decision where party_id = any(:ids) order by party_id", ids=list(party_ids)
    )


async def lock_party(conn: Connection, party_id: str) -> None:
    """Let one decision at a time be made for a party, whoever makes it."""
    await conn.run("select pg_advisory_xact_lock(hashtextextended(:party, 7304003))", party=party_id)


async def lock_change(conn: Connection, change_id: str) -> None:
    """Let the news of a change and the note of whose decision it is come one after the other."""
    await conn.run("select pg_advisory_xact_lock(hashtextextended(:change, 7304004))", change=change_id)


async def party_of_change(conn: Connection, change_id: str) -> str | None:
    value = await conn.value(
        "select party_id from outreach.decision where change_id = :id order by party_id limit 1", id=change_id
    )
    return None if value is None else str(value)


async def save_decision(conn: Connection, record: dict[str, Any]) -> None:
    """Write the party's decision; a failed earlier one is replaced."""
    await conn.run(
        """
        insert into outreach.decision (party_id, kind, offer_id, change_id, said_by, consent, decided_at)
        values (:party_id, :kind, :offer_id, :change_id, :said_by, :consent, :decided_at)
        on conflict (party_id) do update set kind = excluded.kind, offer_id = excluded.offer_id,
            change_id = excluded.change_id, said_by = excluded.said_by, consent = excluded.consent,
            decided_at = excluded.decided_at, state = 'requested', reason = null
        """,
        **record,
    )


async def set_decision_state(
    conn: Connection, party_id: str, change_id: str, state: str, reason: str | None
) -> int:
    """Move a decision with its change; an event of an older change changes nothing."""
    return await conn.run(
        "update outreach.decision set state = :state, reason = :reason "
        "where party_id = :party and change_id = :change and state <> :state",
        party=party_id,
        change=change_id,
        state=state,
        reason=reason,
    )


async def party_reached(conn: Connection, party_id: str, by: str, now: datetime) -> None:
    """Somebody of the party decided or read the news: the party is reached, and is not called any more if all decided."""
    await conn.run(
        "update outreach.reach set state = 'reached', reason = null, reached_at = coalesce(reached_at, :now), "
        "reached_by = coalesce(reached_by, :by) where party_id = :party and state not in ('reached', 'withdrawn')",
        party=party_id,
        by=by,
        now=now,
    )


async def stop_decided_tasks(conn: Connection, party_id: str, now: datetime) -> None:
    """Tasks all of whose parties have chosen need no more contacts."""
    await conn.run(
        """
        update outreach.task t set decided = true, next_channel = null, due_at = null,
            state = case when state in ('scheduled', 'unreachable', 'unknown') then 'reached' else state end,
            reached_at = coalesce(reached_at, :now), reached_by = coalesce(reached_by, 'decision'),
            version = version + 1
        where t.party_ids @> array[cast(:party as text)]
          and not exists (select from unnest(t.party_ids) p where p not in
                          (select party_id from outreach.decision where state <> 'failed'))
        """,
        party=party_id,
        now=now,
    )


async def tasks_of_party(conn: Connection, party_id: str) -> list[dict[str, Any]]:
    """Return the tasks of the people who answer for a party."""
    return await conn.rows(
        "select * from outreach.task where party_ids @> array[cast(:party as text)] order by task_id",
        party=party_id,
    )


async def add_notices(conn: Connection, records: Sequence[dict[str, Any]]) -> int:
    """Queue notices (task_id, party_id, kind, reference, params, due_at); the same one a second time changes nothing."""
    return await conn.bulk(
        """
        insert into outreach.notice (task_id, party_id, kind, reference, params, due_at)
        select r.task_id, r.party_id, r.kind, r.reference, r.params, r.due_at
        from jsonb_to_recordset(cast(:records as jsonb)) as r(task_id text, party_id text, kind text, reference text,
            params jsonb, due_at timestamptz)
        on conflict (task_id, party_id, kind, reference) do nothing
        """,
        records,
    )


async def task_ids_of_parties(conn: Connection, party_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return (party_id, task_id) pairs of the people who answer for these parties."""
    return await conn.rows(
        "select distinct party_id, task_id from outreach.reach where party_id = any(:ids)",
        ids=list(party_ids),
    )


NOTICE_CHANNEL = """
    case when n.kind = 'hold_ends' and t.reached_by = 'agency' and not 'agency' = any(n.failed_on) then 'agency'
         when t.phone is not null and not t.phone_bad and t.phone_quality in ('verified', 'unverified')
              and not 'sms' = any(t.refuses || n.failed_on) then 'sms'
         when t.email is not null and not 'email' = any(t.refuses || n.failed_on) then 'email'
         when t.agency is not null and not 'agency' = any(n.failed_on) then 'agency'
         else 'person' end
"""


async def take_notices(conn: Connection, channel: str, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Lock due notices that go out on ``channel``."""
    return await conn.rows(
        f"""
        select n.notice_id, n.party_id, n.kind, n.reference, n.params, t.task_id, t.campaign_id, t.language, t.phone,
               t.email, t.agency, l.link_id
        from outreach.notice n join outreach.task t using (task_id)
        left join outreach.link l on l.task_id = t.task_id
        where n.state = 'pending' and n.due_at <= :now and {NOTICE_CHANNEL} = :channel
        order by n.due_at, n.notice_id limit :limit for update of n skip locked
        """,
        channel=channel,
        now=now,
        limit=limit,
    )


async def confirmations_arrived(conn: Connection, limit: int) -> list[str]:
    """Mark confirmations that were delivered or accepted as told, each once; returns their changes."""
    rows = await conn.rows(
        """
        update outreach.notice set state = 'told' where notice_id in (
            select n.notice_id from outreach.notice n join outreach.attempt a using (attempt_id)
            where n.state = 'sent' and n.kind like 'confirmed%' and a.state = 'ended'
              and a.result in ('delivered', 'accepted', 'passed_on')
            order by n.notice_id limit :limit for update of n skip locked)
        returning reference
        """,
        limit=limit,
    )
    return sorted({row["reference"] for row in rows})


async def notices_without_channel(conn: Connection, now: datetime, limit: int) -> list[str]:
    """Take due notices that no machine can deliver out of the queue; returns the tasks somebody must tell by hand."""
    rows = await conn.rows(
        f"""
        update outreach.notice set state = 'by_hand' where notice_id in (
            select n.notice_id from outreach.notice n join outreach.task t using (task_id)
            where n.state = 'pending' and n.due_at <= :now and {NOTICE_CHANNEL} = 'person'
            order by n.notice_id limit :limit for update of n skip locked)
        returning task_id
        """,
        now=now,
        limit=limit,
    )
    return sorted({row["task_id"] for row in rows})


_UNREMINDED = """
from protection.offer o
join outreach.reach e on e.party_id = o.party_id and e.state = 'reached'
join outreach.task t on t.task_id = e.task_id and not t.decided and t.state <> 'withdrawn'
where o.state = 'held' and o.kind <> 'same_flight' and o.hold_expires_at > :now and jsonb_array_length(o.legs) > 0
  and not exists (select from outreach.decision d where d.party_id = o.party_id and d.state <> 'failed')
  and not exists (select from outreach.notice n where n.task_id = t.task_id and n.party_id = o.party_id
                  and n.kind = 'hold_ends' and n.reference = o.offer_id)
"""


async def holds_ending(conn: Connection, now: datetime, before: datetime, limit: int) -> list[dict[str, Any]]:
    """Return held seats that end before an instant, of people who know and have not chosen; each (task, offer) once."""
    return await conn.rows(
        f"select distinct t.task_id, o.party_id, o.offer_id, o.legs, o.hold_expires_at {_UNREMINDED} "
        "and o.hold_expires_at <= :before order by o.hold_expires_at, o.offer_id limit :limit",
        now=now,
        before=before,
        limit=limit,
    )


async def next_hold_ending(conn: Connection, now: datetime) -> datetime | None:
    found: datetime | None = await conn.value(f"select min(o.hold_expires_at) {_UNREMINDED}", now=now)
    return found


async def notices_sent(conn: Connection, records: Sequence[dict[str, Any]]) -> None:
    """Bind notices to the attempts that carry them (notice_id, attempt_id, state)."""
    await conn.bulk(
        """
        update outreach.notice n set state = r.state, attempt_id = r.attempt_id
        from jsonb_to_recordset(cast(:records as jsonb)) as r(notice_id bigint, attempt_id text, state text)
        where n.notice_id = r.notice_id
        """,
        records,
    )


async def notices_back(conn: Connection, attempt_ids: Sequence[str], due_at: datetime) -> None:
    """The provider never sent these: they wait again."""
    await conn.run(
        "update outreach.notice set state = 'pending', due_at = :due where attempt_id = any(:ids) and state = 'sent'",
        ids=list(attempt_ids),
        due=due_at,
    )


async def notices_failed(conn: Connection, failed: Mapping[str, str], now: datetime) -> int:
    """Let notices whose attempt did not arrive (attempt → channel) go out on their next channel at once."""
    return await conn.bulk(
        """
        update outreach.notice n set state = 'pending', due_at = :now, failed_on = n.failed_on || r.channel
        from jsonb_to_recordset(cast(:records as jsonb)) as r(attempt_id text, channel text)
        where n.attempt_id = r.attempt_id and n.state in ('sent', 'told') and not r.channel = any(n.failed_on)
        """,
        [{"attempt_id": i, "channel": channel} for i, channel in sorted(failed.items())],
        now=now,
    )


async def opt_out(conn: Connection, person_key: str, channel: str, said_by: str, now: datetime) -> None:
    """Remember a refusal, also for tasks that are under way."""
    await conn.run(
        "insert into outreach.opt_out (person_key, channel, at, said_by) values (:key, :channel, :now, :by) "
        "on conflict do nothing",
        key=person_key,
        channel=channel,
        now=now,
        by=said_by,
    )
    await conn.run(
        "update outreach.task set refuses = array_append(refuses, :channel), version = version + 1 "
        "where person_key = :key and not :channel = any(refuses)",
        key=person_key,
        channel=channel,
    )


async def undecide(conn: Connection, party_id: str) -> None:
    """The choice came to nothing: the party may choose again."""
    await conn.run(
        "update outreach.task set decided = false, version = version + 1 "
        "where party_ids @> array[cast(:party as text)] and state <> 'withdrawn'",
        party=party_id,
    )


async def reopen_keepers(conn: Connection, disruption_id: str) -> list[str]:
    """The flight they wanted to keep is cancelled: these parties choose anew. Returns them."""
    rows = await conn.rows(
        "update outreach.decision set state = 'failed', reason = 'cancelled' "
        "where kind = 'keep' and state <> 'failed' and split_part(party_id, ':', 1) = :id returning party_id",
        id=disruption_id,
    )
    return [row["party_id"] for row in rows]


async def contacted_tasks(conn: Connection, disruption_id: str) -> list[dict[str, Any]]:
    """Return who has been told about a disruption: task_id, party_id, language, decided."""
    return await conn.rows(
        """
        select distinct on (t.task_id, e.party_id) t.task_id, e.party_id, t.language, d.party_id is not null as decided
        from outreach.reach e join outreach.task t using (task_id)
        left join outreach.decision d on d.party_id = e.party_id and d.state <> 'failed'
        where e.disruption_id = :id and e.state <> 'withdrawn' and t.first_attempt_at is not null
        """,
        id=disruption_id,
    )
