"""What customers said about conversations, without who said it."""

from dataclasses import dataclass
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswered(Event):
    """A customer has rated a conversation; ``low`` = somebody will look after it."""

    name: ClassVar[str] = "quality.survey_answered"
    conversation_id: str
    csat: int | None
    nps: int | None
    low: bool
