"""The survey by text message: its question, and what an answer such as ``9`` or ``满意 9`` says. Pure."""

import re
import unicodedata
from dataclasses import dataclass

QUESTION = {
    "zh": "【满意度】刚才的服务您是否满意？请回复“满意/一般/不满意”和 0–10 的推荐分，例如“满意 9”。只问这一次，不回复也没有关系。",
    "en": "How was our help? Please reply satisfied, neutral or dissatisfied and how likely you are to recommend us, 0 to 10, "
    'for example "satisfied 9". We ask only once; no answer is fine too.',
}
THANKS = {
    "zh": "谢谢您的评价。",
    "en": "Thank you for your answer.",
}
SORRY = {
    "zh": "谢谢您的坦率评价，很抱歉没有做好。我们会有同事跟进。",
    "en": "Thank you for being frank. We are sorry; a colleague will look after it.",
}
_WORDS = (  # the longer words first: each contains the next ones
    (re.compile(r"非常不满意?|很不满意?|very (?:dissatisfied|unsatisfied|unhappy)|terrible|糟糕", re.I), 1),
    (re.compile(r"不满意?|不好|差评|dissatisfied|unsatisfied|not satisfied|unhappy|bad", re.I), 2),
    (re.compile(r"一般|还行|还可以|凑合|neutral|so[- ]so|average", re.I), 3),
    (re.compile(r"非常满意|很满意|十分满意|very (?:satisfied|happy|good)|excellent|great", re.I), 5),
    (re.compile(r"满意|好评|satisfied|happy|good", re.I), 4),
)
_SCORE = re.compile(r"(?<![\d.])(10|\d)(?:\s*分|\s*points?|/10)?(?![\d.])")
_FILLING = re.compile(
    r"[\s,.;:!/()。，、；：！（）]|推荐|打|给|我|您们?|你们?|就|吧|了|的|服务|and|i am|i'm|score|nps", re.I
)
_LONGEST_REST = 60


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """``csat`` 1–5, ``nps`` 0–10; ``comment`` is what else was said. ``bare`` = a number and nothing else."""

    csat: int | None
    nps: int | None
    comment: str
    bare: bool


def read_answer(text: str) -> SurveyAnswer | None:
    """Return what a reply says as an answer to the question; None when it is about something else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = next(((pattern, value) for pattern, value in _WORDS if pattern.search(plain)), None)
    scores = _SCORE.findall(plain)
    if len(scores) > 1 or (found is None and not scores):
        return None
    rest = plain
    if found is not None:
        rest = found[0].sub("", rest, count=1)
    rest = _SCORE.sub("", rest)
    rest = _FILLING.sub("", rest) and rest.strip(" ,.;:!，。、；：！")
    if rest and (found is None or not scores or len(rest) > _LONGEST_REST):
        return None  # "flight at 9" is no score, "good morning" no praise, a long letter a matter of its own
    return SurveyAnswer(
        found[1] if found else None, int(scores[0]) if scores else None, rest, found is None and not rest
    )
