"""What an utterance does: consent, an answer, a correction, a change of mind, a digression, or nothing we understand."""

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.acts import Consent
from hongyan.assistant.dialogue.advance import advance, from_frame
from hongyan.assistant.dialogue.begin import (
    COURTESY,
    ask_knowledge,
    elsewhere,
    farewell,
    fresh,
    stand,
    start,
)
from hongyan.assistant.dialogue.choose import pick, points_at
from hongyan.assistant.dialogue.disambiguate import settled
from hongyan.assistant.dialogue.escape import feel
from hongyan.assistant.dialogue.events import Pressed
from hongyan.assistant.dialogue.relate import (
    START,
    aside,
    asks_instead,
    back_to,
    costs_of,
    in_so_many_words,
    leads_away,
    new_slots,
    same_task,
    surely_other,
    takes_leave,
    wants_knowledge,
)
from hongyan.assistant.dialogue.state import Frame, Option, Outcome
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.understanding import Reading
from hongyan.assistant.words import Quoted, words

PROPOSAL = frozenset(
    (
        "change.cost",
        "change.cost_zero",
        "change.cost_involuntary",
        "refund.cost",
        "refund.cost_free",
        "held.free",
        "change.proposed",
    )
)


def heard(work: Work, reading: Reading) -> None:
    """Take in one utterance."""
    reading = settled(reading)
    work.set(
        language=reading.language,
        silences=0,
        meant=reading.intent,
        turn_progress=bool(reading.slots) or work.state.turn_progress,
    )
    if feel(work, reading):
        return
    if reading.intent == "safety.help" and (reading.sure or reading.confidence >= START):
        start(work, reading)
    elif reading.intent == "agent.human" and reading.confidence >= START:
        from_frame(work, "asked_for_person")
    elif reading.intent == "dialog.repeat" and reading.sure and work.state.last_said:
        _repeat(work)
    elif reading.intent == "dialog.bye" and takes_leave(work, reading):
        farewell(work)
    elif _answers_offer(work, reading):
        return
    elif back_to(work, reading):
        advance(work)
    elif work.state.frame is not None and work.state.frame.pending is not None:
        _after_read_back(work, reading)
    elif work.state.frame is not None and (work.state.frame.asked or work.state.frame.options):
        _after_question(work, reading)
    else:
        fresh(work, reading)


def pressed(work: Work, event: Pressed) -> None:
    """Keys mean what the last question offers: a choice, yes (1) or no (2), data where data was asked; 0 is a person."""
    work.set(silences=0)
    frame = work.state.frame
    digits = event.digits.rstrip("#")
    if digits == "0":
        from_frame(work, "asked_for_person")
    elif digits == "*":
        _repeat(work)
    elif frame is not None and frame.pending is not None and digits in ("1", "2"):
        _decide(work, frame, Consent.YES if digits == "1" else Consent.NO)
    elif frame is not None and frame.options and digits.isdigit() and 0 < int(digits) <= len(frame.options):
        _choose(work, frame, frame.options[int(digits) - 1])
    elif event.reading is not None and frame is not None and frame.asked:
        _after_question(work, event.reading)
    elif event.reading is not None and event.reading.slots:
        fresh(work, event.reading)
    elif frame is None and acts.CHOICE.fullmatch(digits):
        stand(work)
    else:
        _not_understood(work)


def tapped(work: Work, payload: str) -> None:
    """A button: ``yes``, ``no``, ``person``, ``resume``, ``task:<name>`` or the key of an option."""
    work.set(silences=0)
    frame = work.state.frame
    if payload == "person":
        from_frame(work, "asked_for_person")
    elif payload in ("yes", "no") and frame is not None and frame.pending is not None:
        _decide(work, frame, Consent(payload))
    elif payload == "resume":
        advance(work)
    elif payload.startswith("task:") and payload[5:] in work.tasks:
        work.push(payload[5:], frame.text if frame and frame.task == "unsure" else "", {})
        advance(work)
    elif frame is not None and (option := next((o for o in frame.options if o.key == payload), None)):
        _choose(work, frame, option)
    else:
        work.say(words("courtesy.button_gone"))
        advance(work) if frame is not None else stand(work)


def silent(work: Work) -> None:
    """Nothing came: help, then say what else is possible, then take leave politely."""
    work.set(silences=work.state.silences + 1)
    level = min(work.state.silences, 3)
    work.say(words(f"silence.{level}"))
    if level < 3:
        work.outcome(Outcome.CLARIFYING)
    else:
        work.close("no_input")


# — after a read-back —


def _after_read_back(work: Work, reading: Reading) -> None:
    frame = work.state.frame
    assert frame is not None and frame.pending is not None
    task = work.tasks[frame.task]
    new = new_slots(frame, task, reading)
    said = acts.consent(reading.text, frame.task)
    if said is Consent.YES and any(frame.slots.get(k) != v for k, v in reading.slots.items() if k not in new):
        said = None  # it says something of its own: no plain yes
    answer = None if new or said is Consent.YES else aside(work, frame, task, reading)
    if said is Consent.YES and not new:
        _decide(work, frame, said)
    elif answer is not None:
        work.say(*answer)
        work.solved = True
        # What it comes to is part of what waits for a yes; anything else is a question answered beside it.
        priced = any(one.key in PROPOSAL for one in answer)
        if priced and not reading.sure and reading.intent != frame.task:
            work.set(meant="fare.rules")
        work.outcome(Outcome.AWAITING_CONFIRMATION if priced else Outcome.ANSWERED)
    elif said is Consent.NO and not new and not reading.sure:
        _decide(work, frame, said)
    elif leads_away(work, frame, reading):
        elsewhere(work, frame, reading)
    elif new and said is not Consent.YES:
        _merge(work, frame, reading, new)
    elif said is not None and not new and not (said is Consent.UNCLEAR and acts.WAIT.search(reading.text)):
        _decide(work, frame, said)
    elif new:  # "yes, but on the 28th": not what was read back
        _merge(work, frame, reading, new)
    elif acts.RESUME.search(reading.text) or same_task(frame, reading):
        advance(work)
    elif reading.intent in COURTESY:
        work.say(words(COURTESY[reading.intent]))
        advance(work)
    elif acts.asks(reading.text) and acts.WHO.search(reading.text):
        work.set(meant=frame.task)
        advance(work)  # read once more, with the names
    elif wants_knowledge(work, reading):
        ask_knowledge(work, reading)
    elif acts.WAIT.search(reading.text) and not acts.asks(reading.text):
        work.say(words("consent.take_time"))
        work.solved = True
        work.outcome(Outcome.AWAITING_CONFIRMATION)
    else:
        _decide(work, frame, Consent.UNCLEAR)


def _decide(work: Work, frame: Frame, said: Consent) -> None:
    assert frame.pending is not None
    if said is not Consent.UNCLEAR:
        work.set(meant=f"dialog.{said.value}")
    match said:
        case Consent.YES if work.state.cut_in:  # they cannot agree to what they have not heard to its end
            work.say(words("consent.cut_in"))
            work.set_frame(heard=True)
            advance(work)
        case Consent.YES:
            work.set_frame(consented=frame.pending.consent, text=frame.text)
            advance(work)
        case Consent.NO:
            # Nothing was done; the wish stays, the proposal goes.
            work.set_frame(
                pending=None,
                consented=None,
                refused=(*frame.refused, frame.pending.consent),
                chosen={},
                options=(),
                asked=("anything",),
            )
            work.say(words("consent.not_done"))
            work.solved = True
            work.outcome(Outcome.CLARIFYING)
        case Consent.UNCLEAR:
            work.say(words("consent.unclear"))
            work.unsolved()
            work.outcome(Outcome.AWAITING_CONFIRMATION)


# — after a question —


def _after_question(work: Work, reading: Reading) -> None:
    frame = work.state.frame
    assert frame is not None
    task = work.tasks[frame.task]
    if frame.options and not leads_away(work, frame, reading):
        option = pick(frame.options, reading.text, reading.slots)
        if option is not None:
            _choose(work, frame, option, reading)
            return
    new = new_slots(frame, task, reading)
    answer = None if new else aside(work, frame, task, reading)
    if answer is not None:
        work.say(*answer)
        work.solved = True
    elif costs_of(frame, reading):
        ask_knowledge(work, reading)
    elif leads_away(work, frame, reading) or asks_instead(work, frame, reading):
        elsewhere(work, frame, reading)
    elif new:
        _merge(work, frame, reading, new)
    elif reading.sure and reading.intent in COURTESY:
        work.say(words(COURTESY[reading.intent]))
        if reading.intent == "dialog.thanks" and not task.binding:
            work.pop()  # they have what they wanted
        work.outcome(Outcome.ANSWERED)
        advance(work)
    elif acts.LATER.search(reading.text) and not new and not acts.asks(reading.text):
        work.pop()
        work.say(words("courtesy.later"))
        work.solved = True
        work.outcome(Outcome.ANSWERED)
    elif "text" in frame.asked and reading.text.strip():
        work.set(meant=frame.task)
        work.set_frame(slots={**frame.slots, "text": reading.text}, text=reading.text, heard=True)
        advance(work)
    elif acts.consent(reading.text) is Consent.NO:
        work.pop()
        work.say(words("consent.dropped"))
        work.solved = True
        work.outcome(Outcome.ANSWERED)
    elif acts.LIST.search(reading.text) or acts.RESUME.search(reading.text):
        work.set_frame(heard=True)
        advance(work)
    elif wants_knowledge(work, reading):
        ask_knowledge(work, reading)
    else:
        _mean(work, frame, reading)
        work.set_frame(text=reading.text)
        work.unsolved()
        advance(work)


def _choose(work: Work, frame: Frame, option: Option, reading: Reading | None = None) -> None:
    _mean(work, frame, reading)
    work.set(turn_progress=True)
    slots = {**frame.slots, **(new_slots(frame, work.tasks[frame.task], reading) if reading else {})}
    work.set_frame(
        chosen={**frame.chosen, frame.question: option.key},
        slots={**slots, **option.slots},
        options=(),
        asked=(),
        tries=0,
        heard=True,
    )
    advance(work)


# — the beginning of something —


def _answers_offer(work: Work, reading: Reading) -> bool:
    """A yes or no to what was offered beside the answer: a person, going on, a next task."""
    offer = work.state.offer
    if offer is None:
        return False
    said = acts.wants(reading.text)
    frame = work.state.frame
    if (
        offer == "resume"
        and frame is not None
        and frame.pending is not None
        and in_so_many_words(frame, reading)
    ):
        work.set(offer=None)
        _decide(work, frame, Consent.YES)  # not "go on", but the very thing that was read back
        return True
    named = offer.removeprefix("task:") if offer.startswith("task:") else ""
    if said is Consent.YES and named and reading.slots and not surely_other(work, reading, named):
        work.set(offer=None, meant=named)
        work.push(named, reading.text, dict(reading.slots))
        advance(work)
        return True
    if named and points_at(reading.text) and not surely_other(work, reading, named):
        work.set(offer=None, meant=named)
        work.push(named, reading.text, {**reading.slots, "picked": reading.text})
        advance(work)
        return True
    if said not in (Consent.YES, Consent.NO) or reading.slots:
        if offer != "person":
            work.set(offer=None)
        return False
    work.set(offer=None)
    if said is Consent.NO:
        if offer == "resume":
            work.pop()
        work.say(words("consent.dropped" if offer == "resume" else "courtesy.anything_else"))
        work.solved = True
        work.outcome(Outcome.ANSWERED)
    elif offer == "person":
        from_frame(work, "offered_person")
    elif offer == "resume":
        work.set_frame(heard=True)  # the yes was to going on: it is no answer to what the task had asked
        advance(work)
    else:
        work.push(offer.removeprefix("task:"), reading.text, {})
        advance(work)
    return True


# — slots —


def _merge(work: Work, frame: Frame, reading: Reading, new: dict[str, str]) -> None:
    """Take over what was said; a choice or a consent that depended on other values is void by itself."""
    _mean(work, frame, reading)
    if frame.asked and frame.asked != ("anything",):
        work.set(turn_progress=bool(set(new) & set(frame.asked)))  # something, but not what was asked for
    slots = {**frame.slots, **new}
    if "date" in new and "time" not in new and frame.slots.get("date"):
        slots.pop("time", None)  # another day: the old hour was said of the old one
    chosen = (
        {} if {"date", "time", "flight_no", "cabin", "origin", "destination"} & set(new) else frame.chosen
    )
    work.set_frame(
        slots=slots, text=reading.text, chosen=chosen, pending=None, consented=None, heard=True, options=()
    )
    advance(work)


def _mean(work: Work, frame: Frame, reading: Reading | None) -> None:
    """An answer within a task is about that task, unless it surely says something of its own."""
    if reading is None or reading.intent not in work.tasks or not reading.sure:
        work.set(meant=frame.task)


# — when nothing fits —


def _not_understood(work: Work) -> None:
    work.say(words("ask.not_understood"))
    work.unsolved()
    work.outcome(Outcome.CLARIFYING)


def _repeat(work: Work) -> None:
    """Say it again: what waits for an answer by asking anew, everything else word for word."""
    if work.state.frame is not None:
        work.set_frame(heard=True)
        advance(work)
    elif work.state.last_said:
        work.say(words("plain.text", text=Quoted(work.state.last_said[work.state.language])))
