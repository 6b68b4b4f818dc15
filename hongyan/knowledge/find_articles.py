"""One search: plan the question, first look, second look, quote. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hongyan.knowledge import rank
from hongyan.knowledge.fold_text import fold
from hongyan.knowledge.model import Audience, Hit
from hongyan.knowledge.plan_query import Idea, plan
from hongyan.knowledge.ports import Meaning
from hongyan.knowledge.quote_passage import passage, plain
from hongyan.knowledge.search_index import Document, SearchIndex
from hongyan.knowledge.synonyms import Synonyms


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document found, how well it fits, and how sure that makes us."""

    document: Document
    order: float
    confidence: float
    features: rank.Features


def find(
    question: str,
    index: SearchIndex,
    synonyms: Synonyms,
    at: datetime,
    *,
    language: str | None = None,
    audience: Audience = Audience.PUBLIC,
    limit: int = 10,
    candidates: int = 30,
    meaning: Meaning | None = None,
) -> list[Hit]:
    """Return the articles that fit a question best, best first, each in the version that is valid at ``at``."""
    ideas = plan(question, index.vocabulary, synonyms)
    vector = meaning.encode(question) if meaning is not None else None
    ranked = ranked_of(question, ideas, index, at, language, audience, candidates, vector)
    return [_hit(r, ideas) for r in ranked[:limit]]


def ranked_of(
    question: str,
    ideas: Sequence[Idea],
    index: SearchIndex,
    at: datetime,
    language: str | None,
    audience: Audience,
    candidates: int,
    vector: NDArray[np.float32] | None = None,
) -> list[Ranked]:
    """Take the first look at all documents and the second at the best candidates that may be told."""
    looked: list[Ranked] = []
    seen: set[str] = set()
    top = 0.0
    asked = fold(question)
    for slot, score in index.candidates(ideas, candidates * 2, language):
        document = index.documents[slot]
        if document is None or document.version.article_id in seen:
            continue
        if index.newest(document.version.article_id, at, audience) is not document:
            continue
        seen.add(document.version.article_id)
        top = top or score
        features = rank.look(document, asked, ideas, score, top, vector)
        looked.append(Ranked(document, rank.order(features), rank.confidence(features), features))
        if len(looked) == candidates:
            break
    return sorted(looked, key=lambda r: -r.order)


def _hit(ranked: Ranked, ideas: Sequence[Idea]) -> Hit:
    document, content = ranked.document, ranked.document.version.content
    words = [(s.surface, idea.weight * s.worth) for idea in ideas if idea.weight > 0 for s in idea.sayings]

    def worth(sentence: str) -> float:
        text = fold(sentence)
        return sum(w for word, w in words if word in text)

    quote = plain(passage(content.body, worth))
    spans = _spans(fold(quote), [word for word, _ in words])
    reasons = dict.fromkeys(word for idea in ideas if idea.weight > 0 for word in _said(idea, document))
    return Hit(
        document.version.article_id,
        document.version.number,
        content.title,
        content.heading,
        content.language,
        document.source,
        document.section,
        round(ranked.confidence, 4),
        quote,
        spans,
        tuple(reasons)[:12],
    )


def _said(idea: Idea, document: Document) -> list[str]:
    return [
        s.surface
        for s in idea.sayings
        if s.surface in document.body or s.surface in document.title or s.surface in document.keywords
    ][:2]


def _spans(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return the places of the words, joined where they touch."""
    places: list[tuple[int, int]] = []
    for word in set(words):
        at = text.find(word)
        while at >= 0:
            places.append((at, at + len(word)))
            at = text.find(word, at + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
