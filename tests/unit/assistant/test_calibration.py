"""Calibration: the threshold keeps its promise on the data it was chosen from, and confidence follows the scores."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hongyan.assistant.understanding.linear import softmax
from hongyan.assistant.understanding.train import threshold

_ANSWERS = st.lists(st.tuples(st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=60)


@given(_ANSWERS)
def test_answers_at_or_above_the_threshold_are_precise_enough(answers: list[tuple[float, bool]]) -> None:
    confidence = np.array([round(c, 3) for c, _ in answers])
    correct = np.array([right for _, right in answers])
    limit = threshold(confidence, correct, 0.9)
    above = correct[confidence >= limit]
    assert len(above) == 0 or above.mean() >= 0.9


@given(_ANSWERS)
def test_more_precision_never_lowers_the_threshold(answers: list[tuple[float, bool]]) -> None:
    confidence = np.array([c for c, _ in answers])
    correct = np.array([right for _, right in answers])
    assert threshold(confidence, correct, 0.7) <= threshold(confidence, correct, 0.95)


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=8), st.floats(0.2, 3.0))
def test_temperature_never_changes_the_order(scores: list[float], temperature: float) -> None:
    array = np.array(scores, np.float32)
    warm = softmax(array, temperature)
    assert abs(float(warm.sum()) - 1.0) < 1e-5
    assert warm[int(array.argmax())] == warm.max()


@given(st.floats(0, 10), st.floats(0, 10))
def test_a_wider_lead_gives_a_higher_confidence(one: float, other: float) -> None:
    narrow, wide = sorted((one, other))
    lead = [float(softmax(np.array([gap, 0.0, -1.0], np.float32), 0.8)[0]) for gap in (narrow, wide)]
    assert lead[0] <= lead[1] + 1e-6
