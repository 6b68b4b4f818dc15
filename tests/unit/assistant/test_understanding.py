"""Reading an utterance: whole-utterance rules, robustness, determinism, and the prior of the conversation."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hongyan.assistant.understanding import INTENTS, Context, Understanding

NOW = datetime(2026, 11, 25, 10, tzinfo=timezone(timedelta(hours=8)))
PLAIN = Context(NOW)


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding()


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("嗯，对的", "zh", "dialog.yes"),
        ("不用了谢谢", "zh", "dialog.no"),
        ("没听清，再说一遍", "zh", "dialog.repeat"),
        ("你好，在吗？", "zh", "dialog.greet"),
        ("好的谢谢，再见", "zh", "dialog.bye"),
        ("太感谢了", "zh", "dialog.thanks"),
        ("帮我转人工客服", "zh", "agent.human"),
        ("Yes, please.", "en", "dialog.yes"),
        ("no thanks", "en", "dialog.no"),
        ("Sorry, could you repeat that?", "en", "dialog.repeat"),
        ("hello, anyone there?", "en", "dialog.greet"),
        ("OK thanks, bye", "en", "dialog.bye"),
        ("thank you so much!", "en", "dialog.thanks"),
        ("I'd like to speak to a real person please", "en", "agent.human"),
    ],
)
def test_fixed_phrases_are_read_by_rule(
    understanding: Understanding, text: str, language: str, intent: str
) -> None:
    reading = understanding.read(text, PLAIN)
    assert (reading.language, reading.intent) == (language, intent)


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    reading = _shared().read(text, PLAIN)
    assert reading.intent in INTENTS
    assert 0.0 <= reading.confidence <= 1.0
    assert all(alternative in INTENTS for alternative, _ in reading.alternatives)


def test_silence_asks_for_nothing(understanding: Understanding) -> None:
    assert understanding.read("…", PLAIN).intent == "none"
    assert not understanding.read("", PLAIN).sure


def test_the_same_text_gives_the_same_reading() -> None:
    text = "我那个去成都的票能不能改到后天"
    assert Understanding().read(text, PLAIN) == Understanding().read(text, PLAIN)


def test_an_elliptic_answer_belongs_to_the_task_under_way(understanding: Understanding) -> None:
    change = Context(NOW, language="zh", intent="booking.change")
    assert understanding.read("那29号呢", change).intent == "booking.change"
    assert understanding.read("what about the 29th", Context(NOW, intent="booking.change")).intent == (
        "booking.change"
    )


def test_a_whole_sentence_is_not_bent_by_the_task_under_way(understanding: Understanding) -> None:
    text = "我要投诉你们的客服态度太差了"
    alone = understanding.read(text, PLAIN)
    within = understanding.read(text, Context(NOW, language="zh", intent="booking.change"))
    assert (alone.intent, alone.confidence) == (within.intent, within.confidence)


_SHARED: list[Understanding] = []


def _shared() -> Understanding:
    if not _SHARED:
        _SHARED.append(Understanding())
    return _SHARED[0]
