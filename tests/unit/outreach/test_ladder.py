"""The ladder as a pure function: what comes next for whom, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hongyan.outreach.ladder import Policy, follow_up, next_step
from hongyan.outreach.model import Channel, Tried, Turn
from tests.builders.outreach import NOON, person

POLICY = Policy()


def test_a_good_mobile_by_day_is_called_at_once() -> None:
    step = next_step(person(), Tried(), NOON, POLICY)
    assert (step.channel, step.due_at, step.turn) == (Channel.CALL, NOON, Turn.FIRST)


def test_the_second_call_comes_five_minutes_after_the_first() -> None:
    tried = Tried(calls=1, last_channel="call", last_result="busy", last_at=NOON)
    step = next_step(person(), tried, NOON, POLICY)
    assert (step.channel, step.due_at) == (Channel.CALL, NOON + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("tried", "channel"),
    [
        (Tried(calls=2, last_channel="call", last_result="no_answer", last_at=NOON), Channel.SMS),
        (Tried(calls=1, last_channel="call", last_result="hung_up", last_at=NOON), Channel.SMS),
        (Tried(calls=1, phone_bad=True, last_channel="call", last_at=NOON), Channel.EMAIL),
        (Tried(calls=2, texts=1, last_channel="sms", last_at=NOON), Channel.EMAIL),
        (Tried(calls=2, texts=1, mails=1, last_channel="email", last_at=NOON), Channel.PERSON),
    ],
)
def test_each_rung_follows_the_last(tried: Tried, channel: Channel) -> None:
    assert next_step(person(), tried, NOON, POLICY).channel == channel


def test_push_comes_after_mail_where_there_is_an_app() -> None:
    tried = Tried(calls=2, texts=1, mails=1, last_channel="email", last_at=NOON)
    assert next_step(person(push="device"), tried, NOON, POLICY).channel == Channel.PUSH


@pytest.mark.parametrize("quality", ["masked", "agency", "wrong"])
def test_a_number_that_is_not_theirs_is_never_rung_or_texted(quality: str) -> None:
    step = next_step(person(phone_quality=quality), Tried(), NOON, POLICY)
    assert step.channel == Channel.EMAIL


def test_only_an_agency_is_asked_by_text_to_pass_it_on_then_a_colleague_calls_it() -> None:
    who = person(phone_quality="masked", email=None, agency_phone="+862100000001")
    first = next_step(who, Tried(), NOON, POLICY)
    assert (first.channel, first.reason) == (Channel.SMS, "to_agency")
    then = next_step(
        who, Tried(texts=1, last_channel="sms", last_result="delivered", last_at=NOON), NOON, POLICY
    )
    assert (then.channel, then.reason) == (Channel.PERSON, "agency_contact_only")


def test_the_agency_that_booked_is_the_last_machine_then_a_colleague_has_it() -> None:
    who = person(phone_quality="masked", agency="99900001", agency_phone="+862100000001")
    mailed = Tried(mails=1, last_channel="email", last_result="accepted", last_at=NOON)
    assert next_step(who, mailed, NOON, POLICY).channel == Channel.AGENCY
    for word, reason in (("not_passed_on", "agency_could_not"), ("no_receipt", "agency_silent")):
        told = Tried(mails=1, agencies=1, last_channel="agency", last_result=word, last_at=NOON)
        step = next_step(who, told, NOON, POLICY)
        assert (step.channel, step.due_at, step.reason) == (Channel.PERSON, NOON, reason)


def test_a_relay_is_rung_but_not_texted_and_only_until_it_ends() -> None:
    ends = NOON + timedelta(minutes=4)
    who = person(phone_quality="relay", phone_until=ends, agency="99900001")
    assert next_step(who, Tried(), NOON, POLICY).channel == Channel.CALL
    once = Tried(calls=1, last_channel="call", last_result="busy", last_at=NOON)
    assert (
        next_step(who, once, NOON, POLICY).channel == Channel.EMAIL
    )  # five minutes later it is somebody else's
    assert next_step(who, Tried(), ends, POLICY).channel == Channel.EMAIL
    twice = Tried(calls=2, last_channel="call", last_result="busy", last_at=NOON)
    assert next_step(person(phone_quality="relay", email=None), twice, NOON, POLICY).channel == Channel.PERSON


def test_without_any_contact_a_colleague_has_it_at_once() -> None:
    step = next_step(person(phone=None, email=None), Tried(), NOON, POLICY)
    assert (step.channel, step.due_at, step.reason) == (Channel.PERSON, NOON, "no_contact")


def test_a_refused_channel_is_left_out_and_all_refused_is_said_so() -> None:
    assert next_step(person(refuses=frozenset({"call"})), Tried(), NOON, POLICY).channel == Channel.SMS
    none = next_step(person(refuses=frozenset({"call", "sms", "email"})), Tried(), NOON, POLICY)
    assert (none.channel, none.reason) == (Channel.PERSON, "opted_out")


def test_at_night_the_text_goes_first_and_the_call_is_left_for_the_morning() -> None:
    night = NOON + timedelta(hours=12)
    who = person(departs_at=night + timedelta(hours=24))
    assert next_step(who, Tried(), night, POLICY).channel == Channel.SMS
    after = follow_up(who, Tried(texts=1, last_channel="sms"), False, night, POLICY)
    assert after is not None
    assert after.due_at == datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # 07:00 in Shanghai


def test_departure_within_six_hours_lifts_the_night() -> None:
    night = NOON + timedelta(hours=12)
    assert (
        next_step(person(departs_at=night + timedelta(hours=5)), Tried(), night, POLICY).channel
        == Channel.CALL
    )
    assert next_step(person(travelling=True), Tried(), night, POLICY).channel == Channel.CALL


def test_the_cap_stops_machines_but_never_the_first_contact_about_new_trouble() -> None:
    worn = person(contacts_last_day=8)
    assert next_step(worn, Tried(), NOON, POLICY).channel == Channel.CALL
    step = next_step(worn, Tried(calls=1, last_channel="call", last_at=NOON), NOON, POLICY)
    assert (step.channel, step.reason) == (Channel.PERSON, "frequency_cap")


def test_mail_is_given_time_but_less_before_a_near_departure() -> None:
    tried = Tried(calls=2, texts=1, mails=1, last_channel="email", last_at=NOON)
    far = next_step(person(), tried, NOON, POLICY)
    near = next_step(person(departs_at=NOON + timedelta(hours=3)), tried, NOON, POLICY)
    assert far.due_at - NOON == timedelta(minutes=30)
    assert near.due_at - NOON == timedelta(minutes=5)


def test_after_a_heard_call_comes_the_link_and_then_nothing() -> None:
    heard = Tried(calls=1, heard=True, last_channel="call")
    step = follow_up(person(), heard, False, NOON, POLICY)
    assert step is not None and (step.channel, step.turn) == (Channel.SMS, Turn.FOLLOW_UP)
    assert follow_up(person(), Tried(calls=1, texts=1, heard=True), False, NOON, POLICY) is None
    assert follow_up(person(), heard, True, NOON, POLICY) is None


tried_values = st.builds(
    Tried,
    calls=st.integers(0, 3),
    texts=st.integers(0, 2),
    mails=st.integers(0, 2),
    pushes=st.integers(0, 2),
    agencies=st.integers(0, 2),
    phone_bad=st.booleans(),
    last_channel=st.sampled_from(["call", "sms", "email", "push", "agency"]),
    last_result=st.sampled_from(["no_answer", "busy", "hung_up", "expired", "accepted", "in_doubt"]),
    last_at=st.just(NOON),
)
people = st.builds(
    person,
    phone=st.sampled_from([None, "+8613800138000"]),
    phone_quality=st.sampled_from(["verified", "unverified", "relay", "masked", "agency", "wrong"]),
    email=st.sampled_from([None, "li@example.com"]),
    push=st.sampled_from([None, "device"]),
    agency_phone=st.sampled_from([None, "+862100000001"]),
    agency=st.sampled_from([None, "99900001"]),
    phone_until=st.sampled_from([None, NOON, NOON + timedelta(hours=30)]),
    departs_at=st.integers(-2, 60).map(lambda h: NOON + timedelta(hours=h)),
    refuses=st.sets(st.sampled_from(["call", "sms", "email", "push"])).map(frozenset),
    passenger_zone=st.sampled_from([None, "Asia/Shanghai", "America/New_York", "nowhere"]),
    contacts_last_day=st.integers(0, 10),
)


@given(people, st.integers(0, 47))
def test_every_ladder_ends_with_a_colleague_and_never_goes_back_in_time(who, hour) -> None:  # type: ignore[no-untyped-def]
    now, tried = NOON + timedelta(hours=hour), Tried()
    for _ in range(12):
        step = next_step(who, tried, now, POLICY)
        assert step.due_at >= now
        if step.channel == Channel.PERSON:
            assert step.reason
            return
        assert step.channel not in who.refuses or step.reason == "to_agency"
        now = step.due_at
        tried = Tried(
            calls=tried.calls + (step.channel == "call"),
            texts=tried.texts + (step.channel == "sms"),
            mails=tried.mails + (step.channel == "email"),
            pushes=tried.pushes + (step.channel == "push"),
            agencies=tried.agencies + (step.channel == "agency"),
            last_channel=step.channel,
            last_result="no_answer",
            last_at=now,
        )
    raise AssertionError("the ladder has no end")


@given(people, tried_values)
def test_nobody_is_rung_or_texted_on_a_bad_or_foreign_number(who, tried) -> None:  # type: ignore[no-untyped-def]
    step = next_step(who, tried, NOON, POLICY)
    foreign = tried.phone_bad or who.phone_quality in ("masked", "agency", "wrong") or who.phone is None
    if foreign:
        assert step.channel != Channel.CALL
    if foreign or who.phone_quality == "relay":
        assert step.channel != Channel.SMS or step.reason == "to_agency"
    if step.channel == Channel.CALL and who.phone_quality == "relay":
        assert who.phone_until is None or step.due_at < who.phone_until
