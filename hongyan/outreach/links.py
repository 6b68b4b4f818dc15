"""Passenger links: signed, unguessable, expiring; opening one means that the news arrived."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import NotFound
from hongyan.outreach.consent import Signer
from hongyan.outreach.errors import LinkExpired, LinkInvalid
from hongyan.outreach.model import LinkSubject
from hongyan.outreach.repository import decisions, tasks
from hongyan.outreach.settings import OutreachSettings
from hongyan.runtime import Connection, Database


class Links:
    """A token is the signature of a random id kept in the database: neither guessable nor forgeable, and revocable."""

    def __init__(self, db: Database, clock: Clock, signer: Signer, settings: OutreachSettings) -> None:
        self._db = db
        self._clock = clock
        self._signer = signer
        self._life = timedelta(days=settings.link_days)

    async def for_task(self, task_id: str) -> str:
        """Return the path (``/p/…``) of the link of a task."""
        async with self._db.snapshot() as conn:
            link_id = await decisions.link_of_task(conn, task_id)
        if link_id is None:
            raise NotFound("this task has no link", task_id=task_id)
        return self._path(link_id)

    async def for_parties(self, party_ids: Sequence[str], language: str) -> str:
        """Make a new link that speaks for these parties; returns its path."""
        link_id, now = secrets.token_urlsafe(16), self._clock.now()
        async with self._db.transaction() as conn:
            await decisions.create_party_link(conn, link_id, party_ids, language, now, now + self._life)
        return self._path(link_id)

    async def open(self, token: str) -> LinkSubject:
        """Return whom the link speaks for, and note that its reader is reached. Raises LinkInvalid or LinkExpired."""
        link_id, now = self._signer.link_id(token), self._clock.now()
        async with self._db.transaction() as conn:
            row = await decisions.link(conn, link_id)
            if row is None:
                raise LinkInvalid
            if row["expires_at"] <= now:
                raise LinkExpired
            if row["opened_at"] is None:
                await self._first_opening(conn, row)
            await decisions.count_opening(conn, link_id, now)
        return LinkSubject(link_id, tuple(row["party_ids"]), row["language"], row["expires_at"])

    async def _first_opening(self, conn: Connection, row: Mapping[str, Any]) -> None:
        now = self._clock.now()
        if row["task_id"] is not None:
            await tasks.reached_by_person(conn, row["task_id"], "link", now)
            return
        for party_id in row["party_ids"]:
            await decisions.party_reached(conn, party_id, "link", now)

    def _path(self, link_id: str) -> str:
        return f"/p/{self._signer.link_token(link_id)}"
