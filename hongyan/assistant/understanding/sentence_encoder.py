"""Sentence vectors: the Chinese and English part of a published multilingual encoder (USE v3), in numpy.

The network is Google's universal-sentence-encoder-multilingual v3 (Apache-2.0): pieces of words, three convolutions over
2, 3 and 5 pieces, a mean, three dense layers. :mod:`.cut_encoder` cuts it down to the pieces our two languages need and
rounds every matrix to one byte a weight, which leaves the vectors as they were (cosine above 0.99) at a tenth of the memory.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

Floats = NDArray[np.float32]

DIMENSIONS = 512
POOLED = 1281
_ORDERS = ((2, 0), (3, 1), (5, 2))  # pieces in a window, of which to the left
_WIDTH = 256
_EPSILON = 1e-6
_LONGEST = 128  # pieces of a sentence that are read
_REMEMBERED = 64  # last sentences: what is understood is soon searched for, and many say the same


class SentenceEncoder:
    """Turns a normalised sentence into a vector of length 1. What it returns is read-only; safe in threads."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        # Matrices this small lose by sharing out over threads: they spin for each other, most of all on a busy machine.
        # Set once for the process: setting it for each sentence costs more than a layer of the network.
        ThreadpoolController().limit(limits=1, user_api="blas")
        pieces = arrays["pieces"].tobytes().decode().split("\n")
        self._rank = {piece: i for i, piece in enumerate(pieces)}
        self._starts = {piece[:size] for piece in pieces for size in range(1, len(piece))}
        self._piece_scores: list[float] = arrays["piece_scores"].astype(np.float32).tolist()
        self._unknown = min(self._piece_scores) - 10.0
        self._table: NDArray[np.uint8] = arrays["table"]
        self._table_scale: Floats = arrays["table_scale"]
        self._table_low: Floats = arrays["table_low"]
        self._m = {
            name.removeprefix("m_"): arrays[name].astype(np.float32) * arrays[f"scale_{name[2:]}"]
            for name in arrays
            if name.startswith("m_")
        }
        self._v = {
            name.removeprefix("v_"): arrays[name].astype(np.float32)
            for name in arrays
            if name.startswith("v_")
        }
        self._encoded = lru_cache(_REMEMBERED)(self._encode)

    @classmethod
    def load(cls, file: Path) -> "SentenceEncoder":
        """Read the arrays written by :mod:`.cut_encoder`."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls({name: arrays[name] for name in arrays.files})

    def pieces(self, text: str) -> list[int]:
        """Return the most probable segmentation (unigram model, Viterbi), with its begin and end marks."""
        line = "▁" + text.replace(" ", "▁")
        best = [0.0] + [-1e38] * len(line)
        back: list[tuple[int, int]] = [(0, 0)] * (len(line) + 1)
        rank, starts, scores = self._rank, self._starts, self._piece_scores
        for start in range(len(line)):
            base = best[start]
            if base + self._unknown > best[start + 1]:
                best[start + 1], back[start + 1] = base + self._unknown, (start, 0)
            for end in range(start + 1, len(line) + 1):
                part = line[start:end]
                number = rank.get(part)
                if number is not None and base + scores[number] > best[end]:
                    best[end], back[end] = base + scores[number], (start, number)
                if part not in starts:
                    break
        found = [2]
        at = len(line)
        while at > 0:
            at, number = back[at]
            found.append(number)
        found.append(1)
        return found[::-1][:_LONGEST]

    def encode(self, text: str) -> Floats:
        """Return the vector of one normalised sentence."""
        return self.encode_with_pooled(text)[0]

    def encode_with_pooled(self, text: str) -> tuple[Floats, Floats]:
        """Return the vector of one normalised sentence, and what its pieces gave before the dense layers.

        The second has one value more than the pieces' features: their number (its root), which the first dense layer counts with.
        """
        return self._encoded(text)

    def _encode(self, text: str) -> tuple[Floats, Floats]:
        ids = np.array(self.pieces(text), np.int64)
        count = len(ids)
        m, v = self._m, self._v
        features = np.empty((count, DIMENSIONS + len(_ORDERS) * _WIDTH), np.float32)
        features[:, :DIMENSIONS] = (
            self._table[ids] * self._table_scale[ids, None] + self._table_low[ids, None]
        )
        projected = _level(features[:, :DIMENSIONS] @ m["proj"] + v["proj_b"], v["ln_g_all"], v["ln_b_all"])
        for branch, (size, left) in enumerate(_ORDERS):
            x = projected[:, branch * _WIDTH : (branch + 1) * _WIDTH]
            hidden = x + np.maximum(_windows(x, size, left) @ m[f"w1_{size}"] + v[f"b1_{size}"], 0)
            out = hidden + np.maximum(_windows(hidden, size, left) @ m[f"w2_{size}"] + v[f"b2_{size}"], 0)
            features[:, DIMENSIONS + branch * _WIDTH :][:, :_WIDTH] = out
        root = np.float32(np.sqrt(count))
        pooled = np.append(_level(features, v["ln_g"], v["ln_b"]).sum(axis=0) / root, root)
        mean = pooled[:-1] @ m["cnn"] + root * v["cnn_b"]
        first = np.maximum(mean @ m["p1"] + np.maximum(mean @ m["d0"], 0) @ m["d1"], 0)
        last = np.tanh(first @ m["p3"] + np.maximum(first @ m["d2"], 0) @ m["d3"])
        vector = np.asarray(last / np.float32(np.sqrt(max(float(last @ last), _EPSILON))), np.float32)
        vector.flags.writeable = pooled.flags.writeable = False
        return vector, pooled

    def dense_layers(self) -> dict[str, Floats]:
        """Return the layers above the convolutions, from which others are fitted."""
        return {name: self._m[name] for name in ("cnn", "p1", "d0", "d1", "p3", "d2", "d3")} | {
            "cnn_bias": self._v["cnn_b"]
        }


def _windows(x: Floats, size: int, left: int) -> Floats:
    """Return each row with its neighbours beside it, zeros beyond the ends."""
    padded = np.zeros((len(x) + size - 1, x.shape[1]), np.float32)
    padded[left : left + len(x)] = x
    return np.concatenate([padded[i : i + len(x)] for i in range(size)], axis=1)


def _level(x: Floats, gain: Floats, shift: Floats) -> Floats:
    width = np.float32(x.shape[-1])
    x = x - (np.add.reduce(x, axis=-1) / width)[:, None]
    x *= (1 / np.sqrt(np.einsum("ij,ij->i", x, x) / width + np.float32(_EPSILON)))[:, None]
    x *= gain
    x += shift
    return x
