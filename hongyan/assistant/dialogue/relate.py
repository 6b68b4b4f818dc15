"""How an utterance stands to what is under way: an answer, a correction, a question beside it, or another matter. Judges only."""

from collections.abc import Sequence

from hongyan.assistant.dialogue import acts
from hongyan.assistant.dialogue.acts import Consent
from hongyan.assistant.dialogue.named import named
from hongyan.assistant.dialogue.state import Frame
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import View
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.understanding import Reading
from hongyan.assistant.understanding.closed_classes import only_values
from hongyan.assistant.understanding.mask_values import mask, normalise
from hongyan.assistant.words import Words, render, words

START = 0.40  # below this a task is not started on its own; binding acts are read back in any case
_IN_ARTICLES = frozenset(
    {"invoice.request", "seat.select", "checkin.do", "meal.request", "special.assist", "certificate.request"}
)
_LIKELY = 0.6
_SURELY_ELSEWHERE = 0.75  # below that a reading takes nobody away from what is under way
_VAGUE = 0.5  # a reading below this says little of its own
_ASIDES = ("fare.rules", "refund.status", "none", "flight.search", "compensation.claim")
# A slot that only one task has: naming it is about that task, however unsure the rest.
_OF_ONE_TASK = {"special.assist": "ssr", "seat.select": "seat_pref", "cargo.track": "awb_no"}


def takes_leave(work: Work, reading: Reading) -> bool:
    """Say whether this ends the talk: surely, or with nothing under way. A yes in so many words is no leave."""
    frame = work.state.frame
    if frame is not None and frame.pending is not None and in_so_many_words(frame, reading):
        return False
    return (
        reading.sure or named(reading.text, "dialog.bye") or (frame is None and reading.confidence >= START)
    )


def asks_more(work: Work, reading: Reading) -> str | None:
    """Return the task that was just told of, when a sentence goes on about it: another route, the same waybill, the number to call."""
    last, frame = work.state.memory.get("last_task", ""), work.state.frame
    if frame is not None:
        return None
    if last == "flight.status" and reading.intent == "flight.search" and not acts.FARES.search(reading.text):
        return last
    if last == "flight.search" and acts.TOTAL.search(reading.text) and not reading.slots and not reading.sure:
        return last
    if last == "cargo.track" and acts.CARGO_DETAIL.search(reading.text) and not reading.slots:
        return last if not (reading.sure and reading.intent != last) else None
    if last == "callback.request" and {"phone", "time"} & set(reading.slots) and not reading.sure:
        return last
    return None


def adds_to(work: Work, reading: Reading) -> str | None:
    """Return the task that was just told of, when a sentence only brings data for it: a phone number, another flight."""
    last = work.state.memory.get("last_task", "")
    task = work.tasks.get(last)
    if task is None or work.state.frame is not None or not task.slots & set(reading.slots):
        return None
    vague = not reading.sure and reading.confidence < _VAGUE
    return last if vague or only_values(mask(normalise(reading.text))) else None


def goes_on_asking(work: Work, reading: Reading) -> str | None:
    """Return what an article was about, when the next question leans on it ("and how long before?")."""
    memory = work.state.memory
    vague = not reading.sure and not reading.slots and reading.confidence < _VAGUE
    of_its_own = reading.confidence >= START and named(reading.text, reading.intent)
    if work.state.frame is not None or not vague or of_its_own:
        return None
    last = memory.get("last_task", "")
    if not acts.asks(reading.text):
        return None
    if last in (memory.get("asked_of"), "knowledge") and memory.get("asked"):
        return memory["asked"]
    known = f"task.{last.replace('.', '_')}"
    return render((words(known),), work.state.language) if last in _IN_ARTICLES else None


def same_flight_again(work: Work, reading: Reading) -> bool:
    """ "When does it land?" right after a flight's status is about that flight."""
    return (
        work.state.memory.get("last_task") == "flight.status"
        and work.state.frame is None
        and acts.ARRIVAL.search(reading.text) is not None
        and not ({"flight_no", "origin", "destination"} & set(reading.slots))
    )


def followed_up(work: Work, reading: Reading) -> Sequence[Words] | None:
    """Return the answer to a question about what was just done or told, unless it surely is about something else."""
    last = _told_of(work, reading)
    task = work.tasks.get(last)
    if task is None or task.after is None or work.state.frame is not None:
        return None
    surely = reading.sure or (named(reading.text, reading.intent) and not named(reading.text, last))
    elsewhere = surely and reading.intent not in (*_ASIDES, last) and reading.intent in work.tasks
    if elsewhere and not acts.PROMISE_ASKED.search(reading.text):
        return None
    return task.after(View(work.state, Frame(task=last, number=0, text=reading.text)), reading.text)


def _told_of(work: Work, reading: Reading) -> str:
    """Return the task a question looks back to: one of this conversation that it names, else the last."""
    done = work.state.memory.get("done", "").split(",")
    if reading.intent in done and named(reading.text, reading.intent):
        return reading.intent
    return work.state.memory.get("last_task", "")


def looked_back(work: Work, reading: Reading) -> str:
    """Return the intent of a question that ``followed_up`` answers."""
    task = work.tasks[_told_of(work, reading)]
    return task.after_means or task.name


def trip_of(frame: Frame) -> dict[str, str]:
    return {
        k: v for k, v in frame.slots.items() if k in ("locator", "ticket_no", "name", "phone", "order_id")
    }


def _asks_unproved(work: Work, frame: Frame, task: Task, reading: Reading) -> bool:
    """Who has not proved who they are yet and asks on about "the one at seven" still means the trip they were asked to prove."""
    return (
        task.personal
        and "locator" in frame.asked
        and reading.intent == "flight.status"
        and not {"flight_no", "origin", "destination"} & set(reading.slots)
    )


def leads_away(work: Work, frame: Frame, reading: Reading) -> bool:
    """Say whether a reading is surely about another task than the one under way."""
    task = work.tasks[frame.task]
    if reading.intent not in work.tasks or reading.intent in (frame.task, *task.serves):
        return False
    if reading.intent in task.near and not acts.buys(reading.text):
        return False
    if _asks_unproved(work, frame, task, reading):
        return False
    if _OF_ONE_TASK.get(reading.intent, "") in reading.slots:
        return True
    if (
        work.tasks[reading.intent].binding
        and task.binding
        and not acts.names_act(reading.text, reading.intent)
    ):
        return False
    if acts.RESUME.search(reading.text):
        return False
    if acts.GIVES_UP.search(reading.text) and acts.names_act(reading.text, reading.intent):
        return reading.confidence >= _LIKELY  # what waits is given up in words, and another act is named
    return reading.sure or reading.confidence >= _SURELY_ELSEWHERE


def asks_instead(work: Work, frame: Frame, reading: Reading) -> bool:
    """Say whether a question comes where a story or a number was asked for: it is no answer, however free the answer may be."""
    return (
        "text" in frame.asked
        and acts.asks(reading.text)
        and reading.intent in work.tasks
        and reading.intent != frame.task
        and reading.confidence >= _LIKELY
        and not reading.slots
    )


def costs_of(frame: Frame, reading: Reading) -> bool:
    """Say whether a question of money is about the service under way, not about a ticket."""
    return (
        "ssr" in frame.slots
        and reading.intent == "fare.rules"
        and not named(reading.text, "booking.change")
        and not named(reading.text, "booking.refund")
    )


def same_task(frame: Frame, reading: Reading) -> bool:
    return reading.intent == frame.task


def resumes(work: Work, reading: Reading) -> bool:
    frame = work.state.frame
    if frame is None:
        return False
    return bool(acts.RESUME.search(reading.text)) or reading.intent == frame.task


def back_to(work: Work, reading: Reading) -> bool:
    """ "Back to the ticket": what was asked beside it is left, however far it had come."""
    binding = [n for n, f in enumerate(work.state.frames[:-1]) if work.tasks[f.task].binding]
    if not binding or not acts.RESUME.search(reading.text) or not acts.OF_TRIP.search(reading.text):
        return False
    work.set(
        frames=work.state.frames[: binding[-1] + 1], offer=None, meant=work.state.frames[binding[-1]].task
    )
    return True


def in_so_many_words(frame: Frame, reading: Reading) -> bool:
    return (
        acts.SO_MANY_WORDS.search(reading.text) is not None
        and acts.RESUME.search(reading.text) is None
        and acts.consent(reading.text, frame.task) is Consent.YES
    )


def surely_other(work: Work, reading: Reading, task: str) -> bool:
    return reading.sure and reading.intent in work.tasks and reading.intent != task


def new_slots(frame: Frame, task: Task, reading: Reading) -> dict[str, str]:
    """Return what the answer changes in this task."""
    wanted = task.slots | set(frame.asked)
    return {k: v for k, v in reading.slots.items() if k in wanted and frame.slots.get(k) != v}


def wants_knowledge(work: Work, reading: Reading) -> bool:
    """A question in the middle of something that no task of ours names: the knowledge base may know."""
    return acts.asks(reading.text) and len(reading.text) > 4


def aside(work: Work, frame: Frame, task: Task, reading: Reading) -> tuple[Words, ...] | None:
    """Return the answer to a question about what is under way; a sure wish for something else is none."""
    elsewhere = reading.sure and reading.intent not in (*_ASIDES, frame.task)
    if task.aside is None or (elsewhere and not acts.LIST.search(reading.text)):
        return None
    found = task.aside(View(work.state, frame), reading.text)
    return None if found is None else tuple(found)
