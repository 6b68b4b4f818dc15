"""Payment and identity numbers never survive masking, whatever way they are given; what the work needs always does."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.conversations.masking import AIRLINE_CODES, find, is_chinese_id, mask, passes_luhn

SPOKEN_ZH = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))
SPOKEN_EN = dict(
    zip(
        "0123456789",
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        strict=True,
    )
)
DIGITS = st.text("0123456789")
SURROUNDINGS = st.sampled_from(
    ["", "好的，", "那个 ", " please use ", "我的卡号是", " card number ", "付款用", "/"]
)


@st.composite
def cards(draw: st.DrawFn) -> str:
    start, length = draw(
        st.sampled_from(
            [("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("62", 16), ("62", 19), ("34", 15), ("37", 15)]
        )
    )
    body = start + draw(
        st.text("0123456789", min_size=length - 1 - len(start), max_size=length - 1 - len(start))
    )
    return next(body + d for d in "0123456789" if passes_luhn(body + d))


@st.composite
def chinese_ids(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from(["110105", "440301", "510104", "650102", "310115", "500103"]))
    born = draw(st.dates(date(1920, 1, 1), date(2025, 12, 31)))
    body = f"{province}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return next(body + c for c in "0123456789X" if is_chinese_id(body + c))


@st.composite
def said(draw: st.DrawFn, number: str) -> str:
    """One way to give a number."""
    way = draw(st.integers(0, 5))
    if way == 0:
        return number
    if way == 1:
        gap = draw(st.sampled_from([" ", "-", "  "]))
        return (
            gap.join(number[i : i + 4] for i in range(0, len(number), 4))
            if len(number) in (16, 19)
            else number
        )
    if way == 2:
        return "".join(SPOKEN_ZH.get(d, d) for d in number)
    if way == 3:
        return " ".join(SPOKEN_EN.get(d, d) for d in number)
    if way == 4:
        return "".join(chr(ord(d) - 48 + ord("０")) if d.isdigit() else d for d in number)
    return "，".join(
        "".join(SPOKEN_ZH.get(d, d) for d in number[i : i + 4]) for i in range(0, len(number), 4)
    )


@given(st.data(), cards(), SURROUNDINGS, SURROUNDINGS)
def test_a_card_never_survives(data: st.DataObject, card: str, before: str, after: str) -> None:
    text = f"{before}{data.draw(said(card))}{after}"
    hidden = mask(text)
    assert [f.kind for f in find(text)] == ["card"], (text, hidden)
    assert card[-4:] in hidden and card[:-4] not in re.sub(r"\D", "", hidden)
    assert hidden.startswith(before) and hidden.endswith(after)
    assert mask(hidden) == hidden


@given(st.data(), chinese_ids(), SURROUNDINGS)
def test_an_identity_number_never_survives(data: st.DataObject, number: str, before: str) -> None:
    text = before + data.draw(said(number)) + "，张伟"
    hidden = mask(text)
    assert f"{number[0]}{'*' * 16}{number[-1]}" in hidden, (text, hidden)
    assert mask(hidden) == hidden


@given(st.sampled_from(sorted(AIRLINE_CODES)), st.text("0123456789", min_size=10, max_size=10), st.booleans())
def test_a_ticket_number_survives(code: str, serial: str, dashed: bool) -> None:
    for text in (f"票号 {code}{'-' if dashed else ''}{serial}", f"{code}{serial}"):
        assert mask(text) == text


@given(st.sampled_from(["13", "15", "18", "19"]), st.text("0123456789", min_size=9, max_size=9))
def test_a_phone_survives(start: str, rest: str) -> None:
    phone = start + rest
    for text in (
        phone,
        f"+86{phone}",
        f"+86 {phone}",
        f"0086{phone}",
        f"{phone[:3]} {phone[3:7]} {phone[7:]}",
    ):
        assert mask(f"电话{text}，谢谢") == f"电话{text}，谢谢"


@given(st.text("0123456789", min_size=8, max_size=8))
def test_a_waybill_survives(serial: str) -> None:
    assert mask(f"运单 999-{serial} 到哪了") == f"运单 999-{serial} 到哪了"


@given(st.text(max_size=200))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("护照号E12345678", "护照号E*******8"),
        ("my passport number is G1234567", "my passport number is G******7"),
        ("安全码是123", "安全码是***"),
        ("cvv 1234", "cvv ***"),
        ("4111 1111 1111 1111 123", "************1111 ***"),
        ("卡号一二三四五六七八九零一二三四五", "卡号***********2345"),
        (
            "card number triple four five double six one two three four five six seven",
            "card number *********4567",
        ),
        ("身份证11010519491231002x", "身份证1****************X"),
        ("身份证130503670401001", "身份证1*************1"),
    ],
)
def test_what_the_customer_calls_it_counts(text: str, hidden: str) -> None:
    assert mask(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "CA1334 2026-11-25 08:30 到 2026-11-26 10:05，座位12X",
        "订单 PEK4XZ，票号 999-2345678901 和 999-2345678902",
        "13800138000 13900139000 都可以",
        "改签费 1,280 元，退 3,450.50",
        "one two three, 我要改签",
        "航班号是 123",
    ],
)
def test_ordinary_sentences_stay(text: str) -> None:
    assert mask(text) == text
