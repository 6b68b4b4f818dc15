"""What outreach tells the rest of the house: one event a batch, never one a passenger."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignChanged(Event):
    """A campaign opened, was approved, paused, resumed, stopped or withdrawn."""

    name: ClassVar[str] = "outreach.campaign_changed"
    campaign_id: str
    disruption_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutreachProgressed(Event):
    """A batch of attempts started or ended. Counts are passengers' tasks, not passengers."""

    name: ClassVar[str] = "outreach.progressed"
    started: int = 0
    ended: int = 0
    reached: int = 0
    handed_over: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDecided(Event):
    """Somebody chose for a party, and the change was requested."""

    name: ClassVar[str] = "outreach.party_decided"
    party_id: str
    kind: str
    change_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedProductsDecided(Event):
    """A party said what is to become of hotel and car of its trip: ``answers`` is reference → keep | move | cancel."""

    name: ClassVar[str] = "outreach.linked_products_decided"
    party_id: str
    order_id: str
    change_id: str | None
    answers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonNeeded(Event):
    """A task went to a colleague's list."""

    name: ClassVar[str] = "outreach.person_needed"
    task_id: str
    owner: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PacingChanged(Event):
    """A controller changed a channel's pacing."""

    name: ClassVar[str] = "outreach.pacing_changed"
    channel: str
    per_second: float
    lines: int | None
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerUnbalanced(Event):
    """The reach ledger did not add up: somebody is lost. This is an alarm."""

    name: ClassVar[str] = "outreach.ledger_unbalanced"
    affected: int
    balance: int
    checked_at: datetime
