"""Disruptions, the passengers they hit, and what these are entitled to. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from hongyan.core.money import Money
from hongyan.flights import LegKey


class DisruptionKind(StrEnum):
    CANCELLED = "cancelled"
    DELAYED = "delayed"
    ADVANCED = "advanced"
    DIVERTED = "diverted"
    RETURNED = "returned"
    MISCONNECT = "misconnect"  # the flight's own delay is small, but onward connections break


class DisruptionState(StrEnum):
    OPEN = "open"
    WITHDRAWN = "withdrawn"  # it did not come true: reinstated, or the delay shrank
    CLOSED = "closed"  # the delayed flight has left


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of a leg: a disruption of this kind, with delays in whole minutes."""

    kind: DisruptionKind
    departure_delay_minutes: int
    arrival_delay_minutes: int


@dataclass(frozen=True, slots=True)
class Onward:
    """A later flight of the same order that connects; ``broken`` = the new arrival leaves less than the minimum time."""

    segment_id: str
    leg: LegKey
    cabin: str
    departs: datetime
    arrives: datetime
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Disruption:
    """One leg that went wrong. Times UTC, delays in minutes; ``carrier_cause`` None = not known yet."""

    disruption_id: str
    leg_id: str
    leg: LegKey
    kind: DisruptionKind
    state: DisruptionState
    std: datetime
    sta: datetime
    departs: datetime
    arrives: datetime
    departure_delay_minutes: int
    arrival_delay_minutes: int
    cause_code: str | None
    cause_class: str | None
    carrier_cause: bool | None
    known_at: datetime
    opened_at: datetime
    affected: int = 0
    parties: int = 0
    misconnects: int = 0
    version: int = 1
    leg_version: int = 0
    has_left: bool = False
    inherited_cause: str | None = None
    registration: str | None = None


@dataclass(frozen=True, slots=True)
class AffectedPassenger:
    """One traveller on a disrupted leg. ``fare`` and ``taxes`` are of the unused coupons of this leg and its onward legs.

    ``contacts`` are dicts of kind, value, quality and perhaps valid_until; they are personal data, as is everything that names a person.
    """

    disruption_id: str
    passenger_id: str
    order_id: str
    locator: str
    name_masked: str
    party_id: str
    segment_id: str
    old_segment_ids: tuple[str, ...]
    person_key: str
    cabin: str
    rbd: str
    kind: str
    ssrs: tuple[str, ...]
    tier: str
    language: str
    zone: str | None
    seats: int
    departs_at: datetime
    journey_board: str
    final_off: str
    original_arrival: datetime
    onward: tuple[Onward, ...]
    group_name: str | None
    channel: str
    fare: Money | None
    taxes: Money | None
    payment_method: str | None
    sold_at: datetime | None
    contacts: tuple[dict[str, str | None], ...]
    checked_in: bool
    linked_products: tuple[str, ...] = ()  # hotel and car of the same trip


@dataclass(frozen=True, slots=True)
class Party:
    """The travellers of one order hit by one disruption: they get seats, offers and one decision together.

    ``departs`` and ``original_arrival`` (at ``final_off``) are as booked; ``operates_at`` = new (departs, arrives) of
    the disrupted leg when it still flies. ``old_segment_ids`` = the disrupted segment, then the connecting ones.
    ``covered_by`` = the other open disruption's party of this order whose journey contains this segment.
    """

    party_id: str
    disruption_id: str
    order_id: str
    leg: LegKey
    passenger_ids: tuple[str, ...]
    seats: int
    cabin: str
    board: str
    off: str
    final_off: str
    departs: datetime
    original_arrival: datetime
    operates_at: tuple[datetime, datetime] | None
    departed: bool
    onward: tuple[Onward, ...]
    old_segment_ids: tuple[str, ...]
    ssrs: tuple[str, ...] = ()
    tier: str = "none"
    kinds: tuple[str, ...] = ("ADT",)
    group_name: str | None = None
    channel: str = "direct"
    fare: float = 0.0
    currency: str | None = None
    sold_at: datetime | None = None
    checked_in: bool = False
    covered_by: str | None = None

    @property
    def misconnects(self) -> bool:
        return any(o.broken for o in self.onward)


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsFacts:
    """What is known of one passenger's case; None = not known, and every rule that needs it says so.

    ``event``: cancelled | delayed | advanced | diverted | returned | misconnect | denied | downgrade.
    Countries are ISO 3166, of the journey's ends; ``distance_km`` is between them. Minutes are whole.
    ``fare`` and ``taxes`` are of the unused coupons. ``rerouted``: False = no re-routing offered.
    """

    event: str
    flight_date: date | None = None
    sale_date: date | None = None
    board_country: str | None = None
    off_country: str | None = None
    leg_countries: tuple[str | None, ...] = ()
    carrier: str | None = None
    distance_km: float | None = None
    cause_code: str | None = None
    inherited_cause: str | None = None
    departure_delay_minutes: int | None = None
    arrival_delay_minutes: int | None = None
    advanced_minutes: int | None = None
    notice_days: int | None = None
    rerouted: bool | None = None
    reroute_departs_earlier: int = 0
    reroute_arrives_later: int | None = None
    accepts_alternative: bool | None = None
    overnight: bool | None = None
    where: str | None = "origin"
    known_at: datetime | None = None
    refund_requested_on: date | None = None
    fare: Money | None = None
    taxes: Money | None = None
    payment_method: str | None = None
    ssrs: tuple[str, ...] = ()
    single_contract: bool | None = True


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One answer. ``granted``: True, False, or None = unknown and ``needs`` names the missing facts.

    ``regime``: CN | EU261 | UK261 | US | MC99; ``ruleset`` names the text and its version.
    ``clock`` is an ISO 8601 duration, working days as ``P7WD:CN``. ``due`` is set when the clock's start is known.
    ``amount`` with granted None says what would be owed. ``text_key`` and ``params`` word it in any language;
    ``overlaps`` names the regimes whose sum for the same loss is set off against this one.
    """

    regime: str
    kind: str
    granted: bool | None
    legal_basis: str
    certainty: str
    text_key: str
    amount: Money | None = None
    clock: str | None = None
    due: datetime | date | None = None
    needs: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    overlaps: tuple[str, ...] = ()
    ruleset: str = ""
