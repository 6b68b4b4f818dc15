"""Fits the encoder's dense layers to the labelled sentences, by gradient descent in numpy: used by ``hongyan nlu train``."""

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hongyan.assistant.understanding.intent_layers import MATRICES

Floats = NDArray[np.float32]

_ROUNDS = 16
_BATCH = 128
_RATE = 1.5e-3  # rises over the first steps, then falls to nearly nothing
_HEAD_RATE = 5.0  # times: the head begins at nothing
_WARM = 100  # steps
_DROPPED = 0.25
_SHARPNESS = 12.0  # of the head, whose input has length 1
_SMOOTH = 0.05  # of the truth given to all labels alike: some sentences are ambiguous
_PULL = 1.0  # back to the published weights
_MOMENTUM, _MEMORY = 0.9, 0.99


def tune(
    start: Mapping[str, Floats], pooled: Floats, truth: NDArray[np.int64], labels: int
) -> dict[str, Floats]:
    """Return the layers fitted to ``truth``, beginning at the published ones."""
    rng = np.random.default_rng(1)
    fitted = {name: np.array(start[name], np.float32) for name in (*MATRICES[:-1], "cnn_bias")}
    anchor = {name: matrix.copy() for name, matrix in fitted.items()}
    fitted["head"] = np.zeros((start["d3"].shape[1], labels), np.float32)
    fitted["bias"] = np.zeros(labels, np.float32)
    mean = {name: np.zeros_like(matrix) for name, matrix in fitted.items()}
    square = {name: np.zeros_like(matrix) for name, matrix in fitted.items()}
    targets = np.full((labels, labels), _SMOOTH / labels, np.float32) + np.eye(labels, dtype=np.float32) * (
        1 - _SMOOTH
    )
    steps, step = _ROUNDS * (len(truth) // _BATCH), 0
    for _ in range(_ROUNDS):
        order = rng.permutation(len(truth))
        for at in range(0, len(truth) - _BATCH + 1, _BATCH):
            chosen = order[at : at + _BATCH]
            step += 1
            slopes = _slopes(fitted, pooled[chosen], targets[truth[chosen]], rng)
            rate = _RATE * min(1.0, step / _WARM) * max(0.02, 1 - step / steps)
            even = math.sqrt(1 - _MEMORY**step)
            for name, slope in slopes.items():
                mean[name] += np.float32(1 - _MOMENTUM) * (slope - mean[name])
                square[name] += np.float32(1 - _MEMORY) * (slope * slope - square[name])
                move = mean[name] * np.float32(even / (1 - _MOMENTUM**step))
                move /= np.sqrt(square[name]) + np.float32(1e-8)
                if name in anchor:
                    move += np.float32(_PULL) * (fitted[name] - anchor[name])
                fitted[name] -= np.float32(rate * (1.0 if name in anchor else _HEAD_RATE)) * move
    fitted["head"] *= np.float32(_SHARPNESS)
    return fitted


def _slopes(
    m: Mapping[str, Floats], pooled: Floats, wanted: Floats, rng: np.random.Generator
) -> dict[str, Floats]:
    """Return the gradient of the cross entropy over a batch, with some inputs of each layer dropped."""

    def kept(width: int) -> Floats:
        return np.asarray(
            (rng.random((len(pooled), width), np.float32) >= _DROPPED) / np.float32(1 - _DROPPED), np.float32
        )

    width = {name: len(m[name]) for name in MATRICES}
    summed, count = pooled[:, :-1] * kept(width["cnn"]), pooled[:, -1:]
    keep_mean, keep_first, keep_last = kept(width["d0"]), kept(width["d2"]), kept(width["head"])
    mean = (summed @ m["cnn"] + count * m["cnn_bias"]) * keep_mean
    side = np.maximum(mean @ m["d0"], 0)
    open_first = mean @ m["p1"] + side @ m["d1"]
    first = np.maximum(open_first, 0) * keep_first
    side_2 = np.maximum(first @ m["d2"], 0)
    last = np.tanh(first @ m["p3"] + side_2 @ m["d3"])
    length = np.sqrt(np.maximum((last * last).sum(axis=1, keepdims=True), 1e-6))
    unit = last / length
    shown = unit * keep_last
    scores = np.float32(_SHARPNESS) * (shown @ m["head"]) + m["bias"]
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)

    d_scores = (chances - wanted) / np.float32(len(pooled))
    d_unit = np.float32(_SHARPNESS) * (d_scores @ m["head"].T) * keep_last
    d_last = (d_unit - unit * (unit * d_unit).sum(axis=1, keepdims=True)) / length * (1 - last * last)
    d_side_2 = (d_last @ m["d3"].T) * (side_2 > 0)
    d_first = (d_last @ m["p3"].T + d_side_2 @ m["d2"].T) * keep_first * (open_first > 0)
    d_side = (d_first @ m["d1"].T) * (side > 0)
    d_mean = (d_first @ m["p1"].T + d_side @ m["d0"].T) * keep_mean
    return {
        "head": np.float32(_SHARPNESS) * (shown.T @ d_scores),
        "bias": d_scores.sum(axis=0),
        "p3": first.T @ d_last,
        "d3": side_2.T @ d_last,
        "d2": first.T @ d_side_2,
        "p1": mean.T @ d_first,
        "d1": side.T @ d_first,
        "d0": mean.T @ d_side,
        "cnn": summed.T @ d_mean,
        "cnn_bias": (count * d_mean).sum(axis=0),
    }
