"""SQL of attempts: intents before the act, what the provider said, what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection


async def intend(conn: Connection, records: Sequence[dict[str, Any]], now: datetime) -> None:
    """Write the intents. They are committed before anybody is rung or texted."""
    await conn.bulk(
        """
        insert into outreach.attempt (attempt_id, task_id, campaign_id, channel, purpose, turn, step, language, address,
            to_masked, said, state, intended_at, valid_until)
        select r.attempt_id, r.task_id, r.campaign_id, r.channel, r.purpose, r.turn, r.step, r.language, r.address,
            r.to_masked, r.said, 'intended', :now, r.valid_until
        from jsonb_to_recordset(cast(:records as jsonb)) as r(attempt_id text, task_id text, campaign_id text,
            channel text, purpose text, turn integer, step text, language text, address text, to_masked text,
            said jsonb, valid_until timestamptz)
        """,
        records,
        now=now,
    )


async def start_tasks(conn: Connection, task_ids: Sequence[str], now: datetime) -> None:
    """The tasks of these intents are in flight; somebody already reached stays reached."""
    await conn.run(
        """
        update outreach.task set next_channel = null, due_at = null,
            state = case when state in ('scheduled', 'unknown') then 'in_flight' else state end,
            first_attempt_at = coalesce(first_attempt_at, :now), version = version + 1
        where task_id = any(:ids)
        """,
        ids=list(task_ids),
        now=now,
    )


async def placed(conn: Connection, attempt_ids: Sequence[str], now: datetime, wait_until: datetime) -> int:
    return await conn.run(
        "update outreach.attempt set state = 'placed', placed_at = coalesce(placed_at, :now), wait_until = :wait "
        "where attempt_id = any(:ids) and state in ('intended', 'unknown')",
        ids=list(attempt_ids),
        now=now,
        wait=wait_until,
    )


async def live(conn: Connection, attempt_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Lock those of these attempts that have not ended."""
    return await conn.rows(
        "select * from outreach.attempt where attempt_id = any(:ids) "
        "and state in ('intended', 'placed', 'unknown') order by attempt_id for update",
        ids=list(attempt_ids),
    )


async def awaiting_word(conn: Connection, attempt_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Lock those of these attempts that have ended without anybody's word: mail taken by a server, silence."""
    return await conn.rows(
        "select * from outreach.attempt where attempt_id = any(:ids) and state = 'ended' "
        "and result in ('accepted', 'no_receipt') order by attempt_id for update",
        ids=list(attempt_ids),
    )


async def end(conn: Connection, records: Sequence[dict[str, Any]]) -> None:
    """Write ends: attempt_id, state (ended | never_placed | unknown), result, keys, placed_at, answered_at, ended_at."""
    await conn.bulk(
        """
        update outreach.attempt a set state = r.state, result = r.result, keys = r.keys,
            placed_at = coalesce(a.placed_at, r.placed_at), answered_at = r.answered_at, ended_at = r.ended_at
        from jsonb_to_recordset(cast(:records as jsonb)) as r(attempt_id text, state text, result text, keys text,
            placed_at timestamptz, answered_at timestamptz, ended_at timestamptz)
        where a.attempt_id = r.attempt_id
        """,
        records,
    )


async def lock_cursor(conn: Connection, source: str) -> int | None:
    """Take a provider's cursor for this transaction; None = another worker is reading it."""
    row = await conn.row(
        "select position from outreach.cursor where source = :source for update skip locked", source=source
    )
    return None if row is None else int(row["position"])


async def ensure_cursor(conn: Connection, source: str) -> None:
    await conn.run(
        "insert into outreach.cursor (source) values (:source) on conflict do nothing", source=source
    )


async def save_cursor(conn: Connection, source: str, position: int) -> None:
    await conn.run(
        "update outreach.cursor set position = :position where source = :source",
        source=source,
        position=position,
    )


async def calls_in_flight(conn: Connection) -> int:
    return int(
        await conn.value(
            "select count(*) from outreach.attempt where channel = 'call' and state in ('intended', 'placed', 'unknown')"
        )
    )


async def ringing_of_campaign(conn: Connection, campaign_id: str) -> list[str]:
    rows = await conn.rows(
        "select attempt_id from outreach.attempt where campaign_id = :id and channel = 'call' and state = 'placed'",
        id=campaign_id,
    )
    return [row["attempt_id"] for row in rows]


async def lapse(conn: Connection, before: datetime, limit: int) -> list[dict[str, Any]]:
    """Intents too old to be acted on become ``unknown``, and the ledger says so, until the provider is asked."""
    rows = await conn.rows(
        """
        update outreach.attempt set state = 'unknown'
        where attempt_id in (select attempt_id from outreach.attempt where state = 'intended' and valid_until < :before
                             order by valid_until limit :limit for update skip locked)
        returning attempt_id, task_id, channel, purpose
        """,
        before=before,
        limit=limit,
    )
    tasks = [row["task_id"] for row in rows if row["purpose"] == "contact"]
    await conn.run(
        "update outreach.task set state = 'unknown', version = version + 1 "
        "where task_id = any(:ids) and state = 'in_flight'",
        ids=tasks,
    )
    await conn.run(
        "update outreach.reach set state = 'unknown' where task_id = any(:ids) and state = 'scheduled'",
        ids=tasks,
    )
    return rows


async def in_doubt(conn: Connection, channel: str, limit: int) -> list[str]:
    """Return attempts whose provider must be asked: unknown, or a call without an end long after it must have ended."""
    rows = await conn.rows(
        "select attempt_id from outreach.attempt where channel = :channel and state = 'unknown' "
        "order by attempt_id limit :limit",
        channel=channel,
        limit=limit,
    )
    return [row["attempt_id"] for row in rows]


async def overdue(conn: Connection, channel: str, now: datetime, limit: int) -> list[str]:
    """Return placed attempts that should have been heard of by now."""
    rows = await conn.rows(
        "select attempt_id from outreach.attempt where channel = :channel and state = 'placed' "
        "and wait_until <= :now order by wait_until limit :limit",
        channel=channel,
        now=now,
        limit=limit,
    )
    return [row["attempt_id"] for row in rows]


async def known_again(conn: Connection, attempt_ids: Sequence[str]) -> None:
    """The provider knows these attempts after all: their tasks are in flight again."""
    await conn.run(
        """
        with back as (
            update outreach.task set state = 'in_flight' where state = 'unknown' and task_id in
                (select task_id from outreach.attempt where attempt_id = any(:ids) and purpose = 'contact')
            returning task_id)
        update outreach.reach set state = 'scheduled' where state = 'unknown' and task_id in (select task_id from back)
        """,
        ids=list(attempt_ids),
    )
