"""SQL of the reach ledger: the count of the affected comes from disruptions, all else from our own rows."""

from datetime import datetime
from typing import Any

from hongyan.outreach.model import LedgerSummary
from hongyan.runtime import Connection


async def summary(conn: Connection, disruption_id: str | None = None) -> LedgerSummary:
    """Count the ledger, of one disruption or of all live ones."""
    affected = await conn.value(
        "select count(*) from disruptions.affected a join disruptions.disruption d using (disruption_id) "
        "where d.state <> 'withdrawn' and (cast(:id as text) is null or a.disruption_id = :id)",
        id=disruption_id,
    )
    row = await conn.row(
        """
        select count(*) filter (where e.state = 'reached') as reached,
               count(*) filter (where e.state = 'scheduled') as scheduled,
               count(*) filter (where e.state = 'unreachable' and e.owner is not null) as unreachable,
               count(*) filter (where e.state = 'unknown') as unknown
        from outreach.reach e join disruptions.disruption d using (disruption_id)
        where d.state <> 'withdrawn' and (cast(:id as text) is null or e.disruption_id = :id)
        """,
        id=disruption_id,
    )
    assert row is not None
    return LedgerSummary(affected=int(affected), **{name: int(count) for name, count in row.items()})


async def record(conn: Connection, at: datetime, ledger: LedgerSummary, repaired: int) -> None:
    await conn.run(
        """
        insert into outreach.ledger_check (at, affected, reached, scheduled, unreachable, unknown, balance, repaired)
        values (:at, :affected, :reached, :scheduled, :unreachable, :unknown, :balance, :repaired)
        on conflict (at) do nothing
        """,
        at=at,
        affected=ledger.affected,
        reached=ledger.reached,
        scheduled=ledger.scheduled,
        unreachable=ledger.unreachable,
        unknown=ledger.unknown,
        balance=ledger.balance,
        repaired=repaired,
    )


async def last_check(conn: Connection) -> dict[str, Any] | None:
    return await conn.row("select * from outreach.ledger_check order by at desc limit 1")


async def drop_unaffected(conn: Connection, disruption_ids: list[str]) -> int:
    """Forget ledger rows of passengers whom an update of the disruption no longer affects."""
    return await conn.run(
        """
        delete from outreach.reach e where e.disruption_id = any(:ids)
          and not exists (select from disruptions.affected a
                          where a.disruption_id = e.disruption_id and a.passenger_id = e.passenger_id)
        """,
        ids=disruption_ids,
    )


async def withdraw(conn: Connection, disruption_id: str, now: datetime) -> list[dict[str, Any]]:
    """Take a withdrawn disruption out of ledger and queue; returns its tasks, with the party and whether it was contacted."""
    await conn.run(
        "update outreach.reach set state = 'withdrawn', reason = 'disruption_withdrawn' where disruption_id = :id",
        id=disruption_id,
    )
    return await conn.rows(
        """
        update outreach.task t set
            party_ids = case when other.parties is null then t.party_ids else other.parties end,
            state = case when other.parties is null and t.state <> 'in_flight' then 'withdrawn' else t.state end,
            decided = t.decided or other.parties is null,
            next_channel = case when other.parties is null then null else t.next_channel end,
            due_at = case when other.parties is null then null else t.due_at end,
            version = t.version + 1
        from (select e.task_id, min(e.party_id) as party_id,
                     (select array_agg(distinct o.party_id) from outreach.reach o
                      where o.task_id = e.task_id and o.state <> 'withdrawn') as parties
              from outreach.reach e where e.disruption_id = :id group by e.task_id) other
        where t.task_id = other.task_id
        returning t.task_id, other.party_id, t.first_attempt_at is not null as contacted
        """,
        id=disruption_id,
    )


async def first_contact_seconds(conn: Connection) -> dict[str, Any] | None:
    """Return p50, p99 and max of the seconds from the event to the first attempt, per affected passenger."""
    return await conn.row(
        """
        select percentile_cont(0.5) within group (order by s) as p50,
               percentile_cont(0.99) within group (order by s) as p99, max(s) as max, count(*) as passengers
        from (select extract(epoch from t.first_attempt_at - t.known_at) as s
              from outreach.reach e join outreach.task t using (task_id)
              where t.first_attempt_at is not null and e.state <> 'withdrawn') f
        """
    )
