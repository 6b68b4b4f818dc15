"""A name proves its traveller in any usual form, and nothing less than the whole name does."""

import pytest

from hongyan.servicing.names import same_name, shown, split_name


@pytest.mark.parametrize(
    "said",
    [
        "HALDANE/GREGOR",
        "Gregor Haldane",
        "haldane gregor",
        "Haldane, Gregor",
        "Mr. Gregor HALDANE",
        "HALDANE/GREGOR MR",
    ],
)
def test_latin_names(said: str) -> None:
    assert same_name(said, "HALDANE", "GREGOR")


@pytest.mark.parametrize("said", ["Haldane", "Gregor", "Gregory Haldane", "", "MR", "G Haldane", "林晓彤"])
def test_what_is_no_proof(said: str) -> None:
    assert not same_name(said, "HALDANE", "GREGOR")


def test_given_names_of_several_syllables() -> None:
    assert same_name("Shen Jia Le", "SHEN", "JIALE")
    assert same_name("Jiale Shen", "SHEN", "JIALE")
    assert same_name("SHEN/JIALE 沈嘉乐", "SHEN", "JIALE")
    assert same_name("SHEN/JIALE 沈嘉乐", "沈", "嘉乐")


def test_chinese_names() -> None:
    assert same_name("林晓彤", "林", "晓彤")
    assert same_name("林晓彤女士", "林", "晓彤")
    assert not same_name("林女士", "林", "晓彤")
    assert not same_name("晓彤", "林", "晓彤")


def test_names_are_split_and_shown_as_the_order_has_them() -> None:
    assert split_name("欧阳明月") == ("欧阳", "明月")
    assert shown(*split_name("林晓彤")) == "林晓彤"
    assert shown(*split_name("HALDANE/GREGOR")) == "HALDANE/GREGOR"


@pytest.mark.parametrize(
    ("said", "surname", "given", "same"),
    [
        ("Lin Xiaotong", "林", "晓彤", True),
        ("LIN/XIAO TONG", "林", "晓彤", True),
        ("Xiaotong Lin", "林", "晓彤", True),
        ("Shan Lei", "单", "磊", True),
        ("Zeng Li", "曾", "丽", True),
        ("Lü Fang", "吕", "芳", True),
        ("Lyu Fang", "吕", "芳", True),
        ("Lin Xiaotang", "林", "晓彤", False),
        ("Lin", "林", "晓彤", False),
        ("Xiaotong", "林", "晓彤", False),
        ("林小童", "林", "晓彤", False),
    ],
)
def test_a_chinese_name_as_the_passport_spells_it(said: str, surname: str, given: str, same: bool) -> None:
    assert same_name(said, surname, given) is same
