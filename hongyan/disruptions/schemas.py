"""Shapes of the disruptions API. Instants are UTC, money is a decimal string with its currency."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field

from hongyan.disruptions.model import Disruption, Entitlement
from hongyan.disruptions.rules.cite import cited
from hongyan.disruptions.rules.wording import word
from hongyan.disruptions.stations import Stations


class DisruptionRead(BaseModel):
    """A disrupted leg with its reach and decision counts; counts other packages have not given yet are 0."""

    disruption_id: str
    leg_id: str
    leg_key: str
    flight: str
    carrier: str
    board: str
    off: str
    board_zone: str
    off_zone: str
    origin_date: date
    std: datetime
    sta: datetime
    departs: datetime
    arrives: datetime
    kind: str
    state: str
    departure_delay_minutes: int
    arrival_delay_minutes: int
    cause_code: str | None
    cause_class: str | None
    carrier_cause: bool | None
    known_at: datetime
    opened_at: datetime
    deadline_at: datetime = Field(description="by then everybody has had a first call or message")
    affected: int
    parties: int
    misconnects: int
    reached: int = 0
    scheduled: int = 0
    unknown: int = 0
    unreachable: int = 0
    rebooked: int = 0
    refunded: int = 0
    kept: int = 0
    undecided: int = 0
    campaign_id: str | None = None
    campaign_state: str | None = None
    first_attempt_p99_s: float | None = None

    @classmethod
    def of(
        cls, disruption: Disruption, counts: Mapping[str, Any], stations: Stations, first_contact_minutes: int
    ) -> "DisruptionRead":
        leg = disruption.leg
        decided = sum(int(counts.get(name) or 0) for name in _DECIDED)
        return cls(
            leg_key=str(leg),
            flight=leg.flight,
            carrier=leg.carrier,
            board=leg.board,
            off=leg.off,
            board_zone=stations.zone(leg.board),
            off_zone=stations.zone(leg.off),
            origin_date=leg.origin_date,
            kind=str(disruption.kind),
            state=str(disruption.state),
            deadline_at=disruption.known_at + timedelta(minutes=first_contact_minutes),
            undecided=max(0, disruption.affected - decided),
            **{name: getattr(disruption, name) for name in _OWN},
            **{name: int(counts.get(name) or 0) for name in (*_DECIDED, *_REACH)},
            **{name: counts.get(name) for name in _CAMPAIGN},
        )


_OWN = (
    "disruption_id", "leg_id", "std", "sta", "departs", "arrives", "departure_delay_minutes", "arrival_delay_minutes",
    "cause_code", "cause_class", "carrier_cause", "known_at", "opened_at", "affected", "parties", "misconnects",
)  # fmt: skip
_DECIDED = ("rebooked", "refunded", "kept")
_REACH = ("reached", "scheduled", "unknown", "unreachable")
_CAMPAIGN = ("campaign_id", "campaign_state", "first_attempt_p99_s")


class DisruptionList(BaseModel):
    items: list[DisruptionRead]


class StoryItemRead(BaseModel):
    """One point of the time axis: ``event`` (it became known), opened, updated, withdrawn, closed, and others' items."""

    at: datetime
    kind: str
    params: dict[str, Any]


class DisruptionDetail(DisruptionRead):
    story: list[StoryItemRead]


class MoneyRead(BaseModel):
    amount: str
    currency: str


class EntitlementRead(BaseModel):
    """``granted`` null = unknown, and ``needs`` names the missing facts; ``text`` and ``cited`` say it in both languages."""

    regime: str
    kind: str
    granted: bool | None
    amount: MoneyRead | None
    clock: str | None
    due: datetime | date | None
    legal_basis: str
    cited: dict[str, str]
    certainty: str
    needs: list[str]
    overlaps: list[str]
    text_key: str
    params: dict[str, Any]
    text: dict[str, str]

    @classmethod
    def of(cls, answer: Entitlement) -> "EntitlementRead":
        money = answer.amount.rounded() if answer.amount else None
        return cls(
            regime=answer.regime,
            kind=answer.kind,
            granted=answer.granted,
            amount=MoneyRead(amount=str(money.amount), currency=money.currency) if money else None,
            clock=answer.clock,
            due=answer.due,
            legal_basis=answer.legal_basis,
            cited=cited(answer.legal_basis),
            certainty=answer.certainty,
            needs=list(answer.needs),
            overlaps=list(answer.overlaps),
            text_key=answer.text_key,
            params=answer.params,
            text={"zh-CN": word(answer, "zh-CN"), "en": word(answer, "en")},
        )


class RightsRead(BaseModel):
    disruption_id: str
    passenger_id: str
    rights: list[EntitlementRead]


class RuleSetRead(BaseModel):
    """One versioned rule set: dates are inclusive, null = open; ``figures`` are its amounts and thresholds."""

    id: str
    regime: str
    title: str
    flight_from: date
    flight_to: date | None
    sale_from: date | None
    sale_to: date | None
    certainty: str
    basis: dict[str, str]
    figures: dict[str, Any]
