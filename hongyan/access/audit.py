"""The audit trail: who read or did what, written in the transaction of the deed and never changed."""

from collections.abc import Sequence
from typing import Any

from hongyan.access import repository
from hongyan.access.model import Actor
from hongyan.core.clock import Clock
from hongyan.runtime import Connection


class Audit:
    """Appends rows; ``subject`` is an id (``pax_…``, ``cmp_…``), never a name, number or link."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def write(
        self,
        conn: Connection,
        actor: str,
        role: str,
        action: str,
        subject: str,
        reason: str = "",
        ip: str = "",
    ) -> None:
        """Record that ``actor`` (a sign-in name, ``passenger`` or a program) did ``action`` to ``subject``."""
        await self._store(conn, [(actor, role, action, subject, reason, ip)])

    async def by(self, conn: Connection, actor: Actor, action: str, subject: str, reason: str = "") -> None:
        """Record a deed of a signed-in person."""
        await self.write(conn, actor.name, actor.role.value, action, subject, reason, actor.ip)

    async def read_many(self, conn: Connection, actor: Actor, action: str, subjects: Sequence[str]) -> None:
        """Record that ``actor`` saw personal data of many subjects at once (a list page)."""
        await self._store(conn, [(actor.name, actor.role.value, action, s, "", actor.ip) for s in subjects])

    async def recent(
        self, conn: Connection, before: int | None = None, subject: str | None = None, limit: int = 100
    ) -> list[dict[str, Any]]:
        """Return the newest rows first."""
        return await repository.audit_rows(conn, before, subject, limit)

    async def _store(self, conn: Connection, deeds: Sequence[tuple[str, str, str, str, str, str]]) -> None:
        now = self._clock.now()
        names = ("actor", "role", "action", "subject", "reason", "ip")
        rows = [{"at": now, **dict(zip(names, (_stored(t) for t in deed), strict=True))} for deed in deeds]
        await repository.insert_audit(conn, rows)


def _stored(text: str) -> str:
    """PostgreSQL keeps no NUL and no unpaired surrogate; a note must not lose its row for one."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:2000]
