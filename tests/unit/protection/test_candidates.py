"""Which itineraries a party may be given, and how they arrive."""

from datetime import timedelta

import pytest

from hongyan.protection.candidates import build
from hongyan.protection.model import HeldOnward, Itinerary, OfferKind, PartyNeed
from hongyan.protection.network import Network
from hongyan.protection.settings import ProtectionSettings
from tests.builders.protection import NOW, Places, flight, need

H = timedelta(hours=1)


def itineraries(party: PartyNeed, *flights: object, **settings: object) -> list[Itinerary]:
    chosen = ProtectionSettings.model_validate(settings)
    problem = build([party], Network(list(flights), Places(), chosen), NOW, chosen)  # type: ignore[arg-type]
    return [problem.itinerary(c) for c in range(len(problem.columns))]


def flown(found: list[Itinerary]) -> list[list[str]]:
    return [[leg.leg.flight for leg in i.legs] for i in found]


def test_later_flights_come_in_order_of_arrival_and_too_early_ones_not_at_all() -> None:
    found = itineraries(need(), flight("203", 8), flight("201", 1), flight("202", 4))
    assert flown(found) == [["ZZ202"], ["ZZ203"]]
    assert [i.arrival_delay_minutes for i in found] == [60, 300]


def test_an_earlier_flight_has_no_delay_but_a_price() -> None:
    found = itineraries(need(), flight("201", 2), flight("202", 3))
    assert flown(found) == [["ZZ202"], ["ZZ201"]]
    assert [i.arrival_delay_minutes for i in found] == [0, 0]


def test_flights_beyond_the_horizon_are_left_out() -> None:
    assert flown(itineraries(need(), flight("202", 52), flight("203", 50))) == [["ZZ203"]]


def test_a_party_needs_seats_for_all_in_one_cabin() -> None:
    found = itineraries(need(seats=4), flight("202", 4, Y=3, J=3), flight("203", 6, Y=4))
    assert flown(found) == [["ZZ203"]]


def test_another_cabin_is_possible_but_dearer() -> None:
    found = itineraries(need(cabin="J"), flight("202", 4, Y=5), flight("203", 5, J=1, Y=5))
    assert (found[0].legs[0].leg.flight, found[0].legs[0].cabin) == ("ZZ203", "J")
    assert len(found) == 3


@pytest.mark.parametrize(("wait", "possible"), [(59, False), (60, True), (300, True), (301, False)])
def test_own_connections_keep_the_minimum_and_maximum_connection_time(wait: int, possible: bool) -> None:
    out = flight("202", 4, off="CTU")  # lands 6 h after now
    on = flight("203", 6 + wait / 60, board="CTU")
    assert bool(itineraries(need(), out, on)) is possible


def test_a_border_needs_more_connection_time() -> None:
    out, on = flight("202", 4, off="NRT"), flight("203", 7.25, board="NRT")
    assert not itineraries(need(), out, on)
    assert itineraries(need(), out, flight("203", 7.5, board="NRT"))


def test_nearby_airports_count_their_ground_time() -> None:
    (found,) = itineraries(need(), flight("202", 4, board="PKX"))
    assert (found.kind, found.ground_minutes, found.arrival_delay_minutes) == (OfferKind.NEARBY, 105, 60)
    assert not itineraries(need(), flight("202", 3, board="PKX"))  # 1:45 on the ground leaves too little time


def test_a_partner_costs_more_than_waiting_two_hours_for_our_own() -> None:
    found = itineraries(need(), flight("900", 4, partner=True), flight("202", 6))
    assert [i.kind for i in found] == [OfferKind.OWN, OfferKind.PARTNER]


@pytest.mark.parametrize("ssr", ["UMNR", "MEDA", "STCR"])
def test_special_care_flies_non_stop_with_us_from_the_same_airport(ssr: str) -> None:
    flights = [
        flight("900", 4, partner=True),
        flight("202", 4, off="CTU"),
        flight("203", 7, board="CTU"),
        flight("204", 5, board="PKX"),
        flight("205", 9),
    ]
    assert flown(itineraries(need(ssrs=frozenset({ssr})), *flights)) == [["ZZ205"]]


def test_an_unaccompanied_minor_never_overnights() -> None:
    tomorrow = flight("205", 25)
    assert not itineraries(need(kinds=("UMNR",)), tomorrow)
    assert itineraries(need(), tomorrow)[0].overnight


def test_a_wheelchair_to_the_seat_stays_with_us_and_needs_a_longer_connection() -> None:
    chair = need(ssrs=frozenset({"WCHC"}))
    out = flight("202", 4, off="CTU")
    assert not itineraries(chair, out, flight("203", 7, board="CTU"))
    assert itineraries(chair, out, flight("203", 7.5, board="CTU"))
    assert not itineraries(chair, flight("900", 4, partner=True))


def connecting(**changes: object) -> PartyNeed:
    """From PEK over CTU to CAN: onward leaves at 8 h and arrives at 10 h."""
    onward = HeldOnward("CAN", NOW + 8 * H, NOW + 10 * H)
    defaults = {"off": "CTU", "final_off": "CAN", "original_arrival": NOW + 10 * H, "onward": onward}
    return need(**{**defaults, **changes})


def test_a_connecting_party_still_catches_its_onward_flight_if_it_can() -> None:
    found = itineraries(connecting(), flight("202", 5, off="CTU"), flight("203", 6, off="CTU"))
    assert flown(found) == [["ZZ202"]]
    assert found[0].keeps_onward and found[0].arrival_delay_minutes == 0


def test_otherwise_it_goes_to_its_final_destination_another_way() -> None:
    found = itineraries(connecting(), flight("202", 7, off="CTU"), flight("203", 9, off="CAN", block=3))
    assert flown(found) == [["ZZ203"]]
    assert found[0].arrival_delay_minutes == 120


def test_with_no_way_on_it_is_at_least_carried_to_the_hub() -> None:
    found = itineraries(connecting(), flight("202", 7, off="CTU"))
    assert [i.onward_open for i in found] == [True]


def test_a_misconnecting_party_keeps_the_delayed_flight_and_gets_a_new_onward_one() -> None:
    late = (NOW + 6 * H, NOW + 8 * H)
    found = itineraries(connecting(operates_at=late), flight("300", 10, board="CTU", off="CAN"))
    assert [(i.keeps_first, i.arrival_delay_minutes) for i in found] == [(True, 120)]


def test_a_delayed_flight_that_still_connects_can_be_kept() -> None:
    late = (NOW + 5 * H, NOW + 7 * H)
    (found,) = itineraries(connecting(operates_at=late))
    assert (found.kind, found.arrival_delay_minutes) == (OfferKind.SAME_FLIGHT, 0)


def test_after_departure_only_the_rest_of_the_journey_changes() -> None:
    late = (NOW - H, NOW + 2 * H)
    flights = [flight("202", 4, off="CTU"), flight("300", 4, board="CTU", off="CAN")]
    found = itineraries(connecting(operates_at=late, departed=True, onward=None), *flights)
    assert flown(found) == [["ZZ300"]]


def test_what_was_declined_is_left_out_and_what_was_held_is_preferred() -> None:
    flights = [flight("202", 4), flight("203", 4.5)]
    first, second = itineraries(need(), *flights)
    assert flown(itineraries(need(declined=frozenset({first.signature})), *flights)) == [["ZZ203"]]
    assert flown(itineraries(need(current=second.signature), *flights)) == [["ZZ203"], ["ZZ202"]]


@pytest.mark.parametrize(
    ("party", "flights", "reason"),
    [
        (need(), [], "no_route"),
        (need(), [flight("202", 4, Y=0)], "no_seats"),
        (need(seats=12), [flight("202", 4)], "too_large"),
        (need(kinds=("UMNR",)), [flight("202", 25)], "needs_acceptance"),
    ],
)
def test_there_is_a_reason_when_nothing_fits(party: PartyNeed, flights: list, reason: str) -> None:
    settings = ProtectionSettings()
    problem = build([party], Network(flights, Places(), settings), NOW, settings)
    assert problem.groups[0].reason == reason
