"""The score of one conversation, read off its turns. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hongyan.conversations.model import Conversation, Speaker, State, Turn

_WORSE = ("pleased", "neutral", "anxious", "dissatisfied", "angry")


@dataclass(frozen=True, slots=True)
class Measured:
    """``resolution``: open, resolved, resolved_by_person, handed_over, not_resolved, abandoned.

    ``emotions`` are (turn number, label) of the customer as the robot read them; ``forbidden`` (turn number, words).
    """

    resolution: str
    turns: int
    customer_turns: int
    emotions: tuple[tuple[int, str], ...]
    urgency: float
    forbidden: tuple[tuple[int, str], ...]
    low: bool

    @property
    def worst(self) -> str:
        return max((label for _, label in self.emotions), key=_WORSE.index, default="neutral")


def measure(
    conversation: Conversation, turns: Sequence[Turn], forbidden: Sequence[str], many_turns: int
) -> Measured:
    """Score a conversation as it stands."""
    emotions, urgency = [], 0.0
    for turn in turns:
        felt = turn.reasons.get("emotion")
        if isinstance(felt, dict) and felt.get("label") in _WORSE:
            emotions.append((turn.number, str(felt["label"])))
            urgency = max(urgency, _number(felt.get("urgency")))
    said = [
        (turn.number, words)
        for turn in turns
        if turn.speaker in (Speaker.ROBOT, Speaker.AGENT)
        for words in _said(turn.text, forbidden)
    ]
    resolution = _resolution(conversation, turns)
    customer = sum(turn.speaker is Speaker.CUSTOMER for turn in turns)
    last = emotions[-1][1] if emotions else "neutral"
    low = bool(
        said
        or last in ("angry", "dissatisfied")
        or resolution == "not_resolved"
        or (resolution == "abandoned" and customer > 1)
        or customer > many_turns
    )
    return Measured(resolution, len(turns), customer, tuple(emotions), urgency, tuple(said), low)


def _resolution(conversation: Conversation, turns: Sequence[Turn]) -> str:
    person = any(turn.speaker is Speaker.AGENT for turn in turns)
    if conversation.state is not State.CLOSED:
        return "handed_over" if conversation.handover or person else "open"
    if conversation.disposition == "not_resolved":
        return "not_resolved"
    if conversation.disposition == "resolved":
        return "resolved_by_person" if person else "resolved"
    if person:
        return "resolved_by_person"
    if conversation.handover:
        return "handed_over"
    if any(_did(turn.reasons) for turn in turns):
        return "resolved"
    return "abandoned"


def _did(reasons: dict[str, Any]) -> bool:
    """Whether this turn solved something: an act carried out, an answer from an article, or what the robot says of it."""
    acts = reasons.get("action")
    done = isinstance(acts, list) and any(isinstance(a, dict) and a.get("state") == "done" for a in acts)
    return done or reasons.get("resolved") is True


def _said(text: str, forbidden: Sequence[str]) -> list[str]:
    found = []
    for words in forbidden:
        pattern = re.escape(words)
        if words[0].isascii() and words[0].isalnum():
            pattern = rf"(?<!\w){pattern}(?!\w)"
        if re.search(pattern, text, re.IGNORECASE):
            found.append(words)
    return found


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
