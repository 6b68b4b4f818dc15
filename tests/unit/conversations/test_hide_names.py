"""A passenger's name is hidden however it is written; ordinary words stay readable."""

import pytest

from hongyan.conversations import PersonName
from hongyan.conversations.hide_names import NameScreen, names_in

PEOPLE = NameScreen(
    [
        PersonName("林", "晓彤", (("lin", "xiaotong"),)),
        PersonName("HALDANE", "GREGOR"),
        PersonName("LONG", "WILL"),
        PersonName("欧阳", "娜"),
        PersonName("Müller", "José María"),
    ]
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("为林晓彤改签到ZZ1305", "为•••改签到ZZ1305"),
        ("林 晓 彤 和晓彤妈妈", "••• 和•••妈妈"),
        ("林女士，您好；欧阳先生也在", "•••女士，您好；•••先生也在"),
        ("LIN/XIAOTONG MS, Lin Xiaotong, Xiao-Tong LIN, xiaotong", "•••, •••, •••, •••"),
        ("退给HALDANE/GREGOR的票款", "退给•••的票款"),
        ("Mr Haldane asks, says Gregor Haldane", "••• asks, says •••"),
        ("ＨＡＬＤＡＮＥ／ＧＲＥＧＯＲ", "•••"),
        ("LONG/WILL: I will wait as long as you want", "•••: I will wait as long as you want"),
        ("Jose Maria Muller, José", "•••, •••"),
    ],
)
def test_every_way_to_write_it(text: str, shown: str) -> None:
    assert PEOPLE.hide(text) == shown


@pytest.mark.parametrize(
    "text", ["树林里", "Linate, Berlin 林芝", "ZZ1305 PEK–SHA 11-23 08:00, CNY 180", "线上办理", ""]
)
def test_what_is_no_name_stays(text: str) -> None:
    assert PEOPLE.hide(text) == text


def test_names_that_were_told() -> None:
    facts = {"slots": {"name": "Lin Xiaotong", "flight_no": "ZZ1"}, "travellers": [{"name": "王芳"}]}
    assert names_in(facts) == ("Lin Xiaotong", "王芳")
    assert NameScreen(map(PersonName.said, names_in(facts))).hide("王芳, LIN/XIAOTONG") == "•••, •••"


def test_a_group_of_hundreds_is_hidden_at_once() -> None:
    syllables = ["BAI", "CUI", "DENG", "FENG", "GONG", "HAN", "JIA", "KONG", "LIAO", "MENG"]
    group = NameScreen(
        [PersonName(a, b + c) for a in syllables for b in syllables for c in syllables if a != b]
    )
    text = "Seats: " + ", ".join(f"{a}/{b}{a}" for a in syllables for b in syllables if a != b)
    assert group.hide(text) == "Seats: " + ", ".join(["•••"] * 90)
