"""Documents become articles: statutes by number, handbooks by heading, short pages whole; no text is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.knowledge.article_numbers import article_number, chinese_number, statute_name
from hongyan.knowledge.errors import Unreadable
from hongyan.knowledge.model import Audience
from hongyan.knowledge.split_document import split_document

LAW = """# 民用航空法

## 第九章 公共航空运输

### 第三节 承运人的责任

第一百二十四条 因发生在民用航空器上的事件，造成旅客人身伤亡的，承运人应当承担责任。

第一百二十五条　造成旅客随身携带物品毁灭的，
承运人应当承担责任。

第一百二十六条 旅客在航空运输中因延误造成的损失，承运人应当承担责任。
"""
_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """Write 1..9999 as law does, an empty place as one 零."""
    words, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return words


def test_a_statute_is_cut_at_its_articles_with_the_place_each_stands_in() -> None:
    first, second, third = split_document(LAW, "民用航空法.md")
    assert [s.section for s in (first, second, third)] == [
        "第一百二十四条",
        "第一百二十五条",
        "第一百二十六条",
    ]
    assert first.content.heading == "第九章 公共航空运输 › 第三节 承运人的责任"
    assert first.content.title == "民用航空法 第一百二十四条"
    assert second.content.body == "造成旅客随身携带物品毁灭的，\n\n承运人应当承担责任。"


def test_two_articles_with_one_number_stay_two() -> None:
    sections = split_document(LAW + "\n第一百二十六条 附则里的一条。\n", "民用航空法.md")
    assert [s.section for s in sections[2:]] == ["第一百二十六条", "第一百二十六条 (2)"]


def test_a_short_page_is_one_article_and_a_long_one_is_cut_at_its_headings() -> None:
    short = "# 宠物\n\n## 猫\n\n可以托运。\n\n## 狗\n\n可以托运。\n"
    (whole,) = split_document(short, "pets.md")
    assert whole.content.title == "宠物" and "## 狗" in whole.content.body
    long = short.replace("可以托运。", "须在起飞前四十八小时申请。" * 80)
    assert [(s.section, s.content.title) for s in split_document(long, "pets.md")] == [
        ("宠物 › 猫", "宠物: 猫"),
        ("宠物 › 狗", "宠物: 狗"),
    ]


def test_the_first_lines_say_who_may_read_it_and_from_when() -> None:
    text = "---\ntitle: Upgrades\naudience: agents\nkeywords: upgrade, 升舱、座位\nvalid_from: 2026-12-01\n---\nAsk at the desk.\n"
    (section,) = split_document(text, "x.md")
    content = section.content
    assert content.title == "Upgrades" and content.audience is Audience.AGENTS and content.language == "en"
    assert content.keywords == ("upgrade", "升舱", "座位")
    assert content.valid_from is not None and content.valid_from.isoformat() == "2026-12-01T00:00:00+00:00"


@pytest.mark.parametrize(
    "text", ["", "  \n\n", "---\naudience: everybody\n---\ntext", "---\nvalid_to: soon\n---\ntext"]
)
def test_what_cannot_be_used_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        split_document(text, "x.md")


@given(st.lists(st.text("退票改签行李abc ", min_size=1).filter(str.strip), min_size=2, max_size=6))
def test_no_text_under_a_heading_is_lost(bodies: list[str]) -> None:
    filler = "须在起飞前四十八小时申请。" * 130
    document = "# 手册\n\n" + "\n\n".join(f"## 节 {i}\n\n{filler}{body}" for i, body in enumerate(bodies))
    sections = split_document(document, "x.md")
    assert [s.content.body for s in sections] == [filler + body.rstrip() for body in bodies]
    assert len({s.section for s in sections}) == len(bodies)


@given(st.integers(1, 9999))
def test_every_way_of_writing_an_article_number_is_the_same_number(number: int) -> None:
    words = in_chinese(number)
    assert chinese_number(words) == number
    for written in (words, f"第{words}条", f"第{number}条", str(number), f"art. {number}", number):
        assert article_number(written) == number


@pytest.mark.parametrize(("words", "number"), [("十", 10), ("十二", 12), ("一百一十", 110), ("两千", 2000)])
def test_numbers_as_people_say_them(words: str, number: int) -> None:
    assert chinese_number(words) == number


@pytest.mark.parametrize("words", ["", "条", "一万"])
def test_other_words_are_no_number(words: str) -> None:
    assert chinese_number(words) is None


def test_no_number_is_none() -> None:
    assert article_number(None) is None and article_number("附则") is None


@pytest.mark.parametrize(
    "written",
    [
        "中华人民共和国民用航空法（2021修正）.docx",
        "laws/民用航空法(2021-04-29).md",
        "《民用航空法》",
        "民用航空法",
    ],
)
def test_one_statute_has_one_short_name(written: str) -> None:
    assert statute_name(written) == "民用航空法"
