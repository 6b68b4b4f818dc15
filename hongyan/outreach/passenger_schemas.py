"""Shapes of the passenger's page: what happened, rights, offers, the decision and its timeline. Instants are UTC."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class MoneyRead(BaseModel):
    amount: str
    currency: str


class FlightRead(BaseModel):
    """The flight that went wrong; ``*_zone`` are IANA zones in which its times are to be shown."""

    number: str
    board: str
    off: str
    std: datetime
    sta: datetime
    etd: datetime | None
    eta: datetime | None
    board_zone: str
    off_zone: str
    board_city: str | None = None
    off_city: str | None = None


class WhatHappened(BaseModel):
    kind: str
    cause_text_key: str | None
    arrival_delay_minutes: int | None


class RightRead(BaseModel):
    """One entitlement; ``granted`` null = unknown, ``needs`` names the missing facts."""

    regime: str
    kind: str
    granted: bool | None
    amount: MoneyRead | None
    clock: str | None
    due: datetime | date | None
    legal_basis: str
    cited: dict[str, str] = Field(description="the legal basis by language: a reader may change theirs")
    certainty: str
    needs: list[str]
    text_key: str
    params: dict[str, Any]
    text: str = Field(description="in the language of the link")


class OfferLegRead(BaseModel):
    flight: str
    board: str
    off: str
    departs: datetime
    arrives: datetime
    departs_local: datetime
    arrives_local: datetime
    board_zone: str
    off_zone: str


class Reason(BaseModel):
    code: str
    params: dict[str, Any]


class OfferRead(BaseModel):
    offer_id: str
    rank: int
    kind: str
    legs: list[OfferLegRead]
    cabins: list[str]
    together: bool
    arrival_delay_min: int
    hold_expires_at: datetime | None
    state: str
    explanation: list[Reason]


class RefundRead(BaseModel):
    """What comes back: promised (``state`` null) or on its way."""

    amount: str
    currency: str
    due_on: date | None
    legal_basis: str
    cited: dict[str, str] = Field(description="the legal basis by language: a reader may change theirs")
    state: str | None = None


class ChangedFlight(BaseModel):
    """``day`` is local at ``board``."""

    flight: str
    day: date
    board: str
    off: str


class ChangeRead(BaseModel):
    """``flights`` are the new ones; ``price`` is what the change costs in all, null when nothing is to be paid."""

    change_id: str
    kind: str
    state: str
    flights: list[ChangedFlight] = Field(default_factory=list)
    price: MoneyRead | None = None


class TimelineRead(BaseModel):
    at: datetime
    kind: str
    channel: str | None = None
    actor: str | None = None
    params: dict[str, Any] = Field(default_factory=dict)
    legal_basis: str | None = None


class LinkedProductRead(BaseModel):
    """A hotel or car of the same trip; ``answer`` null = not answered yet."""

    reference: str
    kind: Literal["hotel", "car", "other"]
    number: str
    answer: Literal["keep", "move", "cancel"] | None


class PartyRead(BaseModel):
    party_id: str
    locator: str
    names: list[str]
    flight: FlightRead
    what_happened: WhatHappened
    rights: list[RightRead]
    offers: list[OfferRead]
    refund: RefundRead | None
    can_keep: bool
    decision: Literal["rebooked", "refunded", "kept", "undecided"]
    decided_by: str | None
    change: ChangeRead | None
    timeline: list[TimelineRead]
    linked: list[LinkedProductRead] = Field(
        default_factory=list, description="what is asked about once the flight is settled"
    )


class TalkRead(BaseModel):
    phone: str | None
    wait_minutes: int | None


class PageRead(BaseModel):
    language: str
    now: datetime
    clock_speed: float
    talk: TalkRead | None
    handset: bool = Field(False, description="a telephone in the browser can be tried at /p/{token}/call")
    parties: list[PartyRead]


class ChoiceSent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["accept", "refund", "keep", "person"]
    offer_id: str | None = Field(None, max_length=60)


class ReadBackSent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    party_id: str = Field(max_length=120)
    choice: ChoiceSent
    language: Literal["zh-CN", "en"] | None = Field(
        None, description="the page's language; None = the link's"
    )


class ReadBackRead(BaseModel):
    text: str
    token: str
    expires_at: datetime


class ConfirmSent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    read_back_token: str = Field(max_length=4000)


class ConfirmRead(BaseModel):
    change_id: str | None
    state: str


class LinkedSent(BaseModel):
    """One answer for each product of the trip, by its reference."""

    model_config = ConfigDict(extra="forbid")

    party_id: str = Field(max_length=120)
    answers: dict[Annotated[str, Field(max_length=60)], Literal["keep", "move", "cancel"]] = Field(
        min_length=1, max_length=20
    )


class LinkedDone(BaseModel):
    party_id: str


class TalkSent(BaseModel):
    """``party_id`` says which journey it is about; without it, all of the link's."""

    model_config = ConfigDict(extra="forbid")

    party_id: str | None = Field(None, max_length=120)
    phone: str | None = Field(None, max_length=40)
    note: str | None = Field(None, max_length=1000)


class TalkAccepted(BaseModel):
    """A named colleague has this now."""

    owner: str
