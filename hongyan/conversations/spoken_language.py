"""Which language a text is written in, as far as its letters tell. Pure."""

import re

_LETTERS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af\u1100-\u11ff]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}
_CODES = re.compile(r"\b(?=\w*\d)\w+\b|\b[A-Z]{1,6}\b|\S+@\S+")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BY_LETTERS_ALONE = frozenset(_LETTERS)


def spoken_language(text: str, otherwise: str) -> str:
    """Return the language of ``text``; ``otherwise`` when its letters do not tell (codes, numbers, a Latin script)."""
    for language, letters in _LETTERS.items():
        if letters.search(text):
            return otherwise if otherwise[:2] == language else language
    if otherwise[:2] in _BY_LETTERS_ALONE and len(_LATIN.findall(_CODES.sub(" ", text))) > 3:
        return "en"
    return otherwise
