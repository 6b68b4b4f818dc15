"""SQL of contact tasks: the queue, and moving many at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.outreach.model import Move, Person, Tried
from hongyan.runtime import Connection

_LINE_FREE = """
    and t.phone not in (select a.address from outreach.attempt a where a.channel = 'call'
                        and a.state in ('intended', 'placed', 'unknown'))
"""


async def running(conn: Connection) -> list[str]:
    """Return the campaigns that may contact people now."""
    rows = await conn.rows("select campaign_id from outreach.campaign where state = 'running'")
    return [row["campaign_id"] for row in rows]


async def take_due(conn: Connection, channel: str, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Lock the next due tasks of a channel in order of urgency, leaving out numbers that are being called."""
    rows = await conn.rows(
        f"""
        select t.* from outreach.task t
        where t.next_channel = :channel and t.due_at <= :now and t.campaign_id = any(:running)
        {_LINE_FREE if channel == "call" else ""}
        order by t.turn, t.rank, t.task_id limit :limit
        for update of t skip locked
        """,
        channel=channel,
        now=now,
        limit=limit,
        running=await running(conn),
    )
    links = await conn.rows(
        "select task_id, link_id from outreach.link where task_id = any(:ids)",
        ids=[row["task_id"] for row in rows],
    )
    link_of = {row["task_id"]: row["link_id"] for row in links}
    return [row | {"link_id": link_of.get(row["task_id"])} for row in rows]


async def late_calls(
    conn: Connection, now: datetime, rate: float, first_contact_seconds: float
) -> list[dict[str, Any]]:
    """Lock first contacts by call whose slot, at ``rate`` calls a second, is later than allowed after the event."""
    late = await conn.rows(
        """
        select task_id from (
            select t.task_id, t.known_at, t.first_attempt_at,
                   row_number() over (order by t.turn, t.rank, t.task_id) as place
            from outreach.task t
            where t.next_channel = 'call' and t.due_at <= :now and t.campaign_id = any(:running)
        ) q
        where q.first_attempt_at is null
          and q.place > cast(:rate as double precision)
              * (:allowed - extract(epoch from cast(:now as timestamptz) - q.known_at))
        order by task_id limit 2000
        """,
        now=now,
        rate=rate,
        allowed=first_contact_seconds,
        running=await running(conn),
    )
    return await conn.rows(
        "select * from outreach.task where task_id = any(:ids) and next_channel = 'call' "
        "and first_attempt_at is null order by task_id for update skip locked",
        ids=[row["task_id"] for row in late],
    )


async def locators(conn: Connection, task_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the record locators that each task speaks of."""
    rows = await conn.rows(
        "select task_id, array_agg(distinct locator order by locator) as locators from outreach.reach "
        "where task_id = any(:ids) group by task_id",
        ids=list(task_ids),
    )
    return {row["task_id"]: tuple(row["locators"]) for row in rows}


async def lock(conn: Connection, task_ids: Sequence[str]) -> list[dict[str, Any]]:
    return await conn.rows(
        "select * from outreach.task where task_id = any(:ids) order by task_id for update",
        ids=list(task_ids),
    )


async def get(conn: Connection, task_id: str) -> dict[str, Any] | None:
    return await conn.row("select * from outreach.task where task_id = :id for update", id=task_id)


async def move(conn: Connection, moves: Sequence[Move], now: datetime) -> None:
    """Write new states of many tasks, and of the ledger rows they stand for, in two statements."""
    records = [_move_record(m) for m in moves]
    await conn.bulk(
        """
        update outreach.task t set state = r.state, next_channel = r.next_channel, due_at = r.due_at, turn = r.turn,
            step = r.step, reason = coalesce(r.reason, t.reason), owner = coalesce(r.owner, t.owner), calls = r.calls,
            texts = r.texts, mails = r.mails, pushes = r.pushes, agencies = r.agencies, phone_bad = r.phone_bad, heard = r.heard,
            decided = r.decided, last_channel = r.last_channel, last_result = r.last_result, last_at = r.last_at,
            reached_by = coalesce(t.reached_by, r.reached_by),
            reached_at = case when r.reached_by is not null then coalesce(t.reached_at, :now) else t.reached_at end,
            version = t.version + 1
        from jsonb_to_recordset(cast(:records as jsonb)) as r(task_id text, state text, next_channel text,
            due_at timestamptz, turn integer, step text, reason text, owner text, calls integer, texts integer,
            mails integer, pushes integer, agencies integer, phone_bad boolean, heard boolean, decided boolean, last_channel text,
            last_result text, last_at timestamptz, reached_by text)
        where t.task_id = r.task_id
        """,
        records,
        now=now,
    )
    await conn.bulk(
        """
        update outreach.reach e set state = r.ledger, reason = r.reason, owner = coalesce(r.owner, e.owner),
            reached_by = coalesce(e.reached_by, r.reached_by),
            reached_at = case when r.ledger = 'reached' then coalesce(e.reached_at, :now) else e.reached_at end
        from jsonb_to_recordset(cast(:records as jsonb)) as r(task_id text, ledger text, reason text, owner text,
            reached_by text)
        where e.task_id = r.task_id and e.state not in ('reached', 'withdrawn')
        """,
        [r for r in records if r["ledger"] is not None],
        now=now,
    )


async def take_persons(conn: Connection, now: datetime, limit: int) -> list[dict[str, Any]]:
    """Lock tasks whose next step is a colleague's list and is due; a paused campaign does not hold this back."""
    return await conn.rows(
        "select * from outreach.task where next_channel = 'person' and due_at <= :now "
        "order by task_id limit :limit for update skip locked",
        now=now,
        limit=limit,
    )


async def for_hands(
    conn: Connection, limit: int, leave_out: Sequence[str] = (), only: str | None = None
) -> list[dict[str, Any]]:
    """Return tasks of people nobody has reached and no machine will try again, nearest departure first."""
    return await conn.rows(
        """
        select t.task_id, t.party_ids, t.owner, t.reason, t.state, t.departs_at, t.phone_bad, t.language
        from outreach.task t
        where t.state in ('unreachable', 'handed_over') and t.reached_at is null
          and t.task_id <> all(:out) and (cast(:only as text) is null or t.task_id = :only)
          and exists (select from outreach.reach e where e.task_id = t.task_id and e.state = 'unreachable')
        order by t.departs_at, t.task_id limit :limit
        """,
        limit=limit,
        out=list(leave_out),
        only=only,
    )


async def own(conn: Connection, owners: Mapping[str, str], reason: str) -> None:
    """Put tasks on a colleague's list, keeping whoever is responsible already; the ledger is not touched."""
    await conn.bulk(
        """
        update outreach.task t set owner = coalesce(t.owner, r.owner), reason = coalesce(t.reason, :reason),
            state = case when t.state = 'reached' then 'handed_over' else t.state end, version = t.version + 1
        from jsonb_to_recordset(cast(:records as jsonb)) as r(task_id text, owner text)
        where t.task_id = r.task_id
        """,
        [{"task_id": task_id, "owner": owner} for task_id, owner in sorted(owners.items())],
        reason=reason,
    )


async def hand_over(conn: Connection, task_id: str, owner: str, reason: str) -> int:
    """Give a task to ``owner``; machines stop. Those not reached yet are unreachable by name until somebody says otherwise."""
    await conn.run(
        "update outreach.reach set owner = :owner, reason = :reason, "
        "state = case when state in ('scheduled', 'unknown') then 'unreachable' else state end "
        "where task_id = :id and state <> 'withdrawn'",
        id=task_id,
        owner=owner,
        reason=reason,
    )
    return await conn.run(
        "update outreach.task set state = 'handed_over', owner = :owner, reason = :reason, next_channel = null, "
        "due_at = null, version = version + 1 where task_id = :id",
        id=task_id,
        owner=owner,
        reason=reason,
    )


async def end_contacts(conn: Connection, disruption_ids: Sequence[str], reason: str, now: datetime) -> int:
    """Let waiting tasks that were only about these disruptions go to a colleague's list, and follow-ups end."""
    return await conn.run(
        """
        update outreach.task t set due_at = case when t.reached_at is null then cast(:now as timestamptz) end,
            next_channel = case when t.reached_at is null then 'person' end, step = :reason, version = t.version + 1
        where t.next_channel is not null
          and t.campaign_id in (select campaign_id from outreach.campaign where disruption_id = any(:ids))
          and not exists (select from outreach.reach e where e.task_id = t.task_id
                          and e.disruption_id <> all(:ids) and e.state <> 'withdrawn')
        """,
        ids=list(disruption_ids),
        reason=reason,
        now=now,
    )


async def assign(conn: Connection, task_id: str, owner: str) -> None:
    """Name another owner; the task stays where it is."""
    await conn.run(
        "update outreach.task set owner = :owner, version = version + 1 where task_id = :id",
        id=task_id,
        owner=owner,
    )
    await conn.run("update outreach.reach set owner = :owner where task_id = :id", id=task_id, owner=owner)


async def reached_by_person(conn: Connection, task_id: str, by: str, now: datetime) -> None:
    """A colleague spoke to the person, or they opened their link: they are reached."""
    await conn.run(
        "update outreach.reach set state = 'reached', reason = null, reached_by = coalesce(reached_by, :by), "
        "reached_at = coalesce(reached_at, :now) where task_id = :id and state not in ('reached', 'withdrawn')",
        id=task_id,
        by=by,
        now=now,
    )
    await conn.run(
        """
        update outreach.task set reached_at = coalesce(reached_at, :now), reached_by = coalesce(reached_by, :by),
            state = case when state in ('scheduled', 'unreachable', 'unknown') then 'reached' else state end,
            next_channel = case when state = 'in_flight' then next_channel else null end,
            due_at = case when state = 'in_flight' then due_at else null end, version = version + 1
        where task_id = :id
        """,
        id=task_id,
        by=by,
        now=now,
    )


async def log(
    conn: Connection, task_id: str, now: datetime, actor: str, what: str, note: str | None = None
) -> None:
    await conn.run(
        "insert into outreach.task_log (task_id, at, actor, what, note) values (:id, :now, :actor, :what, :note)",
        id=task_id,
        now=now,
        actor=actor,
        what=what,
        note=note,
    )


def person_of(row: dict[str, Any]) -> Person:
    """Read the ladder's view of a person from a task row."""
    return Person(
        language=row["language"],
        departs_at=row["departs_at"],
        passenger_zone=row["zone"],
        destination_zone=row["destination_zone"],
        phone=row["phone"],
        phone_quality=row["phone_quality"],
        email=row["email"],
        push=row["push"],
        agency_phone=row["agency_phone"],
        agency=row["agency"],
        phone_until=row["phone_until"],
        refuses=frozenset(row["refuses"]),
        travelling=row["travelling"],
        contacts_last_day=row["contacts_last_day"],
    )


def tried_of(row: dict[str, Any]) -> Tried:
    """Read what was tried from a task row."""
    return Tried(
        calls=row["calls"],
        texts=row["texts"],
        mails=row["mails"],
        pushes=row["pushes"],
        agencies=row["agencies"],
        phone_bad=row["phone_bad"],
        heard=row["heard"],
        last_channel=row["last_channel"],
        last_result=row["last_result"],
        last_at=row["last_at"],
    )


def _move_record(m: Move) -> dict[str, Any]:
    tried = {name: getattr(m.tried, name) for name in Tried.__slots__}
    rest = {name: getattr(m, name) for name in Move.__slots__ if name != "tried"}
    return rest | tried


async def of_phone(conn: Connection, phone: str) -> list[dict[str, Any]]:
    """Return (party_id, language, task_id, reached_at) of live tasks at a phone that is the people's own, newest first."""
    return await conn.rows(
        """
        select t.task_id, p.party_id, t.language, t.reached_at
        from outreach.task t cross join unnest(t.party_ids) as p(party_id)
        join disruptions.disruption d on d.disruption_id = split_part(p.party_id, ':', 1) and d.state = 'open'
        where t.phone = :phone and not t.phone_bad and t.phone_quality in ('verified', 'unverified')
          and t.state <> 'withdrawn'
        order by t.created_at desc, p.party_id limit 50
        """,
        phone=phone,
    )


async def people_of_phone(conn: Connection, phone: str) -> list[str]:
    rows = await conn.rows("select distinct person_key from outreach.task where phone = :phone", phone=phone)
    return [row["person_key"] for row in rows]
