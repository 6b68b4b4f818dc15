"""Looks into a PDF a customer sends: damaged, locked, or able to act when it is opened. Pure."""

import io
from collections.abc import Iterator

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

_ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA", "/Collection"})
_ACTIVE_ACTIONS = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/GoToE"})
_MOST_OBJECTS = 20_000


def why_refused(content: bytes) -> str | None:
    """Return the slug of why this PDF cannot be taken (``damaged``, ``locked``, ``active-content``), or None."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            return "locked"
        if not len(reader.pages):
            return "damaged"
        for part in _dictionaries(reader):
            if (
                _ACTIVE_KEYS & part.keys()
                or part.get("/S") in _ACTIVE_ACTIONS
                or part.get("/Type") == "/EmbeddedFile"
            ):
                return "active-content"
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError,
            AssertionError, NotImplementedError, OSError, MemoryError):  # fmt: skip
        return "damaged"
    return None


def _dictionaries(reader: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary that can be reached from the file's root."""
    waiting: list[object] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        if len(seen) > _MOST_OBJECTS:
            raise ValueError("more objects than a proof has")
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            if (part.idnum, part.generation) in seen:
                continue
            seen.add((part.idnum, part.generation))
            part = part.get_object()
        if isinstance(part, DictionaryObject):
            yield part
            waiting += [part.raw_get(key) for key in part]
        elif isinstance(part, ArrayObject):
            waiting += list(part)
