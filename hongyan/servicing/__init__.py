"""Orders as a conversation needs them: trips, options, quotes with their rule, and acts carried out once."""

from hongyan.servicing.model import FlightOption, Linked, Quote, Receipt, Traveller, Trip, TripFlight

__all__ = ["FlightOption", "Linked", "Quote", "Receipt", "Traveller", "Trip", "TripFlight"]
