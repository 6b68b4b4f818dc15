"""What a customer means: language, intent with calibrated confidence, slots, emotion. Offline, in milliseconds."""

from hongyan.assistant.understanding.intents import INTENTS
from hongyan.assistant.understanding.measure import measure_emotion, measure_understanding, weights_are_fresh
from hongyan.assistant.understanding.reading import Context, Emotion, Reading
from hongyan.assistant.understanding.train import train as train_understanding
from hongyan.assistant.understanding.understanding import Understanding

__all__ = [
    "INTENTS",
    "Context",
    "Emotion",
    "Reading",
    "Understanding",
    "measure_emotion",
    "measure_understanding",
    "train_understanding",
    "weights_are_fresh",
]
