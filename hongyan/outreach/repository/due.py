"""SQL of timers: when is the next thing due?"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hongyan.outreach.repository.decisions import NOTICE_CHANNEL
from hongyan.runtime import Connection


async def timers(conn: Connection, grace: timedelta) -> datetime | None:
    """Return the earliest lapsing intent, silence, pending wish or doubt."""
    at = await conn.value(
        """
        select min(at) from (
            select min(valid_until) + cast(:grace as interval) as at from outreach.attempt where state = 'intended'
            union all select min(wait_until) from outreach.attempt where state = 'placed'
            union all select min(valid_until) from outreach.attempt where state = 'unknown'
            union all select min(at) from outreach.wish where state = 'pending'
        ) t
        """,
        grace=grace,
    )
    return at if isinstance(at, datetime) else None


async def queues(conn: Connection) -> dict[str, datetime]:
    """Return per channel the earliest due task or notice that may go out (running campaigns only)."""
    rows = await conn.rows(
        f"""
        select channel, min(at) as at from (
            select t.next_channel as channel, min(t.due_at) as at from outreach.task t
            join outreach.campaign c using (campaign_id)
            where t.next_channel is not null and (c.state = 'running' or t.next_channel = 'person')
              and (t.next_channel <> 'call' or t.phone not in (
                  select a.address from outreach.attempt a where a.channel = 'call'
                  and a.state in ('intended', 'placed', 'unknown')))
            group by t.next_channel
            union all
            select {NOTICE_CHANNEL}, min(n.due_at)
            from outreach.notice n join outreach.task t using (task_id)
            where n.state = 'pending' group by 1
        ) q group by channel
        """
    )
    return {row["channel"]: row["at"] for row in rows}


async def waiting_channels(conn: Connection, channels: Sequence[str], now: datetime) -> set[str]:
    """Return the channels that may have something to start, asked of the indexes alone."""
    rows = await conn.rows(
        """
        select channel from unnest(cast(:channels as text[])) as channel
        where exists (select 1 from outreach.task t where t.next_channel = channel and t.due_at <= :now)
           or channel in ('sms', 'email', 'agency')
              and exists (select 1 from outreach.notice n where n.state = 'pending' and n.due_at <= :now)
        """,
        channels=list(channels),
        now=now,
    )
    return {row["channel"] for row in rows}
