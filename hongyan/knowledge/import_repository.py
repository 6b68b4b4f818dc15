"""SQL of imports: what was read, and what could not be read and may be tried again."""

from datetime import datetime
from typing import Any

from hongyan.knowledge.model import Imported
from hongyan.runtime import Connection

Row = dict[str, Any]
_READ = "import_id, source, kind, state, reason, new, changed, unchanged, imported_by, imported_at, tries"


async def save(
    conn: Connection, import_id: str, source: str, kind: str, content: bytes | None, options: Row, by: str, at: datetime,
    done: Imported | None, reason: str,
) -> None:  # fmt: skip
    """Write how one import ended; the bytes are kept only while it is refused."""
    await conn.run(
        """
        insert into knowledge.import (import_id, source, kind, content, options, state, reason, new, changed, unchanged,
            imported_by, imported_at)
        values (:id, :source, :kind, :content, cast(:options as jsonb), :state, :reason, :new, :changed, :unchanged,
            :by, :at)
        on conflict (import_id) do update set content = excluded.content, state = excluded.state,
            reason = excluded.reason, new = excluded.new, changed = excluded.changed, unchanged = excluded.unchanged,
            imported_by = excluded.imported_by, imported_at = excluded.imported_at, tries = import.tries + 1
        """,
        id=import_id,
        source=source,
        kind=kind,
        content=content if done is None else None,
        options=options,
        state="refused" if done is None else "done",
        reason=reason,
        new=done.new if done else 0,
        changed=done.changed if done else 0,
        unchanged=done.unchanged if done else 0,
        by=by,
        at=at,
    )


async def listed(conn: Connection, limit: int) -> list[Row]:
    """Return imports, those that were refused first, then the latest."""
    return await conn.rows(
        f"select {_READ} from knowledge.import where state <> 'dismissed' "
        "order by state = 'refused' desc, imported_at desc limit :limit",
        limit=limit,
    )


async def one(conn: Connection, import_id: str) -> Row | None:
    return await conn.row(
        f"select {_READ}, content, options from knowledge.import where import_id = :id", id=import_id
    )


async def dismiss(conn: Connection, import_id: str, by: str) -> int:
    return await conn.run(
        "update knowledge.import set state = 'dismissed', content = null, imported_by = :by "
        "where import_id = :id and state = 'refused'",
        id=import_id,
        by=by,
    )
