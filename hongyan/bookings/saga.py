"""The change saga as a table: which step a state asks for, and where each outcome of that step leads. Pure.

    rebook   requested ─hold→ held ─sell→ seats_sold ─off_load→ off_loaded ─exchange→ ticketed
                 ─release_old→ old_released ─confirm→ confirmed
    change   as rebook, but with money to pay first: held ─collect→ paid ─sell→ seats_sold …
    refund   requested ─off_load→ off_loaded ─refund→ refund_sent ─release_old→ old_released ─confirm→ confirmed
    keep     requested ─confirm→ confirmed
    any      compensating ─undo→ failed          needs_person: the machine stops, a person owns it

Nothing is announced before ``confirmed``; ``told`` only records that the passenger has been told.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the passenger chose."""

    REBOOK = "rebook"
    CHANGE = "change"  # a voluntary one: what is owed is collected before anything is sold
    REFUND = "refund"
    KEEP = "keep"


class State(StrEnum):
    """Where a change stands; every value is shown to people."""

    REQUESTED = "requested"
    HELD = "held"
    PAID = "paid"
    SEATS_SOLD = "seats_sold"
    OFF_LOADED = "off_loaded"
    TICKETED = "ticketed"
    REFUND_SENT = "refund_sent"
    OLD_RELEASED = "old_released"
    CONFIRMED = "confirmed"
    TOLD = "told"
    COMPENSATING = "compensating"
    FAILED = "failed"
    NEEDS_PERSON = "needs_person"


class Step(StrEnum):
    """One act at the airline system (``confirm`` only reads)."""

    HOLD = "hold"
    COLLECT = "collect"
    SELL = "sell"
    OFF_LOAD = "off_load"
    EXCHANGE = "exchange"
    REFUND = "refund"
    RELEASE_OLD = "release_old"
    CONFIRM = "confirm"
    UNDO = "undo"


class Outcome(StrEnum):
    """How a step ended, as far as we know."""

    DONE = "done"
    NOT_NEEDED = "not_needed"  # e.g. nobody is checked in, or the seats are held already
    SEATS_GONE = "seats_gone"  # the hold expired or the flight does not operate
    ALREADY_MOVED = "already_moved"  # another change exchanged or refunded these coupons
    CHECKED_IN = "checked_in"  # checked in (again) meanwhile: off-load first
    REFUSED = "refused"  # the airline will never do this
    LEFT_OVER = "left_over"  # undone, but something only a person can put back
    NOT_YET = "not_yet"  # read back, and the airline does not show it yet
    VERSION_MOVED = "version_moved"  # the order changed: get it again, look again
    NEVER_HAPPENED = "never_happened"  # looked up after doubt: it took no effect
    UNAVAILABLE = "unavailable"  # did not happen, retry helps
    UNKNOWN = "unknown"  # timed out: look it up before anything else
    GAVE_UP = "gave_up"  # retried long enough


FINAL = frozenset({State.CONFIRMED, State.TOLD, State.FAILED, State.NEEDS_PERSON})
STAYING = frozenset(
    {Outcome.NOT_YET, Outcome.VERSION_MOVED, Outcome.NEVER_HAPPENED, Outcome.UNAVAILABLE, Outcome.UNKNOWN}
)
"""Outcomes after which the same step is asked for again."""

_FROM_THE_SALE = {
    State.SEATS_SOLD: (Step.OFF_LOAD, State.OFF_LOADED),
    State.OFF_LOADED: (Step.EXCHANGE, State.TICKETED),
    State.TICKETED: (Step.RELEASE_OLD, State.OLD_RELEASED),
    State.OLD_RELEASED: (Step.CONFIRM, State.CONFIRMED),
    State.COMPENSATING: (Step.UNDO, State.FAILED),
}

PATHS: dict[Kind, dict[State, tuple[Step, State]]] = {
    Kind.REBOOK: {
        State.REQUESTED: (Step.HOLD, State.HELD),
        State.HELD: (Step.SELL, State.SEATS_SOLD),
        **_FROM_THE_SALE,
    },
    Kind.CHANGE: {
        State.REQUESTED: (Step.HOLD, State.HELD),
        State.HELD: (Step.COLLECT, State.PAID),
        State.PAID: (Step.SELL, State.SEATS_SOLD),
        **_FROM_THE_SALE,
    },
    Kind.REFUND: {
        State.REQUESTED: (Step.OFF_LOAD, State.OFF_LOADED),
        State.OFF_LOADED: (Step.REFUND, State.REFUND_SENT),
        State.REFUND_SENT: (Step.RELEASE_OLD, State.OLD_RELEASED),
        State.OLD_RELEASED: (Step.CONFIRM, State.CONFIRMED),
    },
    Kind.KEEP: {State.REQUESTED: (Step.CONFIRM, State.CONFIRMED)},
}
"""Per kind and state: the step to carry out, and the state when it is done (or not needed)."""

DETOURS: dict[tuple[Kind, Step, Outcome], State] = {
    (Kind.REBOOK, Step.HOLD, Outcome.SEATS_GONE): State.FAILED,
    (Kind.REBOOK, Step.HOLD, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.REBOOK, Step.SELL, Outcome.SEATS_GONE): State.FAILED,
    (Kind.REBOOK, Step.SELL, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.REBOOK, Step.OFF_LOAD, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.REBOOK, Step.OFF_LOAD, Outcome.REFUSED): State.COMPENSATING,
    (Kind.REBOOK, Step.EXCHANGE, Outcome.CHECKED_IN): State.SEATS_SOLD,
    (Kind.REBOOK, Step.EXCHANGE, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.REBOOK, Step.EXCHANGE, Outcome.REFUSED): State.COMPENSATING,
    (Kind.CHANGE, Step.HOLD, Outcome.SEATS_GONE): State.FAILED,
    (Kind.CHANGE, Step.HOLD, Outcome.ALREADY_MOVED): State.FAILED,
    (Kind.CHANGE, Step.HOLD, Outcome.REFUSED): State.FAILED,
    (Kind.CHANGE, Step.COLLECT, Outcome.REFUSED): State.COMPENSATING,
    (Kind.CHANGE, Step.COLLECT, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.CHANGE, Step.SELL, Outcome.SEATS_GONE): State.COMPENSATING,
    (Kind.CHANGE, Step.SELL, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.CHANGE, Step.SELL, Outcome.REFUSED): State.COMPENSATING,
    (Kind.CHANGE, Step.OFF_LOAD, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.CHANGE, Step.OFF_LOAD, Outcome.REFUSED): State.COMPENSATING,
    (Kind.CHANGE, Step.EXCHANGE, Outcome.CHECKED_IN): State.SEATS_SOLD,
    (Kind.CHANGE, Step.EXCHANGE, Outcome.ALREADY_MOVED): State.COMPENSATING,
    (Kind.CHANGE, Step.EXCHANGE, Outcome.REFUSED): State.COMPENSATING,
    (Kind.REFUND, Step.OFF_LOAD, Outcome.ALREADY_MOVED): State.FAILED,
    (Kind.REFUND, Step.REFUND, Outcome.CHECKED_IN): State.REQUESTED,
    (Kind.REFUND, Step.REFUND, Outcome.ALREADY_MOVED): State.FAILED,
    (Kind.KEEP, Step.CONFIRM, Outcome.SEATS_GONE): State.FAILED,
    (Kind.KEEP, Step.CONFIRM, Outcome.ALREADY_MOVED): State.FAILED,
}
"""Where a step leads that did not end as planned; whatever is not listed becomes a person's task."""


@dataclass(frozen=True, slots=True)
class Transition:
    """The state reached and the step it asks for next (None: nothing more for the machine to do)."""

    state: State
    step: Step | None


def step_of(kind: Kind, state: State) -> Step | None:
    """Return the step ``state`` asks for, or None in a final state."""
    found = PATHS[kind].get(state)
    return found[0] if found else None


def advance(kind: Kind, state: State, outcome: Outcome) -> Transition:
    """Return where ``outcome`` of the present step leads. Raises ValueError in a state that asks for no step."""
    found = PATHS[kind].get(state)
    if found is None:
        raise ValueError(f"a {kind} change in state {state} has no step")
    step, done = found
    if outcome in STAYING:
        reached = state
    elif outcome in (Outcome.DONE, Outcome.NOT_NEEDED):
        reached = done
    else:
        reached = DETOURS.get((kind, step, outcome), State.NEEDS_PERSON)
    return Transition(reached, step_of(kind, reached))


def key_for(change_id: str, step: Step, number: int) -> str:
    """Return the idempotency key of a step; ``number`` rises only after a look-up said the last one never happened."""
    return f"{change_id}:{step}:{number}"


def back_off_seconds(attempts: int, longest: float = 60.0) -> float:
    """Return how long to wait after ``attempts`` tries without an answer: 1, 2, 4 … seconds, at most ``longest``."""
    return float(min(2.0 ** min(max(attempts - 1, 0), 16), longest))
