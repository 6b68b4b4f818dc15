"""What a customer means: language, intent with calibrated confidence, slots, emotion. Offline, in milliseconds."""

from hongyan.assistant.understanding.gazetteer import city_of, place_of_area_code
from hongyan.assistant.understanding.intents import INTENTS
from hongyan.assistant.understanding.languages import detect_language
from hongyan.assistant.understanding.measure import measure_emotion, measure_understanding, weights_are_fresh
from hongyan.assistant.understanding.reading import SLOTS, Context, Emotion, Reading
from hongyan.assistant.understanding.record_numbers import awb_check
from hongyan.assistant.understanding.slots import extract
from hongyan.assistant.understanding.train import train as train_understanding
from hongyan.assistant.understanding.understanding import Understanding

__all__ = [
    "INTENTS",
    "SLOTS",
    "Context",
    "Emotion",
    "Reading",
    "Understanding",
    "awb_check",
    "city_of",
    "detect_language",
    "extract",
    "measure_emotion",
    "measure_understanding",
    "place_of_area_code",
    "train_understanding",
    "weights_are_fresh",
]
