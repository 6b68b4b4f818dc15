"""A change by words: choosing, reading back, consent, corrections, digressions, refusals."""

import pytest

from hongyan.assistant.dialogue import Outcome
from hongyan.assistant.dialogue.events import Pressed, Silence, Tapped
from tests.builders.dialogue import NOW, Player, World, option, trip

KNOWN = {"phone": "+8613800001207"}


def wish(player: Player) -> str:
    return player.say(
        "我那张二十六号去上海的票，想改到二十七号", "booking.change", date="2026-11-27", destination="SHA"
    )


def read_back(player: Player) -> str:
    wish(player)
    return player.say("九点那班", "none", sure=False, time="09:00")


def test_a_known_caller_is_asked_for_nothing_we_know() -> None:
    player = Player(**KNOWN)
    text = wish(player)
    assert "ZZ1309" in text and "ZZ1305" in text
    assert "订单编号" not in text


def test_it_is_read_back_and_done_after_yes() -> None:
    player = Player(**KNOWN)
    text = read_back(player)
    assert "ZZ1309" in text and "11月27日" in text and "180 元" in text and "林晓彤" in text
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION
    assert not player.world.acts
    assert "改签成功" in player.say("可以，确认改", "dialog.yes")
    assert [a["kind"] for a in player.world.acts] == ["change"]
    assert player.state.outcome is Outcome.EXECUTED


def test_an_unclear_yes_is_no_yes() -> None:
    player = Player(**KNOWN)
    read_back(player)
    for hedge in ("可能可以吧", "嗯我再想想", "应该行吧，等一下"):
        player.say(hedge, "dialog.yes")
        assert player.state.outcome is Outcome.AWAITING_CONFIRMATION
    assert not player.world.acts


def test_a_correction_voids_what_was_read_back() -> None:
    player = Player(**KNOWN)
    read_back(player)
    first = player.state.frame.pending.consent
    text = player.say("好的，不过还是下午那班吧", "none", sure=False, time="afternoon")
    assert "ZZ1305" in text and "100 元" in text
    assert player.state.frame.pending.consent != first
    assert not player.world.acts
    player.say("确认", "dialog.yes")
    assert player.world.acts[0]["args"]["option_id"] == "opt_1305_2026-11-27"


def test_refusal_leaves_everything_as_it_is() -> None:
    player = Player(**KNOWN)
    read_back(player)
    assert "没有办理" in player.say("不改了", "dialog.no")
    player.say("确认", "dialog.yes")
    assert not player.world.acts


def test_a_question_about_the_cost_stays_at_the_read_back() -> None:
    player = Player(**KNOWN)
    read_back(player)
    assert "180 元" in player.say("一共多少钱来着", "fare.rules")
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION


def test_a_digression_comes_back_without_asking_again() -> None:
    player = Player(**KNOWN)
    read_back(player)
    assert "20 公斤" in player.say("等一下，我能托运几件行李", "baggage.allowance")
    assert player.state.outcome is Outcome.ANSWERED
    text = player.say("好，那刚才说的改签接着办吧", "booking.change")
    assert "ZZ1309" in text and player.state.outcome is Outcome.AWAITING_CONFIRMATION
    player.say("确认", "dialog.yes")
    assert len(player.world.acts) == 1


def test_a_change_of_mind_drops_the_change() -> None:
    player = Player(**KNOWN)
    read_back(player)
    text = player.say("算了不去了，直接退票", "booking.refund")
    assert "200 元" in text and "890 元" in text
    player.say("好的，退吧", "dialog.yes")
    assert [a["kind"] for a in player.world.acts] == ["refund"]


def test_a_party_is_never_split_when_seats_are_few() -> None:
    world = World(
        trips=[trip("任建国", "任丽君", "沈浩")],
        options=[
            option(2604, "2026-11-28", 10, 1000, seats=2),
            option(2604, "2026-11-29", 10, 1000, seats=8),
        ],
    )
    player = Player(world, **KNOWN)
    text = player.say("都改到28号", "booking.change", date="2026-11-28")
    assert "不够" in text and "29日" in text
    text = player.say("那29号呢", "none", sure=False, date="2026-11-29")
    assert all(name in text for name in ("任建国", "任丽君", "沈浩"))
    player.say("确认", "dialog.yes")
    assert len(player.world.acts[0]["passenger_ids"]) == 3


def test_one_of_two_travellers_only() -> None:
    player = Player(World(trips=[trip("周明", "周丽")]), **KNOWN, name="周明")
    text = player.say("周丽那张改到27号九点，我的不动", "booking.change", date="2026-11-27", time="09:00")
    assert "周丽" in text and "周明" not in text
    player.say("确认", "dialog.yes")
    assert player.world.acts[0]["passenger_ids"] == ["pax_1"]


def test_an_involuntary_change_costs_nothing() -> None:
    player = Player(World(trips=[trip(involuntary=True)]), **KNOWN)
    text = player.say("我的航班取消了怎么办", "disruption.options")
    assert "已取消" in text and "免费改签" in text and "退票" in text
    text = player.say("改到27号早上", "booking.change", date="2026-11-27", time="morning")
    assert "免费" in text and "0 元" in text


def test_keys_and_buttons_do_the_same() -> None:
    player = Player(**KNOWN)
    wish(player)
    player.send(Pressed(NOW, "1"))
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION
    player.send(Tapped(NOW, "yes"))
    assert len(player.world.acts) == 1


def test_an_outdated_button_changes_nothing() -> None:
    player = Player(**KNOWN)
    read_back(player)
    player.send(Tapped(NOW, "opt_of_yesterday"))
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION and not player.world.acts


def test_silence_helps_then_takes_leave() -> None:
    player = Player()
    assert "没有听到" in player.send(Silence(NOW))
    assert "人工" in player.send(Silence(NOW))
    assert "再见" in player.send(Silence(NOW))


def test_the_language_may_change_at_any_turn() -> None:
    player = Player(**KNOWN)
    read_back(player)
    text = player.say("sorry, how much is it in total?", "fare.rules")
    assert "CNY 180" in text
    player.say("yes please do it", "dialog.yes")
    assert len(player.world.acts) == 1


@pytest.mark.parametrize(
    ("language", "said", "intent"),
    [
        ("en", "yes", "dialog.yes"),
        ("en", "go on", "none"),
        ("en", "Okay, keep going", "none"),
        ("zh", "好的", "dialog.yes"),
    ],
)
def test_a_yes_to_going_on_goes_on_and_is_no_answer_to_the_tasks_question(
    language: str, said: str, intent: str
) -> None:
    player = Player(None, language, order_ids=("ord_1",))
    asked = player.say("改签" if language == "zh" else "change my flight", "booking.change")
    player.say("行李额" if language == "zh" else "how much baggage", "baggage.allowance")
    assert player.say(said, intent, sure=False) == asked
