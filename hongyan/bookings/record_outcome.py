"""From a step's outcome to the next row of a change: state, key, back-off, reason, owner. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hongyan.bookings.change import Change, StepRecord
from hongyan.bookings.events import ChangeConfirmed, ChangeFailed, ChangeNeedsPerson
from hongyan.bookings.saga import FINAL, STAYING, Outcome, State, advance, back_off_seconds
from hongyan.bookings.settings import BookingsSettings
from hongyan.core.events import Event

_GAVE_UP_BECAUSE = {
    Outcome.UNAVAILABLE: "airline_unavailable",
    Outcome.UNKNOWN: "outcome_unknown",
    Outcome.VERSION_MOVED: "order_keeps_changing",
    Outcome.NEVER_HAPPENED: "outcome_unknown",
    Outcome.NOT_YET: "not_confirmed",
}
_WAIT = frozenset({Outcome.UNAVAILABLE, Outcome.UNKNOWN, Outcome.NOT_YET})
_CONFLICTS_AT_ONCE = 3  # re-read and go on this often before waiting: another writer is busy on the order


@dataclass(frozen=True, slots=True)
class Reported:
    """What came of one step. ``unresolved``: whether it took effect is still not known."""

    outcome: Outcome
    reason: str | None = None
    error: str | None = None
    unresolved: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """The change after a step, its log line, and whether the worker lets go of it."""

    change: Change
    step: StepRecord
    uncertain: bool
    resting: bool


def record_outcome(change: Change, reported: Reported, now: datetime, settings: BookingsSettings) -> Recorded:
    """Return what ``reported`` makes of ``change``; the caller stores it before the next act."""
    staying = reported.outcome in STAYING
    attempts = change.attempts + 1 if staying else 0
    gave_up = (staying and attempts >= settings.give_up_after_attempts) or (
        # off-loaded and checked in again, over and over
        reported.outcome is Outcome.CHECKED_IN and change.key_number >= 4 * settings.give_up_after_attempts
    )
    outcome = Outcome.GAVE_UP if gave_up else reported.outcome
    state = advance(change.kind, change.state, outcome).state
    waits = reported.outcome in _WAIT or (
        reported.outcome is Outcome.VERSION_MOVED and attempts > _CONFLICTS_AT_ONCE
    )
    resting = state in FINAL or waits
    wait = timedelta(seconds=back_off_seconds(attempts, settings.longest_back_off_seconds))
    moved = replace(
        change,
        state=state,
        attempts=0 if state is State.NEEDS_PERSON else attempts,
        # Never the same key for another try, nor for the same step a second time round.
        key_number=change.key_number
        + (not staying or reported.outcome in (Outcome.NEVER_HAPPENED, Outcome.VERSION_MOVED)),
        due_at=now + wait if waits else change.due_at,
        reason=_reason(change, state, reported, gave_up),
        owner=settings.person_queue if state is State.NEEDS_PERSON else change.owner,
        stuck_in=change.state if state is State.NEEDS_PERSON else change.stuck_in,
        settled_at=now if state in FINAL else change.settled_at,
    )
    line = StepRecord(change.change_id, change.state, outcome, state, now, reported.error or reported.reason)
    uncertain = reported.unresolved if resting else True
    return Recorded(moved, line, uncertain, resting)


def events_of(change: Change, now: datetime) -> list[Event]:
    """Return what the house is told when a change arrives in its present state."""
    told = {"change_id": change.change_id, "subject": change.subject, "order_id": change.order_id}
    if change.state is State.CONFIRMED:
        return [ChangeConfirmed(at=now, kind=change.kind.value, **told)]
    if change.state is State.FAILED:
        return [ChangeFailed(at=now, kind=change.kind.value, reason=change.reason or "", **told)]
    if change.state is State.NEEDS_PERSON:
        return [ChangeNeedsPerson(at=now, reason=change.reason or "", owner=change.owner or "", **told)]
    return []


def _reason(change: Change, state: State, reported: Reported, gave_up: bool) -> str | None:
    if gave_up:
        return _GAVE_UP_BECAUSE.get(reported.outcome, "order_keeps_changing")
    if state is State.FAILED and change.state is State.COMPENSATING:
        return change.reason  # why it was undone, not that it was
    if state in (State.COMPENSATING, State.FAILED, State.NEEDS_PERSON):
        return reported.reason or reported.outcome.value
    return change.reason
