"""The hotline's menu: one level, six choices at most, in the order in which people ask. Own words come first, keys second."""

from collections.abc import Mapping

from hongyan.assistant.dialogue.advance import advance
from hongyan.assistant.dialogue.events import Close, Opened, Pressed
from hongyan.assistant.dialogue.state import Option, Outcome
from hongyan.assistant.dialogue.task import Tasks
from hongyan.assistant.dialogue.view import option
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.words import TEMPLATES, words

MOST = 6
ENOUGH = 200  # wishes in a month below which their counts say too little: the order of old experience stands
OTHER_LANGUAGE = "9"
CHANNEL = "voice"
# What may stand in the menu: whatever has a short label. The order is that of a quiet month without figures.
DEFAULT = (
    "flight.status", "booking.change", "booking.refund", "booking.create", "baggage.problem", "checkin.do",
    "flight.search", "booking.view", "disruption.options", "refund.status", "baggage.allowance", "loyalty.balance",
    "cargo.track", "special.assist", "complaint.file", "invoice.request", "seat.select", "certificate.request",
    "lostfound.report", "compensation.claim", "pet.travel", "distributor.service",
)  # fmt: skip


def counted(wishes: Mapping[str, int], tasks: Tasks) -> dict[str, int]:
    """Return how often each task that may stand in the menu was wished for, in the order of ``DEFAULT``.

    ``wishes`` are by intent; one that has no label of its own counts for the task it starts.
    """
    counts = {name: 0 for name in DEFAULT if name in tasks}
    for intent, count in wishes.items():
        task = tasks.get(intent)
        name = intent if intent in counts else task.name if task is not None else ""
        if name in counts:
            counts[name] += max(0, count)
    return counts


def in_order(wishes: Mapping[str, int], tasks: Tasks) -> tuple[str, ...]:
    """Return the tasks of the menu, most wished for first; ties, and months with few wishes, go by ``DEFAULT``."""
    counts = counted(wishes, tasks)
    if sum(counts.values()) < ENOUGH:
        return tuple(counts)[:MOST]
    return tuple(sorted(counts, key=lambda name: -counts[name])[:MOST])


def choices(names: tuple[str, ...]) -> tuple[Option, ...]:
    """Return the menu's choices; the telephone gives each its key."""
    return tuple(option(f"task:{name}", words(label(name))) for name in names)


def label(name: str) -> str:
    """Return the template of a choice's label."""
    return "menu." + name.replace(".", "_")


def greet(work: Work, event: Opened) -> None:
    """Greet a caller. Who is known to call about something is told that at once, without a menu."""
    if event.subject is not None and event.subject in work.tasks:
        work.say(words("greeting.voice_known"))
        return
    names = tuple(n for n in event.menu if n in work.tasks and label(n) in TEMPLATES["zh"])
    work.set(menu=(names or in_order({}, work.tasks))[:MOST])
    _offer(work, _greeting(work))


def pressed(work: Work, event: Pressed) -> bool:
    """Take a key of the menu, the other language, or the wish to hear the menu again. Returns whether it was one of these."""
    if work.state.channel != CHANNEL or not _free(work):
        return False
    key, names = event.digits.rstrip("#"), work.state.menu
    if key == OTHER_LANGUAGE:
        work.set(silences=0, language="en" if work.state.language == "zh" else "zh")
        if not names:
            work.set(menu=in_order({}, work.tasks))
        _offer(work, _greeting(work))
        work.outcome(Outcome.ANSWERED)
        return True
    if not names or key == "0":
        return False
    work.set(silences=0)
    if key == "*":
        _offer(work, _greeting(work))
        work.outcome(Outcome.ANSWERED)
    elif key.isdigit() and 1 <= int(key) <= len(names):
        name = names[int(key) - 1]
        work.set(menu=(), meant=name)
        work.push(name, "", {})
        advance(work)
    elif len(key) == 1:
        _offer(work, "menu.no_such_key")
        work.unsolved()
        work.outcome(Outcome.CLARIFYING)
    else:
        return False
    return True


def again(work: Work) -> None:
    """Say the choices once more after a silence, while nothing else has begun and no leave is taken."""
    if _free(work) and work.state.menu and Close not in map(type, work.actions):
        work.options = choices(work.state.menu)


def _greeting(work: Work) -> str:
    """Own words are asked for only where they can be heard."""
    return "greeting.voice" if work.state.hears else "greeting.voice_keys"


def _offer(work: Work, said: str) -> None:
    work.say(words(said))
    work.options = choices(work.state.menu)


def _free(work: Work) -> bool:
    """Say whether no question, read-back or choice is open: keys are not an answer to something."""
    frame = work.state.frame
    return frame is None or not (frame.asked or frame.options or frame.pending)
