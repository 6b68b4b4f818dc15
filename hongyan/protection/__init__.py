"""Seats for everyone: candidates, solver, holds and offers for the parties of disrupted flights."""

from hongyan.protection.errors import AlreadyDecided, NotHeld, OfferGone
from hongyan.protection.explain import words
from hongyan.protection.model import Offer, OfferKind, OfferState, PartyState, PlanReport
from hongyan.protection.service import Protection
from hongyan.protection.settings import ProtectionSettings

__all__ = [
    "AlreadyDecided",
    "NotHeld",
    "Offer",
    "OfferGone",
    "OfferKind",
    "OfferState",
    "PartyState",
    "PlanReport",
    "Protection",
    "ProtectionSettings",
    "words",
]
