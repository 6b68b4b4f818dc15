"""Vectors of what articles mean: each text is encoded once in an installation and kept in the database."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hongyan.knowledge import meaning_repository
from hongyan.knowledge.ports import Meaning
from hongyan.knowledge.search_index import Document
from hongyan.runtime import Database

_READ = 100  # characters of the body: title and first sentences say best what an article is about (measured)
_AT_ONCE = 500


async def measured(db: Database, meaning: Meaning, documents: Sequence[Document]) -> list[Document]:
    """Return the documents with their vectors, encoding (in a thread) and storing those that are not known yet."""
    done: list[Document] = []
    for start in range(0, len(documents), _AT_ONCE):
        batch = documents[start : start + _AT_ONCE]
        digests = [_digest(meaning.name, document) for document in batch]
        async with db.snapshot() as conn:
            known = await meaning_repository.vectors(conn, digests)
        new = {d: document for d, document in zip(digests, batch, strict=True) if d not in known}
        if new:
            made = await asyncio.to_thread(_encode, meaning, new.values())
            packed = {digest: _packed(vector) for digest, vector in zip(new, made, strict=True)}
            async with db.transaction() as conn:
                await meaning_repository.keep(conn, packed)
            known |= packed
        done += [
            replace(document, vector=_unpacked(known[d])) for d, document in zip(digests, batch, strict=True)
        ]
    return done


def _encode(meaning: Meaning, documents: Iterable[Document]) -> list[NDArray[np.float32]]:
    return [meaning.encode(_text(document)) for document in documents]


def _text(document: Document) -> str:
    return f"{document.title} {document.body[:_READ]}"


def _digest(name: str, document: Document) -> str:
    return hashlib.sha256(f"{name}\n{_text(document)}".encode("utf-8", "replace")).hexdigest()[:40]


def _packed(vector: NDArray[np.float32]) -> bytes:
    return vector.astype("<f2").tobytes()


def _unpacked(packed: bytes) -> NDArray[np.float16]:
    return np.frombuffer(packed, dtype="<f2")
