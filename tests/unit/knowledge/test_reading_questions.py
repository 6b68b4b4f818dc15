"""What is typed is folded, heard, corrected and masked; the table of synonyms says which line is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.knowledge.errors import UnreadableSynonyms
from hongyan.knowledge.fold_text import fold, language_of, stem
from hongyan.knowledge.mask_question import masked_question
from hongyan.knowledge.pinyin_of import sounds, split_pinyin, syllables
from hongyan.knowledge.synonyms import Synonyms, shipped_table

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@given(st.text())
def test_folding_keeps_every_place_and_does_nothing_twice(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_width_and_case_do_not_matter() -> None:
    assert fold("ＣＡ１２３４ Ｗｉ-Ｆｉ") == "ca1234 wi-fi"


@pytest.mark.parametrize(
    ("one", "other"),
    [("bags", "bag"), ("refunded", "refund"), ("policies", "policy"), ("cancelled", "cancel")],
)
def test_endings_of_english_words_do_not_matter(one: str, other: str) -> None:
    assert stem(one).rstrip("l") == stem(other).rstrip("l")


@pytest.mark.parametrize(
    ("text", "language"),
    [("Wi-Fi 怎么连接", "zh-CN"), ("Where can I find my lost 行李", "en"), ("123", "en")],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


@given(HAN, HAN)
def test_a_pair_sounds_as_a_phrase_does_in_the_dictionary(first: str, second: str) -> None:
    """The quick way for pairs and pypinyin's own way agree."""
    from pypinyin import lazy_pinyin

    from hongyan.knowledge.pinyin_of import blurred

    pair = first + second
    assert sounds(pair) == tuple(blurred(s) for s in lazy_pinyin(pair, v_to_u=False))


@pytest.mark.parametrize(
    ("one", "other"),
    [("行李", "行里"), ("退票", "腿票"), ("中转", "宗转"), ("乘机", "陈鸡"), ("旅客", "旅可")],
)
def test_words_that_sound_alike(one: str, other: str) -> None:
    assert sounds(one) == sounds(other)


def test_a_character_with_two_readings_is_read_in_its_word() -> None:
    assert sounds("银行")[1] != sounds("行李")[1]


@pytest.mark.parametrize(
    ("letters", "parts"),
    [
        ("tuipiao", ("tui", "piao")),
        ("gaiqian", ("gai", "qian")),
        ("xingli", ("xin", "li")),
        ("lvke", ("lv", "ke")),
    ],
)
def test_pinyin_without_spaces_is_split(letters: str, parts: tuple[str, ...]) -> None:
    assert split_pinyin(letters) == parts


@pytest.mark.parametrize("letters", ["tui", "refund", "ca1234", "a" * 41, ""])
def test_other_letters_are_no_pinyin(letters: str) -> None:
    assert split_pinyin(letters) is None


def test_the_syllables_of_mandarin() -> None:
    assert {"tui", "piao", "lv", "zhuang", "a"} <= syllables()
    assert 390 <= len(syllables()) <= 430


def test_a_group_names_each_word_by_the_others() -> None:
    table = Synonyms.parse("充电宝，移动电源, Power Bank  # batteries\n\n# a remark\n托运,寄舱\n")
    assert table.others("移动电源") == ("充电宝", "power bank")
    assert [f.word for f in table.find("power bank能寄舱吗")] == ["power bank", "寄舱"]
    assert table.find("powerbanker") == []


def test_the_longest_word_is_found_and_none_inside_it() -> None:
    table = Synonyms.parse("行李,箱子\n托运行李,交运行李\n")
    assert [f.word for f in table.find("托运行李和行李")] == ["托运行李", "行李"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("充电宝", 1),
        ("退票,退钱\n\n改签,改签", 3),
        ("退票,退钱\n# ok\n" + ",".join(f"w{i}" for i in range(41)), 3),
        ("a," + "b" * 61, 1),
    ],
)
def test_a_wrong_line_is_named(text: str, line: int) -> None:
    with pytest.raises(UnreadableSynonyms) as caught:
        Synonyms.parse(text)
    assert f"line {line}:" in str(caught.value)


def test_the_shipped_table_can_be_used() -> None:
    assert len(Synonyms.parse(shipped_table()).groups) > 50


@pytest.mark.parametrize(
    ("text", "secret", "kept"),
    [
        ("我的电话13800138000，怎么退票", "138", "怎么退票"),
        ("+86 138 0013 8000 call me about my bag", "0013", "about my bag"),
        ("票号 999-1234567890 能改吗", "1234567890", "能改吗"),
        ("身份证11010519491231002X过期了", "1101", "过期了"),
        ("护照E12345678丢了怎么办", "E1234", "丢了怎么办"),
        ("write to li.na@example.com please", "li.na", "please"),
        ("我叫王小明，行李丢了", "王小明", "行李丢了"),
        ("My name is John Smith, where is my bag", "Smith", "where is my bag"),
        ("订单H7K2MQ可以退吗", "H7K2MQ", "可以退吗"),
    ],
)
def test_what_names_a_person_is_not_kept(text: str, secret: str, kept: str) -> None:
    masked = masked_question(text)
    assert secret not in masked and kept in masked


@pytest.mark.parametrize("text", ["CA935 晚点了", "100Wh 的充电宝", "EU261 赔多少", "48小时内能退吗"])
def test_what_names_nobody_is_kept(text: str) -> None:
    assert masked_question(text) == text


@given(st.text("一二三 a", max_size=20), st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_no_phone_number_is_kept_wherever_it_stands(before: str, phone: str) -> None:
    assert phone not in masked_question(f"{before}{phone}？")
