"""A disrupted party by words: the seats held for it come first, are read back, and are decided once through the storm's door."""

from dataclasses import replace

import pytest

from hongyan.assistant.dialogue import Outcome
from hongyan.assistant.dialogue.events import Pressed
from tests.builders.dialogue import NOW, Player, World, held_offer, storm_world, trip

PARTY = {"party_ids": ("dis_1:ord_1",), "order_ids": ("ord_1",)}


def test_a_change_begins_with_the_seats_that_are_held_and_asks_for_no_proof() -> None:
    player = Player(storm_world(), **PARTY)
    text = player.say("改签", "booking.change")
    assert "ZZ1307" in text and "ZZ1311" in text and "已为您保留" in text
    assert "订单" not in text
    text = player.say("第一个", "none", sure=False)
    assert "跟您核对" in text and "ZZ1307" in text and "林晓彤" in text
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION and not player.world.acts
    player.say("确认", "dialog.yes")
    (act,) = player.world.acts
    assert (act["kind"], act["args"]) == (
        "decide",
        {"party_id": "dis_1:ord_1", "choice": "accept", "offer_id": "off_1307"},
    )
    assert act["consent"] == player.log[0][1]


@pytest.mark.parametrize(
    ("said", "slots", "flight"),
    [("the 3pm one", {"time": "15:00"}, "ZZ1307"), ("the later one", {}, "ZZ1311"), ("1", {}, "ZZ1307")],
)
def test_one_of_them_is_named_in_english(said: str, slots: dict[str, str], flight: str) -> None:
    player = Player(storm_world(), "en", **PARTY)
    player.say("please rebook me", "booking.change")
    text = player.say(said, "none", sure=False, **slots)
    assert "read that back" in text and flight in text


def test_a_wish_in_one_sentence_is_read_back_at_once() -> None:
    player = Player(storm_world(), **PARTY)
    assert "ZZ1311" in player.say("改晚上那班", "booking.change", time="evening")
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION


def test_another_day_than_those_held_is_searched_for() -> None:
    player = Player(storm_world(), **PARTY)
    assert "ZZ1309" in player.say("改到二十七号上午", "booking.change", date="2026-11-27", time="morning")


def test_a_seat_that_has_gone_leads_to_the_next_offer() -> None:
    player = Player(storm_world(), **PARTY)
    player.say("改签", "booking.change")
    player.say("第一个", "none", sure=False)
    player.world.refusals = ["offer_gone"]
    text = player.say("确认", "dialog.yes")
    assert "没有了" in text and "ZZ1311" in text and not player.world.acts
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION
    player.say("确认", "dialog.yes")
    assert [a["args"]["offer_id"] for a in player.world.acts] == ["off_1311"]


def test_what_is_decided_is_told_and_not_done_again() -> None:
    player = Player(storm_world(decided="accept", state="requested"), **PARTY)
    assert "已经选择了改签" in player.say("改签", "booking.change")
    assert "已经选择了改签" in player.say("那退票呢", "booking.refund")
    assert not player.world.acts


def test_a_refund_goes_through_the_same_door_with_its_amount_read_back() -> None:
    player = Player(storm_world(), **PARTY)
    assert "1090 元" in player.say("退票吧", "booking.refund")
    player.say("确认", "dialog.yes")
    (act,) = player.world.acts
    assert (act["kind"], act["args"]["choice"]) == ("decide", "refund") and act["consent"]


def test_the_ways_out_are_a_choice_and_each_leads_on() -> None:
    player = Player(storm_world(can_keep=True), **PARTY)
    player.say("我的航班取消了怎么办", "disruption.options")
    assert player.labels == ["off_1307", "off_1311", "refund", "keep", "person"]
    assert "1090 元" in player.say("退票", "booking.refund")
    assert [f.task for f in player.state.frames] == ["booking.refund"]
    player = Player(storm_world(can_keep=True), **PARTY)
    player.say("我的航班取消了怎么办", "disruption.options")
    assert "保留原航班 ZZ1305" in player.say("保留原航班", "none", sure=False)
    player.say("确认", "dialog.yes")
    assert player.world.acts[0]["args"]["choice"] == "keep"


def test_a_question_about_the_cost_stays_at_the_read_back() -> None:
    player = Player(storm_world(), **PARTY)
    player.say("改第一个", "booking.change", time="15:00")
    assert "不收费" in player.say("要多少钱", "fare.rules")
    assert player.state.outcome is Outcome.AWAITING_CONFIRMATION


def test_a_refused_offer_is_not_read_back_over_and_over() -> None:
    player = Player(storm_world(), **PARTY)
    player.say("改签", "booking.change")
    player.say("第一个", "none", sure=False)
    assert "没有办理" in player.say("不要", "dialog.no")
    assert "ZZ1311" in player.say("还有哪些航班", "none", sure=False)
    assert not player.world.acts


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "第二个"), ("zh", "选第一个"), ("en", "2"), ("en", "option one")]
)
def test_a_choice_with_nothing_to_choose_is_told_how_the_trip_stands(language: str, said: str) -> None:
    world = storm_world(decided="accept", state="done")
    new = replace(
        world.trips[0].flights[0], flight_no="ZZ1307", involuntary=False, status="HK", disruption={}
    )
    world.trips = [replace(world.trips[0], flights=(new,))]
    player = Player(world, language, **PARTY)
    text = player.say(said, "none", sure=False)
    assert "ZZ1307" in text and ("无需再办" in text if language == "zh" else "nothing more" in text)
    assert ("转人工" in text) if language == "zh" else ("agent" in text)
    assert not world.acts


def test_the_same_choice_by_key_before_the_change_is_through() -> None:
    player = Player(storm_world(decided="accept", state="requested"), **PARTY)
    assert "已经选择了改签" in player.send(Pressed(NOW, "1"))
    assert "没有要您选择" in Player().send(Pressed(NOW, "1"))


def test_a_choice_that_is_still_open_is_offered_again() -> None:
    player = Player(storm_world(), **PARTY)
    assert "ZZ1307" in player.send(Pressed(NOW, "2")) and player.state.outcome is Outcome.CLARIFYING


def test_the_same_seats_are_said_once_and_cabins_tell_two_apart() -> None:
    held, again = held_offer(1307, 15, held=True), replace(held_offer(1307, 15), offer_id="off_again")
    player = Player(storm_world(again, held), **PARTY)
    text = player.say("我的航班取消了怎么办", "disruption.options")
    assert text.count("ZZ1307") == 1 and "已为您保留" in text
    assert player.labels[0] == "off_1307"
    ahead = replace(held_offer(1307, 15), offer_id="off_front", cabin="business")
    player = Player(storm_world(held, ahead), **PARTY)
    text = player.say("我的航班取消了怎么办", "disruption.options")
    assert text.count("ZZ1307") == 2 and "经济舱" in text and "公务舱" in text
    assert "公务舱" in player.say("公务舱那个", "none", sure=False, cabin="business")


def test_who_asks_about_an_order_with_nothing_left_to_fly_is_told_so() -> None:
    refunded = replace(trip(), flights=())
    player = Player(World(trips=[refunded]), order_ids=("ord_1",))
    player.say("我的航班取消了怎么办", "disruption.options")
    assert player.state.outcome is Outcome.HANDED_OVER
    player = Player(World(trips=[refunded, trip()]), order_ids=("ord_1",))
    assert "ZZ1305" in player.say("我的航班取消了怎么办", "disruption.options")
