"""Schedule and live status of flights, from feed messages: public facts, no personal data."""

from hongyan.flights.model import Leg, LegKey, LegStatus

__all__ = ["Leg", "LegKey", "LegStatus"]
