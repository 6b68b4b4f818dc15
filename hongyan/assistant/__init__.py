"""The robot that listens, knows the rules, reads back and acts: understanding, dialogue tasks, rule gate, model port."""

from hongyan.assistant.understanding import (
    INTENTS,
    Context,
    Reading,
    Understanding,
    measure_emotion,
    measure_understanding,
    train_understanding,
    weights_are_fresh,
)

__all__ = [
    "INTENTS",
    "Context",
    "Reading",
    "Understanding",
    "measure_emotion",
    "measure_understanding",
    "train_understanding",
    "weights_are_fresh",
]
