"""Turns as they are said on a telephone, and keys as answers to them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.conversations import Button, Kind, Speaker, State, Turn
from hongyan.telephony import Keypad, Then
from hongyan.telephony.spoken_turns import spoken


def turn(text: str, *buttons: Button, language: str = "zh-CN", **reasons: object) -> Turn:
    return Turn(
        "trn_1",
        "cnv_1",
        1,
        Speaker.ROBOT,
        "hongyan",
        Kind.TEXT,
        text,
        language,
        datetime(2026, 12, 1, tzinfo=UTC),
        "voice",
        buttons=buttons,
        reasons=dict(reasons),
    )


def test_a_choice_is_told_with_its_key_where_it_stands() -> None:
    said = spoken(
        [
            turn(
                "您可以选：\nZZ1234，12:18 到。\nZZ5678，14:02 到。",
                Button("ZZ1234", "o1"),
                Button("ZZ5678", "o2"),
            )
        ],
        State.WITH_ROBOT,
        "zh-CN",
    )
    assert said.text.split("\n")[1:] == ["请按 1：ZZ1234，12:18 到。", "请按 2：ZZ5678，14:02 到。"]
    assert (said.chosen("2"), said.chosen("3"), said.chosen("12")) == ("o2", None, None)


def test_a_yes_or_no_stands_alone_and_links_are_not_read_out() -> None:
    said = spoken(
        [
            turn(
                "Change to ZZ1234? Rules: https://example.com/p/abc",
                Button("Confirm", "yes"),
                Button("No", "no"),
                Button("A colleague", "person"),
                language="en",
            )
        ],
        State.WITH_ROBOT,
        "zh-CN",
    )
    assert said.text == "Change to ZZ1234? Rules:\nConfirm, press 1. No, press 2."
    assert said.payloads == ("yes", "no") and said.language == "en" and said.then is Then.LISTEN


@pytest.mark.parametrize(
    ("state", "reasons", "then"),
    [
        (State.WITH_ROBOT, {}, Then.LISTEN),
        (State.WITH_ROBOT, {"closed": "no_input"}, Then.GOODBYE),
        (State.CLOSED, {}, Then.GOODBYE),
        (State.WAITING_FOR_PERSON, {"closed": "no_input"}, Then.PERSON),
        (State.WITH_PERSON, {}, Then.PERSON),
    ],
)
def test_what_comes_after(state: State, reasons: dict, then: Then) -> None:
    said = spoken([turn("好的。", Button("甲", "a"), **reasons)], state, "zh-CN")
    assert said.then is then
    assert bool(said.payloads) is (then is Then.LISTEN), "keys are offered only while somebody listens"


def test_a_choice_is_an_answer_at_once_and_data_ends_with_hash() -> None:
    assert [Keypad(2).press(k) for k in "127"] == ["1", "2", "7"]
    data = Keypad()
    assert [data.press(k) for k in "0512#"[1:]] == [None, None, None, "512"]
    assert data.press("0") is None and data.timed_out() == "0", "a person, when nothing follows"
    assert [data.press(k) for k in "021#"] == [None, None, None, "021"]
    assert data.press("*") == "*" and Keypad(2).press("0") == "0"
    assert data.press("5") is None and data.waiting
    assert data.timed_out() == "5" and not data.waiting
    assert data.press("#") is None, "nothing was pressed"
    with pytest.raises(ValueError, match="no key"):
        data.press("x")


@given(st.text("0123456789*#", max_size=60), st.integers(0, 9))
def test_no_key_is_lost_or_doubled(keys: str, choices: int) -> None:
    pad = Keypad(choices)
    answers = [answer for key in keys if (answer := pad.press(key)) is not None]
    answers.append(pad.timed_out() or "")
    assert "".join(answers) == keys.replace("#", "")
