"""Chinese or English: which language a sentence is in; a bare code, number or name is no switch."""

import re

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z']{2,}")
_CODE_LIKE = re.compile(r"[A-Za-z]*[0-9][A-Za-z0-9\-/]*|[A-Z]{2,}(?:/[A-Z]+)?|https?://\S+|\S+@\S+|<[^>]*>")
_ENGLISH = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "agent",
        "all",
        "am",
        "an",
        "and",
        "any",
        "are",
        "at",
        "back",
        "bag",
        "baggage",
        "be",
        "because",
        "been",
        "book",
        "booking",
        "but",
        "by",
        "call",
        "can",
        "cancel",
        "change",
        "check",
        "could",
        "date",
        "day",
        "did",
        "do",
        "does",
        "don't",
        "flight",
        "for",
        "from",
        "get",
        "give",
        "go",
        "good",
        "have",
        "hello",
        "help",
        "hey",
        "hi",
        "how",
        "i",
        "i'd",
        "i'll",
        "i'm",
        "i've",
        "if",
        "in",
        "is",
        "it",
        "it's",
        "just",
        "know",
        "late",
        "leave",
        "let",
        "like",
        "lost",
        "luggage",
        "make",
        "may",
        "me",
        "meal",
        "miles",
        "missed",
        "money",
        "more",
        "much",
        "my",
        "need",
        "never",
        "next",
        "no",
        "not",
        "now",
        "of",
        "off",
        "ok",
        "okay",
        "on",
        "one",
        "or",
        "order",
        "other",
        "out",
        "please",
        "refund",
        "right",
        "same",
        "seat",
        "see",
        "send",
        "should",
        "sir",
        "so",
        "sorry",
        "speak",
        "still",
        "sure",
        "thank",
        "thanks",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "ticket",
        "time",
        "to",
        "today",
        "tomorrow",
        "tonight",
        "too",
        "track",
        "travel",
        "trip",
        "up",
        "us",
        "very",
        "wait",
        "want",
        "was",
        "water",
        "way",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "window",
        "with",
        "would",
        "wrong",
        "yes",
        "yesterday",
        "yet",
        "you",
        "your",
    ]
)


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
