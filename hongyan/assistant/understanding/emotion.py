"""The feeling a sentence shows, with the words that show it: a model over the same features, and a word list for evidence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hongyan.assistant.understanding.emotion_words import FEELINGS, hits
from hongyan.assistant.understanding.evaluate import NEGATIVE
from hongyan.assistant.understanding.linear import Floats, softmax
from hongyan.assistant.understanding.reading import Emotion
from hongyan.assistant.understanding.weights import Weights

_EVIDENCE = 3


def read_emotion(
    weights: Weights, language: str, text: str, ids: NDArray[np.int32], values: Floats, scores: Floats
) -> Emotion:
    """Return the emotion of a normalised sentence from the scores of the feelings and, last, of urgency."""
    chances = softmax(scores[:-1])
    best = likeliest(weights.emotion.labels, chances)
    label = weights.emotion.labels[best]
    urgency = float(scores[-1])
    evidence = () if label == "neutral" else _evidence(weights, language, text, ids, values, best)
    return Emotion(label, round(float(chances[best]), 4), round(min(1.0, max(0.0, urgency)), 2), evidence)


def likeliest(labels: Sequence[str], chances: Floats) -> int:
    """Return the place of the label to say: first whether the feeling is bad at all, then which of that side.

    Whoever is angry or dissatisfied must not pass for calm because the two share the chance between them.
    """
    bad = np.array([label in NEGATIVE for label in labels])
    return int(np.where(bad == (float(chances[bad].sum()) > 0.5), chances, -1.0).argmax())


def _evidence(
    weights: Weights, language: str, text: str, ids: NDArray[np.int32], values: Floats, label: int
) -> tuple[str, ...]:
    """Return words of the sentence: those of the list first, then the n-grams that speak most for the label."""
    name = weights.emotion.labels[label]
    found = [word for word in hits(text, language) if name in FEELINGS.get(word, (name,))]
    pulls = weights.emotion.pull(ids, values, label)
    names = weights.vocabulary_names
    for position in pulls.argsort()[::-1][:12]:
        gram = names[int(ids[position])]
        if pulls[position] <= 0 or len(found) >= _EVIDENCE:
            break
        words = gram[1:].strip("^$ ")
        if (
            gram[0] in "cw"
            and len(words) > 1
            and words in text
            and not any(words in f or f in words for f in found)
        ):
            found.append(words)
    return tuple(found[:_EVIDENCE])
