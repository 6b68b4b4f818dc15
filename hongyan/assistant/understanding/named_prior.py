"""What a thing named in an utterance says about its intent: a wheelchair is hardly ever named but to be asked for.

In the labelled sentences a service stands under its own intent three times in four, meals and animals nine in ten, a disaster
nineteen times in twenty under help, another flight to change to 52 times against 15 under what becomes of the disrupted one.
The model, which knows words and no codes, is told so as evenly as it would be by one more word.
"""

import re
from collections.abc import Iterator

import numpy as np

from hongyan.assistant.understanding.linear import Floats

_WEIGHT = np.float32(1.0)  # of a thing named, as log odds
_PETS = ("AVIH", "PETC", "SVAN")
_ASSISTED = ("WCHR", "WCHS", "WCHC", "STCR", "BLND", "DEAF", "MEDA", "OXYG", "MAAS")
_WORDS = (
    ("safety.help", re.compile(r"地震|着火|起火|爆炸|泥石流|洪水|海啸|\bearthquake\b|\btsunami\b")),
    (
        "booking.change",
        re.compile(
            r"(?:航班|班次|[早晚]班|那班|这班|一班|别的班)[^，。]{0,6}(?:可以|能|好)?(?:换|改)(?!了没|不)|(?:换|改)[^，。]{0,8}(?:航班|班次|班)"
        ),
    ),
)


def with_named(chances: Floats, labels: tuple[str, ...], text: str, ssr: str | None) -> Floats:
    """Return the probabilities of the intents, given the service (IATA code) and the things a normalised text names."""
    raised = chances.copy()
    for intent in _named(text, ssr):
        raised[labels.index(intent)] *= np.exp(_WEIGHT)
    return np.asarray(raised / raised.sum(), np.float32)


def _named(text: str, ssr: str | None) -> Iterator[str]:
    if ssr is not None and ssr.endswith("ML"):
        yield "meal.request"
    elif ssr in _PETS:
        yield "pet.travel"
    elif ssr in _ASSISTED:
        yield "special.assist"
    yield from (intent for intent, pattern in _WORDS if pattern.search(text))
