"""Shapes of the web chat's requests and answers: what a customer sees of a conversation."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from hongyan.conversations import Conversation, Kind, Said, State, Turn

Language = Literal["zh-CN", "en"]
ClientId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$")]
_Short = Annotated[str, StringConstraints(max_length=64)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PageContext(_Sent):
    """What the page knows on which the chat was opened; nothing of it is proved."""

    page: _Short | None = None
    flight_no: _Short | None = None
    date: _Short | None = None
    topic: _Short | None = None
    locator: _Short | None = None


class ChatOpen(_Sent):
    """``link`` is the token of a passenger page, ``assertion`` what the airline's signed-in site has signed."""

    language: Language = "zh-CN"
    link: Annotated[str, StringConstraints(max_length=200)] | None = None
    assertion: Annotated[str, StringConstraints(max_length=4000)] | None = None
    context: PageContext | None = None


class MessageSent(_Sent):
    """One message. ``client_id`` is the sender's own name for it; sent again, it is the same message."""

    client_id: ClientId
    kind: Literal["text", "button"] = "text"
    text: Annotated[str, StringConstraints(max_length=4000)] = ""
    payload: Annotated[str, StringConstraints(max_length=500)] | None = None
    language: Language | None = None

    def said(self) -> Said:
        return Said(self.client_id, self.text, Kind(self.kind), self.payload, self.language)


class LanguageSent(_Sent):
    language: Language


class ButtonRead(BaseModel):
    label: str
    payload: str
    style: str


class CitationRead(BaseModel):
    title: str
    ref: str
    version: str
    clause: str
    quote: str


class TurnRead(BaseModel):
    """One thing said, as the customer sees it; the robot's reasons stay inside."""

    number: int
    speaker: str
    author: str
    kind: str
    text: str
    language: str
    at: datetime
    client_id: str | None = None
    payload: str | None = None
    buttons: list[ButtonRead] = []
    cards: list[dict[str, Any]] = []
    citations: list[CitationRead] = []
    attachments: list[str] = []

    @classmethod
    def of(cls, turn: Turn) -> "TurnRead":
        return cls(
            number=turn.number,
            speaker=turn.speaker.value,
            author=turn.author,
            kind=turn.kind.value,
            text=turn.text,
            language=turn.language,
            at=turn.at,
            client_id=turn.client_id,
            payload=turn.payload,
            buttons=[ButtonRead(label=b.label, payload=b.payload, style=b.style) for b in turn.buttons],
            cards=list(turn.cards),
            citations=[
                CitationRead(title=c.title, ref=c.ref, version=c.version, clause=c.clause, quote=c.quote)
                for c in turn.citations
            ],
            attachments=list(turn.attachments),
        )


class ChatRead(BaseModel):
    """Where the chat stands. ``survey``: ask now, once, how it went."""

    conversation_id: str
    state: State
    language: str
    turns: int
    known: bool
    survey: bool
    now: datetime
    clock_speed: float = 1.0

    @classmethod
    def of(
        cls, conversation: Conversation, now: datetime, clock_speed: float = 1.0, survey: bool = False
    ) -> "ChatRead":
        return cls(
            conversation_id=conversation.conversation_id,
            state=conversation.state,
            language=conversation.language,
            turns=conversation.turns,
            known=bool(conversation.subject.get("order_ids") or conversation.subject.get("phone")),
            survey=survey,
            now=now,
            clock_speed=clock_speed,
        )


class ChatOpened(BaseModel):
    """``token`` is the only key to the chat: keep it out of addresses and logs."""

    token: str
    chat: ChatRead


class TurnsRead(BaseModel):
    chat: ChatRead
    turns: list[TurnRead]


class MessageTaken(BaseModel):
    number: int
    client_id: str


class FileTaken(BaseModel):
    """``reason`` (type, size, not-what-it-says, too-many-pixels, active-content, locked, damaged …) when it was not taken."""

    name: str
    taken: bool
    reason: str | None = None


class TranscriptSent(_Sent):
    client_id: ClientId
    address: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    language: Language = "zh-CN"


class TranscriptTaken(BaseModel):
    """``to`` is masked."""

    to: str


class RatingSent(_Sent):
    """``number`` is the turn that answers; a later rating of it takes the place of an earlier one."""

    number: Annotated[int, Field(ge=1, lt=2**31)]
    helped: bool


class SurveySent(_Sent):
    """CSAT 1–5, NPS 0–10; nothing at all = the customer would rather not say."""

    csat: Annotated[int, Field(ge=1, le=5)] | None = None
    nps: Annotated[int, Field(ge=0, le=10)] | None = None
    comment: Annotated[str, StringConstraints(max_length=1000)] = ""
    language: Language = "zh-CN"
