"""The robot that listens, knows the rules, reads back and acts: understanding, dialogue tasks, rule gate, model port."""

from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.compose import Composer
from hongyan.assistant.converse import Assistant
from hongyan.assistant.dialogue.menu import ENOUGH, counted, in_order
from hongyan.assistant.language_model import Drafter, ModelReader, Translator
from hongyan.assistant.menu_order import MONTH
from hongyan.assistant.menu_time import EN_PER_SECOND, PRESS_SECONDS, ZH_PER_SECOND, Menu
from hongyan.assistant.menu_time import current as current_menu
from hongyan.assistant.menu_time import former as former_menu
from hongyan.assistant.menu_time import means as mean_seconds
from hongyan.assistant.menu_time import problems as menu_problems
from hongyan.assistant.menu_time import reached as menu_reached
from hongyan.assistant.menu_time import read as read_menu
from hongyan.assistant.menu_time import seconds as spoken_seconds
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
    "EN_PER_SECOND",
    "INTENTS",
    "MONTH",
    "PRESS_SECONDS",
    "SLOTS",
    "TASKS",
    "ZH_PER_SECOND",
    "Assistant",
    "AssistantSettings",
    "Composer",
    "Context",
    "Drafter",
    "Gate",
    "Menu",
    "ModelReader",
    "Observed",
    "Reading",
    "Script",
    "Translator",
    "Understanding",
    "World",
    "counted",
    "current_menu",
    "differences",
    "former_menu",
    "in_order",
    "lint",
    "mean_seconds",
    "measure_emotion",
    "measure_understanding",
    "menu_problems",
    "menu_reached",
    "read_menu",
    "read_scripts",
    "spoken_seconds",
    "train_understanding",
    "weights_are_fresh",
]
