"""Words offered while somebody types: keywords and titles of living articles, by beginning, by inside and by sound. Pure."""

import heapq

from hongyan.knowledge.fold_text import HAN, fold
from hongyan.knowledge.pinyin_of import blurred, sounds, split_pinyin
from hongyan.knowledge.search_index import SearchIndex


def suggestions(typed: str, index: SearchIndex, limit: int) -> list[str]:
    """Return what the typed letters may become, the most used keywords first."""
    start = fold(typed.strip())
    if not start:
        return []
    words = index.offered()
    syllables = _syllables(start)
    ranked: list[tuple[int, int, int, str]] = []
    for word, (folded, count) in words.items():
        if folded.startswith(start):
            place = 0
        elif start in folded:
            place = 1
        elif syllables and HAN.match(folded) and sounds(folded[: len(syllables)]) == syllables:
            place = 2
        else:
            continue
        ranked.append((place, -count, len(word), word))
    return [word for _, _, _, word in heapq.nsmallest(limit, ranked)]


def _syllables(start: str) -> tuple[str, ...]:
    if not start.isascii() or not start.isalpha():
        return ()
    return split_pinyin(start) or ((blurred(start),) if len(start) >= 2 else ())
