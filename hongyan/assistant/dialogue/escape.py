"""Ways out: anger changes the tone, then brings a person; doubt offers choices; four unsolved turns offer a person."""

import re

from hongyan.assistant.dialogue.advance import advance, from_frame
from hongyan.assistant.dialogue.state import Outcome
from hongyan.assistant.dialogue.work import Work
from hongyan.assistant.understanding import Reading
from hongyan.assistant.understanding.emotion_words import FEELINGS
from hongyan.assistant.words import words

SURELY_ANGRY = 0.6
BEYOND_WORDS = 0.95  # so angry that no word of anger is needed to believe it
OUTSIDE = 0.5  # as likely as not outside the service: say so rather than search for something alike
SURELY_OUTSIDE = 0.8  # below this the words may only have been odd: ask for others
LONG_WAIT = 10.0  # minutes in the queue from which a person is offered, not forced upon an angry customer


def feel(work: Work, reading: Reading) -> bool:
    """Answer anger: first with another tone, at the next angry turn with a person. Returns whether the turn is spent."""
    if not _angry(reading):
        _regret(work, reading)
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


# What is complained of, said in other words than those of anger: the third time, nobody answers, what do you want of me.
_GRIEVANCE = re.compile(
    r"第[二三四五六七八九2-9]次|又(?:延误|取消|改|晚)|到底|怎么回事|怎么搞|受够|没人(?:管|理|接|回)|说话不算|每次都|老是|一直(?:没|打不通|不)|欺人|太过分|像话|"
    r"\b(?:(?:second|third|fourth|fifth) time|again and again|every time|nobody|no one|fed up|ridiculous|unacceptable|"
    r"what is wrong with|how dare|enough of|sick of|joke)\b",
    re.I,
)


def _angry(reading: Reading) -> bool:
    """Say whether somebody is angry: the model says so and a word of it was said, or the model has no doubt at all."""
    feeling = reading.emotion
    if feeling.label != "angry" or feeling.confidence < SURELY_ANGRY:
        return False
    said = any("angry" in FEELINGS.get(word, ()) for word in feeling.evidence)
    return said or bool(_GRIEVANCE.search(reading.text)) or feeling.confidence >= BEYOND_WORDS


def _regret(work: Work, reading: Reading) -> None:
    """Somebody complains without being angry: another tone, once."""
    troubled = reading.emotion.label in ("anxious", "dissatisfied", "angry")
    if troubled and _GRIEVANCE.search(reading.text) and "regretted" not in work.state.memory:
        work.set(memory={**work.state.memory, "regretted": "yes"})
        work.say(words("tone.sorry"))


def offer_choices(work: Work, reading: Reading) -> None:
    """Not sure what is meant: look into the knowledge base, and offer the likeliest tasks instead of guessing."""
    if reading.intent == "none" and OUTSIDE <= reading.confidence < SURELY_OUTSIDE:
        work.say(words("none.perhaps_outside"))
        work.unsolved()
        work.outcome(Outcome.CLARIFYING)
        return
    if reading.intent == "none" and reading.confidence >= OUTSIDE:
        work.say(words("none.outside"))
        work.unsolved()
        work.outcome(Outcome.ANSWERED)
        return
    likely = [reading.intent, *(name for name, _ in reading.alternatives)]
    names = [n for n in dict.fromkeys(likely) if n in work.tasks and n not in ("knowledge", "unsure")][:3]
    work.push("unsure", reading.text, {"guesses": ",".join(names)})
    advance(work)
