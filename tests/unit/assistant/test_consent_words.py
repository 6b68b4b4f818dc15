"""What counts as a yes: short, plain, of its own; everything else is asked again."""

import pytest

from hongyan.assistant.dialogue.acts import Consent, consent, wants

YES = """确认|可以|好的|行|没问题|对|是的|嗯嗯|可以，确认改|那确认|好，改吧|行吧就这样|嗯可以|确认改签|可以，酒店确认改|好的，退吧|帮我改吧|没错，办吧|就这样吧|同意
yes|yeah sure|ok|okay then, yes, refund it|confirm|go ahead|please do|that's fine|sounds good|yes please do it|correct|sure, go ahead and change it|fine, do it"""
NO = """不要|不改了|算了|不行|别改|先不办|不同意|不用了|取消吧
no|no thanks|don't change it|never mind|stop|leave it as it is|forget it"""
NEITHER = """他上下舷梯不行，平地能走几步|成都那边行不行|一共多少钱|能不能便宜点|那行李怎么算|什么时候能到账|改到28号|可以吗
how much is it|what about the baggage|is it refundable|the second one|can I pay by card"""
UNCLEAR = """可能可以吧|应该行吧，等一下|我再想想|嗯我考虑一下|好像可以
maybe|i guess so|hmm not sure|yes but not today|let me think"""


def lines(block: str) -> list[str]:
    return [part for line in block.splitlines() for part in line.split("|")]


@pytest.mark.parametrize("text", lines(YES))
def test_a_plain_yes(text: str) -> None:
    assert (
        consent(text, "booking.change" if "退" not in text and "refund" not in text else "booking.refund")
        is Consent.YES
    )


@pytest.mark.parametrize("text", lines(NO))
def test_a_plain_no(text: str) -> None:
    assert consent(text, "booking.change") is Consent.NO


@pytest.mark.parametrize("text", lines(NEITHER))
def test_something_else(text: str) -> None:
    assert consent(text, "booking.change") is None


@pytest.mark.parametrize("text", lines(UNCLEAR))
def test_a_hedge(text: str) -> None:
    assert consent(text, "booking.change") is Consent.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "Fine. Put me on the one tonight then",
        "ok, take the flight at seven in the morning",
        "yes, but to something later",
        "change it to a cheaper one",
    ],
)
def test_a_yes_that_opens_another_wish_gives_no_ticket_back(text: str) -> None:
    assert consent(text, "booking.refund") is not Consent.YES
    assert consent(text, "booking.change") is not Consent.YES


@pytest.mark.parametrize(
    "text", ["就这班", "好，就这趟吧", "行，那班可以", "yes, that one", "fine, this flight"]
)
def test_words_that_pick_a_flight_give_no_ticket_back(text: str) -> None:
    assert consent(text, "booking.refund") is not Consent.YES
    assert consent("就这班", "booking.change") is Consent.YES


@pytest.mark.parametrize(
    "text",
    ["要", "要啊", "需要", "想", "我要", "继续", "继续吧", "接着办吧", "I'd like that", "Please.", "I do"],
)
def test_a_bare_wish_takes_up_an_offer_and_agrees_to_no_act(text: str) -> None:
    assert wants(text) is Consent.YES
    assert consent(text, "booking.refund") is not Consent.YES


@pytest.mark.parametrize(
    "text", ["要多少钱", "想改成明天", "需要带护照吗", "我想问行李", "I'd like a refund"]
)
def test_a_wish_for_something_is_no_yes(text: str) -> None:
    assert wants(text) is None
