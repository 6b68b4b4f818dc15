"""The hotline's menu: own words first, six choices on one level, ordered by what people ask, and no menu for who is known."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.dialogue import menu
from hongyan.assistant.dialogue.events import Silence, Tapped
from hongyan.assistant.words import TEMPLATES
from tests.builders.dialogue import NOW, Player, storm_world

COUNTS = st.dictionaries(
    st.sampled_from(sorted([*TASKS, "dialog.yes", "agent.human", "none", "loyalty.unheard"])),
    st.integers(0, 5000),
)


def caller(**given_: object) -> Player:
    return Player(channel="voice", **given_)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_own_words_are_asked_for_before_any_choice(language: str) -> None:
    player = caller(language=language)
    assert ("自己的话" if language == "zh" else "own words") in player.text
    assert len(player.labels) == menu.MOST
    assert all(label.startswith("task:") for label in player.labels)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_speech_is_not_heard_only_keys_are_asked_for(language: str) -> None:
    player = caller(language=language, hears=False)
    assert "自己的话" not in player.text and "own words" not in player.text
    assert ("请按键选择" if language == "zh" else "Choose by key") in player.text
    player.press("9")
    assert "自己的话" not in player.text and "own words" not in player.text
    assert len(player.labels) == menu.MOST


def test_text_channels_have_no_menu() -> None:
    player = Player()
    assert player.labels == [] and player.state.menu == ()


@pytest.mark.parametrize("key", range(1, 7))
def test_a_key_starts_its_task_as_a_tap_does(key: int) -> None:
    by_key, by_tap = caller(), caller()
    payload = by_key.labels[key - 1]
    assert by_key.press(str(key)) == by_tap.send(Tapped(NOW, payload))
    assert by_key.state.menu == by_tap.state.menu == ()
    assert by_key.state.frames == by_tap.state.frames


def test_keys_beside_the_menu() -> None:
    player = caller()
    greeting, choices = player.text, player.labels
    assert "没有这个选项" in player.press("8") and player.labels == choices
    assert player.press("*") == greeting and player.labels == choices
    assert player.state.unsolved == 1, "hearing it again is no failure"
    player.send(Silence(NOW))
    assert player.labels == choices, "after a silence the choices are said again"
    player.press("0")
    assert player.handed_over == "asked_for_person"


def test_nine_greets_in_the_other_language_and_back() -> None:
    player = caller()
    chinese, choices = player.text, player.labels
    english = player.press("9")
    assert player.state.language == "en" and "own words" in english and player.labels == choices
    assert player.press("9") == chinese


def test_nine_is_no_other_language_while_something_is_asked() -> None:
    player = caller()
    player.press(str(player.labels.index("task:flight.status") + 1))
    assert player.state.frame is not None and player.state.frame.asked
    player.press("9")
    assert player.state.language == "zh"


def test_who_speaks_needs_no_menu_any_more() -> None:
    player = caller()
    player.say("谢谢", "dialog.thanks")
    assert player.state.menu == ()


def test_who_is_known_by_number_hears_their_matter_at_once() -> None:
    player = caller(
        world=storm_world(), subject="disruption.options", phone="+8613800001207", order_ids=("ord_1",)
    )
    assert player.state.frame is not None and player.state.frame.task == "disruption.options"
    assert "取消" in player.text and "自己的话" not in player.text
    assert not any(label.startswith("task:flight") for label in player.labels)


def test_the_order_of_last_month_is_the_order_of_the_keys() -> None:
    order = menu.in_order({"cargo.track": 300, "booking.refund": 200}, TASKS)
    assert caller(menu=order).labels[:2] == ["task:cargo.track", "task:booking.refund"]


def test_a_month_worked_out_by_hand() -> None:
    month = {
        "dialog.yes": 9000, "none": 4000, "agent.human": 2500,  # no tasks of the menu
        "refund.status": 410, "booking.change": 900, "flight.status": 1200, "baggage.allowance": 410,
        "booking.refund": 350, "invoice.request": 90, "loyalty.balance": 88,
    }  # fmt: skip
    assert menu.in_order(month, TASKS) == (
        "flight.status", "booking.change", "refund.status", "baggage.allowance", "booking.refund", "invoice.request",
    )  # fmt: skip


def test_few_wishes_change_nothing() -> None:
    assert menu.in_order({"cargo.track": menu.ENOUGH - 1}, TASKS) == menu.DEFAULT[: menu.MOST]
    assert menu.in_order({"cargo.track": menu.ENOUGH}, TASKS)[0] == "cargo.track"


@given(COUNTS)
def test_every_order_is_short_without_doubles_and_by_count(counts: dict[str, int]) -> None:
    order = menu.in_order(counts, TASKS)
    assert len(order) == len(set(order)) == menu.MOST
    assert set(order) <= set(TASKS)
    assert order == menu.in_order(dict(reversed(list(counts.items()))), TASKS)
    of_menu = {name: counts.get(name, 0) for name in menu.DEFAULT}
    if sum(of_menu.values()) < menu.ENOUGH:
        return
    ranked = [of_menu[name] for name in order]
    assert ranked == sorted(ranked, reverse=True)
    assert all(of_menu[name] <= ranked[-1] for name in menu.DEFAULT if name not in order)
    for one, other in pairwise(order):
        if of_menu[one] == of_menu[other]:
            assert menu.DEFAULT.index(one) < menu.DEFAULT.index(other)


@given(COUNTS, st.sampled_from(menu.DEFAULT), st.integers(1, 1000))
def test_more_wishes_never_move_a_choice_back(counts: dict[str, int], name: str, more: int) -> None:
    def place(wishes: dict[str, int]) -> int:
        order = menu.in_order(wishes, TASKS)
        return order.index(name) if name in order else menu.MOST

    if sum(counts.get(one, 0) for one in menu.DEFAULT) >= menu.ENOUGH:
        assert place({**counts, name: counts.get(name, 0) + more}) <= place(counts)


def test_every_choice_has_a_task_and_a_short_label() -> None:
    for name in menu.DEFAULT:
        assert TASKS[name].name == name
        assert len(TEMPLATES["zh"][menu.label(name)]) <= 6
        assert len(TEMPLATES["en"][menu.label(name)].split()) <= 4


def test_whoever_stays_silent_is_offered_nothing_more_at_the_end() -> None:
    player = caller()
    for _ in range(2):
        player.send(Silence(NOW))
        assert len(player.labels) == menu.MOST
    player.send(Silence(NOW))
    assert player.labels == []
