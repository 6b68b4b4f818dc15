"""What flights tells the rest of the house."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LegChanged(Event):
    """A leg's state changed by a message. ``at`` is when the change became known (the message's time).

    ``what``: created, cancelled, reinstated, delayed, advanced, retimed, departed, arrived, diverted, returned,
    equipment, rerouted, info. Times are the new best-known off- and on-block instants.
    """

    name: ClassVar[str] = "flights.leg_changed"
    leg_id: str
    leg_key: str
    what: str
    departs: datetime
    arrives: datetime
    departure_delay_minutes: int
    arrival_delay_minutes: int
    cause_code: str | None
    message_id: str | None
