"""Answers as text messages, and what a short reply means."""

import pytest

from hongyan.conversations.model import Button
from hongyan.messaging.sms_text import as_sms, number_in, opts_out

FLIGHTS = (
    Button("ZZ1307 15:00 起飞", "off_1"),
    Button("ZZ1311 19:00 起飞", "off_2"),
    Button("退票", "refund"),
)


def test_lines_that_are_offered_get_their_number_and_the_rest_follow() -> None:
    text = "可以改签到：\nZZ1307 15:00 起飞（座位已为您保留）\nZZ1311 19:00 起飞\n也可以退票。"
    assert as_sms(text, FLIGHTS, "zh-CN", 480).split("\n") == [
        "可以改签到：",
        "1 ZZ1307 15:00 起飞（座位已为您保留）",
        "2 ZZ1311 19:00 起飞",
        "也可以退票。",
        "回复：3 退票",
    ]


def test_yes_and_no_are_numbered_in_english_too() -> None:
    body = as_sms("Shall I?", (Button("Confirm", "yes"), Button("No", "no")), "en", 480)
    assert body == "Shall I?\nReply: 1 Confirm, 2 No"


def test_nothing_is_longer_than_a_message_may_be() -> None:
    assert len(as_sms("长" * 600, (), "zh-CN", 480)) == 480


@pytest.mark.parametrize(("text", "number"), [("1", 1), (" １。", 1), ("回复2", 2), ("选 3", 3), ("0", 0)])
def test_a_number_alone(text: str, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("text", ["1号", "改到 2 号", "13800001207", "MU5101", "第一个"])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert number_in(text) is None


@pytest.mark.parametrize("text", ["TD", "td", "退订", "Ｔ", "STOP", "Unsubscribe."])
def test_words_that_end_messages(text: str) -> None:
    assert opts_out(text)


@pytest.mark.parametrize("text", ["退票", "don't stop", "退订的机票怎么办", "Ta"])
def test_words_that_do_not(text: str) -> None:
    assert not opts_out(text)
