"""What a task sees: slots, facts, choices, consent. Whatever is missing interrupts the task; it is run again when that is there."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hongyan.assistant.dialogue.queries import Query
from hongyan.assistant.dialogue.state import DialogueState, Frame, Identity, Option
from hongyan.assistant.words import Words, render, words
from hongyan.servicing.model import Receipt


class Interruption(Exception):
    """A task cannot go on yet."""


@dataclass
class NeedFact(Interruption):
    query: Query


@dataclass
class NeedAnswer(Interruption):
    """Ask the customer: for ``slots``, or for one of ``options`` (then ``question`` names the choice)."""

    say: tuple[Words, ...]
    slots: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    question: str = ""
    cards: tuple[dict[str, Any], ...] = ()


@dataclass
class NeedConsent(Interruption):
    """Read back, then wait for an explicit yes to exactly this."""

    say: tuple[Words, ...]
    act: dict[str, Any]
    consent: str
    cards: tuple[dict[str, Any], ...] = ()


@dataclass
class NeedAct(Interruption):
    key: str
    act: dict[str, Any]
    consent: str | None


@dataclass
class Become(Interruption):
    """This is another task's business."""

    task: str
    slots: dict[str, str] = field(default_factory=dict)


@dataclass
class NeedPerson(Interruption):
    """Only a person can help; ``say`` tells the customer why."""

    reason: str
    say: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Told:
    """A task's typed value: what was found or done, in words, and for who asks later. ``promise`` is owed by a person."""

    say: tuple[Words, ...]
    value: Any = None
    executed: bool = False
    solved: bool = True
    asks: bool = False  # it ends with a question the customer has to answer
    waits: bool = False  # nothing was told that moves the suspended task: its read-back still waits
    cards: tuple[dict[str, Any], ...] = ()
    options: tuple[Option, ...] = ()
    promise: tuple[str, dict[str, Any]] | None = None
    offer: str | None = None  # what a plain yes would mean next: task:<name>
    follow: str | None = None  # a task that naturally comes next, e.g. the hotel of the changed trip


class Trouble(Exception):
    """The world could not answer a query or carry out an act; ``slug`` says why."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class View:
    """One look at a frame. Tasks hold no state of their own: everything they know comes from here."""

    def __init__(self, state: DialogueState, frame: Frame) -> None:
        self.state = state
        self.frame = frame
        self.notes: dict[str, str] = {}

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.state.now)

    @property
    def identity(self) -> Identity:
        return self.state.identity

    @property
    def language(self) -> str:
        return self.state.language

    @property
    def text(self) -> str:
        """The customer's last words in this frame."""
        return self.frame.text

    def slot(self, name: str) -> str | None:
        return self.notes.get(name) or self.frame.slots.get(name)

    def note(self, name: str, value: str) -> None:
        """Keep something found out as a slot of this frame, however the run ends."""
        self.notes[name] = value

    def need(self, name: str, *say: Words, with_slots: Sequence[str] = ()) -> str:
        """Return a slot, or ask for it (and take ``with_slots`` in the same answer)."""
        value = self.frame.slots.get(name)
        if value is None:
            raise NeedAnswer(say, (name, *with_slots))
        return value

    def remembered(self, name: str) -> str | None:
        """Return a slot of this frame, else what an earlier task of this conversation was about."""
        return self.frame.slots.get(name) or self.state.memory.get(name)

    def world(self, query: Query) -> Any:
        """Return the world's answer. Raises Trouble with its slug when there is none to be had."""
        key = query.key
        if key in self.frame.troubles:
            raise Trouble(self.frame.troubles[key])
        if key not in self.frame.facts:
            raise NeedFact(query)
        return query.parse(self.frame.facts[key])

    def known(self, query: Query) -> Any | None:
        """Return the answer if it is there already, without asking for it."""
        value = self.frame.facts.get(query.key)
        return None if value is None else query.parse(value)

    def choose(
        self,
        question: str,
        options: Sequence[Option],
        *say: Words,
        cards: Sequence[dict[str, Any]] = (),
    ) -> Option:
        """Return the chosen one of ``options`` (the only one by itself), or let the customer choose."""
        if len(options) == 1:
            return options[0]
        chosen = self.frame.chosen.get(question)
        for option in options:
            if option.key == chosen:
                return option
        raise NeedAnswer(say, (), tuple(options), question, tuple(cards))

    def confirm(self, act: dict[str, Any], *say: Words, cards: Sequence[dict[str, Any]] = ()) -> Receipt:
        """Return the receipt of an act that binds the customer, after they agreed to exactly these words in both languages."""
        consent = consent_of(act, render(say, "zh"), render(say, "en"))
        if consent in self.frame.receipts:
            return _receipt(self.frame.receipts[consent])
        if consent in self.frame.troubles:
            raise Trouble(self.frame.troubles[consent])
        if self.frame.consented == consent:
            raise NeedAct(consent, act, consent)
        raise NeedConsent(say, act, consent, tuple(cards))

    def perform(self, act: dict[str, Any]) -> Receipt:
        """Return the receipt of an act that needs no consent (a certificate, a seat wish, a complaint)."""
        key = "act:" + hashlib.sha256(_canonical(act).encode()).hexdigest()[:24]
        if key in self.frame.receipts:
            return _receipt(self.frame.receipts[key])
        if key in self.frame.troubles:
            raise Trouble(self.frame.troubles[key])
        raise NeedAct(key, act, None)


def consent_of(act: dict[str, Any], *read: str) -> str:
    """Return the hash of what was agreed to: the act and the words read back, in both languages.

    The order's version is left out: a seat or wheelchair requested meanwhile does not change what was agreed.
    """
    args = {k: v for k, v in act.get("args", {}).items() if k != "order_version"}
    return hashlib.sha256("\x1f".join((_canonical({**act, "args": args}), *read)).encode()).hexdigest()


def tell(key: str, /, **values: Any) -> Told:
    """Return a plain answer."""
    return Told((words(key, **values),))


def option(
    key: str, label: Words, slots: dict[str, str] | None = None, traits: dict[str, str] | None = None
) -> Option:
    """Return an option labelled in both languages."""
    labels = {language: render((label,), language) for language in ("zh", "en")}
    return Option(key=key, labels=labels, slots=slots or {}, traits=traits or {})


def _canonical(act: dict[str, Any]) -> str:
    return json.dumps(act, sort_keys=True, ensure_ascii=False, default=str)


def _receipt(raw: dict[str, Any]) -> Receipt:
    return Receipt(**raw)
