"""Measures an interpreter against labelled sentences: the arithmetic of accuracy, F1, slots, coverage and calibration. Pure."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of a labelled set: ``{"id", "lang", "text", "intent", "slots", "now"}``; ``slots`` and ``now`` may be absent."""

    text: str
    intent: str
    language: str
    now: datetime | None = None
    slots: Mapping[str, str] | None = None  # None: slots are not labelled and not counted
    id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the interpreter said about one labelled sentence."""

    labelled: Labelled
    intent: str
    confidence: float
    sure: bool
    slots: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        return self.intent == self.labelled.intent


def parse(lines: Iterable[str]) -> list[Labelled]:
    """Return the labelled sentences of JSON Lines; empty lines are skipped."""
    found = []
    for line in lines:
        if line.strip():
            raw: dict[str, Any] = json.loads(line)
            now = datetime.fromisoformat(raw["now"]) if raw.get("now") else None
            found.append(
                Labelled(
                    raw["text"],
                    raw["intent"],
                    raw.get("lang", "zh"),
                    now,
                    raw.get("slots"),
                    str(raw.get("id", "")),
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their harmonic mean, from counts."""

    found: int  # right ones among those said
    said: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.found / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.found / (self.said + self.wanted) if self.said + self.wanted else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the figures, rounded for print."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "support": self.wanted,
        }


def report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return every figure of ``hongyan nlu eval`` but those of the machine."""
    intents = intent_scores(outcomes)
    labelled = [s for name, s in intents.items() if s.wanted]
    return {
        "sentences": len(outcomes),
        "accuracy": share(o.right for o in outcomes),
        "macro_f1": round(sum(s.f1 for s in labelled) / len(labelled), 4) if labelled else 0.0,
        "by_language": {
            language: share(o.right for o in outcomes if o.labelled.language == language)
            for language in sorted({o.labelled.language for o in outcomes})
        },
        "acting": acting(outcomes),
        "calibration_error": calibration_error(outcomes),
        "intents": {name: score.as_dict() for name, score in sorted(intents.items())},
        "confusions": [
            {"wanted": wanted, "said": said, "times": times}
            for (wanted, said), times in sorted(
                Counter((o.labelled.intent, o.intent) for o in outcomes if not o.right).items(),
                key=lambda item: (-item[1], item[0]),
            )
        ],
        "slots": slot_report(outcomes),
        "milliseconds": times(o.seconds for o in outcomes),
    }


def share(answers: Iterable[bool]) -> float:
    """Return the share of true answers, 0 for none."""
    given = list(answers)
    return round(sum(given) / len(given), 4) if given else 0.0


def intent_scores(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """Return a score for each intent that was wanted or said."""
    found = Counter(o.intent for o in outcomes if o.right)
    said = Counter(o.intent for o in outcomes)
    wanted = Counter(o.labelled.intent for o in outcomes)
    return {name: Score(found[name], said[name], wanted[name]) for name in {*said, *wanted}}


def acting(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return how often it acts without asking, and how often it is right when it does."""
    sure = [o for o in outcomes if o.sure]
    return {
        "coverage": share(o.sure for o in outcomes),
        "precision": share(o.right for o in sure),
        "acted": len(sure),
    }


def calibration_error(outcomes: Sequence[Outcome], bins: int = 10) -> float:
    """Return the expected calibration error: how far confidence and accuracy lie apart, bin by bin."""
    total = 0.0
    for index in range(bins):
        inside = [o for o in outcomes if min(int(o.confidence * bins), bins - 1) == index]
        if inside:
            accuracy = sum(o.right for o in inside) / len(inside)
            total += abs(accuracy - sum(o.confidence for o in inside) / len(inside)) * len(inside)
    return round(total / len(outcomes), 4) if outcomes else 0.0


def slot_report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return scores over all slots and for each; a slot counts as found when name and value both agree."""
    found: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.labelled.slots is None:
            continue
        said.update(outcome.slots.keys())
        wanted.update(outcome.labelled.slots.keys())
        found.update(
            name for name, value in outcome.labelled.slots.items() if outcome.slots.get(name) == str(value)
        )
    whole = Score(found.total(), said.total(), wanted.total())
    return {
        **whole.as_dict(),
        "by_slot": {
            name: Score(found[name], said[name], wanted[name]).as_dict() for name in sorted({*said, *wanted})
        },
    }


def times(seconds: Iterable[float]) -> dict[str, float]:
    """Return the median and the 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    if not ordered:
        return {"p50": 0.0, "p95": 0.0}
    return {
        "p50": round(ordered[(len(ordered) - 1) // 2] * 1000, 2),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000, 2),
    }


NEGATIVE = ("dissatisfied", "angry")


def emotion_report(pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the figures for pairs of wanted and said labels: accuracy, recall of each, and negative against the rest."""
    labels = sorted({wanted for wanted, _ in pairs})
    return {
        "sentences": len(pairs),
        "accuracy": share(wanted == said for wanted, said in pairs),
        "negative_against_rest": share((wanted in NEGATIVE) == (said in NEGATIVE) for wanted, said in pairs),
        "negative": Score(
            sum(w in NEGATIVE and s in NEGATIVE for w, s in pairs),
            sum(s in NEGATIVE for _, s in pairs),
            sum(w in NEGATIVE for w, _ in pairs),
        ).as_dict(),
        "recall": {
            label: share(said == wanted for wanted, said in pairs if wanted == label) for label in labels
        },
    }
