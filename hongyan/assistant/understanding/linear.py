"""A linear model over weighted n-grams and a dense vector, as plain arrays: what training exports and reading computes with."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The n-grams that training kept, with their inverse document frequencies."""

    index: Mapping[str, int]
    idf: Floats

    def weigh(self, counts: Mapping[str, int]) -> tuple[NDArray[np.int32], Floats]:
        """Return indexes and values of the known n-grams, (1 + log tf) x idf, of length 1 together."""
        find = self.index.get
        known = {number: count for name, count in counts.items() if (number := find(name)) is not None}
        if not known:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        ids = np.array(list(known), np.int32)
        values = (1 + np.log(np.array(list(known.values()), np.float32))) * self.idf[ids]
        return ids, values / np.float32(math.sqrt(float(values @ values)))

    def pack(self) -> dict[str, Any]:
        """Return the arrays to save."""
        words = "\n".join(sorted(self.index, key=lambda name: self.index[name]))
        return {"words": np.frombuffer(words.encode(), np.uint8), "idf": self.idf.astype(np.float16)}

    @classmethod
    def unpack(cls, arrays: Mapping[str, Any]) -> "Vocabulary":
        """Return what :meth:`pack` saved."""
        words = arrays["words"].tobytes().decode().split("\n")
        return cls({name: i for i, name in enumerate(words)}, arrays["idf"].astype(np.float32))


@dataclass(frozen=True, slots=True)
class LinearModel:
    """One head: scores of its labels from n-grams (one byte a weight, a scale for each label) and a dense vector."""

    labels: tuple[str, ...]
    grams: NDArray[np.int8]  # n-grams x labels
    scale: Floats  # labels
    dense: Floats  # dimensions x labels; no rows when trained without a dense vector
    bias: Floats  # labels

    def scores(self, ids: NDArray[np.int32], values: Floats, vector: Floats) -> Floats:
        """Return one score for each label."""
        total = (values @ self.grams[ids].astype(np.float32)) * self.scale + self.bias
        if len(self.dense):
            total = total + vector @ self.dense
        return np.asarray(total, np.float32)

    def pull(self, ids: NDArray[np.int32], values: Floats, label: int) -> Floats:
        """Return how much each n-gram speaks for a label, against the mean of all labels."""
        rows = self.grams[ids].astype(np.float32) * self.scale
        return np.asarray(values * (rows[:, label] - rows.mean(axis=1)), np.float32)

    @classmethod
    def beside(cls, models: Sequence["LinearModel"]) -> "LinearModel":
        """Return several heads as one, their labels in order: rows are then gathered once for all of them."""
        return cls(
            tuple(label for model in models for label in model.labels),
            np.hstack([model.grams for model in models]),
            np.concatenate([model.scale for model in models]),
            np.hstack([model.dense for model in models]),
            np.concatenate([model.bias for model in models]),
        )

    @classmethod
    def quantised(
        cls, labels: tuple[str, ...], grams: NDArray[Any], dense: NDArray[Any], bias: NDArray[Any]
    ) -> "LinearModel":
        """Return a model whose n-gram weights (n-grams x labels) are rounded to one byte."""
        scale = np.maximum(np.abs(grams).max(axis=0), 1e-9) / 127.0 if len(grams) else np.ones(len(labels))
        rounded = np.round(grams / scale).astype(np.int8)
        return cls(
            labels, rounded, scale.astype(np.float32), dense.astype(np.float32), bias.astype(np.float32)
        )

    def pack(self) -> dict[str, Any]:
        """Return the arrays to save."""
        return {
            "labels": np.array(self.labels),
            "grams": self.grams,
            "scale": self.scale,
            "dense": self.dense.astype(np.float16),
            "bias": self.bias,
        }

    @classmethod
    def unpack(cls, arrays: Mapping[str, Any]) -> "LinearModel":
        """Return what :meth:`pack` saved."""
        return cls(
            tuple(map(str, arrays["labels"])),
            arrays["grams"],
            arrays["scale"],
            arrays["dense"].astype(np.float32),
            arrays["bias"],
        )


def softmax(scores: Floats, temperature: float = 1.0) -> Floats:
    """Return probabilities."""
    shifted = np.exp((scores - scores.max()) / np.float32(temperature))
    return np.asarray(shifted / shifted.sum(), np.float32)
