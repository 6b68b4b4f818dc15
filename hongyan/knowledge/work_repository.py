"""SQL of the work list: clusters of questions without a good answer."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from hongyan.knowledge.model import Replay
from hongyan.runtime import Connection

Row = dict[str, Any]


async def insert(
    conn: Connection, work_id: str, language: str, label: str, terms: list[str], before: Replay, at: datetime
) -> None:
    await conn.run(
        """
        insert into knowledge.work (work_id, language, label, terms, state, before, created_at)
        values (:id, :language, :label, :terms, 'open', cast(:before as jsonb), :at)
        """,
        id=work_id,
        language=language,
        label=label,
        terms=terms,
        before=asdict(before),
        at=at,
    )


async def listed(conn: Connection, limit: int) -> list[Row]:
    """Return entries, those still open first, the most asked first."""
    return await conn.rows(
        """
        select w.*, (select count(*) from knowledge.question q where q.work_id = w.work_id) as asked
        from knowledge.work w where state <> 'dismissed'
        order by state = 'done', asked desc, created_at desc limit :limit
        """,
        limit=limit,
    )


async def one(conn: Connection, work_id: str, lock: bool = False) -> Row | None:
    tail = " for update" if lock else ""
    return await conn.row(f"select * from knowledge.work where work_id = :id{tail}", id=work_id)


async def open_entries(conn: Connection) -> list[Row]:
    """Return the entries a new question may still join."""
    return await conn.rows(
        "select * from knowledge.work where state in ('open', 'drafted') order by created_at"
    )


async def drafted(conn: Connection, work_id: str, article_id: str, number: int) -> None:
    await conn.run(
        "update knowledge.work set state = 'drafted', article_id = :article, number = :number where work_id = :id",
        id=work_id,
        article=article_id,
        number=number,
    )


async def close(
    conn: Connection, work_id: str, state: str, by: str, at: datetime, after: Replay | None
) -> None:
    await conn.run(
        "update knowledge.work set state = :state, closed_by = :by, closed_at = :at, "
        "after = coalesce(cast(:after as jsonb), after) where work_id = :id",
        id=work_id,
        state=state,
        by=by,
        at=at,
        after=asdict(after) if after else None,
    )


async def waiting_for_approval(conn: Connection) -> list[str]:
    """Return entries whose drafted version has been approved since."""
    rows = await conn.rows(
        """
        select w.work_id from knowledge.work w join knowledge.version v
        on v.article_id = w.article_id and v.number >= w.number
        where w.state = 'drafted' and v.state = 'approved'
        """
    )
    return [row["work_id"] for row in rows]
