"""What happens to promises."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMade(Event):
    """Somebody owes a customer something by ``due_at``."""

    name: ClassVar[str] = "cases.promise_made"
    promise_id: str
    kind: str
    owner: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOverdue(Event):
    """The due time has passed and the promise is still open."""

    name: ClassVar[str] = "cases.promise_overdue"
    promise_id: str
    kind: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseEnded(Event):
    """The promise was kept (``done``) or is not needed any more (``cancelled``)."""

    name: ClassVar[str] = "cases.promise_ended"
    promise_id: str
    kind: str
    state: str
