"""What a dialogue remembers between two turns. Frozen, and JSON both ways, so that it can be stored and replayed."""

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Outcome(StrEnum):
    """How a turn of the robot left things."""

    CLARIFYING = "clarifying"  # it needs something from the customer
    AWAITING_CONFIRMATION = "awaiting_confirmation"  # read back, waiting for yes or no
    EXECUTED = "executed"  # the wanted act is committed
    ANSWERED = "answered"
    HANDED_OVER = "handed_over"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Option(_Frozen):
    """One answer offered: ``slots`` are what choosing it means, ``labels`` (zh, en) what is shown and said."""

    key: str
    labels: dict[str, str]
    slots: dict[str, str] = Field(default_factory=dict)
    traits: dict[str, str] = Field(
        default_factory=dict
    )  # what it may be called by: flight_no, time, date, fare


class Pending(_Frozen):
    """What was read back and waits for a yes. ``consent`` is the hash of act and words, in both languages."""

    consent: str
    act: dict[str, Any]
    read: str


class Frame(_Frozen):
    """One task under way. ``facts`` are answers of the world by query; ``asked`` the slots of the last question."""

    task: str
    number: int
    text: str = ""
    slots: dict[str, str] = Field(default_factory=dict)
    facts: dict[str, Any] = Field(default_factory=dict)
    asked: tuple[str, ...] = ()
    question: str = ""  # the choice being offered
    tries: int = 0
    heard: bool = False  # the last answer brought something new, even if not all that was asked
    options: tuple[Option, ...] = ()
    chosen: dict[str, str] = Field(default_factory=dict)  # question → key of the chosen option
    pending: Pending | None = None
    consented: str | None = None
    refused: tuple[str, ...] = ()  # consents that were declined
    receipts: dict[str, Any] = Field(default_factory=dict)  # consent or act key → receipt
    troubles: dict[str, str] = Field(default_factory=dict)  # query or act → slug of what went wrong
    looked_again: int = 0  # times the world had moved between read-back and yes


class Identity(_Frozen):
    """What this conversation has proved."""

    phone: str | None = None
    name: str | None = None
    member_no: str | None = None
    agency_code: str | None = None
    order_ids: tuple[str, ...] = ()
    party_ids: tuple[str, ...] = ()
    signed_in: bool = False

    @property
    def knows_trips(self) -> bool:
        """Say whether trips can be asked for without another proof: by order, calling number or membership."""
        return bool(self.order_ids or self.phone or self.member_no)


class Wish(_Frozen):
    """A further request of a compound utterance, kept until the one before it is done."""

    intent: str
    text: str
    slots: dict[str, str] = Field(default_factory=dict)


class DialogueState(_Frozen):
    """One dialogue. The last frame is the one being talked about; those before it are suspended."""

    conversation_id: str
    language: str = "zh"
    channel: str = "webchat"
    now: str = ""  # ISO instant of the last event, in the traveller's zone
    frames: tuple[Frame, ...] = ()
    counter: int = 0
    identity: Identity = Identity()
    wishes: tuple[Wish, ...] = ()
    waiting: tuple[str, ...] = ()  # facts or acts under way
    outcome: Outcome = Outcome.ANSWERED
    meant: str | None = None  # the intent of the last utterance, in context
    turn_executed: bool = False  # something was committed in this turn
    turn_progress: bool = False  # this turn brought something the dialogue can use
    menu: tuple[str, ...] = ()  # tasks of the menu that was said last, while nothing has come of it
    hears: bool = True  # words reach us, not only keys
    cut_in: bool = False  # this turn came while the robot was still speaking
    unsolved: int = 0
    silences: int = 0
    angry_turns: int = 0
    offer: str | None = None  # a yes now means this: person | resume | task:<name>
    handed_over: bool = False
    last_said: dict[str, str] = Field(default_factory=dict)  # by language, to be repeated
    executed: tuple[str, ...] = ()  # consents whose act was handed to the world
    memory: dict[str, str] = Field(default_factory=dict)  # slots of finished frames: "the same flight"
    person_wait_minutes: float | None = None  # None = nobody on duty

    @property
    def frame(self) -> Frame | None:
        return self.frames[-1] if self.frames else None

    def with_frame(self, frame: Frame) -> "DialogueState":
        """Replace the last frame."""
        return self.model_copy(update={"frames": (*self.frames[:-1], frame)})
