"""The robot that listens, knows the rules, reads back and acts: understanding, dialogue tasks, rule gate, model port."""

from hongyan.assistant import menu_time
from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.compose import Composer
from hongyan.assistant.converse import Assistant
from hongyan.assistant.dialogue.menu import ENOUGH, counted, in_order
from hongyan.assistant.language_model import Drafter, ModelReader, Translator
from hongyan.assistant.menu_order import MONTH
from hongyan.assistant.scripts import Observed, Script, differences, read_scripts
from hongyan.assistant.settings import AssistantSettings
from hongyan.assistant.understanding import (
    INTENTS,
    SLOTS,
    Context,
    Reading,
    Understanding,
    measure_emotion,
    measure_understanding,
    train_understanding,
    weights_are_fresh,
)
from hongyan.assistant.words import Gate, lint
from hongyan.assistant.world import World

__all__ = [
    "ENOUGH",
    "INTENTS",
    "MONTH",
    "SLOTS",
    "TASKS",
    "Assistant",
    "AssistantSettings",
    "Composer",
    "Context",
    "Drafter",
    "Gate",
    "ModelReader",
    "Observed",
    "Reading",
    "Script",
    "Translator",
    "Understanding",
    "World",
    "counted",
    "differences",
    "in_order",
    "lint",
    "measure_emotion",
    "measure_understanding",
    "menu_time",
    "read_scripts",
    "train_understanding",
    "weights_are_fresh",
]
