"""What the control routes send and take."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Decided(BaseModel):
    """Passengers by what was chosen for them."""

    rebooked: int
    refunded: int
    kept: int
    undecided: int


class OverviewRead(BaseModel):
    """The top strip. Counts are passengers; ``ledger_balance`` must be 0."""

    now: datetime
    clock_speed: float
    disruptions_open: int
    affected: int
    reached: int
    scheduled: int
    unknown: int
    unreachable: int
    reached_rate: float
    oldest_unreached_at: datetime | None
    seats_held: int
    seats_lacking: int  # seats of parties for whom none was found yet
    lines_busy: int
    lines: int | None
    ledger_balance: int
    ledger_checked_at: datetime | None
    decided: Decided
    last_event_id: int
    waiting_first: int = Field(0, description="tasks still without a first call or message")


class OfferSummary(BaseModel):
    model_config = ConfigDict(extra="ignore")

    kind: str
    flights: list[str]
    departs: datetime | None
    arrives: datetime | None
    delay_min: int | None


class PassengerRow(BaseModel):
    """One line of a disruption's list; the name is masked."""

    model_config = ConfigDict(extra="ignore")

    passenger_id: str
    order_id: str
    party_id: str
    locator: str
    name_masked: str
    kind: str
    cabin: str
    tier: str
    ssrs: list[str]
    state: str
    reason: str | None
    reached_by: str | None
    reached_at: datetime | None
    owner: str | None
    task_id: str | None
    task_state: str | None
    next_channel: str | None
    due_at: datetime | None
    last_attempt_at: datetime | None
    decision: str | None
    decision_state: str | None
    offer_summary: OfferSummary | None


class PassengerPage(BaseModel):
    total: int
    items: list[PassengerRow]


class UnreachedRow(BaseModel):
    """Somebody not reached: by name, with the reason and the colleague now responsible."""

    model_config = ConfigDict(extra="ignore")

    passenger_id: str
    disruption_id: str
    party_id: str
    order_id: str
    task_id: str
    locator: str
    name: str
    state: str
    task_state: str
    reason: str | None
    owner: str | None
    flight: str
    board: str
    off: str
    kind: str
    cabin: str
    tier: str
    ssrs: list[str]
    language: str
    departs_at: datetime
    last_channel: str | None
    last_result: str | None
    last_attempt_at: datetime | None


class UnreachedPage(BaseModel):
    total: int
    items: list[UnreachedRow]


class WavePoint(BaseModel):
    """Attempts started in one step of the series; ``limit`` is the present pace of calls in the same unit."""

    at: datetime
    calls: int
    answered: int
    sms: int
    email: int
    push: int
    agency: int = 0
    limit: float | None


class WavesRead(BaseModel):
    step_seconds: int
    items: list[WavePoint]


class CampaignMoved(BaseModel):
    campaign_id: str
    state: str


class PacingRead(BaseModel):
    channel: str
    per_second: float
    lines: int | None
    transfer_capacity: int | None
    paused: bool
    version: int
    changed_by: str | None


class PacingSet(BaseModel):
    """A channel's new pacing; None = no such limit."""

    per_second: float = Field(gt=0, le=10_000)
    lines: int | None = Field(None, ge=0, le=1_000_000)
    transfer_capacity: int | None = Field(None, ge=0, le=100_000)
    paused: bool = False


class OwnerSent(BaseModel):
    owner: str = Field(min_length=1, max_length=80)


class ReasonSent(BaseModel):
    """Why somebody does this; it stays in the audit."""

    reason: str = Field("", max_length=500)


class NoteSent(BaseModel):
    """What a colleague notes about a try. ``way`` = how: in person, a telephone, the agency, the gate."""

    way: Literal["person", "own_phone", "agency_call", "emergency_contact", "gate"] = "person"
    note: str = Field("", max_length=2000)


class TaskDone(BaseModel):
    task_id: str


class TimelineItem(BaseModel):
    at: datetime
    kind: str
    params: dict[str, Any]


class ContactRead(BaseModel):
    kind: str
    value: str
    quality: str


class PassengerEntry(BaseModel):
    """A passenger in one disruption."""

    model_config = ConfigDict(extra="ignore")

    disruption_id: str
    party_id: str
    order_id: str
    task_id: str
    locator: str
    flight: str
    board: str
    off: str
    kind: str
    std: datetime
    cabin: str
    tier: str
    ssrs: list[str]
    passenger_kind: str
    final_off: str
    language: str
    zone: str | None
    state: str
    reason: str | None
    owner: str | None
    reached_by: str | None
    reached_at: datetime | None
    task_state: str
    next_channel: str | None
    due_at: datetime | None
    contacts: list[ContactRead]
    decision: str | None
    decision_state: str | None
    change_id: str | None
    said_by: str | None
    rights: list[Any] = []
    offers: list[Any] = []


class ContactsShown(BaseModel):
    contacts: list[ContactRead]


class PassengerRead(BaseModel):
    """Everything about one passenger; each read is audited."""

    passenger_id: str
    name: str
    entries: list[PassengerEntry]
    timeline: list[TimelineItem]


class AgentChoice(BaseModel):
    """What the passenger told the agent. The agent read the words aloud; ``consent_note`` says how it was confirmed."""

    kind: Literal["accept", "refund", "keep", "person"]
    offer_id: str | None = Field(None, max_length=200)
    consent_note: str = Field("", max_length=500)
    read_back_token: str | None = Field(
        None, max_length=4000, description="of what was read aloud; None = read back now"
    )


class ChoiceToRead(BaseModel):
    kind: Literal["accept", "refund", "keep"]
    offer_id: str | None = Field(None, max_length=200)


class WordsToRead(BaseModel):
    """What the agent reads aloud, by language, and the token that confirms exactly this."""

    text: dict[str, str]
    token: str
    expires_at: datetime


class DecisionMade(BaseModel):
    party_id: str
    change_id: str | None
