"""The trained arrays of understanding, as one file: vocabulary, sounds, the heads for intent, emotion and urgency, calibration."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hongyan.assistant.understanding.intent_layers import IntentLayers
from hongyan.assistant.understanding.linear import LinearModel, Vocabulary

FOLDER = Path(__file__).parent / "weights"
FILE = FOLDER / "understanding.npz"
ENCODER = FOLDER / "encoder.npz"
_HEADS = ("intent", "emotion", "urgency")


@dataclass(frozen=True, slots=True)
class Calibration:
    """For one language: the temperature of the probabilities, and the confidence from which it is safe to act without asking."""

    temperature: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that training leaves behind."""

    vocabulary: Vocabulary
    sounds: Mapping[str, str]  # character -> merged pinyin
    intent: LinearModel
    layers: IntentLayers  # whose scores are added to the intents'
    emotion: LinearModel
    urgency: LinearModel
    calibration: Mapping[str, Calibration]  # by language
    notes: Mapping[str, Any]  # fingerprint of the data, cross-validation figures
    vocabulary_names: tuple[str, ...]  # the n-grams in the order of their indexes

    def save(self, file: Path = FILE) -> None:
        """Write the file; the same weights give the same bytes of arrays."""
        arrays = {f"vocabulary.{name}": array for name, array in self.vocabulary.pack().items()}
        for head in _HEADS:
            arrays |= {f"{head}.{name}": array for name, array in getattr(self, head).pack().items()}
        arrays |= {f"layers.{name}": array for name, array in self.layers.pack().items()}
        texts = {
            "sounds": "\n".join(f"{character}{sound}" for character, sound in sorted(self.sounds.items())),
            "calibration": json.dumps(
                {k: [c.temperature, c.threshold] for k, c in sorted(self.calibration.items())}
            ),
            "notes": json.dumps(self.notes, sort_keys=True),
        }
        arrays |= {name: np.frombuffer(text.encode(), np.uint8) for name, text in texts.items()}
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, file: Path = FILE) -> "Weights":
        """Read the file."""
        with np.load(file, allow_pickle=False) as loaded:
            arrays = {name: loaded[name] for name in loaded.files}
        text = {name: arrays[name].tobytes().decode() for name in ("sounds", "calibration", "notes")}

        def part(prefix: str) -> dict[str, Any]:
            return {
                name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)
            }

        words = Vocabulary.unpack(part("vocabulary."))
        return cls(
            vocabulary=words,
            vocabulary_names=tuple(words.index),
            sounds={line[0]: line[1:] for line in text["sounds"].split("\n") if line},
            intent=LinearModel.unpack(part("intent.")),
            layers=IntentLayers.unpack(part("layers.")),
            emotion=LinearModel.unpack(part("emotion.")),
            urgency=LinearModel.unpack(part("urgency.")),
            calibration={k: Calibration(*v) for k, v in json.loads(text["calibration"]).items()},
            notes=json.loads(text["notes"]),
        )
