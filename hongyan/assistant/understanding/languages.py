"""Chinese or English: which language a sentence is in; a bare code, number or name is no switch."""

import re

from hongyan.assistant.understanding.word_lists import words_of

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z']{2,}")
_CODE_LIKE = re.compile(r"[A-Za-z]*[0-9][A-Za-z0-9\-/]*|[A-Z]{2,}(?:/[A-Z]+)?|https?://\S+|\S+@\S+|<[^>]*>")
_ENGLISH = words_of("function_words_en.txt")


def detect_language(text: str, before: str | None) -> str:
    """Return ``zh`` or ``en``; ``before`` (the conversation's language) when the text says nothing of it."""
    known = before if before in ("zh", "en") else None
    han = len(_HAN.findall(text))
    rest = _CODE_LIKE.sub(" ", text)
    words = [w.lower() for w in _WORD.findall(rest)]
    english = sum(w in _ENGLISH for w in words)
    if han and not english:
        if known == "en" and _only_a_name(text, han):
            return known
        return "zh"
    if han:
        return "zh" if han >= english else "en"
    if not words:
        return known or "en"
    if english == 0 and known and len(words) <= 3:
        return known  # a name, a place or a code said in Latin letters
    return "en"


def _only_a_name(text: str, han: int) -> bool:
    """Two to four characters and nothing else but codes may be a name: no switch."""
    from hongyan.assistant.understanding.people import is_chinese_name

    found = "".join(_HAN.findall(text))
    return han <= 4 and is_chinese_name(found)
