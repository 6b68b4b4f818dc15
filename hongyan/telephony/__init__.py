"""Calls: the line port and its adapters, and calls as conversations."""

from hongyan.telephony.errors import LineUnavailable, PromptsUnavailable
from hongyan.telephony.ports import CallOutcome, CallRequest, CallStanding, Line, LineCapabilities, Prompts
from hongyan.telephony.spoken_turns import Keypad, Spoken, Then
from hongyan.telephony.voice_talk import VoiceTalk, VoiceTalks

__all__ = [
    "CallOutcome",
    "CallRequest",
    "CallStanding",
    "Keypad",
    "Line",
    "LineCapabilities",
    "LineUnavailable",
    "Prompts",
    "PromptsUnavailable",
    "Spoken",
    "Then",
    "VoiceTalk",
    "VoiceTalks",
]
