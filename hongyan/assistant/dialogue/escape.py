"""Ways out: anger changes the tone, then brings a person; doubt offers choices; four unsolved turns offer a person."""

from hongyan.assistant.dialogue.advance import advance, from_frame
from hongyan.assistant.dialogue.state import Outcome
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.understanding import Reading
from hongyan.assistant.words import words

SURELY_ANGRY = 0.6
OUTSIDE = 0.5  # as likely as not outside the service: say so rather than search for something alike
LONG_WAIT = 10.0  # minutes in the queue from which a person is offered, not forced upon an angry customer


def feel(work: Work, reading: Reading) -> bool:
    """Answer anger: first with another tone, at the next angry turn with a person. Returns whether the turn is spent."""
    if reading.emotion.label != "angry" or reading.emotion.confidence < SURELY_ANGRY:
        return False
    work.set(angry_turns=work.state.angry_turns + 1)
    if work.state.angry_turns == 1 or reading.intent == "agent.human":
        work.say(words("tone.sorry"))
        return False
    wait = work.state.person_wait_minutes
    if wait is not None and wait > LONG_WAIT:
        work.say(words("tone.sorry_queue", minutes=round(wait)))
        work.set(offer="person")
        return False
    work.say(words("tone.person_now"))
    from_frame(work, "anger")
    return True


def offer_choices(work: Work, reading: Reading) -> None:
    """Not sure what is meant: look into the knowledge base, and offer the likeliest tasks instead of guessing."""
    if reading.intent == "none" and reading.confidence >= OUTSIDE:
        work.say(words("none.outside"))
        work.unsolved()
        work.outcome(Outcome.ANSWERED)
        return
    likely = [reading.intent, *(name for name, _ in reading.alternatives)]
    names = [n for n in dict.fromkeys(likely) if n in work.tasks and n not in ("knowledge", "unsure")][:3]
    work.push("unsure", reading.text, {"guesses": ",".join(names)})
    advance(work)
