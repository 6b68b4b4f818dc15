"""What is said, in both languages, and that only what was read back can be confirmed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hongyan.flights import Airports
from hongyan.outreach import words
from hongyan.outreach.consent import Signer, consent_of
from hongyan.outreach.errors import LinkExpired, LinkInvalid, ReadBackVoid
from hongyan.outreach.facts import offer_facts
from hongyan.outreach.model import Choice, FlightFacts, OfferFacts
from hongyan.outreach.words import Subject
from tests.builders.outreach import NOON

FLIGHT = FlightFacts("dis_1:ord_1", "ZZ101", "SHA", "CAN", NOON, "cancelled")
OFFER = OfferFacts("off_1", "dis_1:ord_1", "own", ("ZZ103",), "SHA", "CAN", NOON, NOON + timedelta(hours=2))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "offer", [OFFER, None, replace(OFFER, kind="refund", flights=()), replace(OFFER, kind="same_flight")]
)
@pytest.mark.parametrize("kind", ["cancelled", "delayed", "diverted", "advanced", "misconnect"])
def test_every_text_names_the_flight_and_the_link(language: str, offer: OfferFacts | None, kind: str) -> None:
    subject = Subject(replace(FLIGHT, kind=kind, delay_minutes=200), offer, planned=True)
    sms = words.sms(language, [subject], "https://x.example/p/t")
    mail = words.mail(language, "李雷", [subject], "https://x.example/p/t")
    for text in (sms, mail.body):
        assert "ZZ101" in text and "https://x.example/p/t" in text
    assert ("ZZ103" in sms) == (offer is OFFER)


def test_the_way_from_another_airport_is_told_beside_the_flights_own_times() -> None:
    """Asked was Nantucket: the flight ends at Hyannis at 12:18, and the ferry and the road take 105 minutes more."""
    legs = [
        {
            "flight": "B6864",
            "board": "JFK",
            "off": "HYA",
            "departs": "2017-06-19T15:11:00+00:00",
            "arrives": "2017-06-19T16:18:00+00:00",
        }
    ]
    row = {
        "offer_id": "off_1",
        "party_id": "dis_1:ord_1",
        "kind": "nearby",
        "legs": legs,
        "departs": datetime(2017, 6, 19, 15, 11, tzinfo=UTC),
        "arrives": datetime(2017, 6, 19, 18, 3, tzinfo=UTC),
        "arrival_delay_min": 324,
        "hold_expires_at": None,
    }
    offer = offer_facts(row, Airports())
    english = words.read_back("en", "accept", FLIGHT, offer)
    assert "arriving HYA 19 Jun 12:18, plus about 1 h 45 min on the ground" in english
    chinese = words.read_back("zh-CN", "accept", FLIGHT, offer)
    assert "06月19日12:18到达HYA，另需地面交通约1小时45分" in chinese


def test_a_call_says_that_it_is_automatic_and_recorded_and_offers_a_person() -> None:
    chinese = words.call_script("zh-CN", "李雷", [Subject(FLIGHT, OFFER, True)])
    english = words.call_script("en", "Lei Li", [Subject(FLIGHT, OFFER, True)])
    assert "自动" in chinese and "录音" in chinese and "转人工请按0" in chinese and "接受请按1" in chinese
    assert "automated" in english and "recorded" in english and "for a person 0" in english


def test_without_an_offer_there_is_no_key_to_accept_one() -> None:
    assert "按1" not in words.call_script("zh-CN", "", [Subject(FLIGHT, None, True)])
    assert "press 1" not in words.call_script("en", "", [Subject(FLIGHT, None, False)])


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "kind",
    [
        "confirmed_rebook",
        "confirmed_refund",
        "confirmed_keep",
        "refund_progress",
        "offer_lost",
        "options",
        "person",
        "withdrawn",
    ],
)
def test_every_notice_has_words(language: str, kind: str) -> None:
    params = {"itinerary": "ZZ103", "state": "sent", "due_on": "2026-12-01", "flight": "ZZ101"}
    text = words.notice(language, kind, params, "https://x.example/p/t")
    assert text.subject and "https://x.example/p/t" in text.body and "{" not in text.body


def test_the_read_back_says_what_will_be_done() -> None:
    assert "ZZ103" in words.read_back("en", "accept", FLIGHT, OFFER)
    assert "全额退票" in words.read_back("zh-CN", "refund", FLIGHT, None)
    assert "nothing is changed" in words.read_back("en", "keep", FLIGHT, None)


def test_a_link_cannot_be_made_up_or_changed() -> None:
    signer = Signer("secret")
    token = signer.link_token("abc")
    assert signer.link_id(token) == "abc"
    # The last character of a signature carries bits that do not count, its first does not.
    payload, signature = token.rsplit(".", 1)
    for forged in (
        f"{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        "abc",
        "",
        Signer("other").link_token("abc"),
    ):
        with pytest.raises(LinkInvalid):
            signer.link_id(forged)


def test_a_read_back_confirms_itself_only_and_not_for_ever() -> None:
    signer, choice = Signer("secret"), Choice("accept", "off_1")
    token = signer.read_back_token("dis_1:ord_1", choice, "consent", NOON + timedelta(minutes=15))
    assert signer.confirmed(token, NOON) == ("dis_1:ord_1", choice, "consent")
    with pytest.raises(LinkExpired):
        signer.confirmed(token, NOON + timedelta(minutes=16))
    with pytest.raises(ReadBackVoid):
        signer.confirmed(signer.link_token("dis_1:ord_1"), NOON)


def test_another_offer_or_other_words_are_another_consent() -> None:
    first = consent_of("p", Choice("accept", "off_1"), "a", "b")
    assert first == consent_of("p", Choice("accept", "off_1"), "a", "b")
    assert (
        len(
            {
                first,
                consent_of("p", Choice("accept", "off_2"), "a", "b"),
                consent_of("p", Choice("accept", "off_1"), "ab", ""),
            }
        )
        == 3
    )


def test_without_a_secret_nothing_is_signed() -> None:
    with pytest.raises(ValueError, match="secret"):
        Signer("")
