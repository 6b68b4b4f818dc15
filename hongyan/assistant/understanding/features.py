"""From a masked sentence to its features: characters and sounds for Chinese, words and pieces of words for English."""

import re
from collections import Counter
from collections.abc import Mapping

from hongyan.assistant.understanding.mask_values import MASKS

_WORD = re.compile(r"[a-z0-9']+|[^\sa-z0-9']")
_POLITE = re.compile(
    r"[\s,，.。!！?？、;；:：~～…\"“”'‘’()（）\-—]+"
)  # never changes what is wanted; people and recognisers place it at will
_MERGED = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ang", "an"),
    ("eng", "en"),
    ("ing", "in"),
)  # sounds that speakers and speech recognition mix up


def sound(pinyin: str) -> str:
    """Return a syllable as the careless ear hears it: zhang and zan are one sound, so are lan and nan."""
    for written, heard in _MERGED:
        pinyin = pinyin.replace(written, heard)
    return f"l{pinyin[1:]}" if pinyin.startswith("n") else pinyin


def chinese(masked: str, sounds: Mapping[str, str]) -> Counter[str]:
    """Return character n-grams (1-4), pairs across one gap, and n-grams of sounds (2-3)."""
    text = _POLITE.sub("", masked)
    found: Counter[str] = Counter()
    edged = f"^{text}$"
    for size in (1, 2, 3, 4):
        for start in range(len(edged) - size + 1):
            found["c" + edged[start : start + size]] += 1
    for gap in (2, 3, 4):
        for start in range(len(text) - gap):
            found[f"k{text[start]}{text[start + gap]}"] += 1
    heard = [sounds.get(c, c) for c in text]
    for size in (2, 3):
        for start in range(len(heard) - size + 1):
            found["p" + " ".join(heard[start : start + size])] += 1
    _presence(masked, found)
    return found


def english(masked: str, sounds: Mapping[str, str]) -> Counter[str]:
    """Return word n-grams (1-3), word pairs across a gap, and character n-grams (3-5) inside words, which forgive typing."""
    del sounds  # the same call for both languages
    words = [w for w in _WORD.findall(masked) if not _POLITE.fullmatch(w)]
    found: Counter[str] = Counter()
    edged = ["^", *words, "$"]
    for size in (1, 2, 3):
        for start in range(len(edged) - size + 1):
            found["w" + " ".join(edged[start : start + size])] += 1
    for gap in (2, 3):
        for start in range(len(words) - gap):
            found[f"j{words[start]} {words[start + gap]}"] += 1
    for word in words:
        padded = f"<{word}>"
        for size in (3, 4, 5):
            for start in range(len(padded) - size + 1):
                found["c" + padded[start : start + size]] += 1
    _presence(masked, found)
    return found


def _presence(masked: str, found: Counter[str]) -> None:
    for sign in MASKS:
        if sign in masked:
            found["s" + sign] += 1
    if masked.endswith(("?", "？")):
        found["s?"] += 1


FEATURES = {"zh": chinese, "en": english}
