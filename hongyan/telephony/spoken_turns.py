"""A turn of the robot as it is said on a telephone, and keys as an answer to it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hongyan.conversations import Button, Speaker, State, Turn

_LINK = re.compile(r"https?://\S+")
_MOST_CHOICES = 9
_CONSENT = ("yes", "no")
_AGAIN = "*"
_MOST_DIGITS = 24


class Then(StrEnum):
    """What comes when everything has been said."""

    LISTEN = "listen"
    PERSON = "person"  # put through; where nobody can be had, the words have promised a call
    GOODBYE = "goodbye"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What to say now, keys included. ``payloads`` = what keys 1 to n choose; none = digits are data, ended by #."""

    text: str
    language: str  # zh-CN or en
    then: Then = Then.LISTEN
    payloads: tuple[str, ...] = ()

    @property
    def choices(self) -> int:
        return len(self.payloads)

    def chosen(self, digits: str) -> str | None:
        """Return the payload that these keys choose, None when they choose nothing."""
        if len(digits) == 1 and digits.isdigit() and 1 <= int(digits) <= self.choices:
            return self.payloads[int(digits) - 1]
        return None


def spoken(turns: Sequence[Turn], state: State, language: str) -> Spoken:
    """Return how ``turns`` (the robot's, the system's or a colleague's, in order) are said.

    ``state`` and ``language`` are the conversation's after them.
    """
    ours = [turn for turn in turns if turn.speaker is not Speaker.CUSTOMER]
    last = ours[-1] if ours else None
    if last is not None:
        language = last.language
    text = "\n".join(_without_links(turn.text) for turn in ours if turn.text.strip())
    then = _then(ours, state)
    buttons = _told(last.buttons) if last is not None and then is Then.LISTEN else ()
    return Spoken(
        _with_keys(text, buttons, language), language, then, tuple(button.payload for button in buttons)
    )


def _then(turns: Sequence[Turn], state: State) -> Then:
    if state in (State.WAITING_FOR_PERSON, State.WITH_PERSON):
        return Then.PERSON
    if state is State.CLOSED or any(turn.reasons.get("closed") for turn in turns):
        return Then.GOODBYE
    return Then.LISTEN


def _told(buttons: Sequence[Button]) -> tuple[Button, ...]:
    """A yes or no comes alone: what else is offered beside it can be said in words."""
    if [button.payload for button in buttons[:2]] == list(_CONSENT):
        return tuple(buttons[:2])
    return tuple(buttons[:_MOST_CHOICES])


def _with_keys(text: str, buttons: Sequence[Button], language: str) -> str:
    """Say at each offered answer which key it has: before its own line where there is one, the others at the end.

    Before, because more may have been said on that line after the offer.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    left: list[str] = []
    for number, button in enumerate(buttons, start=1):
        at = next((i for i, line in enumerate(lines) if line.strip().startswith(button.label)), None)
        if at is None:
            told = f"{button.label}, press {number}" if language == "en" else f"{button.label}请按 {number}"
            left.append(told)
        else:
            lines[at] = f"Press {number}: {lines[at]}" if language == "en" else f"请按 {number}：{lines[at]}"
    if left:
        lines.append(". ".join(left) + "." if language == "en" else "，".join(left) + "。")
    return "\n".join(lines)


def _without_links(text: str) -> str:
    return _LINK.sub("", text).strip()


class Keypad:
    """Collects keys until they are an answer: a choice and * at once, data with # or when nothing follows.

    While there are choices every single digit is an answer, so that a wrong one is told at once. Where data is asked, 0 may
    begin it (021); with nothing after it, it is the call for a person.
    """

    def __init__(self, choices: int = 0) -> None:
        self._choices = choices
        self._digits = ""

    @property
    def waiting(self) -> bool:
        """Say whether digits wait for more."""
        return bool(self._digits)

    def press(self, key: str) -> str | None:
        """Take a key; returns the answer when it is complete. Raises ValueError for what is no key."""
        if len(key) != 1 or key not in "0123456789*#":
            raise ValueError(f"{key!r} is no key of a telephone")
        if key == "#":
            return self.timed_out()
        if not self._digits and (key == _AGAIN or self._choices):
            return key
        self._digits += key
        return self.timed_out() if len(self._digits) >= _MOST_DIGITS else None

    def timed_out(self) -> str | None:
        """Nothing followed: what was pressed is the answer. None when nothing was."""
        digits, self._digits = self._digits, ""
        return digits or None
