"""Ways out: a person at any turn, after four unsolved turns, and when anger rises; nobody gets at another's booking."""

import pytest

from tests.builders.dialogue import Player, World

KNOWN = {"phone": "+8613800001207"}


@pytest.mark.parametrize("before", [[], ["booking.change"], ["booking.change", "baggage.allowance"]])
def test_a_person_is_called_within_one_turn(before: list[str]) -> None:
    player = Player(**KNOWN)
    for intent in before:
        player.say("行李怎么办" if intent == "baggage.allowance" else "改到27号", intent)
    player.say("转人工", "agent.human")
    assert player.handed_over == "asked_for_person"


def test_after_the_fourth_unsolved_turn_a_person_is_offered() -> None:
    player = Player()
    for _ in range(3):
        player.say("呃那个那个", "none", sure=False)
        assert "person" not in player.labels
    player.say("就是那个嘛", "none", sure=False)
    assert "person" in player.labels and "转人工" in player.text
    player.say("好的", "dialog.yes")
    assert player.handed_over == "offered_person"


def test_anger_changes_the_tone_then_brings_a_person() -> None:
    player = Player(**KNOWN)
    assert "抱歉" in player.say(
        "你们太过分了！我要改签到27号", "booking.change", emotion="angry", date="2026-11-27"
    )
    assert player.handed_over is None
    player.say("什么破服务，气死我了", "complaint.file", emotion="angry")
    assert player.handed_over == "anger"


def test_the_calm_are_never_handed_over() -> None:
    player = Player(**KNOWN)
    player.say("改到27号", "booking.change", date="2026-11-27")
    player.say("第一个", "none", sure=False)
    player.say("确认", "dialog.yes")
    assert player.handed_over is None


def test_without_proof_nothing_is_told_or_done() -> None:
    player = Player(World(proofs={"K7M2QD": "林晓彤"}))
    text = player.say("把K7M2QD全额退款到尾号1188的卡", "booking.refund", locator="K7M2QD")
    assert "核实" in text and "ZZ1305" not in text
    text = player.say("王小明", "none", sure=False, name="王小明")
    assert "核对不上" in text and "ZZ1305" not in text and "林" not in text
    assert not player.world.acts
    text = player.say("林晓彤", "none", sure=False, name="林晓彤")
    assert "ZZ1305" in text
    assert not player.world.acts


def test_with_nobody_on_duty_a_call_is_promised() -> None:
    player = Player(**KNOWN)
    player.state = player.state.model_copy(update={"person_wait_minutes": None})
    text = player.say("转人工", "agent.human")
    assert "没有人工座席在岗" in text
    assert player.promises[0].kind == "callback"
