"""Runs the task on top until it has to wait, and turns what interrupts it into words and actions."""

from hongyan.assistant.dialogue.state import Frame, Outcome, Pending
from hongyan.assistant.dialogue.view import (
    Become,
    NeedAct,
    NeedAnswer,
    NeedConsent,
    NeedFact,
    NeedPerson,
    Told,
    Trouble,
    View,
)
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.words import TEMPLATES, render, words

# Slots that say which trip, person or day it was about; the next task may mean the same.
REMEMBERED = (
    "locator", "ticket_no", "name", "phone", "flight_no", "order_id", "segment_id", "awb_no", "about", "flight_date",
    "asked", "asked_of", "paper_zh", "paper_en", "spoken_of",
    "speaks_for", "searched_origin", "searched_destination", "searched_date",
)  # fmt: skip
_MOST_BECOMINGS = 5
_OF_ORDERS = ("MyTrips:", "Identify:", "Options:", "QuoteChange:", "QuoteRefund:")


def advance(work: Work) -> None:
    """Run the top task as far as it goes; then the next wish, if there is one."""
    for _ in range(_MOST_BECOMINGS + len(work.state.wishes)):
        frame = work.state.frame
        if frame is None:
            if not _next_wish(work):
                return
            continue
        view = View(work.state, frame)
        try:
            told = _run(work, view)
        except NeedFact as need:
            work.fetch(need.query)
            return
        except NeedAct as need:
            work.carry(need.key, need.act, need.consent)
            return
        except NeedAnswer as need:
            _ask(work, frame, need)
            return
        except NeedConsent as need:
            _read_back(work, need)
            return
        except NeedPerson as need:
            work.say(*need.say)
            from_frame(work, need.reason)
            return
        except Become as become:
            slots = (work.state.frame or frame).slots
            if work.state.meant == frame.task:
                work.set(meant=become.task)
            work.pop()
            work.push(become.task, frame.text, {**slots, **become.slots})
            continue
        except Trouble as trouble:
            told = Told((words("trouble." + _known_trouble(trouble.slug)),), solved=False)
        frame = work.state.frame or frame
        _tell(work, frame, told)
        if told.follow is not None:
            work.push(told.follow, frame.text, _kept(frame))
            continue
        if not _next_wish(work):
            return


def _run(work: Work, view: View) -> Told:
    """Run the task; what it noted is kept, whichever way it ends."""
    try:
        return work.tasks[view.frame.task].run(view)
    finally:
        if view.notes:
            work.set_frame(slots={**view.frame.slots, **view.notes})


def from_frame(work: Work, reason: str) -> None:
    """Hand over to a person with all that is known, or promise one when nobody is on duty."""
    if work.state.person_wait_minutes is None:
        work.say(words("person.nobody_on_duty"))
        work.promise("callback", {"reason": reason, "phone": work.state.identity.phone})
    elif work.state.person_wait_minutes >= 2:
        work.say(words("person.handing_over_wait", minutes=round(work.state.person_wait_minutes)))
    else:
        work.say(words("person.handing_over"))
    work.hand_over(reason, summary(work))


def summary(work: Work) -> dict[str, object]:
    """What a colleague must know: task, slots, what was read back, what was done."""
    frame = work.state.frame
    return {
        "task": frame.task if frame else None,
        "slots": dict(frame.slots) if frame else {},
        "memory": dict(work.state.memory),
        "open_action": frame.pending.act if frame and frame.pending else None,
        "suspended": [f.task for f in work.state.frames[:-1]],
        "executed": len(work.state.executed),
        "language": work.state.language,
    }


def _ask(work: Work, frame: Frame, need: NeedAnswer) -> None:
    again = (
        (frame.asked, frame.question) == (need.slots, need.question) and frame.tries > 0 and not frame.heard
    )
    if again:
        work.say(words("ask.again"))
        work.unsolved()
    work.set_frame(
        asked=need.slots,
        question=need.question,
        options=need.options,
        tries=frame.tries + 1,
        pending=None,
        heard=False,
    )
    work.say(*need.say)
    work.options = need.options
    work.cards.extend(need.cards)
    _wait(work, Outcome.CLARIFYING)


def _read_back(work: Work, need: NeedConsent) -> None:
    pending = Pending(consent=need.consent, act=need.act, read=render(need.say, work.state.language))
    work.set_frame(pending=pending, asked=(), question="", options=(), tries=0)
    work.say(*need.say)
    work.cards.extend(need.cards)
    _wait(work, Outcome.AWAITING_CONFIRMATION)


def _wait(work: Work, outcome: Outcome) -> None:
    """Wait for the customer; a turn that carried something out stays one that did, whatever it goes on to ask."""
    work.outcome(Outcome.EXECUTED if work.state.turn_executed else outcome)


def _tell(work: Work, frame: Frame, told: Told) -> None:
    work.say(*told.say)
    work.cards.extend(told.cards)
    work.options = told.options
    if told.promise is not None:
        work.promise(*told.promise)
    work.solved = told.solved if work.solved is not False else False
    if told.executed:
        work.set(turn_executed=True)
    waiting = (
        Outcome.AWAITING_CONFIRMATION if told.waits else Outcome.CLARIFYING if told.asks else Outcome.ANSWERED
    )
    work.outcome(Outcome.EXECUTED if work.state.turn_executed else waiting)
    remembered = {name: frame.slots[name] for name in REMEMBERED if name in frame.slots}
    done = dict.fromkeys((*work.state.memory.get("done", "").split(","), frame.task))
    work.set(
        memory={
            **work.state.memory,
            **remembered,
            "last_task": frame.task,
            "done": ",".join(name for name in done if name),
        }
    )
    work.pop()
    if frame.receipts:
        _forget_prices(work)
    suspended = work.state.frame
    if (
        suspended is not None
        and not work.state.wishes
        and told.follow is None
        and told.offer is None
        and not told.waits
    ):
        work.say(words("resume.offer", task=words("task." + suspended.task.replace(".", "_"))))
        work.set(offer="resume")
    elif told.follow is None:
        work.set(offer=told.offer)


def _forget_prices(work: Work) -> None:
    """Something was done to the order: what suspended tasks know of it is asked for again when they go on."""
    fresh = tuple(
        f.model_copy(update={"facts": {k: v for k, v in f.facts.items() if not k.startswith(_OF_ORDERS)}})
        for f in work.state.frames
    )
    work.set(frames=fresh)


def _next_wish(work: Work) -> bool:
    if not work.state.wishes or work.state.waiting:
        return False
    wish, *rest = work.state.wishes
    work.set(wishes=tuple(rest))
    if wish.intent not in work.tasks:
        return bool(rest) and _next_wish(work)
    work.push(wish.intent, wish.text, {**wish.slots})
    return True


def _kept(frame: Frame) -> dict[str, str]:
    return {name: frame.slots[name] for name in REMEMBERED if name in frame.slots}


def _known_trouble(slug: str) -> str:
    return slug if f"trouble.{slug}" in TEMPLATES["zh"] else "general"
