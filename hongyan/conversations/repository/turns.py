"""Rows of what was said, and the way from a row to a Turn and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.conversations.model import Button, Citation, Kind, Speaker, Turn
from hongyan.runtime import Connection
from hongyan.runtime.database import to_json

_COLUMNS = (
    "turn_id, conversation_id, number, speaker, author, kind, text, language, at, channel, client_id, payload, "
    "buttons, cards, citations, attachments, reasons"
)

BY_CLIENT_ID = (
    f"select {_COLUMNS} from conversations.turn where conversation_id = :id and client_id = :client_id"
)
AFTER = (
    f"select {_COLUMNS} from conversations.turn where conversation_id = :id and number > :number "
    "order by number limit :limit"
)
UNANSWERED = (
    f"select {_COLUMNS} from conversations.turn where conversation_id = :id and speaker = 'customer' "
    "and number > (select answered from conversations.conversation where conversation_id = :id) "
    "order by number limit 1"
)


def to_plain(turn: Turn) -> dict[str, Any]:
    """Return a turn as JSON-friendly values."""
    return {
        "turn_id": turn.turn_id,
        "conversation_id": turn.conversation_id,
        "number": turn.number,
        "speaker": turn.speaker.value,
        "author": turn.author,
        "kind": turn.kind.value,
        "text": turn.text,
        "language": turn.language,
        "at": turn.at.isoformat(),
        "channel": turn.channel,
        "client_id": turn.client_id,
        "payload": turn.payload,
        "buttons": [{"label": b.label, "payload": b.payload, "style": b.style} for b in turn.buttons],
        "cards": list(turn.cards),
        "citations": [
            {"title": c.title, "ref": c.ref, "version": c.version, "clause": c.clause, "quote": c.quote}
            for c in turn.citations
        ],
        "attachments": list(turn.attachments),
        "reasons": turn.reasons,
    }


def from_row(row: Mapping[str, Any]) -> Turn:
    """Rebuild a turn from its row."""
    return Turn(
        turn_id=row["turn_id"],
        conversation_id=row["conversation_id"],
        number=row["number"],
        speaker=Speaker(row["speaker"]),
        author=row["author"],
        kind=Kind(row["kind"]),
        text=row["text"],
        language=row["language"],
        at=row["at"],
        channel=row["channel"],
        client_id=row["client_id"],
        payload=row["payload"],
        buttons=tuple(Button(**b) for b in row["buttons"]),
        cards=tuple(row["cards"]),
        citations=tuple(Citation(**c) for c in row["citations"]),
        attachments=tuple(row["attachments"]),
        reasons=row["reasons"],
    )


async def insert(conn: Connection, turns: Sequence[Turn]) -> None:
    """Store turns that have their numbers."""
    await conn.queue_bulk(
        f"insert into conversations.turn ({_COLUMNS}) "
        "select r.turn_id, r.conversation_id, r.number, r.speaker, r.author, r.kind, r.text, r.language, r.at, r.channel, "
        "r.client_id, r.payload, r.buttons, r.cards, r.citations, "
        "array(select jsonb_array_elements_text(r.attachments)), r.reasons "
        "from jsonb_to_recordset(cast(:records as jsonb)) as r(turn_id text, conversation_id text, number int, "
        "speaker text, author text, kind text, text text, language text, at timestamptz, channel text, client_id text, "
        "payload text, buttons jsonb, cards jsonb, citations jsonb, attachments jsonb, reasons jsonb)",
        [to_plain(turn) for turn in turns],
    )


async def by_client_id(conn: Connection, conversation_id: str, client_id: str) -> Turn | None:
    row = await conn.row(BY_CLIENT_ID, id=conversation_id, client_id=client_id)
    return from_row(row) if row else None


async def after(conn: Connection, conversation_id: str, number: int, limit: int) -> list[Turn]:
    """Return turns above ``number`` in order."""
    rows = await conn.rows(AFTER, id=conversation_id, number=number, limit=limit)
    return [from_row(row) for row in rows]


async def of_many(conn: Connection, conversation_ids: Sequence[str], limit: int) -> list[Turn]:
    """Return the turns of several conversations, as they were said."""
    rows = await conn.rows(
        f"select {_COLUMNS} from conversations.turn where conversation_id = any(:ids) "
        "order by at, conversation_id, number limit :limit",
        ids=list(conversation_ids),
        limit=limit,
    )
    return [from_row(row) for row in rows]


async def wishes(conn: Connection, since: datetime) -> dict[str, int]:
    """Return in how many conversations each thing was wished for since then; one chosen by key counts by its task."""
    rows = await conn.rows(
        "select wish, count(*) as times from ("
        "select distinct t.conversation_id, coalesce(t.reasons->>'intent', t.reasons->>'task') as wish "
        "from conversations.conversation c join conversations.turn t using (conversation_id) "
        "where c.last_at >= :since and t.at >= :since and t.speaker = 'robot') as wished "
        "where wish is not null group by wish",
        since=since,
    )
    return {row["wish"]: row["times"] for row in rows}


async def offered_label(conn: Connection, conversation_id: str, payload: str) -> str | None:
    """Return what stands on the button with this payload, if this conversation ever offered it."""
    row = await conn.row(
        "select buttons from conversations.turn where conversation_id = :id and speaker <> 'customer' "
        "and buttons @> cast(:wanted as jsonb) order by number desc limit 1",
        id=conversation_id,
        wanted=to_json([{"payload": payload}]),
    )
    return next((b["label"] for b in row["buttons"] if b["payload"] == payload), None) if row else None


def reply_json(turns: Sequence[Turn]) -> str:
    return to_json([to_plain(turn) for turn in turns])
