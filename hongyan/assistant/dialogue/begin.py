"""How a matter begins, gives way to another, and how a talk ends."""

import re
from dataclasses import replace

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.acts import Consent
from hongyan.assistant.dialogue.advance import advance
from hongyan.assistant.dialogue.escape import offer_choices
from hongyan.assistant.dialogue.relate import (
    START,
    adds_to,
    asks_more,
    followed_up,
    goes_on_asking,
    looked_back,
    new_slots,
    resumes,
    same_flight_again,
    trip_of,
)
from hongyan.assistant.dialogue.state import Frame, Outcome, Wish
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.understanding import Reading
from hongyan.assistant.words import TEMPLATES, render, words

_ABOUT_IT = re.compile(
    r"这个|这项|这种|这|它|收费|收钱|要钱|花钱|免费|\b(?:it|this|that|cost|charge|fee|free|pay)\b", re.I
)
COURTESY = {"dialog.greet": "courtesy.greet", "dialog.thanks": "courtesy.thanks"}


def fresh(work: Work, reading: Reading) -> None:
    """Take an utterance that answers no open question."""
    followed = followed_up(work, reading)
    if work.state.frame is None and not reading.slots and acts.CHOICE.fullmatch(reading.text.strip()):
        stand(work)
    elif followed is not None:
        work.say(*followed)
        work.set(meant=looked_back(work, reading))
        work.outcome(Outcome.ANSWERED)
        work.solved = True
    elif reading.intent in COURTESY and reading.confidence >= START:
        work.say(words(COURTESY[reading.intent]))
        work.outcome(Outcome.ANSWERED)
        work.solved = True
        if work.state.frame is not None:
            advance(work)
    elif (again := asks_more(work, reading) or adds_to(work, reading)) is not None:
        work.set(meant=again)
        work.push(again, reading.text, dict(reading.slots))
        advance(work)
    elif (asked := goes_on_asking(work, reading)) is not None:
        last = work.state.memory["last_task"]
        again = work.state.memory.get("asked_of", last) if last == "knowledge" else last
        work.set(meant=again if again != "knowledge" else reading.intent)
        work.push("knowledge", reading.text, {"topic": asked, "asked_of": again})
        advance(work)
    elif (
        acts.THANKS.search(reading.text)
        and not acts.SEND_COPY.search(reading.text)
        and (reading.intent.startswith("dialog.") or not reading.sure)
    ):
        work.set(meant="dialog.thanks")
        work.say(words("courtesy.thanks"))
        work.outcome(Outcome.ANSWERED)
        work.solved = True
        if work.state.frame is not None:
            advance(work)
    elif same_flight_again(work, reading):
        work.set(meant="flight.status")
        work.push("flight.status", reading.text, dict(reading.slots))
        advance(work)
    elif acts.SEND_COPY.search(reading.text) and work.state.memory.get("order_id") and not reading.rest:
        work.push("copy.send", reading.text, {})
        advance(work)
    elif resumes(work, reading):
        work.set_frame(slots={**_slots_of(work), **_useful(work, reading)}, heard=True)
        advance(work)
    elif reading.intent in work.tasks and (reading.sure or reading.confidence >= START):
        start(work, reading)
    elif reading.intent == "dialog.no" and work.state.unsolved and not reading.sure:
        work.say(words("ask.not_understood"))  # not what was guessed, and no word of what else
        work.unsolved()
        work.outcome(Outcome.CLARIFYING)
    elif acts.consent(reading.text) is Consent.NO and not reading.sure and not reading.slots:
        work.set(meant="dialog.no")
        work.say(
            words(
                "consent.dropped"
                if work.state.memory.get("order_id") and not work.state.executed
                else "courtesy.anything_else"
            )
        )
        work.solved = True
        work.outcome(Outcome.ANSWERED)
    elif reading.intent in ("dialog.yes", "dialog.no") and reading.confidence >= START:
        work.say(words("courtesy.anything_else"))
        work.outcome(Outcome.ANSWERED)
    elif reading.intent == "none" and reading.sure:
        work.say(words("none.outside"))
        work.unsolved()
        work.outcome(Outcome.ANSWERED)
    else:
        offer_choices(work, reading)


def subject_of(frame: Frame, language: str) -> str | None:
    """Return what a question about "this" means within a task that articles know of."""
    code = frame.slots.get("ssr", "")
    key = "assist.service" if code.startswith("WCH") else f"ssr.{code}"
    return render((words(key),), language) if key in TEMPLATES[language] else None


def stand(work: Work) -> None:
    """A choice was made and none is open: say how things stand."""
    work.set(meant=None)
    work.push("trip.standing", "", {})
    advance(work)


def start(work: Work, reading: Reading) -> None:
    reading = _straight(work, reading)
    name = reading.intent if reading.intent in work.tasks else "knowledge"
    current = work.state.frame
    gives_way = current is not None and (work.tasks[current.task].binding or work.tasks[current.task].menu)
    if current is not None and gives_way and work.tasks[name].binding:
        work.pop()  # a change of mind: the earlier wish is gone, what it was about stays known
        work.set(memory={**work.state.memory, **trip_of(current), **_wish_of(current)})
    kept = next((w for w in work.state.wishes if w.intent == name), None)
    wishes = tuple(w for w in work.state.wishes if w is not kept)
    earlier = {k: v for k, v in kept.slots.items() if k != "name"} if kept is not None else {}
    slots = {**_introduced(work), **earlier, **reading.slots}
    if name == "booking.change" and not set(_WISHED) & set(
        slots
    ):  # back to the change that was left for another act
        slots |= {k: work.state.memory[f"wish_{k}"] for k in _WISHED if f"wish_{k}" in work.state.memory}
    others = any(r.intent in work.tasks and work.tasks[r.intent].binding for r in reading.rest)
    if work.tasks[name].binding and others and acts.I_MYSELF.search(reading.text):
        slots["only_me"] = "yes"  # somebody else's ticket goes another way
    work.push(name, reading.text, slots)
    work.set(
        wishes=(
            *wishes,
            *(
                Wish(intent=r.intent, text=r.text, slots=r.slots)
                for r in reading.rest
                if r.intent in work.tasks
                and (not work.tasks[r.intent].binding or acts.names_act(r.text, r.intent))
            ),
        )
    )
    advance(work)


def _introduced(work: Work) -> dict[str, str]:
    """Return what a caller we do not know has said of who it is about, whatever came between: nobody is asked twice."""
    if work.state.identity.knows_trips:
        return {}
    proofs = ("locator", "ticket_no", "name", "phone")
    return {k: v for frame in work.state.frames for k, v in frame.slots.items() if k in proofs}


def _straight(work: Work, reading: Reading) -> Reading:
    """Who names the way out in the same breath ("cancelled by you … just refund me") needs no menu of ways."""
    task = work.tasks.get(reading.intent)
    if task is None or not task.menu:
        return reading
    for further in reading.rest:
        if (
            further.intent in work.tasks
            and work.tasks[further.intent].binding
            and acts.names_act(further.text, further.intent)
        ):
            work.set(meant=further.intent)
            left = tuple(r for r in reading.rest if r is not further)
            return replace(
                reading, intent=further.intent, rest=left, slots={**reading.slots, **further.slots}
            )
    return reading


_WISHED = ("date", "time", "flight_no", "cabin")


def _wish_of(frame: Frame) -> dict[str, str]:
    """Return what a change that is left was to be, should they come back to it."""
    return {
        f"wish_{k}": frame.slots[k] for k in _WISHED if frame.task == "booking.change" and k in frame.slots
    }


def elsewhere(work: Work, frame: Frame, reading: Reading) -> None:
    """Another matter: suspend what is under way, and come back to it, unless it was refused."""
    if frame.refused and frame.pending is None:
        work.set(memory={**work.state.memory, **trip_of(frame)})
        work.pop()
    elif frame.pending is None:
        work.set_frame(asked=(), options=())
    start(work, reading)


def farewell(work: Work) -> None:
    """Take leave; what was read back and never agreed to stays undone, and that is said."""
    frame = work.state.frame
    if frame is not None and frame.pending is not None:
        work.say(words("consent.dropped"))
    work.set(frames=(), wishes=(), offer=None)
    work.say(words("courtesy.bye"))
    work.outcome(Outcome.ANSWERED)
    work.close("resolved")


def _useful(work: Work, reading: Reading) -> dict[str, str]:
    frame = work.state.frame
    assert frame is not None
    return new_slots(frame, work.tasks[frame.task], reading)


def _slots_of(work: Work) -> dict[str, str]:
    assert work.state.frame is not None
    return dict(work.state.frame.slots)


def ask_knowledge(work: Work, reading: Reading) -> None:
    """Look into the articles beside the task under way; what is not there leaves the task's own question standing."""
    frame = work.state.frame
    topic = (
        subject_of(frame, work.state.language)
        if frame is not None and _ABOUT_IT.search(reading.text)
        else None
    )
    work.push("knowledge", reading.text, {"topic": topic} if topic else {})
    advance(work)
