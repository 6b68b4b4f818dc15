"""Trains the models from the labelled sentences: run by ``hongyan nlu train``, never while the product runs."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hongyan.assistant.understanding.emotion import likeliest
from hongyan.assistant.understanding.emotion_words import by_keyword
from hongyan.assistant.understanding.evaluate import emotion_report
from hongyan.assistant.understanding.features import FEATURES, sound
from hongyan.assistant.understanding.intent_layers import IntentLayers
from hongyan.assistant.understanding.intents import LANGUAGES
from hongyan.assistant.understanding.linear import LinearModel, Vocabulary, softmax
from hongyan.assistant.understanding.mask_values import mask, normalise
from hongyan.assistant.understanding.sentence_encoder import DIMENSIONS, POOLED, SentenceEncoder
from hongyan.assistant.understanding.sentences import (
    DATA,
    Sentence,
    emotion_sentences,
    emotion_words,
    fingerprint,
    intent_sentences,
    term_sentences,
)
from hongyan.assistant.understanding.tune_layers import tune
from hongyan.assistant.understanding.weights import ENCODER, Calibration, Weights

FOLDS = 5
WANTED_PRECISION = 0.98  # where it acts without asking, on held-out sentences
_DENSE = 1.0  # length of the sentence vector beside the n-grams of length 1
_SHARE = 0.5  # of the fitted layers' scores, beside those of the linear model
_STRENGTH = 5.0  # inverse of the regularisation, for intents
_MATTER_OF_FACT = (
    "flight.search",
    "booking.view",
    "baggage.allowance",
    "meal.request",
    "cargo.quote",
    "seat.select",
)
_EMOTION_STRENGTH = 5.0
_TWIN = 0.7  # share of common character trigrams from which two sentences belong on the same side of a split


@dataclass(frozen=True, slots=True)
class Prepared:
    """Sentences with the features that every fold needs."""

    counts: list[Counter[str]]
    vectors: NDArray[np.float32]
    pooled: NDArray[np.float32]
    languages: list[str]
    labels: list[str]


def sounds_table() -> dict[str, str]:
    """Return character → merged sound for the characters of the national standards, simplified and traditional."""
    from pypinyin import Style, pinyin

    table = {}
    for code in range(0x4E00, 0xA000):
        character = chr(code)
        if any(_encodable(character, standard) for standard in ("gb2312", "big5")):
            table[character] = sound(pinyin(character, style=Style.NORMAL)[0][0])
    return table


def _encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def prepare(sentences: Sequence[Sentence], encoder: SentenceEncoder, sounds: Mapping[str, str]) -> Prepared:
    """Return the features of all sentences, with the code that reads sentences later."""
    texts = [normalise(s.text) for s in sentences]
    encoded = [encoder.encode_with_pooled(t) for t in texts]
    return Prepared(
        counts=[FEATURES[s.language](mask(t), sounds) for s, t in zip(sentences, texts, strict=True)],
        vectors=np.array([vector for vector, _ in encoded], np.float32).reshape(-1, DIMENSIONS),
        pooled=np.array([pooled for _, pooled in encoded], np.float32).reshape(-1, POOLED),
        languages=[s.language for s in sentences],
        labels=[s.label for s in sentences],
    )


def twins(sentences: Sequence[Sentence]) -> NDArray[np.int64]:
    """Return a group number for each sentence: near-duplicates share one, so that no twin is on both sides of a split."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    columns: dict[str, int] = {}
    rows, cols = [], []
    for number, sentence in enumerate(sentences):
        text = f"^{mask(normalise(sentence.text)).replace(' ', '')}$"
        for gram in {text[i : i + 3] for i in range(max(1, len(text) - 2))}:
            rows.append(number)
            cols.append(columns.setdefault(gram, len(columns)))
    grams = csr_matrix((np.ones(len(rows), np.float32), (rows, cols)), (len(sentences), len(columns)))
    sizes = np.asarray(grams.sum(axis=1)).ravel()
    common = (grams @ grams.T).tocoo()
    joined = common.data / (sizes[common.row] + sizes[common.col] - common.data) >= _TWIN
    graph = csr_matrix(
        (np.ones(int(joined.sum()), np.int8), (common.row[joined], common.col[joined])), common.shape
    )
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def vocabulary(counts: Sequence[Counter[str]], least: int = 2) -> Vocabulary:
    """Return the n-grams that occur in at least ``least`` sentences."""
    documents: Counter[str] = Counter(name for found in counts for name in found)
    names = sorted(name for name, count in documents.items() if count >= least)
    idf = [1.0 + math.log((1 + len(counts)) / (1 + documents[name])) for name in names]
    # half precision, as it will be saved: what is measured here is what runs
    return Vocabulary({name: i for i, name in enumerate(names)}, np.array(idf, np.float16).astype(np.float32))


def matrix(words: Vocabulary, data: Prepared) -> Any:
    """Return the sparse matrix of n-grams, with the sentence vectors beside them."""
    from scipy.sparse import csr_matrix, hstack

    ids, values, starts = [], [], [0]
    for counts in data.counts:
        found, weights = words.weigh(counts)
        ids.append(found)
        values.append(weights)
        starts.append(starts[-1] + len(found))
    grams = csr_matrix(
        (np.concatenate(values), np.concatenate(ids), np.array(starts)), (len(data.counts), len(words.index))
    )
    return hstack([grams, csr_matrix(data.vectors * np.float32(_DENSE))], format="csr")


def fit(words: Vocabulary, data: Prepared, strength: float = _STRENGTH, balance: bool = False) -> LinearModel:
    """Return a multinomial logistic regression over n-grams and sentence vectors; ``balance`` evens rare labels out."""
    from sklearn.linear_model import LogisticRegression

    labels = tuple(sorted(set(data.labels)))
    model = LogisticRegression(
        C=strength, max_iter=200, tol=1e-3, class_weight="balanced" if balance else None
    )
    model.fit(matrix(words, data), [labels.index(label) for label in data.labels])
    weights = np.asarray(model.coef_, np.float64).T
    bias = np.asarray(model.intercept_, np.float64)
    if len(labels) == 2:
        weights, bias = np.hstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    cut = len(words.index)
    return LinearModel.quantised(labels, weights[:cut], weights[cut:] * _DENSE, bias)


def subset(data: Prepared, chosen: NDArray[Any]) -> Prepared:
    """Return some of the sentences."""
    return Prepared(
        [data.counts[i] for i in chosen],
        data.vectors[chosen],
        data.pooled[chosen],
        [data.languages[i] for i in chosen],
        [data.labels[i] for i in chosen],
    )


def joined(one: Prepared, other: Prepared) -> Prepared:
    """Return both sets as one."""
    return Prepared(
        one.counts + other.counts,
        np.concatenate([one.vectors, other.vectors]),
        np.concatenate([one.pooled, other.pooled]),
        one.languages + other.languages,
        one.labels + other.labels,
    )


def layers_for(data: Prepared, labels: Sequence[str], encoder: SentenceEncoder) -> IntentLayers:
    """Return the encoder's dense layers fitted to the intents, weighing ``_SHARE`` beside the linear model."""
    truth = np.array([labels.index(label) for label in data.labels], np.int64)
    return IntentLayers.quantised(tune(encoder.dense_layers(), data.pooled, truth, len(labels)), _SHARE)


def held_out(
    data: Prepared,
    terms: Prepared,
    groups: NDArray[np.int64],
    strength: float = _STRENGTH,
    say: Callable[[str], None] = print,
    balance: bool = False,
    encoder: SentenceEncoder | None = None,
) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    """Return the labels, and for each sentence the scores of a model that saw neither it nor its twins.

    The phrases of ``terms`` are general knowledge and belong to every fold's training side. With an ``encoder`` its layers are
    fitted too.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    labels = tuple(sorted(set(data.labels)))
    scores = np.full((len(data.labels), len(labels)), -30.0, np.float32)
    strata = [f"{language} {label}" for language, label in zip(data.languages, data.labels, strict=True)]
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=1)
    for number, (seen, unseen) in enumerate(folds.split(strata, strata, groups), 1):
        part = joined(subset(data, seen), terms)
        words = vocabulary(part.counts)
        model = fit(words, part, strength, balance)
        columns = [labels.index(label) for label in model.labels]
        for i in unseen:
            ids, values = words.weigh(data.counts[i])
            scores[i, columns] = model.scores(ids, values, data.vectors[i])
        if encoder is not None:
            scores[unseen] += layers_for(part, labels, encoder).scores(data.pooled[unseen])
        say(f"fold {number} of {FOLDS}")
    return labels, scores


def calibrate(labels: Sequence[str], scores: NDArray[np.float32], truth: Sequence[str]) -> Calibration:
    """Return the temperature with the least surprise, and the lowest threshold that is precise enough above it."""
    index = {label: i for i, label in enumerate(labels)}
    right = np.array([index[label] for label in truth])

    def surprise(temperature: float) -> float:
        return -float(
            np.mean(
                [
                    math.log(max(float(softmax(row, temperature)[i]), 1e-9))
                    for row, i in zip(scores, right, strict=True)
                ]
            )
        )

    temperature = min((round(0.3 + 0.05 * step, 2) for step in range(40)), key=surprise)
    chances = np.array([softmax(row, temperature) for row in scores])
    top, correct = chances.max(axis=1), chances.argmax(axis=1) == right
    return Calibration(temperature, threshold(top, correct))


def threshold(confidence: NDArray[Any], correct: NDArray[Any], wanted: float = WANTED_PRECISION) -> float:
    """Return the lowest confidence above which the share of right answers stays at or above ``wanted``; 1.01 when none does."""
    steps = np.floor(
        confidence * 1000
    )  # the threshold has three digits; equal steps are above it or below it together
    order = np.argsort(-steps, kind="stable")
    steps, right = steps[order], np.cumsum(correct[order])
    last = np.append(steps[1:] != steps[:-1], True)
    good = np.nonzero(last & (right / np.arange(1, len(order) + 1) >= wanted))[0]
    return round(float(steps[good[-1]]) / 1000, 3) if len(good) else 1.01


def train(folder: Path = DATA, say: Callable[[str], None] = print) -> Weights:
    """Cross-validate, calibrate on the held-out scores, then fit on everything."""
    encoder = SentenceEncoder.load(ENCODER)
    sounds = sounds_table()
    sentences = intent_sentences(folder)
    feelings = emotion_sentences(folder)
    say(f"{len(sentences)} sentences, {len(feelings)} with emotion")
    data = prepare(sentences, encoder, sounds)
    terms = prepare(term_sentences(folder), encoder, sounds)
    labels, scores = held_out(data, terms, twins(sentences), say=say, encoder=encoder)
    calibration, figures = {}, {}
    for language in LANGUAGES:
        mine = np.array([i for i, x in enumerate(data.languages) if x == language])
        truth = [data.labels[i] for i in mine]
        calibration[language] = calibrate(labels, scores[mine], truth)
        hits = [labels[int(row.argmax())] == t for row, t in zip(scores[mine], truth, strict=True)]
        figures[language] = {"sentences": len(mine), "accuracy": round(float(np.mean(hits)), 4)}
        say(f"{language}: {figures[language]} {calibration[language]}")
    whole = joined(data, terms)
    words = vocabulary(whole.counts)
    intent = fit(words, whole)
    mood = prepare(feelings, encoder, sounds)
    hints = prepare(emotion_words() + calm(sentences), encoder, sounds)
    figures["emotion"] = _emotion_figures(feelings, mood, hints, say)
    return Weights(
        vocabulary=words,
        vocabulary_names=tuple(words.index),
        sounds=sounds,
        intent=intent,
        layers=layers_for(whole, intent.labels, encoder),
        emotion=fit(words, joined(mood, hints), _EMOTION_STRENGTH, balance=True),
        urgency=_urgency(words, mood, [s.urgency for s in feelings]),
        calibration=calibration,
        notes={"fingerprint": fingerprint(folder), "held_out": figures},
    )


def _emotion_figures(
    feelings: Sequence[Sentence], mood: Prepared, hints: Prepared, say: Callable[[str], None]
) -> dict[str, Any]:
    """Return accuracy on held-out sentences, and negative against the rest, beside the keyword baseline."""
    labels, scores = held_out(mood, hints, twins(feelings), _EMOTION_STRENGTH, lambda _: None, balance=True)
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        mine = [i for i, s in enumerate(feelings) if s.language == language]
        model = [(feelings[i].label, labels[likeliest(labels, softmax(scores[i]))]) for i in mine]
        keyword = [(feelings[i].label, by_keyword(normalise(feelings[i].text), language)) for i in mine]
        found[language] = {"model": emotion_report(model), "keyword_baseline": emotion_report(keyword)}
        say(f"emotion {language}: {found[language]}")
    return found


def calm(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return every third sentence of matter-of-fact intents as a neutral one: feeling is rare in what people ask."""
    plain = [s for s in sentences if s.label in _MATTER_OF_FACT]
    return [Sentence(s.text, s.language, "neutral") for s in plain[::3]]


def _urgency(words: Vocabulary, data: Prepared, urgency: Sequence[float]) -> LinearModel:
    """Return a ridge regression as a model of one label."""
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=2.0).fit(matrix(words, data), urgency)
    weights = np.asarray(model.coef_, np.float64).reshape(-1, 1)
    cut = len(words.index)
    return LinearModel.quantised(
        ("urgency",), weights[:cut], weights[cut:] * _DENSE, np.array([float(model.intercept_)])
    )
