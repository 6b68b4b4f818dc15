"""SQL of the survey after a contact: who is to be asked, by text message or in the chat itself, and who was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection


async def plan(
    conn: Connection, conversation_id: str, customer_hash: bytes, due_at: datetime, rested_since: datetime
) -> bool:
    """Note that a conversation is to be asked about, once; not when its phone was asked since ``rested_since``."""
    return bool(
        await conn.run(
            """
            insert into messaging.survey (conversation_id, channel, customer_hash, due_at)
            select :cid, 'sms', :hash, :due where not exists (
                select from messaging.survey s where s.customer_hash = :hash
                and s.state in ('planned', 'asked', 'answered') and s.due_at > :rested)
            on conflict (conversation_id) do nothing
            """,
            cid=conversation_id,
            hash=customer_hash,
            due=due_at,
            rested=rested_since,
        )
    )


async def due(conn: Connection, now: datetime, limit: int) -> list[str]:
    rows = await conn.rows(
        "select conversation_id from messaging.survey where state = 'planned' and due_at <= :now "
        "order by due_at, conversation_id limit :limit",
        now=now,
        limit=limit,
    )
    return [row["conversation_id"] for row in rows]


async def next_due(conn: Connection) -> datetime | None:
    found: datetime | None = await conn.value(
        "select min(due_at) from messaging.survey where state = 'planned'"
    )
    return found


async def move(
    conn: Connection, conversation_id: str, before: Sequence[str], state: str, now: datetime
) -> bool:
    """Move a survey on once; False when somebody else has."""
    return bool(
        await conn.run(
            "update messaging.survey set state = :state, moved_at = :now "
            "where conversation_id = :cid and state = any(:before)",
            cid=conversation_id,
            before=list(before),
            state=state,
            now=now,
        )
    )


async def put_off(conn: Connection, conversation_id: str, due_at: datetime) -> None:
    await conn.run(
        "update messaging.survey set due_at = :due where conversation_id = :cid and state = 'planned'",
        cid=conversation_id,
        due=due_at,
    )


async def asked(conn: Connection, customer_hash: bytes, since: datetime) -> dict[str, Any] | None:
    """Return the newest survey a phone was asked and has not answered."""
    return await conn.row(
        "select conversation_id from messaging.survey where customer_hash = :hash and state = 'asked' "
        "and channel = 'sms' and moved_at > :since order by moved_at desc limit 1",
        hash=customer_hash,
        since=since,
    )


async def ask_in_chat(
    conn: Connection,
    conversation_id: str,
    channel: str,
    customer_hash: bytes | None,
    now: datetime,
    rested_since: datetime,
) -> datetime | None:
    """Return when a chat's customer was asked, which is now the first time; None for one who was asked elsewhere since."""
    await conn.run(
        """
        insert into messaging.survey (conversation_id, channel, customer_hash, due_at, state, moved_at)
        select :cid, :channel, :hash, :now, 'asked', :now where not exists (
            select from messaging.survey s where s.customer_hash = :hash
            and s.state in ('planned', 'asked', 'answered') and s.due_at > :rested)
        on conflict (conversation_id) do nothing
        """,
        cid=conversation_id,
        channel=channel,
        hash=customer_hash,
        now=now,
        rested=rested_since,
    )
    asked: datetime | None = await conn.value(
        "select moved_at from messaging.survey where conversation_id = :cid and state = 'asked'",
        cid=conversation_id,
    )
    return asked
