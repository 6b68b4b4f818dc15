"""The search index of this process, brought up to what is committed before each search."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hongyan.knowledge import repository
from hongyan.knowledge.measure_meaning import measured
from hongyan.knowledge.ports import Meaning
from hongyan.knowledge.search_index import Document, SearchIndex
from hongyan.knowledge.synonyms import Synonyms, shipped_table
from hongyan.runtime import Database


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one search works with: it never changes under its hands."""

    index: SearchIndex
    synonyms: Synonyms
    change: int


class IndexKeeper:
    """Every web process and worker keeps its own; the change number in the database says what to read on from."""

    def __init__(self, db: Database, meaning: Meaning | None = None) -> None:
        self._db = db
        self._meaning = meaning
        self._loaded: Loaded | None = None
        self._loading = asyncio.Lock()

    async def current(self) -> Loaded:
        """Return an index of everything committed. While a long load runs, the one before it serves."""
        async with self._db.glance() as conn:
            newest = await repository.last_change(conn)
        loaded = self._loaded
        if loaded is not None and (loaded.change >= newest or self._loading.locked()):
            return loaded
        async with self._loading:
            if self._loaded is None or self._loaded.change < newest:
                self._loaded = await self._load(self._loaded)
            return self._loaded

    async def _load(self, before: Loaded | None) -> Loaded:
        since = before.change if before else 0
        async with self._db.snapshot() as conn:
            change = await repository.last_change(conn)
            table = (await repository.synonyms(conn)).get("synonyms")
            found = await repository.approved_since(conn, since)
        documents = {
            article_id: [Document.of(version, source, section) for version, source, section in versions]
            for article_id, versions in found.items()
        }
        if self._meaning is not None:
            flat = await measured(self._db, self._meaning, [d for ds in documents.values() for d in ds])
            documents = {article_id: [] for article_id in found}
            for document in flat:
                documents[document.version.article_id].append(document)
        return await asyncio.to_thread(_apply, before, documents, table, change)


def _apply(
    before: Loaded | None, documents: Mapping[str, Sequence[Document]], table: str | None, change: int
) -> Loaded:
    index = before.index if before else SearchIndex()
    if documents:
        index = index.changed(documents).prepare()
    return Loaded(index, Synonyms.parse(shipped_table() if table is None else table), change)
