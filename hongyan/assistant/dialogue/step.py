"""The pure heart: ``step(state, event, tasks) → (state, actions)``. Same inputs, same answer; time comes with the event."""

from hongyan.assistant.dialogue import keyed, menu
from hongyan.assistant.dialogue.advance import advance
from hongyan.assistant.dialogue.events import (
    Actions,
    Event,
    Fetched,
    FileReceived,
    Opened,
    Pressed,
    Said,
    Settled,
    Silence,
    Tapped,
)
from hongyan.assistant.dialogue.listen import heard, pressed, silent, tapped
from hongyan.assistant.dialogue.state import DialogueState
from hongyan.assistant.dialogue.task import Tasks
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.words import words

_LOOK_AGAIN = ("order_changed", "price_changed", "seats_gone")
_MOST_LOOKS = 3


def step(state: DialogueState, event: Event, tasks: Tasks) -> tuple[DialogueState, Actions]:
    """Return the state after ``event`` and what is to be said and done because of it."""
    goes_on = isinstance(event, Fetched | Settled)
    cut_in = isinstance(event, Said | Pressed | Tapped) and event.cut_in
    fresh = {} if goes_on else {"turn_executed": False, "turn_progress": False, "cut_in": cut_in}
    work = Work(state.model_copy(update={"now": event.at.isoformat(), **fresh}), tasks)
    if state.handed_over and not goes_on:
        return work.state, ()  # a person has it, or will; the robot keeps quiet
    if isinstance(event, Said | Tapped | FileReceived):
        work.set(menu=())
    match event:
        case Opened():
            _opened(work, event)
        case Said():
            heard(work, event.reading)
        case Pressed():
            if not (menu.pressed(work, event) or keyed.pressed(work, event)):
                pressed(work, event)
        case Tapped():
            tapped(work, event.payload)
        case Silence():
            silent(work)
            menu.again(work)
        case FileReceived():
            _file(work, event)
        case Fetched():
            _fetched(work, event)
        case Settled():
            _settled(work, event)
    return work.finish()


def _opened(work: Work, event: Opened) -> None:
    work.set(
        identity=event.identity,
        language=event.language,
        channel=event.channel,
        person_wait_minutes=event.person_wait_minutes,
        hears=event.hears,
    )
    name = event.identity.name
    if event.channel == menu.CHANNEL:
        menu.greet(work, event)
    else:
        work.say(words("greeting.named" if name else "greeting.plain", name=name or ""))
    if event.subject is not None and event.subject in work.tasks:
        work.push(event.subject, "", {})
        advance(work)


def _file(work: Work, event: FileReceived) -> None:
    frame = work.state.frame
    if frame is not None and "attachment" in frame.asked:
        work.set_frame(slots={**frame.slots, "attachment": event.attachment_id}, heard=True)
    else:
        work.push("proof.upload", "", {"attachment": event.attachment_id})
    advance(work)


def _fetched(work: Work, event: Fetched) -> None:
    if not _arrived(work, event.key):
        return
    frame = work.state.frame
    if frame is None:
        return
    if event.trouble is not None:
        work.set_frame(troubles={**frame.troubles, event.key: event.trouble})
    else:
        work.set_frame(facts={**frame.facts, event.key: event.value})
        if event.key.startswith("Identify:") and event.value is not None:
            _proved(work, event.value["order_id"])
        if event.key.startswith(
            "MyTrips:"
        ):  # proved by number, member or sign-in: still ours when nothing is left to fly
            for trip in event.value:
                _proved(work, trip["order_id"])
    advance(work)


def _settled(work: Work, event: Settled) -> None:
    if not _arrived(work, event.key):
        return
    frame = work.state.frame
    if frame is None:
        return
    if event.trouble in _LOOK_AGAIN and frame.looked_again < _MOST_LOOKS:
        # What was agreed to did not happen because the world moved: look again, and read back anew.
        work.say(words(f"trouble.{event.trouble}"))
        work.set_frame(
            facts={},
            chosen={} if event.trouble == "seats_gone" else frame.chosen,
            consented=None,
            pending=None,
            looked_again=frame.looked_again + 1,
        )
    elif event.trouble is not None:
        work.set_frame(troubles={**frame.troubles, event.key: event.trouble}, consented=None, pending=None)
    else:
        work.set_frame(receipts={**frame.receipts, event.key: event.receipt}, pending=None)
    advance(work)


def _arrived(work: Work, key: str) -> bool:
    """Tick off what was waited for; an answer nobody waits for (a retry, a late one) changes nothing."""
    if key not in work.state.waiting:
        return False
    work.set(waiting=tuple(k for k in work.state.waiting if k != key))
    return True


def _proved(work: Work, order_id: str) -> None:
    identity = work.state.identity
    if order_id not in identity.order_ids:
        work.set(identity=identity.model_copy(update={"order_ids": (*identity.order_ids, order_id)}))
