"""One step in the making: the state as it changes and the actions as they come. Lives only inside ``step``."""

from collections.abc import Sequence
from typing import Any

from hongyan.assistant.dialogue.events import Action, Carry, Close, Fetch, HandOver, Promise, Say
from hongyan.assistant.dialogue.queries import Query
from hongyan.assistant.dialogue.state import DialogueState, Frame, Option, Outcome
from hongyan.assistant.dialogue.task import Task, Tasks
from hongyan.assistant.dialogue.view import option
from hongyan.assistant.words import Words, render, words

OFFER_PERSON_AFTER = 4  # unsolved turns; Ctrip's rule, handbook section 5


class Work:
    """Collects what a step says and does. ``solved`` stays None while the turn neither helped nor failed."""

    def __init__(self, state: DialogueState, tasks: Tasks) -> None:
        self.state = state
        self.tasks = tasks
        self.said: list[Words] = []
        self.options: tuple[Option, ...] = ()
        self.cards: list[dict[str, Any]] = []
        self.actions: list[Action] = []
        self.solved: bool | None = None

    # — state —

    def set(self, **changes: Any) -> None:
        self.state = self.state.model_copy(update=changes)

    def set_frame(self, **changes: Any) -> None:
        frame = self.state.frame
        assert frame is not None
        self.state = self.state.with_frame(frame.model_copy(update=changes))

    def push(self, name: str, text: str, slots: dict[str, str]) -> None:
        """Start a task on top of what is under way."""
        frame = Frame(task=name, number=self.state.counter + 1, text=text, slots=slots)
        self.set(frames=(*self.state.frames, frame), counter=self.state.counter + 1)

    def pop(self) -> None:
        self.set(frames=self.state.frames[:-1])

    def task(self, frame: Frame | None = None) -> Task | None:
        frame = frame or self.state.frame
        return None if frame is None else self.tasks[frame.task]

    # — actions —

    def say(self, *said: Words) -> None:
        self.said.extend(said)

    def fetch(self, query: Query) -> None:
        key = query.key
        self.set(waiting=(*self.state.waiting, key))
        self.actions.append(Fetch(key, query))

    def carry(self, key: str, act: dict[str, Any], consent: str | None) -> None:
        executed = (*self.state.executed, key) if consent else self.state.executed
        self.set(waiting=(*self.state.waiting, key), executed=executed)
        self.actions.append(Carry(key, act, consent))

    def outcome(self, outcome: Outcome) -> None:
        self.set(outcome=outcome)

    def unsolved(self) -> None:
        self.solved = False

    def promise(self, kind: str, details: dict[str, Any]) -> None:
        self.actions.append(Promise(kind, details))

    def hand_over(self, reason: str, summary: dict[str, Any]) -> None:
        self.actions.append(HandOver(reason, summary))
        self.set(handed_over=True, offer=None)
        self.outcome(Outcome.HANDED_OVER)

    def close(self, disposition: str) -> None:
        self.actions.append(Close(disposition))

    # — the end of a step —

    def finish(self) -> tuple[DialogueState, Sequence[Action]]:
        """Count the turn, offer a person when it is time, and put the words in front of the actions."""
        if self.state.waiting:  # the turn goes on when the world has answered
            return self._spoken()
        if self.solved is None and self.state.outcome is Outcome.CLARIFYING and not self.state.turn_progress:
            self.solved = False  # asked, and nothing in the answer helped
        if self.solved is False:
            self.set(unsolved=self.state.unsolved + 1)
        elif self.solved is True:
            self.set(unsolved=0)
        if self.state.unsolved >= OFFER_PERSON_AFTER and self.solved is False and not self.state.handed_over:
            self.say(words("person.offer"))
            self.options = (*self.options, option("person", words("person.button")))
            self.set(offer="person")
        return self._spoken()

    def _spoken(self) -> tuple[DialogueState, Sequence[Action]]:
        said = self._say()
        return self.state, (*said, *self.actions)

    def _say(self) -> tuple[Say, ...]:
        if not self.said:
            return ()
        self.set(last_said={language: render(self.said, language) for language in ("zh", "en")})
        return (Say(tuple(self.said), self.options, tuple(self.cards)),)
