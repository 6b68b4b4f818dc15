"""A scripted talk: what counts as heard, what as consent, and how it ends."""

import pytest

from hongyan.telephony.scripted_talk import (
    Goodbye,
    Heard,
    Key,
    Listen,
    Place,
    Played,
    Say,
    Silence,
    Talk,
    ToPerson,
    Words,
    begin,
    replayed,
    step,
)

WORDS = Words(
    "notice",
    {"1": "accept", "2": "refund", "3": "options", "9": "repeat", "0": "person"},
    {"1": "new flight", "2": "money back"},
)


def talked(*heard: Heard | str, words: Words = WORDS) -> tuple[Talk, list[object]]:
    talk, action = begin(words)
    actions: list[object] = [action]
    for one in heard:
        talk, action = step(talk, Key(one) if isinstance(one, str) else one, words)  # type: ignore[assignment]
        actions.append(action)
    return talk, actions


def test_a_choice_is_read_back_and_confirmed() -> None:
    talk, actions = talked(Played(), "1", Played(), "1")
    assert actions == [Say("notice"), Listen(), Say("new flight"), Listen(), Goodbye()]
    assert (talk.place, talk.heard, talk.keys) == (Place.DONE, True, "11")


def test_a_confirmation_before_the_read_back_has_been_heard_does_not_count() -> None:
    talk, actions = talked(Played(), "1", "1")
    assert actions[-1] is None
    assert (talk.place, talk.keys) == (Place.READING_BACK, "1")


def test_a_key_may_interrupt_the_notice_and_its_read_back_is_what_is_heard() -> None:
    talk, actions = talked("1")
    assert actions[-1] == Say("new flight")
    assert not talk.heard
    talk, _ = talked("1", Played(), "1")
    assert talk.heard


def test_another_key_voids_the_choice_and_the_notice_is_said_again() -> None:
    talk, actions = talked(Played(), "1", Played(), "9", Played(), "2", Played(), "1")
    assert actions[4] == Say("notice")
    assert talk.keys == "1921"
    assert talk.place is Place.DONE


@pytest.mark.parametrize("before", [(), (Played(),), (Played(), "1"), (Played(), "1", Played())])
def test_a_person_can_be_had_at_any_time(before: tuple[Heard | str, ...]) -> None:
    talk, actions = talked(*before, "0")
    assert actions[-1] == ToPerson()
    assert talk.wants_person and talk.keys.endswith("0")


def test_silence_is_asked_once_more_and_then_let_go() -> None:
    talk, actions = talked(Played(), Silence(), Played(), Silence())
    assert actions == [Say("notice"), Listen(), Say("notice"), Listen(), Goodbye()]
    assert (talk.heard, talk.keys) == (True, "")
    _, actions = talked(Played(), "2", Played(), Silence(), Played(), Silence())
    assert actions[-3:] == [Say("money back"), Listen(), Goodbye()]


def test_a_key_that_means_nothing_neither_counts_nor_interrupts() -> None:
    talk, actions = talked("7")
    assert actions[-1] is None and talk.keys == ""
    talk, actions = talked(Played(), "7")
    assert actions[-1] == Listen() and talk.keys == ""


def test_a_choice_without_read_back_ends_the_talk() -> None:
    talk, actions = talked(Played(), "3")
    assert actions[-1] == Goodbye()
    assert (talk.heard, talk.keys) == (True, "3")


def test_without_a_menu_the_notice_is_all() -> None:
    talk, actions = talked(Played(), words=Words("notice", {}, {}))
    assert actions == [Say("notice"), Goodbye()]
    assert talk.heard


def test_after_the_end_nothing_is_heard_any_more() -> None:
    talk, actions = talked(Played(), "3", "1", Played(), Silence())
    assert actions[-3:] == [None, None, None]
    assert talk.keys == "3"


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ("", Place.NOTICE),
        ("1", Place.READING_BACK),
        ("11", Place.DONE),
        ("1921", Place.DONE),
        ("0", Place.DONE),
    ],
)
def test_where_a_talk_stood_is_told_from_its_keys(keys: str, place: Place) -> None:
    talk = replayed(keys, WORDS)
    assert (talk.place, talk.keys) == (place, keys)
