"""What came out of understanding one utterance, and what it may know about the moment. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

SLOTS = (
    "flight_no", "date", "time", "origin", "destination", "locator", "ticket_no", "awb_no", "phone", "name",
    "cabin", "pax_count", "amount", "seat_pref", "ssr", "refund_reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What the dialogue expects at this turn. ``now`` is aware, in the traveller's zone: relative dates count from it.

    ``expected`` names the slots just asked for ("23" after "which day?" is a day of the month); ``intent`` is the task
    under way; ``names`` are the travellers of the booking at hand; ``prior`` are slots already known, which corrections
    ("no, the day after", "last digit is six") refer to.
    """

    now: datetime
    language: str | None = None  # of the conversation so far: zh | en
    expected: tuple[str, ...] = ()
    intent: str | None = None
    names: tuple[str, ...] = ()
    prior: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Emotion:
    """``label``: neutral, pleased, anxious, dissatisfied, angry. ``urgency`` 0..1. ``evidence``: the words that show it."""

    label: str = "neutral"
    confidence: float = 1.0
    urgency: float = 0.0
    evidence: tuple[str, ...] = ()

    @property
    def negative(self) -> bool:
        return self.label in ("dissatisfied", "angry")


@dataclass(frozen=True, slots=True)
class Reading:
    """One utterance understood. ``confidence`` is calibrated; ``sure`` = at or above the threshold for acting without asking.

    ``slots`` are strings in the forms of the intent inventory (``docs/reference/intents.md``). ``alternatives`` are the next best
    intents with their probabilities, best first. ``rest`` holds the readings of further requests of a compound utterance.
    """

    text: str
    language: str  # zh | en
    intent: str
    confidence: float
    sure: bool
    slots: dict[str, str] = field(default_factory=dict)
    alternatives: tuple[tuple[str, float], ...] = ()
    emotion: Emotion = Emotion()
    rest: tuple["Reading", ...] = ()
