"""What protection plans: parties that need a journey, itineraries that could carry them, offers made to them. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hongyan.flights import LegKey

CABINS = ("F", "J", "W", "Y")  # best first


class OfferKind(StrEnum):
    SAME_FLIGHT = "same_flight"  # the delayed flight itself: the seat is theirs already
    OWN = "own"
    OWN_CONNECTION = "own_connection"
    PARTNER = "partner"
    NEARBY = "nearby"
    REFUND = "refund"


class OfferState(StrEnum):
    INTENDED = "intended"  # written before the airline system is asked for the hold
    HELD = "held"
    PROPOSED = "proposed"  # shown, not held: held when chosen
    CHOSEN = "chosen"
    DECLINED = "declined"
    EXPIRED = "expired"
    LOST = "lost"  # the airline system had no seat (any more)
    WITHDRAWN = "withdrawn"


class PartyState(StrEnum):
    PLANNING = "planning"
    PLANNED = "planned"
    UNASSIGNED = "unassigned"
    CHOOSING = "choosing"  # a decision is being carried out: nobody touches it
    DECIDED = "decided"
    CLOSED = "closed"


UNDECIDED = (PartyState.PLANNED, PartyState.UNASSIGNED)


@dataclass(frozen=True, slots=True)
class HeldOnward:
    """The connecting flight the party still has seats on, and when the journey was to end."""

    off: str
    departs: datetime
    arrives: datetime


@dataclass(frozen=True, slots=True)
class PartyNeed:
    """One indivisible party (the travellers of one order on one disrupted leg) and the journey it needs.

    ``off`` is the disrupted leg's destination, ``final_off`` the journey's. ``departs`` and ``original_arrival``
    are as booked (the latter at ``final_off``). ``operates_at`` = new (departs, arrives) when the leg still flies.
    ``seats`` leaves out infants on laps. ``current`` and ``declined`` are signatures of itineraries.
    """

    party_id: str
    disruption_id: str
    order_id: str
    leg: LegKey
    seats: int
    cabin: str
    board: str
    off: str
    final_off: str
    departs: datetime
    original_arrival: datetime
    onward: HeldOnward | None = None
    operates_at: tuple[datetime, datetime] | None = None
    departed: bool = False
    ssrs: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ("ADT",)
    tier: str = "none"
    fare: float = 0.0
    last_misconnect: bool = False
    current: str | None = None
    declined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PlannedLeg:
    leg: LegKey
    cabin: str
    departs: datetime
    arrives: datetime


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A way to the destination: the new legs to be sold, and which booked flights stay as they are.

    ``arrival_delay_minutes`` counts to the final destination, ground transport included; never negative.
    """

    kind: OfferKind
    legs: tuple[PlannedLeg, ...]
    departs: datetime
    arrives: datetime
    arrival_delay_minutes: int
    keeps_first: bool = False  # the disrupted leg is still flown (delayed); only the onward leg is new
    keeps_onward: bool = False  # the booked onward flight is still caught
    onward_open: bool = False  # reaches the disrupted leg's destination only
    overnight: bool = False
    ground_minutes: int = 0

    @property
    def signature(self) -> str:
        """Say which flights in which cabins, for comparing offers across plans."""
        if not self.legs:
            return str(self.kind)
        return "+".join(f"{leg.leg}:{leg.cabin}" for leg in self.legs)


@dataclass(frozen=True, slots=True)
class PartyPlan:
    """What the plan gives one party: the best itinerary (None = nobody can carry it) and others that have room."""

    party_id: str
    best: Itinerary | None
    alternatives: tuple[Itinerary, ...]
    first_come_delay_minutes: int | None
    reason: str | None = None  # why there is no best: no_seats | no_route | too_large | needs_acceptance


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a way of giving out seats went. Means are per passenger; the unassigned count with a fixed delay."""

    mean_delay_minutes: float
    mean_delay_assigned_minutes: float
    mean_delay_care_minutes: float | None
    unassigned_passengers: int
    same_cabin_share: float
    overnight_passengers: int

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class DayPlan:
    """One solved day. ``objective`` ≥ ``lp_bound``; ``gap`` = (objective − bound) / bound."""

    parties: tuple[PartyPlan, ...]
    objective: float
    lp_bound: float
    gap: float
    seconds: float
    hongyan: Outcome
    first_come: Outcome
    report: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """One itinerary (or refund) offered to one party, as stored.

    ``legs`` are dicts: leg, flight, board, off, cabin, departs, arrives. ``old_segment_ids`` are the booked segments
    it replaces. ``explanation`` is ``{"codes": [{"code": …, params…}]}``, put into words by ``explain.words``.
    """

    offer_id: str
    party_id: str
    plan_id: str
    rank: int
    kind: OfferKind
    state: OfferState
    legs: tuple[dict[str, Any], ...]
    departs: datetime | None
    arrives: datetime | None
    arrival_delay_min: int | None
    together: bool
    old_segment_ids: tuple[str, ...]
    hold_id: str | None
    hold_expires_at: datetime | None
    explanation: dict[str, Any]
    first_come_arrival_delay_min: int | None = None

    @property
    def cabins(self) -> tuple[str, ...]:
        return tuple(leg["cabin"] for leg in self.legs)


@dataclass(frozen=True, slots=True)
class PlanReport:
    """What one run of ``Protection.plan`` did."""

    plan_id: str | None
    disruption_ids: tuple[str, ...]
    parties: int
    passengers: int
    unassigned: int
    held: int
    objective: float
    lp_bound: float
    gap: float
    seconds: float
    plan_mean_delay_min: float
    first_come_mean_delay_min: float
