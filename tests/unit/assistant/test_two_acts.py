"""One sentence that changes one ticket and gives back another: two requests, each with its own person."""

import pytest

from hongyan.assistant.understanding.split_requests import split_acts


@pytest.mark.parametrize(
    ("text", "intents", "second"),
    [
        (
            "我要改到12月1号，我同事柏青不去了想退票",
            ["booking.change", "booking.refund"],
            "我同事柏青不去了想退票",
        ),
        ("她的票退掉，我的改到后天", ["booking.refund", "booking.change"], "我的改到后天"),
        (
            "move me to the 5th and refund my wife's ticket",
            ["booking.change", "booking.refund"],
            "refund my wife's ticket",
        ),
    ],
)
def test_two_acts_are_cut_where_the_second_begins(text: str, intents: list[str], second: str) -> None:
    found = split_acts(text)
    assert [intent for intent, _ in found] == intents and found[1][1] == second


@pytest.mark.parametrize(
    "text",
    [
        "我想改签还是退票划算",
        "不改了，退票吧",
        "如果改不了，就退票",
        "退改规定是什么",
        "改到12月1号，改签费多少",
        "can I change it or get a refund",
        "把票退了",
    ],
)
def test_what_is_weighed_denied_or_asked_is_one_matter(text: str) -> None:
    assert split_acts(text) == []
