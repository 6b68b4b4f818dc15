"""What the moment of a conversation says about an elliptic answer: "and the 29th?" in a change still means the change.

The prior is small and has one rule: the probability of the intent under way is raised by ``exp(weight x ellipsis)`` and the rest
scaled down. ``ellipsis`` is 1 for an utterance of values alone, falls to 0 as soon as there are words enough for a wish of
their own, and is 0 without an intent under way: then nothing changes at all.
"""

import re
from collections.abc import Sequence

import numpy as np

from hongyan.assistant.understanding.linear import Floats
from hongyan.assistant.understanding.reading import Context

_WEIGHT = 6.0  # certainty of values alone against an indifferent model
_ENOUGH_ZH = 4  # Chinese characters that say something
_ENOUGH_EN = 3  # English words that say something
_VALUES = re.compile(r"[\ue000-\uf8ff]")
_HAN = re.compile(r"[㐀-鿿]")
_EMPTY_ZH = re.compile(
    "那么|就是|还是|换成|改成|改到|呢|吧|啊|呀|的|了|嗯|呃|额|哦|那|就|是|我|要|想|吗|都|也|行|可以|嘛|这个|那个|不对|不是|应该"
)
_EMPTY_EN = frozenset(
    [
        "what",
        "about",
        "how",
        "and",
        "the",
        "a",
        "an",
        "on",
        "at",
        "in",
        "for",
        "to",
        "from",
        "it",
        "is",
        "it's",
        "that",
        "this",
        "one",
        "ones",
        "then",
        "ok",
        "okay",
        "um",
        "uh",
        "well",
        "maybe",
        "no",
        "not",
        "i",
        "make",
        "me",
        "please",
        "would",
        "like",
        "want",
        "sorry",
        "actually",
        "mean",
        "or",
        "of",
        "my",
        "do",
        "with",
        "so",
        "yes",
        "instead",
        "be",
        "can",
        "we",
        "let's",
        "go",
    ]
)
_TASKS_EXCLUDED = "dialog."


def ellipsis(masked: str) -> float:
    """Return how much of a whole sentence is missing, 0 to 1."""
    if _HAN.search(masked):
        content = len(_HAN.findall(_EMPTY_ZH.sub("", masked)))
        return max(0.0, 1.0 - content / _ENOUGH_ZH)
    words = [w for w in re.findall(r"[a-z']+", masked) if w not in _EMPTY_EN]
    if not words and not _VALUES.search(masked):
        return 0.5  # "what about that one": short, but without any value either
    return max(0.0, 1.0 - len(words) / _ENOUGH_EN)


def with_context(chances: Floats, labels: Sequence[str], masked: str, context: Context) -> Floats:
    """Return the probabilities with the prior of the intent under way; the same ones when there is none."""
    under_way = context.intent
    if under_way is None or under_way not in labels or under_way.startswith(_TASKS_EXCLUDED):
        return chances
    missing = ellipsis(masked)
    if missing == 0.0:
        return chances
    raised = chances.copy()
    raised[labels.index(under_way)] = max(raised[labels.index(under_way)], 1e-3) * float(
        np.exp(_WEIGHT * missing)
    )
    return np.asarray(raised / raised.sum(), np.float32)
