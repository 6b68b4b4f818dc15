"""Orders as a conversation needs them: trips, options, quotes with their rule, and acts carried out once."""

from hongyan.servicing.errors import PriceChanged, SeatsGone
from hongyan.servicing.model import (
    Act,
    FlightOption,
    Linked,
    Quote,
    Receipt,
    RefundView,
    Traveller,
    Trip,
    TripFlight,
)
from hongyan.servicing.names import passport_spellings
from hongyan.servicing.service import Servicing
from hongyan.servicing.settings import ServicingSettings

__all__ = [
    "Act",
    "FlightOption",
    "Linked",
    "PriceChanged",
    "Quote",
    "Receipt",
    "RefundView",
    "SeatsGone",
    "Servicing",
    "ServicingSettings",
    "Traveller",
    "Trip",
    "TripFlight",
    "passport_spellings",
]
