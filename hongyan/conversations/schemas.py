"""Shapes of the colleagues' view of conversations."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from hongyan.conversations.model import Attachment, Conversation, State, Turn

Disposition = Literal["resolved", "not_resolved", "spam", "other"]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reason(_Sent):
    reason: Annotated[str, StringConstraints(min_length=3, max_length=300, strip_whitespace=True)]


class ReplySent(_Sent):
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$")]
    text: Annotated[str, StringConstraints(min_length=1, max_length=4000)]
    original: Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None = None
    """What the colleague wrote, when ``text`` is its translation."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None


class CloseSent(_Sent):
    disposition: Disposition = "resolved"


class ConversationRead(BaseModel):
    """One line of the list. ``customer`` is masked unless revealed; ``low`` = went badly."""

    conversation_id: str
    channel: str
    language: str
    state: State
    topic: str | None
    owner: str | None
    disposition: str | None
    customer: str
    verified: bool
    turns: int
    opened_at: datetime
    last_at: datetime
    waiting_since: datetime | None
    closed_at: datetime | None
    handover_reason: str | None = None
    score: dict[str, Any] | None = None

    @classmethod
    def of(cls, c: Conversation, customer: str, score: dict[str, Any] | None) -> "ConversationRead":
        return cls(
            conversation_id=c.conversation_id,
            channel=c.channel,
            language=c.language,
            state=c.state,
            topic=c.topic,
            owner=c.owner,
            disposition=c.disposition,
            customer=customer,
            verified=bool(c.subject),
            turns=c.turns,
            opened_at=c.opened_at,
            last_at=c.last_at,
            waiting_since=c.waiting_since,
            closed_at=c.closed_at,
            handover_reason=c.handover.get("reason"),
            score=score,
        )


class ConversationList(BaseModel):
    items: list[ConversationRead]
    now: datetime


class SaidRead(BaseModel):
    """One turn with the robot's reasons: intent, confidence, slots, rule, article, action and its result."""

    number: int
    conversation_id: str
    speaker: str
    author: str
    kind: str
    text: str
    language: str
    at: datetime
    channel: str
    buttons: list[str]
    cards: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    attachments: list[str]
    reasons: dict[str, Any]

    @classmethod
    def of(cls, turn: Turn) -> "SaidRead":
        return cls(
            number=turn.number,
            conversation_id=turn.conversation_id,
            speaker=turn.speaker.value,
            author=turn.author,
            kind=turn.kind.value,
            text=turn.text,
            language=turn.language,
            at=turn.at,
            channel=turn.channel,
            buttons=[b.label for b in turn.buttons],
            cards=list(turn.cards),
            citations=[
                {"title": c.title, "ref": c.ref, "version": c.version, "clause": c.clause, "quote": c.quote}
                for c in turn.citations
            ],
            attachments=list(turn.attachments),
            reasons=turn.reasons,
        )


class FileRead(BaseModel):
    """``reason`` says why a refused file was not taken; only stored ones can be opened."""

    attachment_id: str
    file_name: str
    media_type: str
    size: int
    state: str
    reason: str | None
    at: datetime

    @classmethod
    def of(cls, a: Attachment) -> "FileRead":
        return cls(
            attachment_id=a.attachment_id,
            file_name=a.file_name,
            media_type=a.media_type,
            size=a.size,
            state=a.state,
            reason=a.reason,
            at=a.at,
        )


class ConversationDetail(BaseModel):
    """``revealed`` says whether personal data is shown; ``mine``: the reader is the one who answers.

    ``shut``: nobody can say now whose names to hide, so no words are shown.
    """

    conversation: ConversationRead
    turns: list[SaidRead]
    files: list[FileRead]
    handover: dict[str, Any]
    subject: dict[str, Any]
    context: dict[str, Any]
    others: list[ConversationRead]
    revealed: bool
    shut: bool
    mine: bool
    now: datetime
