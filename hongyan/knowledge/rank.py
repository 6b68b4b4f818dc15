"""Second look at the best candidates: how much of the question an article, its title and its best sentence cover. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from hongyan.knowledge.plan_query import Idea
from hongyan.knowledge.quote_passage import sentences
from hongyan.knowledge.search_index import Document

# Statutes repeat each duty in an article of penalties, which is meant only when somebody asks for penalties.
_PENALTY = re.compile(
    r"^(违反|有下列).{0,60}(责令|罚款)|处.{1,25}罚款|追究刑事责任|给予.{0,4}处分", re.MULTILINE
)
_ASKS_PENALTY = re.compile("罚|判|刑|坐牢|penalt|fine[ds]?\\b")
_TYPICAL = 150
_RELATED = 0.15  # cosine below which a question without any word of the trade is about something else


@dataclass(frozen=True, slots=True)
class Features:
    """Shares between 0 and 1 of what the question names."""

    relative: float  # the first look's score against the best candidate's
    found: float  # the same against an article that says everything
    covered: float  # said somewhere in the article
    sentence: float  # said in its best sentence
    title: float  # said in title or keywords
    penalty: float  # 1 when both speak of penalties, -1 when only the article does
    named: (
        float | None
    )  # of the known words of the trade in the question, how many are said; None when it has none
    missed: float  # share of the weightiest known word the article does not say
    unknown: float  # named in the question and in no article at all
    length: float  # natural logarithm against a typical article
    meaning: float | None  # cosine of question and article, -1 to 1; None where no encoder is wired


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the features, in the order of results; fitted on the development questions."""

    relative: float = 8.5
    covered: float = 4.0
    sentence: float = 2.2
    title: float = 3.4
    penalty: float = 3.2
    length: float = -0.8
    meaning: float = 20.0


def possible(ideas: Sequence[Idea]) -> float:
    """Return the score of an article that says everything often: the measure of ``Features.found``."""
    return sum(max(sum(w for _, w in s.member) for s in idea.sayings) for idea in ideas if idea.sayings) * 2.2


def look(
    document: Document,
    question: str,
    ideas: Sequence[Idea],
    score: float,
    top: float,
    vector: NDArray[np.float32] | None = None,
) -> Features:
    """Measure one candidate; ``top`` is the best candidate's score, ``vector`` what the question means."""
    best = possible(ideas)
    weighty = [idea for idea in ideas if idea.weight > 0]
    total = sum(idea.weight for idea in weighty) or 1.0
    covered = title = 0.0
    named = [idea for idea in weighty if idea.named]
    known = missed = 0.0
    present: list[tuple[float, list[tuple[str, float]]]] = []
    heads = f"{document.title} {document.keywords}"
    for idea in weighty:
        in_body = [(s.surface, s.worth) for s in idea.sayings if s.surface in document.body]
        in_head = max((s.worth for s in idea.sayings if s.surface in heads), default=0.0)
        said = max(max((w for _, w in in_body), default=0.0), in_head)
        covered += idea.weight * said
        if idea.named and said:
            known += idea.weight
        elif idea.named:
            missed = max(missed, idea.weight)
        title += idea.weight * in_head
        if in_body:
            present.append((idea.weight, in_body))
    sentence = 0.0
    for start, end in sentences(document.body):
        text = document.body[start:end]
        sentence = max(
            sentence, sum(w * max((v for s, v in words if s in text), default=0.0) for w, words in present)
        )
    penalty = 0.0
    if _PENALTY.search(document.body):
        penalty = 1.0 if _ASKS_PENALTY.search(question) else -1.0
    return Features(
        score / top if top else 0.0,
        min(score / best, 1.0) if best else 0.0,
        covered / total,
        sentence / total,
        title / total,
        penalty,
        known / sum(idea.weight for idea in named) if named else None,
        missed / total,
        sum(idea.weight for idea in weighty if not idea.sayings) / total,
        log(max(len(document.body), 20) / _TYPICAL),
        float(vector @ document.vector) if vector is not None and document.vector is not None else None,
    )


def order(features: Features, weights: Weights = Weights()) -> float:
    """Return what candidates are sorted by."""
    return (
        weights.relative * features.relative
        + weights.covered * features.covered
        + weights.sentence * features.sentence
        + weights.title * features.title
        + weights.penalty * features.penalty
        + weights.length * features.length
        + weights.meaning * (features.meaning or 0.0)
    )


def confidence(features: Features) -> float:
    """Return how likely it is that the article answers the question, where half the questions have no answer at all.

    Logistic regression on one half of the development questions; the constant was then set by looking at both halves. What the
    meaning adds was fitted to all of them, both kinds weighing the same.
    """
    z = (
        -0.5
        + 0.8 * features.found
        + 2.4 * features.covered
        + 1.7 * features.sentence
        + 2.1 * features.title
        + 2.0 * (0.5 if features.named is None else features.named)
        - 5.4 * features.unknown
        - 6.0 * features.missed  # by reason, not by fit: it is about something else
    )
    if features.meaning is not None:
        z += 11.6 * features.meaning - 3.8
        if features.named is None and features.meaning < _RELATED:
            z -= 4.0  # by reason: "do that thing for me" shares a word with lost property, and nothing else
    return 1 / (1 + exp(-z))
