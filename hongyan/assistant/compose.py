"""From what is to be said to stored turns: text in the customer's language, through the last gate, with buttons, cards, sources and reasons."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import structlog

from hongyan.assistant.dialogue import DialogueState, HandOver, Say
from hongyan.assistant.dialogue.state import Outcome
from hongyan.assistant.understanding import Reading
from hongyan.assistant.words import Gate, Listed, Words, amounts_in, render, words
from hongyan.conversations import Button, Citation, Conversation, Turn, robot_turn

log = structlog.get_logger(__name__)


class Composer:
    """Nothing is said that the gate refuses: a sentence with a breach is replaced, and counted."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def compose(
        self,
        conversation: Conversation,
        state: DialogueState,
        said: Sequence[Say],
        reading: Reading | None,
        acts: Sequence[dict[str, Any]],
        asked: Sequence[str],
        hand_over: HandOver | None = None,
        closed: str | None = None,
    ) -> list[Turn]:
        """Return one turn with everything said in this answer; [] when nothing is. ``closed`` = the robot takes leave, and why."""
        spoken = [one for say in said for one in say.words]
        if not spoken:
            return []
        text = self.text(spoken, state.language)
        buttons = tuple(
            Button(label=option.labels[state.language], payload=option.key)
            for say in said
            for option in say.options
        )
        waits = state.frame is not None and state.frame.pending is not None
        if state.outcome is Outcome.AWAITING_CONFIRMATION or (waits and state.outcome is Outcome.EXECUTED):
            buttons = (*_YES_NO[state.language], *buttons)
        return [
            robot_turn(
                conversation,
                text,
                language="zh-CN" if state.language == "zh" else "en",
                buttons=buttons,
                cards=tuple(card for say in said for card in say.cards),
                citations=tuple(_citations(spoken)),
                reasons=_reasons(state, spoken, reading, acts, asked)
                | ({"hand_over": dict(hand_over.summary)} if hand_over else {})
                | ({"closed": closed} if closed else {}),
            )
        ]

    def text(self, spoken: Sequence[Words], language: str) -> str:
        """Return the text, checked. Amounts of money must be values of the words or stand in quoted passages."""
        text = render(spoken, language)
        quoted = any(
            one.key in ("knowledge.answer", "plain.text") or one.key.startswith("disruption.right")
            for one in _all(spoken)
        )
        amounts: set[Decimal] | None = None if quoted else amounts_in(spoken)
        breaches = self._gate.check(text, amounts)
        if not breaches:
            return text
        log.warning(
            "gate_refused", kinds=sorted({b.kind for b in breaches}), templates=[w.key for w in spoken]
        )
        kept = [one for one in spoken if not self._gate.check(render((one,), language), amounts)]
        return render(kept or [words("promise.cannot")], language)


_YES_NO = {
    "zh": (Button("确认", "yes", "primary"), Button("不要", "no")),
    "en": (Button("Confirm", "yes", "primary"), Button("No", "no")),
}


def _all(spoken: Sequence[Words]) -> list[Words]:
    found: list[Words] = []
    for one in spoken:
        found.append(one)
        for value in one.values.values():
            if isinstance(value, Listed):
                found += _all(value.items)
    return found


def _citations(spoken: Sequence[Words]) -> list[Citation]:
    found = []
    for one in _all(spoken):
        if one.cite is not None:
            title = str(getattr(one.values.get("title"), "text", "") or one.cite[0])
            found.append(Citation(title=title, ref=one.cite[0], clause=one.cite[1]))
    return list({(c.ref, c.clause): c for c in found}.values())


def _reasons(
    state: DialogueState,
    spoken: Sequence[Words],
    reading: Reading | None,
    acts: Sequence[dict[str, Any]],
    asked: Sequence[str],
) -> dict[str, Any]:
    """Say why the robot said this, for people who look at it later."""
    frame = state.frame
    reasons: dict[str, Any] = {
        "outcome": state.outcome.value,
        "task": frame.task if frame else state.memory.get("last_task"),
        "slots": dict(frame.slots) if frame else {},
        "templates": [one.key for one in spoken],
        "facts": list(dict.fromkeys(asked)),
        "asked": list(frame.asked) if frame else [],
        "unsolved": state.unsolved,
    }
    if acts:
        reasons["action"] = list(acts)
    if reading is not None:
        reasons |= {
            "intent": state.meant or reading.intent,
            "read_as": reading.intent,
            "confidence": round(reading.confidence, 3),
            "sure": reading.sure,
            "heard": dict(reading.slots),
            "alternatives": [[name, round(p, 3)] for name, p in reading.alternatives[:3]],
            "emotion": {
                "label": reading.emotion.label,
                "urgency": round(reading.emotion.urgency, 2),
                "evidence": list(reading.emotion.evidence),
            },
        }
    return reasons
