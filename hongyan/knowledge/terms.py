"""The terms an article is found by: Chinese characters and pairs of them, English stems, each with its field's weight. Pure."""

from collections import Counter
from collections.abc import Iterable

from hongyan.knowledge.fold_text import HAN, fold, runs, stem

# Characters that carry grammar, not matter; a pair that holds one says little, alone they say nothing.
EMPTY = frozenset(
    "的了吗呢吧啊呀嘛么我你您他她它们是在和与及或就都也还又把被给让对为以于而之其这那哪个些该本各有可能会要想得着过到从向因所将并且但如若则第条款项上下中内外不没"
)
STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "but",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "do",
        "does",
        "did",
        "done",
        "can",
        "could",
        "will",
        "would",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "i",
        "me",
        "my",
        "we",
        "our",
        "you",
        "your",
        "it",
        "its",
        "he",
        "she",
        "they",
        "them",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "what",
        "which",
        "who",
        "whom",
        "how",
        "when",
        "where",
        "why",
        "if",
        "so",
        "as",
        "not",
        "no",
        "any",
        "some",
        "have",
        "has",
        "had",
        "get",
        "got",
        "please",
        "tell",
        "want",
        "need",
        "know",
        "about",
        "into",
        "than",
        "then",
    ]
)

TITLE, KEYWORDS, HEADING, BODY = 2.2, 2.4, 0.6, 1.0
_K1, _B, _TYPICAL = (
    1.2,
    0.5,
    150.0,
)  # BM25; the typical length keeps weights equal in all segments of an index


def pairs(run: str) -> Iterable[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


def terms_of(folded: str) -> Counter[str]:
    """Count the terms of one folded field."""
    counts: Counter[str] = Counter()
    for _, run in runs(folded):
        if HAN.match(run):
            counts.update(pairs(run))
            counts.update(c for c in run if c not in EMPTY)
        elif run not in STOP_WORDS:
            counts[stem(run)] += 1
    return counts


def document_terms(title: str, heading: str, keywords: Iterable[str], body: str) -> dict[str, float]:
    """Return each term's share in BM25's sum, still without the rarity of the term."""
    weighted: dict[str, float] = {}
    length = 0.0
    for text, weight in ((title, TITLE), (" ".join(keywords), KEYWORDS), (heading, HEADING), (body, BODY)):
        counts = terms_of(fold(text))
        if weight == BODY:
            length = float(counts.total())
        for term, count in counts.items():
            weighted[term] = weighted.get(term, 0.0) + weight * count
    norm = _K1 * (1 - _B + _B * length / _TYPICAL)
    return {term: tf * (_K1 + 1) / (tf + norm) for term, tf in weighted.items()}
