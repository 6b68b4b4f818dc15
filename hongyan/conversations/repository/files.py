"""Rows of customers' files; the bytes are sealed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hongyan.conversations.model import Attachment
from hongyan.runtime import Connection

_SHOWN = "attachment_id, conversation_id, file_name, media_type, size, state, at, reason"


def from_row(row: Mapping[str, Any]) -> Attachment:
    return Attachment(**{name: row[name] for name in _SHOWN.split(", ")})


async def insert(conn: Connection, values: Mapping[str, Any]) -> None:
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    await conn.run(f"insert into conversations.attachment ({names}) values ({places})", **values)


async def by_client_id(conn: Connection, conversation_id: str, client_id: str) -> Attachment | None:
    row = await conn.row(
        f"select {_SHOWN} from conversations.attachment where conversation_id = :id and client_id = :client_id",
        id=conversation_id,
        client_id=client_id,
    )
    return from_row(row) if row else None


async def of_conversation(conn: Connection, conversation_id: str) -> list[Attachment]:
    rows = await conn.rows(
        f"select {_SHOWN} from conversations.attachment where conversation_id = :id order by at, attachment_id",
        id=conversation_id,
    )
    return [from_row(row) for row in rows]


async def count(conn: Connection, conversation_id: str) -> int:
    return int(
        await conn.value(
            "select count(*) from conversations.attachment where conversation_id = :id and state = 'stored'",
            id=conversation_id,
        )
    )


async def sealed(
    conn: Connection, conversation_id: str, attachment_id: str
) -> tuple[Attachment, bytes] | None:
    row = await conn.row(
        f"select {_SHOWN}, sealed from conversations.attachment "
        "where attachment_id = :attachment and conversation_id = :id and sealed is not null",
        attachment=attachment_id,
        id=conversation_id,
    )
    return (from_row(row), bytes(row["sealed"])) if row else None


async def insert_transcript_request(conn: Connection, values: Mapping[str, Any]) -> bool:
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    return bool(
        await conn.run(
            f"insert into conversations.transcript_request ({names}) values ({places}) "
            "on conflict (conversation_id, client_id) do nothing",
            **values,
        )
    )


async def open_transcript_requests(conn: Connection, limit: int) -> list[dict[str, Any]]:
    """Return requests that have not ended, and keep others from working on them until the commit."""
    return await conn.rows(
        "select * from conversations.transcript_request where state in ('intended', 'handed_over') "
        "order by intended_at limit :limit for update skip locked",
        limit=limit,
    )


async def set_transcript_state(
    conn: Connection, request_id: str, before: str, state: str, result: str | None, ended_at: datetime | None
) -> bool:
    return bool(
        await conn.run(
            "update conversations.transcript_request set state = :state, result = :result, ended_at = :ended_at "
            "where request_id = :id and state = :before",
            id=request_id,
            before=before,
            state=state,
            result=result,
            ended_at=ended_at,
        )
    )
