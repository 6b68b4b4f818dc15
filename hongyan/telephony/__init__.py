"""Calls: the line port and its adapters."""

from hongyan.telephony.errors import LineUnavailable
from hongyan.telephony.ports import CallOutcome, CallRequest, CallStanding, Line, LineCapabilities

__all__ = ["CallOutcome", "CallRequest", "CallStanding", "Line", "LineCapabilities", "LineUnavailable"]
