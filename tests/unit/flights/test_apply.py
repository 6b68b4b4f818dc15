"""What a flight is after some messages: the right state, whatever came in which order."""

import itertools
import random
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hongyan.flights.apply import FlightBook
from hongyan.flights.feeds.read import read_messages
from hongyan.flights.model import Leg, LegStatus
from tests.builders.flights import AIRPORTS, DAY, NOON, json_message

T0 = datetime.fromisoformat("2026-11-22T00:00:00+00:00")


def book() -> FlightBook:
    numbers = itertools.count()
    return FlightBook((), lambda: f"leg_{next(numbers)}")


Told = tuple[str, bytes, int]  # kind, body, minutes after T0 at which it was known


def told(*messages: Told, waiting_rounds: int = 3) -> dict[str, Leg]:
    """Apply messages in the order given; those whose flight is not known wait and are tried again."""
    flights = book()
    waiting = list(messages)
    for _ in range(waiting_rounds):
        still = []
        for kind, body, minutes in waiting:
            for message in read_messages(kind, body, T0 + timedelta(minutes=minutes), AIRPORTS):
                _, known = flights.apply(message)
                if not known:
                    still.append((kind, body, minutes))
        waiting = still
    legs = [leg for flight in flights.flights.values() for leg in flight.legs.values()]
    return {f"{leg.key.board}-{leg.key.off}": leg for leg in legs}


NEW: Told = ("json", json_message(), 0)


def asm(action: str, minutes: int, *lines: str) -> Told:
    return ("asm", "\n".join(["ASM", "UTC", action, "ZZ1301/22NOV26", *lines]).encode(), minutes)


def mvt(minutes: int, *lines: str, station: str = "PEK", head: str = "MVT") -> Told:
    return ("mvt", "\n".join([head, f"ZZ1301/22.B1234.{station}", *lines]).encode(), minutes)


def test_a_delay_estimate_moves_the_arrival_by_the_scheduled_block() -> None:
    leg = told(NEW, mvt(60, "ED220700", "DL72/0300"))["PEK-SHA"]
    assert (leg.departs, leg.arrives) == (NOON + timedelta(hours=3), NOON + timedelta(hours=5, minutes=15))
    assert (leg.cause_code, leg.cause_system) == ("72", "iata")


def test_an_indefinite_delay_has_no_departure_time_until_one_is_told() -> None:
    assert told(NEW, mvt(60, "NI220600"))["PEK-SHA"].departure_time_known is False
    assert told(NEW, mvt(60, "NI220600"), mvt(90, "ED220700"))["PEK-SHA"].departure_time_known is True


def test_departure_and_arrival() -> None:
    leg = told(NEW, mvt(245, "AD220405/220420 EA0625 SHA"), mvt(390, "AA0622/0628", station="SHA"))["PEK-SHA"]
    assert leg.status is LegStatus.ARRIVED
    assert (leg.departure_delay_minutes, leg.arrival_delay_minutes) == (5, 13)


def test_what_departed_was_not_cancelled() -> None:
    assert told(NEW, mvt(245, "AD220405"), asm("CNL", 250))["PEK-SHA"].status is LegStatus.DEPARTED


def test_a_return_to_the_ramp_takes_the_departure_back_and_may_be_cancelled() -> None:
    gone, back = mvt(245, "AD220405"), mvt(260, "AD0405 RR0418", "SI ABORTED TAKE-OFF")
    assert told(NEW, gone, back)["PEK-SHA"].status is LegStatus.RETURNED
    assert told(NEW, gone, back, asm("CNL", 300))["PEK-SHA"].status is LegStatus.CANCELLED
    again = told(NEW, gone, back, mvt(330, "AD220530"))["PEK-SHA"]
    assert (again.status, again.departure_delay_minutes) == (LegStatus.DEPARTED, 90)


def test_a_diversion_and_the_flight_that_comes_on_after_all() -> None:
    diverted = ("mvt", b"DIV\nZZ1301/22.B1234.SHA\nEA0700 NKG\nDR71\nSI FOG", 360)
    leg = told(NEW, mvt(245, "AD220405"), diverted)["PEK-SHA"]
    assert (leg.status, leg.diverted_to, leg.cause_code) == (LegStatus.DIVERTED, "NKG", "71")
    leg = told(NEW, mvt(245, "AD220405"), diverted, mvt(600, "AA0950/0955", station="SHA"))["PEK-SHA"]
    assert (leg.status, leg.arrival_delay_minutes) == (LegStatus.ARRIVED, 220)


def test_a_correction_replaces_the_message_it_corrects_even_when_that_comes_after() -> None:
    wrong, right = mvt(245, "AD220450/220500", "DL72/0050"), mvt(255, "AD220405/220415", head="COR MVT")
    for order in ((wrong, right), (right, wrong)):
        leg = told(NEW, *order)["PEK-SHA"]
        assert leg.departure_delay_minutes == 5
        assert leg.cause_code is None, "the wrong message's delay code went with it"
    late_original = ("mvt", wrong[1], 270)
    assert told(NEW, right, late_original)["PEK-SHA"].departure_delay_minutes == 5


def test_a_retiming_is_no_delay_and_makes_older_estimates_void() -> None:
    leg = told(NEW, mvt(60, "ED220700"), asm("TIM", 90, "PEK0500 SHA0715"))["PEK-SHA"]
    assert leg.std == NOON + timedelta(hours=1)
    assert leg.departure_delay_minutes == 0


def test_a_rerouting_keeps_the_through_passengers_flight_and_adds_its_legs() -> None:
    legs = told(NEW, asm("RRT", 60, "J 320 Y180", "PEK0400 TSN0445", "TSN0530 SHA0730", "SI DIVERT VIA TSN"))
    assert sorted(legs) == ["PEK-SHA", "PEK-TSN", "TSN-SHA"]
    through = legs["PEK-SHA"]
    assert (through.status, through.via, through.arrival_delay_minutes) == (LegStatus.SCHEDULED, ("TSN",), 75)


def test_a_rerouting_that_leaves_the_destination_out_cancels_the_leg() -> None:
    legs = told(NEW, asm("RRT", 60, "PEK0400 HGH0600"))
    assert legs["PEK-SHA"].status is LegStatus.CANCELLED
    assert legs["PEK-HGH"].status is LegStatus.SCHEDULED


def test_seasonal_data_does_not_overrule_ad_hoc_messages_unless_it_says_so() -> None:
    def ssm(action: str) -> Told:
        return (
            "ssm",
            f"SSM\nUTC\n{action}\nZZ1301\n22NOV26 22NOV26 7\nJ 320 Y180\nPEK0400 SHA0615".encode(),
            90,
        )

    base: Told = ("ssm", b"SSM\nUTC\nNEW\nZZ1301\n22NOV26 22NOV26 7\nJ 320 Y180\nPEK0400 SHA0615", 0)
    assert told(base, asm("CNL", 60), ssm("NEW"))["PEK-SHA"].status is LegStatus.CANCELLED
    assert told(base, asm("CNL", 60), ssm("NEW XASM"))["PEK-SHA"].status is LegStatus.SCHEDULED
    assert told(base, asm("TIM", 60, "PEK0600 SHA0815"), ssm("NEW"))["PEK-SHA"].std == NOON + timedelta(
        hours=2
    )


def test_a_schedule_that_comes_after_its_cancel_does_not_undo_it() -> None:
    new_late: Told = ("json", json_message(status="scheduled"), 90)
    assert told(asm("CNL", 60), new_late)["PEK-SHA"].status is LegStatus.CANCELLED
    assert told(NEW, asm("CNL", 60), asm("RIN", 90))["PEK-SHA"].status is LegStatus.SCHEDULED
    assert told(asm("RIN", 90), asm("CNL", 60), NEW)["PEK-SHA"].status is LegStatus.SCHEDULED


def test_a_gate_change_from_the_airport_does_not_reinstate_what_the_airline_cancelled() -> None:
    aidx = (
        b'<IATA_AIDX_FlightLegNotifRQ TimeStamp="2026-11-22T02:00:00Z"><FlightLeg><LegIdentifier><Airline>ZZ</Airline>'
        b"<FlightNumber>1301</FlightNumber><DepartureAirport>PEK</DepartureAirport><ArrivalAirport>SHA</ArrivalAirport>"
        b"<OriginDate>2026-11-22</OriginDate></LegIdentifier><LegData><OperationalStatus>%s</OperationalStatus></LegData>"
        b"</FlightLeg></IATA_AIDX_FlightLegNotifRQ>"
    )
    op: Told = ("aidx", aidx % b"OP", 120)
    assert told(NEW, asm("CNL", 60), op)["PEK-SHA"].status is LegStatus.CANCELLED
    earlier = aidx.replace(b"T02:00", b"T01:00") % b"DX"
    assert told(NEW, ("aidx", earlier, 60), op)["PEK-SHA"].status is LegStatus.SCHEDULED


def test_unknown_codes_are_kept_as_they_are() -> None:
    leg = told(NEW, mvt(60, "ED220700", "DLZ7/0300"))["PEK-SHA"]
    assert leg.cause_code == "Z7"


def test_local_times_follow_daylight_saving() -> None:
    def leg_on(day: str) -> Leg:
        text = f"ASM\nLT\nNEW\nB6745/{day}\nJ 320 Y162\nJFK2355 LHR1205/1"
        return told(("asm", text.encode(), 0))["JFK-LHR"]

    summer, winter = leg_on("24OCT26"), leg_on("01NOV26")
    assert summer.std.isoformat() == "2026-10-25T03:55:00+00:00"
    assert summer.sta.isoformat() == "2026-10-25T12:05:00+00:00"  # London left summer time that night
    assert winter.std.isoformat() == "2026-11-02T04:55:00+00:00"
    assert summer.key.origin_date == date(2026, 10, 24)


def test_a_utc_dated_message_finds_the_flight_of_the_local_day() -> None:
    new = json_message(std="2026-11-21T23:30:00Z", sta="2026-11-22T01:45:00Z")  # 07:30 of the 22nd in Beijing
    cancel = ("asm", b"ASM\nUTC\nCNL\nZZ1301/21NOV26", 0)
    assert told(("json", new, 0), cancel)["PEK-SHA"].status is LegStatus.CANCELLED
    other = ("asm", b"ASM\nUTC\nCNL\nZZ1301/22NOV26", 0)
    assert told(("json", new, 0), other)["PEK-SHA"].status is LegStatus.SCHEDULED


def test_a_cancelled_period_cancels_its_dates_only() -> None:
    flights = book()
    new = b"SSM\nLT\nNEW\nZZ1301\n20NOV26 30NOV26 1234567\nJ 320 Y180\nPEK1200 SHA1415"
    cancel = b"SSM\nLT\nCNL\nZZ1301\n21NOV26 29NOV26 67"
    for body in (new, cancel):
        for message in read_messages("ssm", body, T0, AIRPORTS):
            flights.apply(message)
    cancelled = {
        key[2].day
        for key, flight in flights.flights.items()
        if flight.legs[("PEK", "SHA")].status is LegStatus.CANCELLED
    }
    assert cancelled == {21, 22, 28, 29}
    assert len(flights.flights) == 11


STORY: list[Told] = [
    NEW,
    ("json", json_message(board="SHA", off="CAN", std="2026-11-22T07:00:00Z", sta="2026-11-22T09:30:00Z"), 1),
    mvt(60, "ED220700", "DL72/0300"),
    mvt(70, "NI220650"),
    mvt(90, "ED220730", "DL93/0330"),
    asm("CNL", 100, "SI WEATHER TYPHOON"),
    asm("RIN", 130),
    asm("TIM", 140, "PEK0430 SHA0645"),
    asm("EQT", 145, "J 321 Y200"),
    asm("RRT", 150, "PEK0430 TSN0515", "TSN0600 SHA0800"),
    mvt(520, "AD220830/220845 EA1100 SHA", "DL72/93/0100/0300"),
    mvt(530, "AD220835/220848", head="COR MVT"),
    mvt(560, "AD0835 RR0918"),
    mvt(640, "AD221030/221040"),
    mvt(800, "AA1300/1310", station="SHA"),
]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(STORY), max_size=8))
def test_any_order_with_any_duplicates_gives_the_same_state(seed: int, duplicates: list[Told]) -> None:
    shuffled = [*STORY, *duplicates]
    random.Random(seed).shuffle(shuffled)
    assert plain(told(*shuffled)) == plain(told(*STORY))


@settings(max_examples=100, deadline=None)
@given(st.sets(st.sampled_from(STORY)), st.integers(0, 2**32))
def test_any_part_of_the_story_is_blind_to_order_too(part: set[Told], seed: int) -> None:
    ordered = sorted(part, key=lambda message: message[2])
    shuffled = list(ordered)
    random.Random(seed).shuffle(shuffled)
    assert plain(told(*shuffled)) == plain(told(*ordered))


def plain(legs: dict[str, Leg]) -> dict[str, tuple[object, ...]]:
    return {
        name: (leg.std, leg.sta, leg.etd, leg.eta, leg.atd, leg.ata, leg.status, leg.cause_code, leg.cause_text,
               leg.registration, leg.aircraft_type, leg.configuration, leg.departure_time_known, leg.via)
        for name, leg in legs.items()
    }  # fmt: skip


def test_the_story_ends_well() -> None:
    legs = told(*STORY)
    leg = legs["PEK-SHA"]
    assert (leg.status, leg.aircraft_type) == (LegStatus.ARRIVED, "321")
    assert leg.departs == datetime.fromisoformat("2026-11-22T10:30:00+00:00")
    assert leg.key.origin_date == DAY


def test_flights_are_compared_without_leading_zeros() -> None:
    assert (
        told(("json", json_message(flight="ZZ01301"), 0), asm("CNL", 60))["PEK-SHA"].status
        is LegStatus.CANCELLED
    )
