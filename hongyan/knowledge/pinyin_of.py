"""Sound as a bridge between what was typed and the words of the articles: pinyin and characters that sound alike. Pure."""

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


@lru_cache(maxsize=200_000)
def sounds(word: str) -> tuple[str, ...]:
    """Return the blurred syllables of a Chinese word (which also settles characters with several readings)."""
    from pypinyin import lazy_pinyin  # loads its dictionaries: only when somebody searches

    return tuple(blurred(s) for s in lazy_pinyin(word, v_to_u=False))


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Return the syllables of Mandarin, without tones."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PINYIN_DICT

    common = (chr(code) for code in PINYIN_DICT if 0x4E00 <= code <= 0x9FA5)
    return frozenset(s for c in common for s in lazy_pinyin(c) if s.isascii() and s.isalpha())


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
