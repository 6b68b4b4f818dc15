"""All SQL of servicing: acts and the documents they issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hongyan.runtime import Connection
from hongyan.servicing.model import Act, Receipt

_LIVE = "state in ('intended', 'running')"


@dataclass(frozen=True, slots=True)
class StoredAct:
    """An act as it stands."""

    act: Act
    state: str
    reason: str | None
    details: Mapping[str, Any]
    change_id: str | None
    attempts: int

    @property
    def live(self) -> bool:
        return self.state in ("intended", "running")

    @property
    def receipt(self) -> Receipt:
        state = "running" if self.live else self.state
        return Receipt(self.act.act_id, self.act.kind, state, dict(self.details), self.reason)


async def insert(conn: Connection, act: Act, now: datetime) -> bool:
    """Write the intent; False when an act of this id is there already."""
    return bool(
        await conn.run(
            """insert into servicing.act (act_id, kind, order_id, passenger_ids, args, consent, said_by, language,
                 state, requested_at, due_at)
               values (:act_id, :kind, :order_id, :passenger_ids, cast(:args as jsonb), :consent, :said_by, :language,
                 'intended', :now, :now) on conflict (act_id) do nothing""",
            act_id=act.act_id,
            kind=act.kind,
            order_id=act.order_id,
            passenger_ids=list(act.passenger_ids),
            args=dict(act.args),
            consent=act.consent,
            said_by=act.said_by,
            language=act.language,
            now=now,
        )
    )


async def set_change(conn: Connection, act_id: str, change_id: str, details: Mapping[str, Any]) -> None:
    """Note the change that carries an act out, with what was agreed."""
    await conn.run(
        """update servicing.act set change_id = :change_id, state = 'running', details = cast(:details as jsonb)
           where act_id = :act_id""",
        act_id=act_id,
        change_id=change_id,
        details=dict(details),
    )


async def get(conn: Connection, act_id: str) -> StoredAct | None:
    row = await conn.row("select * from servicing.act where act_id = :id", id=act_id)
    return _stored(row) if row else None


async def lease(conn: Connection, act_id: str, wall: datetime, until: datetime) -> StoredAct | None:
    """Take a live act in hand until ``until`` (wall time), unless somebody else has it."""
    row = await conn.row(
        f"""update servicing.act set locked_until = :until, state = 'running', attempts = attempts + 1
            where act_id = :id and {_LIVE} and (locked_until is null or locked_until < :wall) returning *""",
        id=act_id,
        wall=wall,
        until=until,
    )
    return _stored(row) if row else None


async def put_off(conn: Connection, act_id: str, due_at: datetime) -> None:
    """Let go of an act that has no answer yet; it is tried again at ``due_at``."""
    await conn.run(
        f"update servicing.act set locked_until = null, due_at = :due_at where act_id = :id and {_LIVE}",
        id=act_id,
        due_at=due_at,
    )


async def settle(
    conn: Connection, act_id: str, state: str, reason: str | None, details: Mapping[str, Any], now: datetime
) -> bool:
    """End an act once; False when it had ended before."""
    return bool(
        await conn.run(
            f"""update servicing.act set state = :state, reason = :reason, settled_at = :now, locked_until = null,
                  details = details || cast(:details as jsonb) where act_id = :id and {_LIVE}""",
            id=act_id,
            state=state,
            reason=reason,
            details=dict(details),
            now=now,
        )
    )


async def due(conn: Connection, now: datetime, wall: datetime, limit: int) -> list[str]:
    """Return live acts whose time has come and that nobody has in hand, oldest first."""
    rows = await conn.rows(
        f"""select act_id from servicing.act where {_LIVE} and due_at <= :now
              and (locked_until is null or locked_until < :wall) order by due_at, act_id limit :limit""",
        now=now,
        wall=wall,
        limit=limit,
    )
    return [row["act_id"] for row in rows]


async def next_due(conn: Connection) -> datetime | None:
    found: datetime | None = await conn.value(f"select min(due_at) from servicing.act where {_LIVE}")
    return found


async def of_changes(conn: Connection, change_ids: list[str]) -> list[str]:
    """Return the live acts these changes carry out."""
    rows = await conn.rows(
        f"select act_id from servicing.act where change_id = any(:ids) and {_LIVE}", ids=change_ids
    )
    return [row["act_id"] for row in rows]


async def keep_document(
    conn: Connection,
    document_id: str,
    act: Act,
    facts: Mapping[str, Any],
    now: datetime,
) -> dict[str, Any]:
    """Store what a certificate or invoice says, once an act; return the document as it is kept."""
    await conn.run(
        """insert into servicing.document (document_id, act_id, kind, order_id, facts, issued_at)
           values (:id, :act_id, :kind, :order_id, cast(:facts as jsonb), :now) on conflict (act_id) do nothing""",
        id=document_id,
        act_id=act.act_id,
        kind=act.kind,
        order_id=act.order_id,
        facts=dict(facts),
        now=now,
    )
    row = await conn.row(
        "select document_id, kind, order_id, facts, issued_at from servicing.document where act_id = :id",
        id=act.act_id,
    )
    assert row is not None
    return row


async def document(conn: Connection, document_id: str) -> dict[str, Any] | None:
    return await conn.row(
        "select document_id, kind, order_id, facts, issued_at from servicing.document where document_id = :id",
        id=document_id,
    )


def _stored(row: dict[str, Any]) -> StoredAct:
    act = Act(
        act_id=row["act_id"],
        kind=row["kind"],
        order_id=row["order_id"],
        passenger_ids=tuple(row["passenger_ids"]),
        args=dict(row["args"]),
        consent=row["consent"],
        said_by=row["said_by"],
        language=row["language"],
    )
    return StoredAct(
        act, row["state"], row["reason"], dict(row["details"]), row["change_id"], row["attempts"]
    )
