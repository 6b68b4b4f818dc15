"""What is read out is what people would say."""

import pytest

from hongyan.telephony.read_aloud import chinese, english, language_of, pinyin


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("航班MU5137取消", "航班MU五幺三七取消"),
        ("MU 5137", "MU五幺三七"),
        ("9C8811改到今天", "九C八八幺幺改到今天"),
        ("15:30起飞", "十五点三十分起飞"),
        ("08:05到", "八点零五分到"),
        ("12:00", "十二点整"),
        ("行李3件", "行李三件"),
        ("赔偿400元", "赔偿四百元"),
        ("10人", "十人"),
        ("105元", "一百零五元"),
        ("1005元", "一千零五元"),
        ("1050元", "一千零五十元"),
        ("12000元", "一万二千元"),
        ("100005元", "十万零五元"),
        ("3.14", "三点一四"),
        ("13800138000", "幺三八零零幺三八零零零"),
        ("007", "零零七"),
    ],
)
def test_chinese(written: str, said: str) -> None:
    assert chinese(written) == said


def test_english_tells_flight_numbers_one_by_one_and_leaves_the_rest() -> None:
    assert english("Flight MU5137 leaves at 15:30.") == "Flight M U 5 1 3 7 leaves at 15:30."


def test_pinyin_has_tones_letters_and_pauses_and_nothing_else() -> None:
    said = pinyin("您好，航班MU5137改到15:30。")
    assert (
        said
        == "nin2 hao3, hang2 ban1 ai2 mu5 you1 wu3 yao1 san1 qi1 gai3 dao4 shi2 wu3 dian3 san1 shi2 fen1."
    )


@pytest.mark.parametrize(
    ("line", "language", "spoken"),
    [
        ("您好，航班 ZZ1234 取消。", "zh-CN", "zh-CN"),
        ("For English, press 9.", "zh-CN", "en"),
        ("中文服务请按 9。", "en", "zh-CN"),
        ("Press 1: ZZ1234 to 上海", "en", "en"),
        ("ZZ1234 12:18", "zh-CN", "zh-CN"),
        ("ZZ1234 12:18", "en", "en"),
    ],
)
def test_a_line_in_the_other_language_is_spoken_in_it(line: str, language: str, spoken: str) -> None:
    assert language_of(line, language) == spoken
