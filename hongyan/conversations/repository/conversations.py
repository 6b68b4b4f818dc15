"""Rows of conversations: their standing, whose they are, and who is answering at the moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.conversations.keys import Keys
from hongyan.conversations.model import Conversation, State, Turn
from hongyan.conversations.repository import turns
from hongyan.runtime import Connection
from hongyan.runtime.database import to_json

_SHOWN = (
    "conversation_id, channel, language, state, topic, disposition, owner, customer_sealed, subject_sealed, "
    "handover_sealed, context, turns, opened_at, last_at, waiting_since, closed_at"
)

_READ = "select * from conversations.conversation where conversation_id = :id"
_LOCKED = f"{_READ} for update"
_ROBOT_STATE = (
    "select state, version, turn_id, reply from conversations.robot_state where conversation_id = :id"
)


def from_row(row: Mapping[str, Any], keys: Keys) -> Conversation:
    """Rebuild a conversation, with what was sealed opened."""
    cid = row["conversation_id"]
    customer = row["customer_sealed"]
    return Conversation(
        conversation_id=cid,
        customer_key=keys.open(bytes(customer), f"customer:{cid}").decode() if customer else None,
        channel=row["channel"],
        language=row["language"],
        state=State(row["state"]),
        opened_at=row["opened_at"],
        last_at=row["last_at"],
        turns=row["turns"],
        owner=row["owner"],
        disposition=row["disposition"],
        topic=row["topic"],
        closed_at=row["closed_at"],
        subject=keys.open_json(row["subject_sealed"], f"subject:{cid}") or {},
        context=row["context"],
        waiting_since=row["waiting_since"],
        handover=keys.open_json(row["handover_sealed"], f"handover:{cid}") or {},
    )


async def insert(conn: Connection, values: Mapping[str, Any]) -> None:
    names = ", ".join(values)
    places = ", ".join(f"cast(:{n} as jsonb)" if n == "context" else f":{n}" for n in values)
    await conn.run(f"insert into conversations.conversation ({names}) values ({places})", **values)


async def read(conn: Connection, conversation_id: str, *, lock: bool = False) -> dict[str, Any] | None:
    """Return the whole row; ``lock`` makes everybody else who changes it wait."""
    return await conn.row(_LOCKED if lock else _READ, id=conversation_id)


async def update(conn: Connection, conversation_id: str, **values: Any) -> None:
    """Set columns of one row."""
    await conn.queue(_update(values), id=conversation_id, **values)


async def update_and_ring(conn: Connection, conversation_id: str, channel: str, **values: Any) -> None:
    """Set columns of one row and ring its bell, in one statement."""
    await conn.queue(
        f"with changed as ({_update(values)} returning conversation_id) "
        "select pg_notify(:channel, conversation_id) from changed",
        channel=channel,
        id=conversation_id,
        **values,
    )


def _update(values: Mapping[str, Any]) -> str:
    sets = ", ".join(f"{n} = cast(:{n} as jsonb)" if n == "context" else f"{n} = :{n}" for n in values)
    return f"update conversations.conversation set {sets} where conversation_id = :id"


async def owing_answers(conn: Connection, wall: datetime, limit: int) -> list[str]:
    """Return conversations whose customer waits for the robot while no process is answering."""
    rows = await conn.rows(
        "select conversation_id from conversations.conversation "
        "where state <> 'closed' and (not greeted or asked > answered) "
        "and (answering is null or answering_until < :wall) order by last_at limit :limit",
        wall=wall,
        limit=limit,
    )
    return [row["conversation_id"] for row in rows]


async def silent(conn: Connection, robot_before: datetime, person_before: datetime, limit: int) -> list[str]:
    """Return conversations in which nobody has said anything for too long."""
    rows = await conn.rows(
        "select conversation_id from conversations.conversation where "
        "(state = 'with_robot' and last_at < :robot_before) or (state = 'with_person' and last_at < :person_before) "
        "order by last_at limit :limit",
        robot_before=robot_before,
        person_before=person_before,
        limit=limit,
    )
    return [row["conversation_id"] for row in rows]


async def of_customer(conn: Connection, customer_hash: bytes, limit: int) -> list[dict[str, Any]]:
    """Return the conversations of one customer on all channels, oldest first."""
    return await conn.rows(
        f"select * from (select {_SHOWN} from conversations.conversation where customer_hash = :hash "
        "order by opened_at desc limit :limit) newest order by opened_at",
        hash=customer_hash,
        limit=limit,
    )


async def add_participant(
    conn: Connection, conversation_id: str, speaker: str, name: str, at: datetime
) -> None:
    await conn.run(
        "insert into conversations.participant (conversation_id, speaker, name, joined_at) "
        "values (:id, :speaker, :name, :at) on conflict (conversation_id, speaker, name) do update set left_at = null",
        id=conversation_id,
        speaker=speaker,
        name=name,
        at=at,
    )


async def end_participation(conn: Connection, conversation_id: str, name: str, at: datetime) -> None:
    await conn.run(
        "update conversations.participant set left_at = :at where conversation_id = :id and name = :name",
        id=conversation_id,
        name=name,
        at=at,
    )


async def owed(
    conn: Connection, conversation_id: str
) -> tuple[dict[str, Any] | None, dict[str, Any] | None, Turn | None]:
    """Lock a conversation and return its row, what the robot keeps of it, and the customer's first unanswered turn."""
    which = {"id": conversation_id}
    found, kept, said = await conn.together(
        (_LOCKED, which), (_ROBOT_STATE, which), (turns.UNANSWERED, which)
    )
    return (
        found[0] if found else None,
        kept[0] if kept else None,
        turns.from_row(said[0]) if said else None,
    )


async def locked_and_said(
    conn: Connection, conversation_id: str, client_id: str
) -> tuple[dict[str, Any] | None, Turn | None]:
    """Lock a conversation and return its row, and the turn its sender has called ``client_id``."""
    named = {"id": conversation_id, "client_id": client_id}
    found, said = await conn.together((_LOCKED, {"id": conversation_id}), (turns.BY_CLIENT_ID, named))
    return found[0] if found else None, turns.from_row(said[0]) if said else None


async def news(
    conn: Connection, conversation_id: str, number: int, limit: int
) -> tuple[dict[str, Any] | None, list[Turn]]:
    """Return a conversation's row and what was said above ``number``."""
    found, said = await conn.together(
        (_READ, {"id": conversation_id}),
        (turns.AFTER, {"id": conversation_id, "number": number, "limit": limit}),
    )
    return found[0] if found else None, [turns.from_row(row) for row in said]


async def robot_state(conn: Connection, conversation_id: str) -> dict[str, Any] | None:
    return await conn.row(_ROBOT_STATE, id=conversation_id)


async def save_robot_state(
    conn: Connection,
    conversation_id: str,
    state: Mapping[str, Any],
    version: int,
    turn_id: str | None,
    reply: str | None,
    at: datetime,
) -> int | None:
    """Store the state that follows ``version`` (0 = the first); None when somebody else was quicker."""
    found = await conn.value(
        "insert into conversations.robot_state as s (conversation_id, state, version, turn_id, reply, saved_at) "
        "select :id, cast(:state as jsonb), 1, :turn_id, cast(:reply as jsonb), :at where :version = 0 "
        "on conflict (conversation_id) do nothing returning version"
        if version == 0
        else "update conversations.robot_state set state = cast(:state as jsonb), version = version + 1, "
        "turn_id = :turn_id, reply = cast(:reply as jsonb), saved_at = :at "
        "where conversation_id = :id and version = :version returning version",
        id=conversation_id,
        state=to_json(dict(state)),
        version=version,
        turn_id=turn_id,
        reply=reply,
        at=at,
    )
    return int(found) if found is not None else None


async def ring(conn: Connection, channel: str, payload: str) -> None:
    await conn.queue("select pg_notify(:channel, :payload)", channel=channel, payload=payload)


async def listed(
    conn: Connection, where: Sequence[str], parameters: Mapping[str, Any], limit: int
) -> list[dict[str, Any]]:
    """Return conversations for a list, the newest word first; ``where`` are conditions of our own making."""
    conditions = " and ".join(["true", *where])
    return await conn.rows(
        f"select {_SHOWN} from conversations.conversation c where {conditions} "
        "order by last_at desc, conversation_id limit :limit",
        limit=limit,
        **parameters,
    )


async def moved_since(conn: Connection, since: datetime, limit: int) -> list[dict[str, Any]]:
    return await conn.rows(
        "select conversation_id, turns, state from conversations.conversation where last_at > :since "
        "order by last_at limit :limit",
        since=since,
        limit=limit,
    )
