"""Templates, the last gate, and the lint that keeps them honest."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import hongyan.assistant
from hongyan.assistant import TASKS
from hongyan.assistant.words import TEMPLATES, Gate, Listed, Quoted, lint, render, words
from hongyan.core.money import Money

GATE = Gate()


def test_the_templates_are_clean() -> None:
    assert lint(GATE) == []


@pytest.mark.parametrize(
    "text",
    [
        "我们保证不延误",
        "绝对没问题",
        "这是全网最低价",
        "We guarantee it",
        "It will definitely arrive",
        "百分之百到账",
        "一定会到账",
    ],
)
def test_forbidden_phrases_are_found(text: str) -> None:
    assert GATE.forbidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "我不能向您作保证",
        "现在不能保证",
        "I cannot guarantee it",
        "we are unable to promise that",
        "请缴纳保险",
    ],
)
def test_denying_a_promise_is_allowed(text: str) -> None:
    assert not GATE.forbidden(text)


def test_an_amount_without_a_fact_is_a_breach() -> None:
    assert not GATE.check("一共 180 元", {Decimal("180.00")})
    assert GATE.check("一共 200 元", {Decimal(180)})
    assert GATE.check("You pay CNY 200", {Decimal(180)})


@pytest.mark.parametrize(
    ("amount", "zh"), [("180", "180 元"), ("0", "0 元"), ("12.5", "12.50 元"), ("12345", "12,345 元")]
)
def test_money_is_said_the_same_everywhere(amount: str, zh: str) -> None:
    assert render((words("refund.taxes", taxes=Money(Decimal(amount), "CNY")),), "zh").count(zh) == 1


def test_every_template_that_the_code_names_is_there() -> None:
    folder = Path(hongyan.assistant.__file__).parent
    named = {
        key
        for file in folder.rglob("*.py")
        for key in re.findall(r'\bwords\(\s*"([a-z_]+\.[a-z_0-9]*[a-z0-9])"', file.read_text("utf-8"))
    }
    assert len(named) > 150
    assert sorted(key for key in named if key not in TEMPLATES["zh"]) == []
    assert [name for name in TASKS if f"task.{name.replace('.', '_')}" not in TEMPLATES["zh"]] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_after_a_list_comes_a_new_line(language: str) -> None:
    flights = Listed((words("plain.text", text=Quoted("ZZ1234")), words("plain.text", text=Quoted("ZZ5678"))))
    text = render((words("disruption.offers", flights=flights), words("disruption.or_refund")), language)
    lines = text.split("\n")
    assert lines[1:3] == ["ZZ1234", "ZZ5678"]
    assert lines[3] == render((words("disruption.or_refund"),), language)
