"""What a reply says as an answer to the survey."""

import pytest

from hongyan.messaging.survey_text import read_answer


@pytest.mark.parametrize(
    ("text", "csat", "nps"),
    [
        ("9", None, 9),
        ("10", None, 10),
        ("０", None, 0),
        ("9分", None, 9),
        ("满意 9", 4, 9),
        ("满意9分", 4, 9),
        ("非常满意，10", 5, 10),
        ("不满意", 2, None),
        ("非常不满意 0", 1, 0),
        ("一般，给6分吧", 3, 6),
        ("satisfied 9", 4, 9),
        ("Very satisfied, 10/10", 5, 10),
        ("dissatisfied 2", 2, 2),
        ("not satisfied", 2, None),
    ],
)
def test_answers_are_read(text: str, csat: int | None, nps: int | None) -> None:
    answer = read_answer(text)
    assert answer is not None and (answer.csat, answer.nps) == (csat, nps)


@pytest.mark.parametrize(
    "text",
    [
        "改签",
        "我要退票",
        "the 3pm one",
        "9点的那班",
        "1 2",
        "11",
        "2026-11-22",
        "ZZ1305",
        "好的",
        "谢谢",
        "good morning",
        "不满意，我要投诉",
    ],
)
def test_other_matters_are_not(text: str) -> None:
    assert read_answer(text) is None


def test_what_else_was_said_is_kept() -> None:
    answer = read_answer("不满意 2，等了太久")
    assert answer is not None and answer.comment == "等了太久" and not answer.bare
