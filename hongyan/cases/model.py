"""What a promise is. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseKind(StrEnum):
    CALLBACK = "callback"
    MAIL_ANSWER = "mail_answer"
    COMPLAINT = "complaint"
    RECOVERY = "recovery"  # after a bad score
    OTHER = "other"


class PromiseState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Promise:
    """``customer`` is how to reach the customer (phone, mail); ``overdue_at`` is set once when ``due_at`` has passed."""

    promise_id: str
    kind: PromiseKind
    conversation_id: str | None
    customer: str | None
    text: str
    owner: str
    state: PromiseState
    due_at: datetime
    made_at: datetime
    overdue_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    note: str | None = None
