"""What protection tells the rest of the house."""

from dataclasses import dataclass
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReady(Event):
    """Every party of these disruptions has its offers and the best ones are held. Counts are of parties."""

    name: ClassVar[str] = "protection.plan_ready"
    plan_id: str
    disruption_ids: tuple[str, ...]
    parties: int
    unassigned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLost(Event):
    """The seats of an offer are gone. ``reason``: no_seats | not_operating | unknown_flight | hold_gone | cancelled."""

    name: ClassVar[str] = "protection.offer_lost"
    offer_id: str
    party_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OffersRenewed(Event):
    """These parties have new offers: a hold expired, seats came free, or a decision could not be carried out."""

    name: ClassVar[str] = "protection.offers_renewed"
    party_ids: tuple[str, ...]
