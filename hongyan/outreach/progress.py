"""What an outcome means for a task: a pure function from what was tried and what happened to what comes next."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hongyan.outreach.ladder import Policy, follow_up, next_step
from hongyan.outreach.model import Move, Person, Step, TaskState, Tried

BAD_NUMBER = frozenset({"wrong_number", "invalid"})
DID_NOT_ARRIVE = frozenset({"bounced", "undelivered", "expired", "not_passed_on"})


@dataclass(frozen=True, slots=True)
class Happened:
    """How one attempt ended. ``result`` is the provider's word, or ``no_receipt`` / ``in_doubt`` for silence."""

    channel: str
    result: str
    at: datetime
    heard: bool = False
    wants_person: bool = False
    chose: bool = False  # a confirmed choice is being carried out
    to_agency: bool = False


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """The part of a task that decides its next state."""

    task_id: str
    state: str
    person: Person
    tried: Tried
    decided: bool
    reached: bool


def counted(tried: Tried, happened: Happened) -> Tried:
    """Return what has been tried after this attempt."""
    bad = tried.phone_bad or (happened.channel in ("call", "sms") and happened.result in BAD_NUMBER)
    return replace(
        tried,
        calls=tried.calls + (happened.channel == "call"),
        texts=tried.texts + (happened.channel == "sms"),
        mails=tried.mails + (happened.channel == "email"),
        pushes=tried.pushes + (happened.channel == "push"),
        agencies=tried.agencies + (happened.channel == "agency"),
        phone_bad=bad and not happened.to_agency,
        heard=tried.heard or happened.heard,
        last_channel=happened.channel,
        last_result=happened.result,
        last_at=happened.at,
    )


def reached_by(happened: Happened) -> str | None:
    """Return how this attempt reached the person, or None.

    Mail that a server took has reached nobody yet, nor has a notice that an agency's system acknowledged.
    """
    if happened.channel == "call" and happened.heard:
        return "call"
    if happened.channel == "sms" and happened.result == "delivered" and not happened.to_agency:
        return "sms"
    if happened.channel == "agency" and happened.result == "passed_on":
        return "agency"
    return None


def after(task: TaskFacts, happened: Happened, now: datetime, policy: Policy, duty: Sequence[str]) -> Move:
    """Return the task's next state after an attempt ended."""
    tried = counted(task.tried, happened)
    by = reached_by(happened)
    decided = task.decided or happened.chose
    if task.state in (TaskState.HANDED_OVER, TaskState.WITHDRAWN):
        return _still(task, tried, decided, by)
    if by is None and not task.reached and not decided:
        return scheduled(task, next_step(task.person, tried, now, policy), tried)
    if happened.wants_person:
        return Move(
            task.task_id, TaskState.HANDED_OVER, None, None, 0, "", tried, decided,
            ledger="reached", reason="wants_person", owner=owner_of(task.task_id, duty), reached_by=by,
        )  # fmt: skip
    step = follow_up(task.person, tried, decided, now, policy)
    return Move(
        task_id=task.task_id,
        state=TaskState.REACHED,
        next_channel=step.channel if step else None,
        due_at=step.due_at if step else None,
        turn=step.turn if step else 0,
        step=step.reason if step else "",
        tried=tried,
        decided=decided,
        ledger="reached",
        reached_by=by or ("decision" if decided else None),
    )


def corrected(task: TaskFacts, happened: Happened, now: datetime, policy: Policy) -> Move | None:
    """Return what late word changes about an attempt that was taken for granted or given up; None = nothing.

    Mail that bounces sends those who still wait for it to the next rung at once; an agency that confirms after all
    has reached its passenger. The attempt was counted when it ended.
    """
    last = task.tried.last_channel == happened.channel
    tried = replace(task.tried, last_result=happened.result) if last else task.tried
    by = reached_by(happened)
    if by is not None and not task.reached:
        if task.state in (TaskState.HANDED_OVER, TaskState.WITHDRAWN):
            return _still(task, tried, task.decided, by)
        return Move(
            task.task_id, TaskState.REACHED, None, None, 0, "", tried, task.decided, ledger="reached", reached_by=by
        )  # fmt: skip
    waits = last and task.state == TaskState.SCHEDULED and not task.reached and not task.decided
    if by is None and waits and happened.result in DID_NOT_ARRIVE:
        return scheduled(task, next_step(task.person, tried, now, policy), tried)
    return None


def again(task: TaskFacts, channel: str, due_at: datetime, turn: int, step: str) -> Move:
    """Return the same step once more: the attempt never left the house."""
    if task.decided or task.state in (TaskState.HANDED_OVER, TaskState.WITHDRAWN):
        return _still(task, task.tried, task.decided, None)
    state = TaskState.REACHED if task.reached else TaskState.SCHEDULED
    return Move(
        task.task_id, state, channel, due_at, turn, step, task.tried, task.decided,
        ledger=None if task.reached else "scheduled",
    )  # fmt: skip


def scheduled(task: TaskFacts, step: Step, tried: Tried) -> Move:
    """Return the task waiting for ``step``."""
    return Move(
        task.task_id, TaskState.SCHEDULED, step.channel, step.due_at, step.turn, step.reason, tried, task.decided,
        ledger="scheduled",
    )  # fmt: skip


def handed_over(task: TaskFacts, reason: str, duty: Sequence[str]) -> Move:
    """Return the task on a colleague's list: machines could not reach this person."""
    return Move(
        task.task_id, TaskState.UNREACHABLE, None, None, 0, "", task.tried, task.decided,
        ledger="unreachable", reason=reason, owner=owner_of(task.task_id, duty),
    )  # fmt: skip


def owner_of(task_id: str, duty: Sequence[str]) -> str:
    """Spread tasks evenly over the duty list; the same task always falls to the same colleague."""
    return duty[zlib.crc32(task_id.encode()) % len(duty)] if duty else "duty"


def _still(task: TaskFacts, tried: Tried, decided: bool, by: str | None) -> Move:
    ledger = "reached" if by is not None and task.state != TaskState.WITHDRAWN else None
    return Move(task.task_id, task.state, None, None, 0, "", tried, decided, ledger=ledger, reached_by=by)
