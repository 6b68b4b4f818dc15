"""What a language model may do, if one is configured: understand, word what binds nobody, translate. It decides nothing."""

from hongyan.assistant.language_model.draft import Drafter
from hongyan.assistant.language_model.mask import Masked, mask_for_model
from hongyan.assistant.language_model.read import ModelReader
from hongyan.assistant.language_model.translate import Translator

__all__ = ["Drafter", "Masked", "ModelReader", "Translator", "mask_for_model"]
