"""Cutting an article into sentences and choosing those that answer. Pure."""

import re
from collections.abc import Callable
from functools import lru_cache

_END = re.compile(r"[。！？!?；;]+[”」』）)]*|\.(?=\s)|\n+")
_MARKUP = re.compile(r"^\s*(#{1,6}\s+|[-*+]\s+|>\s*|\d+[.)]\s+)|\*\*|__|`", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LONGEST = 420


def plain(markdown: str) -> str:
    """Return Markdown without its marks, as it would be said."""
    return _MARKUP.sub("", _LINK.sub(r"\1", markdown)).strip()


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the places of the sentences of a text; none is empty."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if text[start : match.end()].strip():
            found.append((start, match.end()))
        start = match.end()
    if text[start:].strip():
        found.append((start, len(text)))
    return tuple(found)


def passage(text: str, worth: Callable[[str], float]) -> str:
    """Return the best sentence and its best neighbours, as they stand in the text, at most some lines long."""
    places = sentences(text)
    if not places or len(text) <= _LONGEST // 2:
        return text.strip()
    values = [worth(text[a:b]) for a, b in places]
    first = last = max(range(len(places)), key=lambda i: (values[i], -i))
    while True:
        before = values[first - 1] if first else -1.0
        after = values[last + 1] if last + 1 < len(places) else -1.0
        if max(before, after) < 0:
            break
        grown = (first - 1, last) if before > after else (first, last + 1)
        if places[grown[1]][1] - places[grown[0]][0] > _LONGEST:
            break
        first, last = grown
    return text[places[first][0] : places[last][1]].strip()
