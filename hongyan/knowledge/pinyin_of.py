"""Sound as a bridge between what was typed and the words of the articles: pinyin and characters that sound alike. Pure."""

import unicodedata
from functools import lru_cache

_FUZZY = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


def blurred(syllable: str) -> str:
    """Return a syllable without the differences many speakers do not make (zh/z, ch/c, sh/s, -ng/-n, l/n)."""
    for sharp, soft in _FUZZY:
        if syllable.startswith(sharp):
            syllable = soft + syllable[len(sharp) :]
            break
    for long, short in _ENDINGS:
        if syllable.endswith(long):
            return syllable[: -len(long)] + short
    return syllable


def sounds(word: str) -> tuple[str, ...]:
    """Return the blurred syllables of a Chinese word (which also settles characters with several readings)."""
    if len(word) != 2:
        return _spoken(word)
    # An index asks for every pair of its texts: looked up in the dictionaries, a hundred times faster than as a phrase.
    return _phrases().get(word) or (*_spoken(word[0]), *_spoken(word[1]))


@lru_cache(maxsize=65_536)
def _spoken(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # loads its dictionaries: only when there is something to search

    return tuple(blurred(s) for s in lazy_pinyin(word, v_to_u=False))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[str, ...]]:
    """Return the pairs of characters that have a reading of their own, with it."""
    from pypinyin.constants import PHRASES_DICT

    return {
        word: tuple(blurred(_toneless(readings[0])) for readings in spoken)
        for word, spoken in PHRASES_DICT.items()
        if len(word) == 2
    }


@lru_cache(maxsize=4096)
def _toneless(syllable: str) -> str:
    """Return lǜ as "lv"."""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(c for c in letters if not unicodedata.combining(c))


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return the syllables of Mandarin, without tones."""
    from pypinyin.constants import PINYIN_DICT

    common = (readings.split(",")[0] for code, readings in PINYIN_DICT.items() if 0x4E00 <= code <= 0x9FA5)
    return frozenset(s for reading in common if (s := _toneless(reading)).isascii() and s.isalpha())


@lru_cache(maxsize=4096)
def split_pinyin(letters: str) -> tuple[str, ...] | None:
    """Split "tuipiao" into ("tui", "piao"), with the fewest syllables; None when it is no pinyin of at least two."""
    if not 4 <= len(letters) <= 40 or not letters.isalpha():
        return None
    best: list[tuple[str, ...] | None] = [None] * (len(letters) + 1)
    best[0] = ()
    known = syllables()
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            here = best[end]
            if before is None or letters[start:end] not in known:
                continue
            if here is None or len(before) + 1 < len(here):
                best[end] = (*before, letters[start:end])
    found = best[-1]
    return tuple(blurred(s) for s in found) if found and len(found) >= 2 else None
