"""What servicing tells the rest of the house. No names, phones or amounts of a person."""

from dataclasses import dataclass
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ActDone(Event):
    """An act is carried out: the airline or partner shows it."""

    name: ClassVar[str] = "servicing.act_done"
    act_id: str
    kind: str
    order_id: str | None
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFailed(Event):
    """An act was not carried out, and nothing of it is left; ``with_person`` = a colleague has it now."""

    name: ClassVar[str] = "servicing.act_failed"
    act_id: str
    kind: str
    order_id: str | None
    said_by: str
    reason: str
    with_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyChose(Event):
    """A whole disrupted party asked for a change or refund in a conversation; ``kind`` is accept or refund.

    Told when the change is asked for: from then on nobody is to be contacted about the flight they leave.
    """

    name: ClassVar[str] = "servicing.party_chose"
    party_id: str
    kind: str
    change_id: str
    said_by: str
    consent: str
