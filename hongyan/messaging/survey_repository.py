"""SQL of the survey by text message."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection


async def plan(
    conn: Connection, conversation_id: str, phone_hash: bytes, due_at: datetime, rested_since: datetime
) -> bool:
    """Note that a conversation is to be asked about, once; not when its phone was asked since ``rested_since``."""
    return bool(
        await conn.run(
            """
            insert into messaging.sms_survey (conversation_id, phone_hash, due_at)
            select :cid, :hash, :due where not exists (
                select from messaging.sms_survey s where s.phone_hash = :hash
                and s.state in ('planned', 'asked', 'answered') and s.due_at > :rested)
            on conflict (conversation_id) do nothing
            """,
            cid=conversation_id,
            hash=phone_hash,
            due=due_at,
            rested=rested_since,
        )
    )


async def due(conn: Connection, now: datetime, limit: int) -> list[str]:
    rows = await conn.rows(
        "select conversation_id from messaging.sms_survey where state = 'planned' and due_at <= :now "
        "order by due_at, conversation_id limit :limit",
        now=now,
        limit=limit,
    )
    return [row["conversation_id"] for row in rows]


async def next_due(conn: Connection) -> datetime | None:
    found: datetime | None = await conn.value(
        "select min(due_at) from messaging.sms_survey where state = 'planned'"
    )
    return found


async def move(
    conn: Connection, conversation_id: str, before: Sequence[str], state: str, now: datetime
) -> bool:
    """Move a survey on once; False when somebody else has."""
    return bool(
        await conn.run(
            "update messaging.sms_survey set state = :state, moved_at = :now "
            "where conversation_id = :cid and state = any(:before)",
            cid=conversation_id,
            before=list(before),
            state=state,
            now=now,
        )
    )


async def put_off(conn: Connection, conversation_id: str, due_at: datetime) -> None:
    await conn.run(
        "update messaging.sms_survey set due_at = :due where conversation_id = :cid and state = 'planned'",
        cid=conversation_id,
        due=due_at,
    )


async def asked(conn: Connection, phone_hash: bytes, since: datetime) -> dict[str, Any] | None:
    """Return the newest survey a phone was asked and has not answered."""
    return await conn.row(
        "select conversation_id from messaging.sms_survey where phone_hash = :hash and state = 'asked' "
        "and moved_at > :since order by moved_at desc limit 1",
        hash=phone_hash,
        since=since,
    )
