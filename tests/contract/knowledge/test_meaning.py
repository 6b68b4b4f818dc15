"""What articles mean beside what they say: encoded once in an installation, weighed in each search."""

import numpy as np
from numpy.typing import NDArray

from hongyan.core.clock import ManualClock
from hongyan.knowledge import Content, Knowledge, KnowledgeSettings
from hongyan.runtime import Database
from tests.builders.knowledge import put

# Both speak of the desk; which is meant stands in no word of the question.
DESK = Content("柜台办理时间", "柜台在起飞前一百二十分钟开始办理。")
LOUNGE = Content("柜台旁的休息室", "柜台旁的休息室凭金卡进入，柜台办理登记。")
QUESTION = "柜台办理"


class Encoder:
    """Knows two meanings by a word in the text, and counts what it is asked."""

    def __init__(self, name: str, meant: str) -> None:
        self.name = name
        self._meant = meant
        self.encoded = 0

    def encode(self, text: str) -> NDArray[np.float32]:
        self.encoded += 1
        same = self._meant in text or text == QUESTION
        return np.array([1.0, 0.0] if same else [0.0, 1.0], dtype=np.float32)


def knowledge_of(db: Database, clock: ManualClock, encoder: Encoder) -> Knowledge:
    return Knowledge(db, clock, KnowledgeSettings(), encoder)


async def test_of_two_articles_with_the_same_words_the_meant_one_comes_first(
    db: Database, clock: ManualClock
) -> None:
    for meant in ("起飞前", "休息室"):
        knowledge = knowledge_of(db, clock, Encoder(meant, meant))
        await put(knowledge, DESK, LOUNGE)
        (best, other) = await knowledge.search(QUESTION)
        assert meant in best.quote and best.score > other.score


async def test_a_text_is_encoded_once_and_again_only_by_other_weights(
    db: Database, clock: ManualClock
) -> None:
    first = Encoder("v1", "起飞前")
    knowledge = knowledge_of(db, clock, first)
    await put(knowledge, DESK, LOUNGE)
    await knowledge.search(QUESTION)
    assert first.encoded == 3  # two articles and the question
    after_a_restart = Encoder("v1", "起飞前")
    assert (await knowledge_of(db, clock, after_a_restart).search(QUESTION))[0].title == DESK.title
    assert after_a_restart.encoded == 1
    other_weights = Encoder("v2", "起飞前")
    await knowledge_of(db, clock, other_weights).search(QUESTION)
    assert other_weights.encoded == 3
