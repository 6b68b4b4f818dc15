"""Calls: the line port and its adapters."""

from hongyan.telephony.errors import LineUnavailable, PromptsUnavailable
from hongyan.telephony.ports import CallOutcome, CallRequest, CallStanding, Line, LineCapabilities, Prompts

__all__ = [
    "CallOutcome",
    "CallRequest",
    "CallStanding",
    "Line",
    "LineCapabilities",
    "LineUnavailable",
    "Prompts",
    "PromptsUnavailable",
]
