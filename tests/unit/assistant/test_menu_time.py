"""The linter of hotline menus, and the seconds a choice takes to reach."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hongyan.assistant import menu_time
from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.dialogue.menu import DEFAULT, MOST
from hongyan.entrypoints.cli_dialogue import app


def toml(*items: str) -> str:
    return 'language = "zh"\ngreeting = "您好。"\n' + "".join(items)


def item(key: object, label: str = "航班动态", task: str = "flight.status", level: int = 1) -> str:
    return f'[[{".".join(["item"] * level)}]]\nkey = "{key}"\nlabel = "{label}"\ntask = "{task}"\n'


def check(tmp_path: Path, text: str) -> tuple[int, str]:
    file = tmp_path / "menu.toml"
    file.write_text(text, "utf-8")
    result = CliRunner().invoke(app, ["menu", "--check", str(file)])
    return result.exit_code, " ".join(result.output.split())


def test_six_items_on_one_level_are_right(tmp_path: Path) -> None:
    code, said = check(tmp_path, toml(*(item(n) for n in range(1, 7))))
    assert (code, said) == (0, "0 problems")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (toml(*(item(n) for n in range(1, 8))), "7 items"),
        (toml(item(1), item(1, "退票", level=2)), "second level"),
        (toml(item(2), item(2, "退票", "booking.refund")), "key 2 is given to 航班动态 and to 退票: give each its own"),
        (toml(item(0)), "kept for a person"),
        (toml(item(9)), "kept for the other language"),
        (toml(item("12")), "use one of them"),
        (toml(item(1, task="flight.stats")), "hongyan dialogue list"),
        (toml('[[item]]\nkey = "1"\ntask = "flight.status"\n'), "item 1 has no label"),
        (toml(), "no [[item]]"),
        ("= nothing", "no TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_named(tmp_path: Path, text: str, says: str) -> None:
    code, said = check(tmp_path, text)
    assert code == 1
    assert says in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["menu", "--check", str(tmp_path / "none.toml")])
    assert result.exit_code == 1 and "none.toml" in "".join(
        result.output.split()
    )  # a long path is broken over lines


def test_the_former_menu_has_ten_items_on_three_levels_and_is_refused() -> None:
    former = menu_time.former()
    found = menu_time.reached(former)
    assert len(found) == 10
    assert max(len(one.keys) for one in found) == 3
    assert any("second level" in one for one in menu_time.problems(former, TASKS))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_callers_hear_passes_the_linter(language: str) -> None:
    assert menu_time.problems(menu_time.current(DEFAULT[:MOST], language), TASKS) == []


def test_seconds_worked_out_by_hand() -> None:
    assert menu_time.seconds("航班动态，请按 1") == 7 / menu_time.ZH_PER_SECOND
    assert menu_time.seconds("Flight status, press 1") == 3 / 2.5 + 1 / 4
    menu = menu_time.read(
        toml('[[item]]\nkey = "1"\nlabel = "机票"\n', item(2, "退票", level=2), item(2, "行李"))
    )
    # 机票请按1 1.25 and 1.5 to press, then 退票请按2 1.25 and 1.5; on the first level 行李请按2 1.25 comes after 机票
    assert [(one.keys, one.seconds, one.heard_out) for one in menu_time.reached(menu)] == [
        ("12", 5.5, 6.8),
        ("2", 4.0, 4.0),
    ]
    assert menu_time.means(menu_time.reached(menu)) == (4.8, 5.4)


def test_who_hears_the_menu_out_waits_less_than_before() -> None:
    now = menu_time.means(menu_time.reached(menu_time.current(DEFAULT[:MOST], "zh")))
    before = menu_time.means(menu_time.reached(menu_time.former()))
    assert all(one < other for one, other in zip(now, before, strict=True))
