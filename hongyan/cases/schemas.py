"""Shapes of the promises' routes."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from hongyan.cases.model import Promise, PromiseKind, PromiseState


class NoteSent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)] = ""


class PromiseRead(BaseModel):
    """``customer`` is how to reach the customer; it is shown to the promise's owner and masked for others."""

    promise_id: str
    kind: PromiseKind
    conversation_id: str | None
    customer: str | None
    text: str
    owner: str
    state: PromiseState
    due_at: datetime
    made_at: datetime
    overdue: bool
    ended_at: datetime | None
    ended_by: str | None
    note: str | None

    @classmethod
    def of(cls, promise: Promise, reader: str) -> "PromiseRead":
        customer = promise.customer
        if customer and promise.owner != reader:
            customer = "••••" + customer[-4:]
        return cls(
            promise_id=promise.promise_id,
            kind=promise.kind,
            conversation_id=promise.conversation_id,
            customer=customer,
            text=promise.text,
            owner=promise.owner,
            state=promise.state,
            due_at=promise.due_at,
            made_at=promise.made_at,
            overdue=promise.overdue_at is not None,
            ended_at=promise.ended_at,
            ended_by=promise.ended_by,
            note=promise.note,
        )


class PromiseList(BaseModel):
    items: list[PromiseRead]
    now: datetime
