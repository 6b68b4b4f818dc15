"""The arithmetic of the evaluation, on outcomes small enough to count by hand."""

import pytest

from hongyan.assistant.understanding import evaluate as measures
from hongyan.assistant.understanding.evaluate import Labelled, Outcome


def _outcome(
    wanted: str,
    said: str,
    *,
    confidence: float = 0.9,
    sure: bool = False,
    wanted_slots: dict[str, str] | None = None,
    slots: dict[str, str] | None = None,
) -> Outcome:
    return Outcome(
        Labelled("x", wanted, "zh", slots=wanted_slots), said, confidence, sure, slots or {}, 0.002
    )


def test_accuracy_macro_f1_and_confusions() -> None:
    figures = measures.report(
        [_outcome("a", "a"), _outcome("a", "b"), _outcome("b", "b"), _outcome("b", "b"), _outcome("c", "b")]
    )
    assert figures["accuracy"] == 0.6
    # a: 1 of 1 said, 1 of 2 wanted; b: 2 of 4 said, 2 of 2 wanted; c: never said
    assert figures["intents"]["a"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "support": 2}
    assert figures["intents"]["b"]["f1"] == 0.6667
    assert figures["macro_f1"] == pytest.approx((0.6667 + 0.6667 + 0) / 3, abs=1e-4)
    assert figures["confusions"] == [
        {"wanted": "a", "said": "b", "times": 1},
        {"wanted": "c", "said": "b", "times": 1},
    ]


def test_an_intent_that_was_only_said_does_not_enter_the_mean() -> None:
    assert measures.report([_outcome("a", "a"), _outcome("a", "z")])["macro_f1"] == 0.6667


def test_acting_counts_only_what_was_sure() -> None:
    outcomes = [
        _outcome("a", "a", sure=True),
        _outcome("a", "b", sure=True),
        _outcome("a", "b"),
        _outcome("a", "a"),
    ]
    assert measures.acting(outcomes) == {"coverage": 0.5, "precision": 0.5, "acted": 2}


def test_slots_need_name_and_value_and_unlabelled_lines_do_not_count() -> None:
    figures = measures.slot_report(
        [
            _outcome(
                "a", "a", wanted_slots={"date": "2026-11-26", "cabin": "first"}, slots={"date": "2026-11-26"}
            ),
            _outcome("a", "a", wanted_slots={"date": "2026-11-26"}, slots={"date": "2026-11-27"}),
            _outcome("a", "a", wanted_slots=None, slots={"date": "2026-11-27"}),
            _outcome("a", "a", wanted_slots={}, slots={"time": "noon"}),
        ]
    )
    assert (figures["precision"], figures["recall"]) == (round(1 / 3, 4), round(1 / 3, 4))
    assert figures["by_slot"]["date"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert figures["by_slot"]["time"]["support"] == 0


def test_calibration_error_is_the_gap_between_confidence_and_truth() -> None:
    outcomes = [_outcome("a", "a", confidence=0.95), _outcome("a", "b", confidence=0.95)]
    assert measures.calibration_error(outcomes) == 0.45
    assert measures.calibration_error([_outcome("a", "a", confidence=1.0)]) == 0.0


def test_empty_sets_are_no_error() -> None:
    figures = measures.report([])
    assert (figures["accuracy"], figures["acting"]["precision"], figures["milliseconds"]["p95"]) == (0, 0, 0)


def test_percentiles() -> None:
    assert measures.times([n / 1000 for n in range(1, 101)]) == {"p50": 50.0, "p95": 96.0}


def test_emotion_negative_against_the_rest() -> None:
    figures = measures.emotion_report(
        [("angry", "dissatisfied"), ("neutral", "neutral"), ("pleased", "angry"), ("dissatisfied", "neutral")]
    )
    assert figures["accuracy"] == 0.25
    assert figures["negative_against_rest"] == 0.5
    assert figures["negative"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert figures["recall"]["neutral"] == 1.0


def test_a_labelled_line_is_read_with_its_moment() -> None:
    (line,) = measures.parse(
        [
            '{"id": "1", "lang": "en", "text": "hi", "intent": "dialog.greet", "slots": {}, "now": "2026-11-22T10:00+08:00"}',
            "",
        ]
    )
    assert line.now is not None
    assert line.now.isoformat() == "2026-11-22T10:00:00+08:00"
    assert line.slots == {}
