"""Text as search sees it: one width, one case, and the same number of characters, so that places can be shown. Pure."""

import re
import unicodedata
from functools import lru_cache

HAN = re.compile(r"[\u3400-\u9fff]+")
WORD = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")


@lru_cache(maxsize=65536)
def _folded(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


def fold(text: str) -> str:
    """Return ``text`` in half width and lower case; character i of the result is character i of ``text``."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded, text))


def runs(folded: str) -> list[tuple[int, str]]:
    """Return the unbroken runs of Chinese characters and of letters and digits, each with its place."""
    return [(m.start(), m.group()) for m in _RUN.finditer(folded)]


def language_of(text: str) -> str:
    """Say whether a text is Chinese or English: any fair share of Chinese characters makes it Chinese."""
    han = sum(len(run) for run in HAN.findall(text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return "zh-CN" if han * 2 >= latin and han else "en"


_STEMS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return an English word without plural and tense; crude on purpose: both sides get the same treatment."""
    if len(word) <= 3 or word[-1].isdigit() or word.endswith(("ss", "us", "is")):
        return word
    for ending, instead in _STEMS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: len(word) - len(ending)] + instead
            if ending in {"ing", "ed"} and len(base) > 3 and base[-1] == base[-2] and base[-1] not in "sl":
                base = base[:-1]  # cancelled is dealt with by the double l: both spellings meet below
            return base.rstrip("e") if len(base) > 4 else base
    return word.rstrip("e") if len(word) > 4 else word
