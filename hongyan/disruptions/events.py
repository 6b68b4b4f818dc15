"""What disruptions tells the rest of the house. ``kind`` as in DisruptionKind; counts include lap infants."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DisruptionOpened(Event):
    """A leg went wrong and hits passengers. ``known_at`` = when the message that told it was sent."""

    name: ClassVar[str] = "disruptions.opened"
    disruption_id: str
    leg_id: str
    kind: str
    known_at: datetime
    affected: int
    parties: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisruptionUpdated(Event):
    """An open disruption changed: another kind, other times, or more passengers. ``what``: kind | times | passengers."""

    name: ClassVar[str] = "disruptions.updated"
    disruption_id: str
    leg_id: str
    kind: str
    known_at: datetime
    affected: int
    parties: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisruptionWithdrawn(Event):
    """It did not come true. ``why``: reinstated | delay_shrunk | connections_hold."""

    name: ClassVar[str] = "disruptions.withdrawn"
    disruption_id: str
    leg_id: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisruptionClosed(Event):
    """The delayed flight has left: nobody needs to be told or moved any more. ``why``: departed."""

    name: ClassVar[str] = "disruptions.closed"
    disruption_id: str
    leg_id: str
    why: str
