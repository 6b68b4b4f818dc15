"""The encoder's dense layers once more, fitted to our intents: from the pooled pieces of a sentence to scores beside the linear ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MATRICES = ("cnn", "p1", "d0", "d1", "p3", "d2", "d3", "head")
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True)
class IntentLayers:
    """The layers of :class:`.sentence_encoder.SentenceEncoder` above its convolutions, with a head for the intents."""

    matrices: Mapping[str, NDArray[np.int8]]  # inputs x outputs, one byte a weight
    scales: Mapping[str, Floats]  # by output
    cnn_bias: Floats
    bias: Floats
    ready: Mapping[str, Floats]  # matrices x scales

    @classmethod
    def of(
        cls,
        matrices: Mapping[str, NDArray[np.int8]],
        scales: Mapping[str, Floats],
        cnn_bias: Floats,
        bias: Floats,
    ) -> "IntentLayers":
        """Return layers ready to compute."""
        ready = {name: matrices[name].astype(np.float32) * scales[name] for name in MATRICES}
        return cls(matrices, scales, cnn_bias, bias, ready)

    @classmethod
    def quantised(cls, fitted: Mapping[str, Floats], share: float) -> "IntentLayers":
        """Return fitted layers rounded to one byte a weight; their scores count ``share`` beside the linear model's."""
        matrices, scales = {}, {}
        for name in MATRICES:
            matrix = fitted[name] * np.float32(share) if name == "head" else fitted[name]
            scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / np.float32(127)
            matrices[name], scales[name] = np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)
        return cls.of(matrices, scales, fitted["cnn_bias"], fitted["bias"] * np.float32(share))

    def scores(self, pooled: Floats) -> Floats:
        """Return one score for each intent, from what the encoder pooled (one sentence or a row for each)."""
        m = self.ready
        mean = pooled[..., :-1] @ m["cnn"] + pooled[..., -1:] * self.cnn_bias
        first = np.maximum(mean @ m["p1"] + np.maximum(mean @ m["d0"], 0) @ m["d1"], 0)
        last = np.tanh(first @ m["p3"] + np.maximum(first @ m["d2"], 0) @ m["d3"])
        length = np.sqrt(np.maximum((last * last).sum(axis=-1, keepdims=True), _EPSILON))
        return np.asarray((last / length) @ m["head"] + self.bias, np.float32)

    def pack(self) -> dict[str, Any]:
        """Return the arrays to save."""
        return {
            **{f"m_{name}": self.matrices[name] for name in MATRICES},
            **{f"scale_{name}": self.scales[name] for name in MATRICES},
            "cnn_bias": self.cnn_bias,
            "bias": self.bias,
        }

    @classmethod
    def unpack(cls, arrays: Mapping[str, Any]) -> "IntentLayers":
        """Return what :meth:`pack` saved."""
        return cls.of(
            {name: arrays[f"m_{name}"] for name in MATRICES},
            {name: arrays[f"scale_{name}"] for name in MATRICES},
            arrays["cnn_bias"],
            arrays["bias"],
        )
