"""What a customer means: language, intent with calibrated confidence, slots, emotion. Offline, in milliseconds."""

from hongyan.assistant.understanding.reading import Context, Emotion, Reading

__all__ = ["Context", "Emotion", "Reading"]
