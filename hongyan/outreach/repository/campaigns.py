"""SQL of campaigns and pacing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.core.ids import new_id
from hongyan.outreach.pacing import Bucket
from hongyan.outreach.settings import PacingSettings
from hongyan.runtime import Connection


async def open_missing(
    conn: Connection,
    disruption_ids: Sequence[str] | None,
    now: datetime,
    release_at: datetime,
    automatic_up_to: int,
) -> list[dict[str, Any]]:
    """Open a campaign for each live disruption that has none (None = look for all); returns the new ones."""
    rows = await conn.rows(
        """
        select d.disruption_id, d.known_at, d.affected from disruptions.disruption d
        where d.state <> 'withdrawn' and (cast(:every as boolean) or d.disruption_id = any(:ids))
          and not exists (select from outreach.campaign c where c.disruption_id = d.disruption_id)
        order by d.disruption_id
        """,
        every=disruption_ids is None,
        ids=list(disruption_ids or ()),
    )
    records = [
        {
            "campaign_id": new_id("cmp"),
            "disruption_id": row["disruption_id"],
            "state": "running" if row["affected"] <= automatic_up_to else "waiting_approval",
            "passengers": row["affected"],
            "known_at": row["known_at"],
        }
        for row in rows
    ]
    await conn.bulk(
        """
        insert into outreach.campaign (campaign_id, disruption_id, state, passengers, known_at, opened_at, release_at)
        select r.campaign_id, r.disruption_id, r.state, r.passengers, r.known_at, :now, :release_at
        from jsonb_to_recordset(cast(:records as jsonb)) as r(
            campaign_id text, disruption_id text, state text, passengers integer, known_at timestamptz)
        on conflict (disruption_id) do nothing
        """,
        records,
        now=now,
        release_at=release_at,
    )
    return records


async def by_disruptions(conn: Connection, disruption_ids: Sequence[str]) -> list[dict[str, Any]]:
    return await conn.rows(
        "select * from outreach.campaign where disruption_id = any(:ids) order by campaign_id",
        ids=list(disruption_ids),
    )


async def get(conn: Connection, campaign_id: str) -> dict[str, Any] | None:
    return await conn.row(
        "select * from outreach.campaign where campaign_id = :id for update", id=campaign_id
    )


async def set_state(
    conn: Connection, campaign_id: str, state: str, actor: str, reason: str, now: datetime
) -> None:
    await conn.run(
        "update outreach.campaign set state = :state, changed_by = :actor, changed_at = :now, change_reason = :reason, "
        "approved_by = case when state = 'waiting_approval' and :state = 'running' then :actor else approved_by end, "
        "approved_at = case when state = 'waiting_approval' and :state = 'running' then :now else approved_at end "
        "where campaign_id = :id",
        id=campaign_id,
        state=state,
        actor=actor,
        reason=reason or None,
        now=now,
    )


async def mark_planned(conn: Connection, disruption_ids: Sequence[str], now: datetime) -> int:
    """Seats are found: what waited for the plan may go out, and who has no alternative goes first."""
    await conn.run(
        "update outreach.campaign set planned_at = coalesce(planned_at, :now) where disruption_id = any(:ids)",
        ids=list(disruption_ids),
        now=now,
    )
    return await conn.run(
        """
        update outreach.task t set step = '', due_at = least(t.due_at, :now),
            rank = t.rank - case when exists (
                select from protection.party p where p.party_id = any(t.party_ids) and p.state = 'unassigned')
                then :no_alternative else 0 end
        where t.step = 'plan_wait' and t.next_channel is not null
          and t.campaign_id in (select campaign_id from outreach.campaign where disruption_id = any(:ids))
        """,
        ids=list(disruption_ids),
        now=now,
        no_alternative=180,
    )


async def ensure_pacing(conn: Connection, channel: str, start: PacingSettings, now: datetime) -> None:
    await conn.run(
        """
        insert into outreach.pacing (channel, per_second, lines, transfer_capacity, tokens, refilled_at)
        values (:channel, :per_second, cast(:lines as integer), cast(:transfer as integer), :per_second, :now)
        on conflict (channel) do nothing
        """,
        channel=channel,
        per_second=start.per_second,
        lines=start.lines,
        transfer=start.transfer_capacity,
        now=now,
    )


async def lock_bucket(conn: Connection, channel: str) -> Bucket | None:
    """Take the channel's pacing for this transaction; None = another worker is at it."""
    row = await conn.row(
        "select * from outreach.pacing where channel = :channel for update skip locked", channel=channel
    )
    return _bucket(row) if row else None


async def bucket(conn: Connection, channel: str) -> Bucket | None:
    row = await conn.row("select * from outreach.pacing where channel = :channel", channel=channel)
    return _bucket(row) if row else None


async def save_bucket(conn: Connection, state: Bucket) -> None:
    await conn.run(
        "update outreach.pacing set tokens = :tokens, refilled_at = :at where channel = :channel",
        channel=state.channel,
        tokens=state.tokens,
        at=state.refilled_at,
    )


async def set_pacing(
    conn: Connection,
    channel: str,
    per_second: float,
    lines: int | None,
    transfer_capacity: int | None,
    paused: bool,
    actor: str,
) -> int:
    """Change the pacing; tokens already in the bucket beyond one second of the new rate are lost."""
    return await conn.run(
        """
        update outreach.pacing set per_second = :per_second, lines = cast(:lines as integer),
            transfer_capacity = cast(:transfer as integer), paused = :paused, version = version + 1,
            changed_by = :actor, tokens = least(tokens, :per_second)
        where channel = :channel
        """,
        channel=channel,
        per_second=per_second,
        lines=lines,
        transfer=transfer_capacity,
        paused=paused,
        actor=actor,
    )


async def pacing_rows(conn: Connection) -> list[dict[str, Any]]:
    return await conn.rows(
        "select channel, per_second, lines, transfer_capacity, paused, version, changed_by "
        "from outreach.pacing order by channel"
    )


def _bucket(row: dict[str, Any]) -> Bucket:
    return Bucket(
        channel=row["channel"],
        per_second=row["per_second"],
        tokens=row["tokens"],
        refilled_at=row["refilled_at"],
        lines=row["lines"],
        transfer_capacity=row["transfer_capacity"],
        paused=row["paused"],
    )
