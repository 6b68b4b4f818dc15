"""The states of one outgoing call, and how it moves between them. Pure.

intended ─▶ dialling ─▶ ringing ─▶ talking ─▶ transferring ─▶ with_person
Each of them may be followed by ended, which is final.
"""

from enum import StrEnum


class CallState(StrEnum):
    """``intended`` = committed, nothing done yet; ``dialling`` = committed just before the exchange was asked."""

    INTENDED = "intended"
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"
    TRANSFERRING = "transferring"
    WITH_PERSON = "with_person"
    ENDED = "ended"


class Happening(StrEnum):
    """What moves a call."""

    DIAL = "dial"
    RINGS = "rings"
    ANSWERED = "answered"
    PERSON_CALLED = "person_called"
    PERSON_ANSWERED = "person_answered"
    OVER = "over"


LIVE = tuple(s for s in CallState if s is not CallState.ENDED)
UNANSWERED = (CallState.INTENDED, CallState.DIALLING, CallState.RINGING)

_MOVES = {
    (CallState.INTENDED, Happening.DIAL): CallState.DIALLING,
    (CallState.DIALLING, Happening.RINGS): CallState.RINGING,
    (CallState.DIALLING, Happening.ANSWERED): CallState.TALKING,
    (CallState.RINGING, Happening.ANSWERED): CallState.TALKING,
    (CallState.TALKING, Happening.PERSON_CALLED): CallState.TRANSFERRING,
    (CallState.TRANSFERRING, Happening.PERSON_ANSWERED): CallState.WITH_PERSON,
} | {(state, Happening.OVER): CallState.ENDED for state in LIVE}


def moved(state: CallState, happening: Happening) -> CallState | None:
    """Return the next state, or None when ``happening`` says nothing new in this state."""
    return _MOVES.get((state, happening))


# ITU-T Q.850 causes, as Asterisk gives them for a call that nobody answered.
_BUSY = {17}
_NO_SUCH_NUMBER = {1, 2, 3, 22, 28}
_NO_ANSWER = {18, 19, 20, 21}


def result_of(cause: int) -> str:
    """Return what an unanswered call came to: busy, no_answer, invalid or failed."""
    if cause in _BUSY:
        return "busy"
    if cause in _NO_SUCH_NUMBER:
        return "invalid"
    return "no_answer" if cause in _NO_ANSWER else "failed"
