"""SQL of conversations by SMS."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection


async def take_in(conn: Connection, message_id: str, now: datetime) -> dict[str, Any]:
    """Store that a message came, once, and return its row locked."""
    await conn.run(
        "insert into messaging.sms_in (provider_message_id, received_at) values (:id, :now) on conflict do nothing",
        id=message_id,
        now=now,
    )
    row = await conn.row("select * from messaging.sms_in where provider_message_id = :id", id=message_id)
    assert row is not None
    return row


async def handled(
    conn: Connection, message_id: str, conversation_id: str | None, meaning: str, now: datetime
) -> None:
    await conn.run(
        "update messaging.sms_in set handled_at = :now, conversation_id = :cid, meaning = :meaning "
        "where provider_message_id = :id",
        id=message_id,
        cid=conversation_id,
        meaning=meaning,
        now=now,
    )


async def lock_phone(conn: Connection, phone_hash: bytes) -> None:
    """Let one conversation at a time be opened for a phone."""
    key = int.from_bytes(phone_hash[:8], "big", signed=True)
    await conn.run("select pg_advisory_xact_lock(:key)", key=key)


async def newest_thread(conn: Connection, phone_hash: bytes) -> str | None:
    value = await conn.value(
        "select conversation_id from messaging.sms_thread where phone_hash = :hash order by touched_at desc limit 1",
        hash=phone_hash,
    )
    return None if value is None else str(value)


async def add_thread(conn: Connection, conversation_id: str, phone_hash: bytes, now: datetime) -> None:
    await conn.run(
        "insert into messaging.sms_thread (conversation_id, phone_hash, touched_at) values (:cid, :hash, :now)",
        cid=conversation_id,
        hash=phone_hash,
        now=now,
    )


async def touch(conn: Connection, conversation_id: str, now: datetime) -> None:
    await conn.run(
        "update messaging.sms_thread set touched_at = :now where conversation_id = :cid",
        cid=conversation_id,
        now=now,
    )


async def threads_since(conn: Connection, since: datetime, limit: int) -> list[dict[str, Any]]:
    """Return conversations that may have something undelivered, with the number of the last delivered turn."""
    return await conn.rows(
        "select t.conversation_id, t.delivered from messaging.sms_thread t "
        "join conversations.conversation c using (conversation_id) "
        "where t.touched_at >= :since and c.turns > t.delivered and c.asked <= c.answered "
        "order by t.touched_at limit :limit",
        since=since,
        limit=limit,
    )


async def delivered(conn: Connection, conversation_id: str, number: int) -> None:
    await conn.run(
        "update messaging.sms_thread set delivered = greatest(delivered, :number) where conversation_id = :cid",
        cid=conversation_id,
        number=number,
    )


async def intend(
    conn: Connection,
    message_id: str,
    conversation_id: str | None,
    number: int | None,
    now: datetime,
    valid_until: datetime,
) -> bool:
    """Write the intent to send; False = it was written before."""
    return bool(
        await conn.run(
            "insert into messaging.sms_out (message_id, conversation_id, number, intended_at, valid_until) "
            "values (:id, :cid, :number, :now, :until) on conflict do nothing",
            id=message_id,
            cid=conversation_id,
            number=number,
            now=now,
            until=valid_until,
        )
    )


async def settle(conn: Connection, message_id: str, state: str) -> None:
    await conn.run(
        "update messaging.sms_out set state = :state where message_id = :id and state = 'intended'",
        id=message_id,
        state=state,
    )


async def in_doubt(conn: Connection, before: datetime, limit: int) -> list[str]:
    rows = await conn.rows(
        "select message_id from messaging.sms_out where state = 'intended' and intended_at < :before "
        "order by intended_at limit :limit",
        before=before,
        limit=limit,
    )
    return [row["message_id"] for row in rows]


async def awaits_receipts(conn: Connection) -> bool:
    return bool(
        await conn.value(
            "select exists (select from messaging.sms_out where state = 'sent' and result is null)"
        )
    )


async def lock_cursor(conn: Connection, source: str) -> int:
    await conn.run(
        "insert into messaging.cursor (source, position) values (:source, 0) on conflict do nothing",
        source=source,
    )
    return int(
        await conn.value(
            "select position from messaging.cursor where source = :source for update", source=source
        )
    )


async def save_cursor(conn: Connection, source: str, position: int) -> None:
    await conn.run(
        "update messaging.cursor set position = :position where source = :source",
        source=source,
        position=position,
    )


async def receipts(conn: Connection, records: Sequence[dict[str, Any]]) -> int:
    """Store what providers say became of messages; those of others are left alone."""
    return await conn.bulk(
        """
        update messaging.sms_out o set result = r.result, ended_at = r.at, state = 'sent'
        from jsonb_to_recordset(cast(:records as jsonb)) as r(message_id text, result text, at timestamptz)
        where o.message_id = r.message_id and o.result is null
        """,
        records,
    )
