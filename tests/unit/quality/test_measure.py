"""The score says how a conversation ended, how the customer felt, and what should not have been said."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hongyan.conversations import Conversation, Kind, Speaker, State, Turn
from hongyan.quality import measure

NOW = datetime(2026, 11, 25, tzinfo=UTC)
FORBIDDEN = ["保证", "guarantee", "100%"]


def conversation(state: State = State.CLOSED, disposition: str | None = None, **more: Any) -> Conversation:
    return Conversation("cnv_1", None, "webchat", "zh-CN", state, NOW, NOW, disposition=disposition, **more)


def turns(*said: tuple[Speaker, str, dict[str, Any]]) -> list[Turn]:
    return [
        Turn(f"trn_{i}", "cnv_1", i, speaker, "x", Kind.TEXT, text, "zh-CN", NOW, "webchat", reasons=reasons)
        for i, (speaker, text, reasons) in enumerate(said, start=1)
    ]


def feels(label: str, urgency: float = 0.1) -> dict[str, Any]:
    return {"emotion": {"label": label, "urgency": urgency}}


C, R, A = Speaker.CUSTOMER, Speaker.ROBOT, Speaker.AGENT


@pytest.mark.parametrize(
    ("talk", "said", "resolution", "low"),
    [
        (conversation(State.WITH_ROBOT), [(C, "在", {}), (R, "在的", {})], "open", False),
        (
            conversation(),
            [(C, "改签", {}), (R, "好了", {"action": [{"kind": "change", "state": "done"}]})],
            "resolved",
            False,
        ),
        (
            conversation(),
            [(C, "改签", {}), (R, "失败", {"action": [{"kind": "change", "state": "failed"}]})],
            "abandoned",
            False,
        ),
        (conversation(), [(C, "a", {}), (C, "b", {}), (R, "?", {})], "abandoned", True),
        (conversation(handover={"reason": "asked"}), [(C, "人工", {})], "handed_over", False),
        (conversation(disposition="resolved"), [(C, "a", {}), (A, "您好", {})], "resolved_by_person", False),
        (conversation(disposition="not_resolved"), [(C, "a", {}), (A, "您好", {})], "not_resolved", True),
        (conversation(State.WITH_PERSON), [(C, "a", {}), (A, "您好", {})], "handed_over", False),
    ],
)
def test_how_it_ended(talk: Conversation, said: Any, resolution: str, low: bool) -> None:
    measured = measure(talk, turns(*said), FORBIDDEN, 24)
    assert (measured.resolution, measured.low) == (resolution, low)


def test_how_the_customer_felt() -> None:
    said = turns((C, "急", {}), (R, "a", feels("angry", 0.9)), (C, "好", {}), (R, "b", feels("neutral")))
    measured = measure(conversation(disposition="resolved"), said, FORBIDDEN, 24)
    assert measured.emotions == ((2, "angry"), (4, "neutral"))
    assert (measured.worst, measured.urgency, measured.low) == ("angry", 0.9, False)
    assert measure(conversation(disposition="resolved"), said[:2], FORBIDDEN, 24).low, "it ended in anger"


def test_what_should_not_have_been_said() -> None:
    said = turns(
        (R, "我保证准点", {}), (C, "你保证？", {}), (A, "We Guarantee 100% refund", {}), (R, "guaranteed", {})
    )
    measured = measure(conversation(disposition="resolved"), said, FORBIDDEN, 24)
    assert measured.forbidden == ((1, "保证"), (3, "guarantee"), (3, "100%"))
    assert measured.low


def test_a_long_way_round_is_a_bad_one() -> None:
    said = turns(*[(C, "还是不行", {})] * 25)
    assert measure(conversation(disposition="resolved"), said, FORBIDDEN, 24).low
