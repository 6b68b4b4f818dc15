"""Questions that articles answer: quoted with title and version; nothing found is said, never invented."""

import re

from hongyan.assistant.dialogue.acts import OTHER_PERSONS_DATA, PROMISE_ASKED
from hongyan.assistant.dialogue.queries import Knowledge
from hongyan.assistant.dialogue.task import Task
from hongyan.assistant.dialogue.view import Told, View, option
from hongyan.assistant.ports import Answer
from hongyan.assistant.words import Quoted, Words, render, words

_HOW_MUCH = re.compile(r"多少|几件|几公斤|多重|\bhow (?:much|many|heavy)\b", re.I)
_OF_WHAT = re.compile(
    r"行李|箱|包|公斤|液体|电池|\b(?:bag|case|suitcase|luggage|kilo|piece|liquid|batter|bottle|skis?|bike|item)",
    re.I,
)


def passages(v: View, subject: Words | None = None) -> Told:
    """Answer from the knowledge base, quoting article and version.

    ``subject`` names what it is about, for a question that does not say so itself ("and how long before?").
    """
    if OTHER_PERSONS_DATA.search(v.text):
        return Told((words("privacy.refused"),))
    found = _same_article_first(v, _found(v, subject))
    v.note("asked_of", v.slot("asked_of") or v.frame.task)
    v.note("asked", found[0].citation.title if found else "")
    if not found:
        if PROMISE_ASKED.search(v.text):
            return Told((words("promise.cannot"),))
        suspended = v.state.frames[:-1]
        if suspended and suspended[-1].pending:  # the read-back still waits for its answer
            return Told((words("knowledge.nothing"), words("consent.unclear")), solved=False, waits=True)
        return Told((words("knowledge.nothing"),), solved=False)
    best = found[0]
    return Told(
        (
            words(
                "knowledge.answer",
                cite=(best.citation.ref, best.citation.version),
                text=Quoted(best.text),
                title=Quoted(best.citation.title),
            ),
        ),
        value=found,
        cards=(
            {
                "type": "citation",
                "title": best.citation.title,
                "ref": best.citation.ref,
                "version": best.citation.version,
                "quote": best.citation.quote,
                "question": best.question_id,
            },
        ),
    )


def _found(v: View, subject: Words | None) -> list[Answer]:
    """Look for the question within its subject or what was talked of just before, then for the subject, then for itself."""
    about = v.slot("topic") or (render((subject,), v.language) if subject is not None else None)
    questions = [f"{about} {v.text}", about, v.text] if about else [v.text]
    for question in questions:
        found: list[Answer] = v.world(Knowledge(question, v.language))
        if found:
            return found
    return []


def _same_article_first(v: View, found: list[Answer]) -> list[Answer]:
    """A question that leans on what was just told is answered from that article, when it has an answer."""
    earlier = v.slot("topic")
    if not earlier:
        return found
    if not any(answer.citation.title == earlier for answer in found):
        by_title: list[Answer] = v.world(Knowledge(earlier, v.language))
        found = [*found, *(answer for answer in by_title if answer.citation.title == earlier)]
    return sorted(found, key=lambda answer: answer.citation.title != earlier)


def unsure(v: View) -> Told:
    """Not sure what is meant: what the articles say, or the likeliest tasks to choose from. Never a guess that acts."""
    if OTHER_PERSONS_DATA.search(v.text):
        return Told((words("privacy.refused"),))
    if PROMISE_ASKED.search(v.text):
        return Told((words("promise.cannot"),))
    found: list[Answer] = v.world(Knowledge(v.text, v.language))
    if found:
        return passages(v)
    guesses = [g for g in (v.slot("guesses") or "").split(",") if g]
    if not guesses:
        return Told((words("ask.not_understood"),), solved=False, asks=True)
    options = tuple(option(f"task:{g}", words("task." + g.replace(".", "_"))) for g in guesses)
    return Told(
        (words("ask.did_you_mean", tasks=tuple(Quoted(o.labels[v.language]) for o in options)),),
        solved=False,
        asks=True,
        options=options,
    )


def _answered(v: View) -> Told:
    if v.frame.task == "baggage.allowance" and _HOW_MUCH.search(v.text) and not _OF_WHAT.search(v.text):
        v.note(
            "topic", render((words("task.baggage_allowance"),), v.language)
        )  # "how much could I check in?"
    return passages(v)


def article_task(intent: str) -> Task:
    """Return a task that answers ``intent`` from the knowledge base."""
    return Task(intent, _answered, steps=("knowledge",))


KNOWLEDGE = article_task("knowledge")
UNSURE = Task("unsure", unsure, steps=("knowledge", "choices"))
BY_ARTICLE = tuple(
    article_task(intent)
    for intent in (
        "baggage.allowance",
        "pet.travel",
        "partner.offers",
        "cargo.quote",
        "loyalty.enrol",
        "loyalty.redeem",
        "weather.query",
    )
)
