"""Reads one utterance: language, intent with calibrated confidence, slots, emotion, and what else it asks for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import numpy as np

from hongyan.assistant.understanding import closed_classes
from hongyan.assistant.understanding.context_prior import with_context
from hongyan.assistant.understanding.emotion import read_emotion
from hongyan.assistant.understanding.features import FEATURES
from hongyan.assistant.understanding.languages import detect_language
from hongyan.assistant.understanding.linear import LinearModel, softmax
from hongyan.assistant.understanding.mask_values import mask, normalise
from hongyan.assistant.understanding.named_prior import with_named
from hongyan.assistant.understanding.reading import Context, Reading
from hongyan.assistant.understanding.sentence_encoder import SentenceEncoder
from hongyan.assistant.understanding.sentence_meaning import SentenceMeaning
from hongyan.assistant.understanding.slots import extract
from hongyan.assistant.understanding.split_requests import split_acts, split_requests
from hongyan.assistant.understanding.weights import ENCODER, Weights

_FIRST = (  # read while loading
    ("你好，我想把明天下午三点去上海的ZZ1309改到后天，另外帮我退掉张三的票", "zh"),
    (
        "hello, I want to move flight ZZ1309 to London on Friday at 3 pm to the next day, and refund Ann Lee",
        "en",
    ),
)
_ALTERNATIVES = 4
_MENTIONED = 0.01  # less likely intents are not worth offering
_DOUBTED = 0.6  # a whole read with less than this is no surer than its parts
_FURTHER = 0.75  # confidence from which a further request of a compound utterance is reported


class Understanding:
    """The offline interpreter. Loads its weights once; reading is pure and safe in threads."""

    def __init__(self, weights: Weights | None = None, encoder: SentenceEncoder | None = None) -> None:
        self._weights = weights or Weights.load()
        self._encoder = encoder or SentenceEncoder.load(ENCODER)
        self._heads = LinearModel.beside([self._weights.intent, self._weights.emotion, self._weights.urgency])
        for text, language in _FIRST:  # the first sentences pay for tables that are made when needed
            self.read(text, Context(datetime(2026, 1, 1, tzinfo=UTC), language))

    @classmethod
    @cache
    def shipped(cls) -> "Understanding":
        """Return the one with the weights of the package: a process needs them once, however often it opens the product."""
        return cls()

    @property
    def meaning(self) -> SentenceMeaning:
        """The same encoder, for whoever compares what sentences mean."""
        return SentenceMeaning(self._encoder)

    def read(self, text: str, context: Context) -> Reading:
        """Return what one utterance means at this moment of a conversation. Never raises, whatever the text."""
        first, *others = split_requests(text) or [text]
        whole = self._read_one(text, context)
        if acts := split_acts(text):
            return _two_acts(whole, [(intent, self._read_one(piece, context)) for intent, piece in acts])
        if not others:
            return whole
        parts = [self._read_one(part, context) for part in (first, *others)]
        return _compound(whole, parts)

    def _read_one(self, text: str, context: Context) -> Reading:
        clean = normalise(text)
        language = detect_language(text, context.language[:2] if context.language else None)
        if closed_classes.is_silence(clean):
            return Reading(text, language, "none", 1.0, False)
        masked = mask(clean)
        ids, values = self._weights.vocabulary.weigh(FEATURES[language](masked, self._weights.sounds))
        vector, pooled = self._encoder.encode_with_pooled(clean)
        labels = self._weights.intent.labels
        feeling = len(labels)
        scores = self._heads.scores(ids, values, vector)
        meant = scores[:feeling] + self._weights.layers.scores(pooled)
        calibration = self._weights.calibration[language]
        chances = with_context(softmax(meant, calibration.temperature), labels, masked, context)
        ruled = closed_classes.match(clean, language)
        slots = extract(text, language, _about(ruled or labels[int(chances.argmax())], context))
        if ruled is None:
            before = int(chances.argmax())
            chances = with_named(chances, labels, clean, slots.get("ssr"))
            if int(chances.argmax()) != before:
                slots = extract(text, language, _about(labels[int(chances.argmax())], context))
        best = np.argsort(-chances, kind="stable")[: _ALTERNATIVES + 2]  # a rule may strike one out
        ranked = [(labels[int(i)], round(float(chances[int(i)]), 4)) for i in best]
        if ruled is not None:
            left = 1.0 - closed_classes.CERTAIN
            others = [(label, round(chance * left, 4)) for label, chance in ranked if label != ruled]
            ranked = [(ruled, closed_classes.CERTAIN), *others]
        intent, confidence = ranked[0]
        return Reading(
            text=text,
            language=language,
            intent=intent,
            confidence=confidence,
            sure=confidence >= calibration.threshold,
            alternatives=tuple(pair for pair in ranked[1 : _ALTERNATIVES + 1] if pair[1] >= _MENTIONED),
            slots=slots,
            emotion=read_emotion(self._weights, language, clean, ids, values, scores[feeling:]),
        )


def _about(intent: str, context: Context) -> Context:
    """Return the context with the task meant, which decides whether an open date looks back (miles) or ahead (a booking)."""
    return context if intent == "none" or intent.startswith("dialog.") else replace(context, intent=intent)


_WHOSE = ("locator", "ticket_no", "phone")


def _two_acts(whole: Reading, acts: Sequence[tuple[str, Reading]]) -> Reading:
    """Return the first of two acts of one sentence with the other behind it; what proves the booking belongs to both."""
    proofs = {name: whole.slots[name] for name in _WHOSE if name in whole.slots}
    first, *others = (
        replace(
            part,
            language=whole.language,
            intent=intent,
            confidence=max(part.confidence, _FURTHER) if part.intent == intent else _FURTHER,
            sure=part.sure and part.intent == intent,
            slots={**proofs, **{k: v for k, v in part.slots.items() if number == 0 or k != "name"}},
            emotion=whole.emotion,
        )
        for number, (intent, part) in enumerate(acts)
    )
    return replace(first, rest=tuple(others))


def _compound(whole: Reading, parts: Sequence[Reading]) -> Reading:
    """Return the whole utterance's reading with the parts that surely ask for something else beside it.

    Where the whole leaves a doubt and no part means the same, its first part speaks for it.
    """
    first = parts[0]
    if (
        whole.confidence < _DOUBTED
        and first.confidence >= _FURTHER
        and not first.intent.startswith("dialog.")
        and whole.intent not in {part.intent for part in parts}
    ):
        whole = replace(whole, intent=first.intent, confidence=first.confidence, sure=first.sure)
    further: dict[str, Reading] = {}
    for part in parts:
        asks = not part.intent.startswith("dialog.") and part.intent not in ("none", whole.intent)
        if asks and part.confidence >= _FURTHER:
            further.setdefault(part.intent, part)
    return replace(whole, rest=tuple(further.values()))
