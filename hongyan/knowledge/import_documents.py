"""Imports of files and pages: the same source and section gets a new version only when its text has changed."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hongyan.core.clock import Clock
from hongyan.core.errors import HongyanError
from hongyan.core.ids import new_id
from hongyan.knowledge import import_repository, repository
from hongyan.knowledge.errors import NoSuchImport, NotInState, Unreadable
from hongyan.knowledge.fetch_page import fetch_page
from hongyan.knowledge.model import Audience, Content, Imported, Section, State, Version
from hongyan.knowledge.read_file import kind_of, read_markdown
from hongyan.knowledge.settings import KnowledgeSettings
from hongyan.knowledge.split_document import split_document
from hongyan.runtime import Connection, Database

_LINK = re.compile(r"\]\((?:article:)?(art_[0-9a-z]+)\)")


@dataclass(frozen=True, slots=True)
class Given:
    """What the importer says about all articles of a file."""

    by: str
    owner: str = ""
    language: str | None = None
    audience: Audience = Audience.PUBLIC
    keywords: tuple[str, ...] = ()
    approve: bool = False  # answers at once; else somebody else must approve it


class Importer:
    """Reads, cuts and stores documents; what cannot be read is kept with the reason."""

    def __init__(self, db: Database, clock: Clock, settings: KnowledgeSettings) -> None:
        self._db, self._clock, self._settings = db, clock, settings

    async def folder(self, folder: Path, given: Given) -> Imported:
        """Import every readable kind of file below a folder, in the order of their names."""
        files = await asyncio.to_thread(
            lambda: sorted(f for f in folder.rglob("*") if f.is_file() and kind_of(f.name))
        )
        total = Imported()
        for file in files:
            content = await asyncio.to_thread(file.read_bytes)
            total += await self.file(file.relative_to(folder).as_posix(), content, given)
        return total

    async def file(self, name: str, content: bytes, given: Given, import_id: str | None = None) -> Imported:
        """Import one file; a refusal is a result, kept to be seen and tried again."""
        kind = kind_of(name) or "unknown"
        return await self._take(name, kind, content, given, import_id)

    async def page(self, url: str, given: Given) -> Imported:
        """Fetch a public page and import it. Raises NotAPublicPage and Unavailable."""
        most = self._settings.max_file_mb * 2**20
        content = await fetch_page(url, self._settings.fetch_seconds, most)
        return await self._take(url, "html", content, given, None)

    async def retry(self, import_id: str, by: str) -> Imported:
        """Read a refused file once more (a reader may have learned meanwhile)."""
        async with self._db.snapshot() as conn:
            row = await import_repository.one(conn, import_id)
        if row is None:
            raise NoSuchImport
        if row["state"] != "refused" or row["content"] is None:
            raise NotInState("only a refused import can be tried again")
        options = dict(row["options"])
        given = Given(
            by,
            options.get("owner", ""),
            options.get("language"),
            Audience(options.get("audience", "public")),
            tuple(options.get("keywords", ())),
            bool(options.get("approve", False)),
        )
        return await self._take(row["source"], row["kind"], bytes(row["content"]), given, import_id)

    async def _take(
        self, source: str, kind: str, content: bytes, given: Given, import_id: str | None
    ) -> Imported:
        try:
            if len(content) > self._settings.max_file_mb * 2**20:
                raise Unreadable(f"it is larger than {self._settings.max_file_mb} MB")
            sections = await asyncio.to_thread(self._sections, source, kind, content, given)
        except HongyanError as error:
            await self._record(import_id, source, kind, content, given, None, str(error))
            return Imported(refused=((source, str(error)),))
        done = await self.store(source, sections, given)
        await self._record(import_id, source, kind, None, given, done, "")
        return done

    def _sections(self, source: str, kind: str, content: bytes, given: Given) -> list[Section]:
        base = Content("", "", given.language or "", given.audience, keywords=given.keywords)
        sections = split_document(read_markdown(content, kind), source, base)
        if len(sections) > self._settings.max_articles_per_file:
            raise Unreadable(f"it holds more than {self._settings.max_articles_per_file} articles")
        return sections

    async def store(self, source: str, sections: Sequence[Section], given: Given) -> Imported:
        """Write what is new or different, in one transaction."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            change = await repository.next_change(conn)
            known = await repository.newest_of_source(conn, source)
            fresh = [s for s in sections if s.section not in known]
            different = [s for s in sections if s.section in known and not _same(known[s.section], s.content)]
            ids = {s.section: new_id("art") for s in fresh} | {
                s.section: known[s.section].article_id for s in different
            }
            await repository.insert_articles(
                conn, [self._article(ids[s.section], source, s, given, now) for s in fresh]
            )
            await self._versions(conn, ids, [*fresh, *different], given, change, now)
        return Imported(len(fresh), len(different), len(sections) - len(fresh) - len(different))

    async def _versions(
        self,
        conn: Connection,
        ids: dict[str, str],
        sections: list[Section],
        given: Given,
        change: int,
        now: datetime,
    ) -> None:
        if not sections:
            return
        touched = [ids[s.section] for s in sections]
        state = State.APPROVED if given.approve else State.IN_REVIEW
        await repository.drop_open(conn, touched, change, "replaced by an import")
        rows = [repository.version_row(ids[s.section], s.content, state, given.by, now) for s in sections]
        await repository.insert_versions(conn, rows, change)
        if given.approve:
            await repository.retire_older(conn, touched, change, now)
        await repository.replace_links(conn, {ids[s.section]: links_in(s.content.body) for s in sections})

    def _article(
        self, article_id: str, source: str, section: Section, given: Given, now: datetime
    ) -> dict[str, Any]:
        due = (now + timedelta(days=30 * self._settings.review_months)).date()
        return {
            "article_id": article_id,
            "source": source,
            "section": section.section,
            "owner": given.owner or given.by,
            "review_due": due,
            "created_at": now,
        }

    async def _record(
        self, import_id: str | None, source: str, kind: str, content: bytes | None, given: Given, done: Imported | None,
        reason: str,
    ) -> None:  # fmt: skip
        options = asdict(given)
        options["audience"] = given.audience.value
        async with self._db.transaction() as conn:
            await import_repository.save(
                conn,
                import_id or new_id("imp"),
                source,
                kind,
                content,
                options,
                given.by,
                self._clock.now(),
                done,
                reason,
            )

    async def listed(self, limit: int = 100) -> list[dict[str, Any]]:
        async with self._db.snapshot() as conn:
            return await import_repository.listed(conn, limit)

    async def dismiss(self, import_id: str, by: str) -> None:
        async with self._db.transaction() as conn:
            if not await import_repository.dismiss(conn, import_id, by):
                raise NoSuchImport


def links_in(body: str) -> list[str]:
    """Return the articles a text links to (``[words](article:art_…)``)."""
    return _LINK.findall(body)


def _same(version: Version, content: Content) -> bool:
    """An import says nothing new when text and labels are as they were; what a person withdrew does not come back."""
    return version.content == content
