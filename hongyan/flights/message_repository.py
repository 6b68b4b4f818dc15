"""All SQL of the feed messages themselves: received, applied, waiting, dead."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection

_ONE_AT_A_TIME = 0x6662_0001  # advisory lock: messages are applied in order, by one transaction at a time
_MESSAGE = "message_id, kind, source, digest, body, known_at, received_at, state, reason, attempts, flights"


async def insert_messages(conn: Connection, records: Sequence[dict[str, Any]]) -> None:
    """Keep messages as they came (``body`` as hex), in order."""
    await conn.bulk(
        """
        insert into flights.feed_message (message_id, kind, source, digest, body, known_at, received_at, state)
        select r.message_id, r.kind, r.source, r.digest, decode(r.body, 'hex'), r.known_at, r.received_at, 'received'
        from rows from (jsonb_to_recordset(cast(:records as jsonb)) as (message_id text, kind text, source text,
            digest text, body text, known_at timestamptz, received_at timestamptz)) with ordinality
            as r(message_id, kind, source, digest, body, known_at, received_at, position)
        order by r.position
        """,
        records,
    )


async def lock_feed(conn: Connection) -> bool:
    """Become the one transaction that applies messages; False when another one is at it."""
    return bool(await conn.value("select pg_try_advisory_xact_lock(:key)", key=_ONE_AT_A_TIME))


async def next_received(conn: Connection, limit: int, characters: int) -> list[dict[str, Any]]:
    """Return the oldest messages not yet looked at: up to ``limit`` of them and about ``characters`` of text."""
    return await conn.rows(
        f"""
        select {_MESSAGE}, seq from (
            select *, sum(length(body)) over (order by seq) - length(body) as before_it
            from (select * from flights.feed_message where state = 'received' order by seq limit :limit) first
        ) sized where before_it < :characters order by seq
        """,
        limit=limit,
        characters=characters,
    )


async def waiting_for(conn: Connection, flights: Collection[str]) -> list[dict[str, Any]]:
    """Return the messages that wait for one of these flights (carrier and number), in order."""
    if not flights:
        return []
    return await conn.rows(
        f"select {_MESSAGE}, seq from flights.feed_message where state = 'waiting' and flights && :names order by seq",
        names=list(flights),
    )


async def earlier_copies(conn: Connection, digests: Collection[str], since: datetime) -> dict[str, int]:
    """Return digest → place (seq) of the first message with it that was received since then and is not dead."""
    rows = await conn.rows(
        """
        select digest, min(seq) as seq from flights.feed_message
        where digest = any(:digests) and received_at >= :since and state in ('received', 'applied', 'waiting')
        group by digest
        """,
        digests=list(digests),
        since=since,
    )
    return {row["digest"]: row["seq"] for row in rows}


async def save_outcomes(conn: Connection, records: Sequence[dict[str, Any]], now: datetime) -> None:
    """Store what became of messages: ``{message_id, state, reason, flights}``."""
    await conn.bulk(
        """
        update flights.feed_message m
        set state = r.state, reason = r.reason, flights = r.flights, handled_at = :now, attempts = m.attempts + 1
        from jsonb_to_recordset(cast(:records as jsonb))
            as r(message_id text, state text, reason text, flights text[])
        where m.message_id = r.message_id
        """,
        records,
        now=now,
    )


async def give_up_waiting(conn: Connection, before: datetime, now: datetime) -> int:
    """Make dead letters of messages that have waited since ``before``; return how many."""
    return await conn.run(
        """
        update flights.feed_message set state = 'dead', handled_at = :now, reason = 'its flight never became known'
        where state = 'waiting' and received_at < :before
        """,
        before=before,
        now=now,
    )


async def give_up_first(conn: Connection, reason: str, now: datetime) -> None:
    """Make a dead letter of the oldest message not yet looked at."""
    await conn.run(
        """
        update flights.feed_message set state = 'dead', handled_at = :now, reason = :reason, attempts = attempts + 1
        where message_id = (select message_id from flights.feed_message where state = 'received' order by seq limit 1)
        """,
        reason=reason,
        now=now,
    )


async def oldest_waiting(conn: Connection) -> datetime | None:
    found: datetime | None = await conn.value(
        "select min(received_at) from flights.feed_message where state = 'waiting'"
    )
    return found


async def any_received(conn: Connection) -> bool:
    return bool(
        await conn.value("select exists (select 1 from flights.feed_message where state = 'received')")
    )


async def count_dead(conn: Connection) -> int:
    return int(await conn.value("select count(*) from flights.feed_message where state = 'dead'"))


async def dead_letters(conn: Connection, after: int, limit: int) -> list[dict[str, Any]]:
    """Return the dead letters that stand after place ``after``, in order of arrival."""
    return await conn.rows(
        f"select {_MESSAGE}, seq from flights.feed_message where state = 'dead' and seq > :after order by seq limit :limit",
        after=after,
        limit=limit,
    )


async def message(conn: Connection, message_id: str) -> dict[str, Any] | None:
    """Return one message, locked until the transaction ends."""
    return await conn.row(
        f"select {_MESSAGE}, seq from flights.feed_message where message_id = :id for update", id=message_id
    )


async def receive_again(conn: Connection, message_id: str) -> None:
    """Put a message back in the row of those to be applied."""
    await conn.run(
        "update flights.feed_message set state = 'received', reason = null where message_id = :id",
        id=message_id,
    )


async def supersede(
    conn: Connection, message_id: str, replaced_by: str | None, reason: str, now: datetime
) -> None:
    await conn.run(
        """
        update flights.feed_message set state = 'superseded', replaced_by = :by, reason = :reason, handled_at = :now
        where message_id = :id
        """,
        id=message_id,
        by=replaced_by,
        reason=reason,
        now=now,
    )
