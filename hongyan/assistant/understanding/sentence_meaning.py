"""The encoder of understanding as knowledge's sense of meaning."""

import hashlib
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hongyan.assistant.understanding.mask_values import normalise
from hongyan.assistant.understanding.sentence_encoder import SentenceEncoder
from hongyan.assistant.understanding.weights import ENCODER


class SentenceMeaning:
    """Implements ``knowledge.ports.Meaning``."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder

    @cached_property
    def name(self) -> str:
        """The digest of the encoder's weights."""
        with ENCODER.open("rb") as weights:
            return hashlib.file_digest(weights, "sha256").hexdigest()[:16]

    def encode(self, text: str) -> NDArray[np.float32]:
        return self._encoder.encode(normalise(text))
