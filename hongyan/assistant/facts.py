"""Facts a dialogue speaks of that are not trips, quotes or flights: refunds, members, shipments, rights. Pure views."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class RefundFact:
    """A refund on its way. ``state``: requested, validated, approved, sent, done, failed; ``due`` the legal last day."""

    refund_id: str
    amount: Decimal
    currency: str
    state: str
    requested: str
    due: str | None
    history: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MemberFact:
    member_no: str
    name: str
    tier: str
    miles: int


@dataclass(frozen=True, slots=True)
class WaybillFact:
    """A shipment; ``events`` newest last: code, station, time, text_zh, text_en."""

    awb_no: str
    origin: str
    destination: str
    pieces: int
    weight_kg: Decimal
    events: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RightFact:
    """One entitlement with the rule it comes from. ``granted`` None = unknown, ``needs`` says what is missing."""

    kind: str
    granted: bool | None
    text_zh: str
    text_en: str
    legal_basis: str
    legal_basis_zh: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    needs: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class HeldOffer:
    """A way out that protection offers a party; times local at the airports. ``kind`` same_flight, refund, or a journey's.

    ``held`` = the seats are theirs until ``hold_expires_at``; others are held when chosen.
    """

    offer_id: str
    kind: str
    flights: tuple[dict[str, Any], ...] = ()  # flight_no, origin, destination, departs, arrives
    origin: str = ""
    destination: str = ""
    departs: datetime | None = None
    arrives: datetime | None = None
    cabin: str = "economy"
    held: bool = False
    hold_expires_at: datetime | None = None
    segment_ids: tuple[str, ...] = ()  # booked flights it replaces or gives back

    @property
    def flight_nos(self) -> tuple[str, ...]:
        return tuple(str(f["flight_no"]) for f in self.flights)


@dataclass(frozen=True, slots=True)
class PartyOffers:
    """What a party of a disruption may choose now. ``decided`` accept, refund or keep once it has chosen; ``state`` of that."""

    party_id: str
    offers: tuple[HeldOffer, ...] = ()
    can_keep: bool = False
    decided: str | None = None
    state: str | None = None
