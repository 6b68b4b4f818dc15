"""What the robot says: templates in zh and en, typed values formatted in one place, forbidden phrases at the last gate."""

from hongyan.assistant.words.gate import Breach, Gate
from hongyan.assistant.words.lint import lint
from hongyan.assistant.words.render import TEMPLATES, amounts_in, render, render_one
from hongyan.assistant.words.wording import Both, Listed, Place, Quoted, Words, words

__all__ = [
    "TEMPLATES",
    "Both",
    "Breach",
    "Gate",
    "Listed",
    "Place",
    "Quoted",
    "Words",
    "amounts_in",
    "lint",
    "render",
    "render_one",
    "words",
]
