"""Which changes disrupt, when they became known, which connections break, and who answers for a traveller."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hongyan.bookings.model import Contact, Passenger
from hongyan.disruptions import DisruptionKind, DisruptionsSettings
from hongyan.disruptions.journey import journey_around, minimum_connection, onward_of
from hongyan.disruptions.judge import ToldAt, is_relevant, judge, known_at, why_over
from hongyan.disruptions.reach_by import contacts_of, masked_name, person_key
from hongyan.flights import LegStatus
from tests.builders.disruptions import STD, key, leg, order, segment

SETTINGS = DisruptionsSettings()


def late(minutes: int, **changes):
    by = timedelta(minutes=minutes)
    flight = leg()
    return replace(flight, etd=flight.std + by, eta=flight.sta + by, **changes)


@pytest.mark.parametrize(
    ("flight", "kind"),
    [
        (leg(status=LegStatus.CANCELLED), DisruptionKind.CANCELLED),
        (late(180), DisruptionKind.DELAYED),
        (late(179), None),
        (leg(eta=STD + timedelta(hours=5)), DisruptionKind.DELAYED),
        (late(-60), DisruptionKind.ADVANCED),
        (late(-59), None),
        (leg(status=LegStatus.DIVERTED), DisruptionKind.DIVERTED),
        (late(200, status=LegStatus.RETURNED), DisruptionKind.RETURNED),
        (late(20, status=LegStatus.RETURNED), None),
        (late(20, status=LegStatus.RETURNED, departure_time_known=False), DisruptionKind.RETURNED),
        (late(400, status=LegStatus.DEPARTED), None),
        (late(400, status=LegStatus.ARRIVED), None),
        (leg(), None),
    ],
)
def test_what_disrupts(flight, kind) -> None:
    verdict = judge(flight, SETTINGS)
    assert (verdict.kind if verdict else None) == kind


@pytest.mark.parametrize(
    ("flight", "kind", "why"),
    [
        (leg(), DisruptionKind.CANCELLED, "reinstated"),
        (late(149), DisruptionKind.DELAYED, "delay_shrunk"),
        (late(150), DisruptionKind.DELAYED, None),
        (late(170, status=LegStatus.DEPARTED), DisruptionKind.DELAYED, "departed"),
    ],
)
def test_when_it_is_over(flight, kind, why) -> None:
    assert why_over(flight, kind, SETTINGS) == why


def test_known_at_is_the_first_message_that_tells_it_whatever_order_they_came_in() -> None:
    told = [
        ToldAt(STD + timedelta(minutes=9), "cancelled", 0, 0),
        ToldAt(STD + timedelta(minutes=1), "info", 0, 0),
        ToldAt(STD + timedelta(minutes=5), "cancelled", 0, 0),
    ]
    assert known_at(told, DisruptionKind.CANCELLED, SETTINGS) == STD + timedelta(minutes=5)
    assert known_at(told, DisruptionKind.DELAYED, SETTINGS) == STD + timedelta(minutes=9)


def test_harmless_changes_are_told_from_others() -> None:
    assert not is_relevant(ToldAt(STD, "info", 3, 14), SETTINGS)
    assert is_relevant(ToldAt(STD, "delayed", 0, 15), SETTINGS)
    assert is_relevant(ToldAt(STD, "reinstated", 0, 0), SETTINGS)


def trip():
    first, second, third = key("1", "PEK", "SHA"), key("2", "SHA", "CAN"), key("3", "CAN", "HAK")
    return [
        segment("o", first, STD),
        segment("o", second, STD + timedelta(hours=4)),
        segment("o", third, STD + timedelta(hours=8)),
    ]


def test_a_journey_is_followed_both_ways_and_ends_at_a_return() -> None:
    segments = trip()
    home = segment("o", key("4", "HAK", "PEK"), STD + timedelta(hours=20))
    booked = order("o", *segments, home)
    journey = journey_around(booked, segments[1], 24)
    assert journey.board == "PEK"
    assert journey.last.leg.off == "HAK"
    assert journey_around(booked, home, 24).board == "HAK"
    assert journey_around(booked, segments[0], 1).onward == ()


def test_a_day_return_is_no_connection() -> None:
    out = segment("o", key("1", "PEK", "SHA"), STD)
    back = segment("o", key("2", "SHA", "PEK"), STD + timedelta(hours=9))
    assert journey_around(order("o", out, back), out, 24).onward == ()
    assert journey_around(order("o", out, back), back, 24).before == ()


@pytest.mark.parametrize(("minutes", "broken"), [(75, [False, False]), (76, [True, False])])
def test_a_connection_breaks_one_minute_below_the_minimum(minutes: int, broken: list[bool]) -> None:
    segments = trip()
    journey = journey_around(order("o", *segments), segments[0], 24)
    arrives = segments[0].arrives + timedelta(minutes=minutes)
    onward = onward_of(journey, arrives, {}, lambda iata: "CN", SETTINGS)
    assert [o.broken for o in onward] == ([False, False] if minutes == 75 else broken)


def test_a_late_connecting_flight_is_caught_and_an_unknown_airport_needs_the_longer_time() -> None:
    segments = trip()
    journey = journey_around(order("o", *segments), segments[0], 24)
    arrives = segments[0].arrives + timedelta(minutes=110)
    second = segments[1]
    times = {second.leg: (second.departs + timedelta(hours=1), second.arrives + timedelta(hours=1))}
    assert not any(o.broken for o in onward_of(journey, arrives, times, lambda iata: "CN", SETTINGS))
    assert minimum_connection(segments[0].leg, second.leg, lambda iata: None, SETTINGS) == timedelta(
        minutes=90
    )


def test_a_cancelled_leg_breaks_nothing_it_takes_everything_away() -> None:
    segments = trip()
    journey = journey_around(order("o", *segments), segments[0], 24)
    assert not any(o.broken for o in onward_of(journey, None, {}, lambda iata: "CN", SETTINGS))


def test_one_person_has_one_key_across_orders_and_shared_numbers_are_nobodys() -> None:
    phone = Contact("mobile", "+8613800138000", "verified")
    local = Contact("mobile", "138 0013 8000", "unverified")
    agency = Contact("mobile", "+8613900139000", "agency")
    wrong = Contact("mobile", "+8613700137000", "wrong")
    mail = Contact("email", "Li@Example.COM ", "verified")
    assert person_key("a", (phone,)) == person_key("b", (local, mail))
    assert person_key("a", (agency,)) != person_key("b", (agency,))
    assert person_key("a", (wrong, mail)) == person_key("b", (Contact("email", "li@example.com"),))
    assert person_key("a", ()) == person_key("a", (agency,))
    assert len(person_key("a", ())) == 20


def test_a_traveller_has_own_contacts_first_and_an_infant_its_adults() -> None:
    own = Contact("mobile", "+8613800138001", owner_passenger_id="p1")
    shared = Contact("email", "a@example.com")
    other = Contact("mobile", "+8613800138002", owner_passenger_id="p2")
    booked = order("o", *trip(), contacts=(shared, other, own))
    adult = Passenger("p1", "LI", "LEI")
    infant = Passenger("p3", "LI", "XIAO", kind="INF", accompanies="p1")
    assert contacts_of(booked, adult) == (own, shared)
    assert contacts_of(booked, infant) == (own, shared)
    assert masked_name(adult) == "L• L•"
