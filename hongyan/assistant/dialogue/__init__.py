"""Dialogue as a pure function: ``step(state, event) → (state, actions)``. Tasks are straight-line functions of what is known.

A task asks a ``View`` for slots, facts and consent. What is not there yet interrupts it (``Interruption``); the engine turns that into a
question, a fetch or a read-back, and runs the task again from its top when the answer has come. So a task reads like the
conversation it leads, a correction needs no code of its own (other slots lead to other facts), and consent is void by
itself when anything that was read back has changed: its hash no longer fits.
"""

from hongyan.assistant.dialogue.events import (
    Actions,
    Carry,
    Close,
    Event,
    Fetch,
    Fetched,
    FileReceived,
    HandOver,
    Opened,
    Pressed,
    Promise,
    Said,
    Say,
    Settled,
    Silence,
    Tapped,
)
from hongyan.assistant.dialogue.state import DialogueState, Frame, Outcome

__all__ = [
    "Actions",
    "Carry",
    "Close",
    "DialogueState",
    "Event",
    "Fetch",
    "Fetched",
    "FileReceived",
    "Frame",
    "HandOver",
    "Opened",
    "Outcome",
    "Pressed",
    "Promise",
    "Said",
    "Say",
    "Settled",
    "Silence",
    "Tapped",
]
