"""The invented day has the volumes and structures of a medium carrier's, and nobody's real numbers."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import phonenumbers
import pytest

from hongyan.bookings.adapters.sandbox import GeneratorSettings
from hongyan.bookings.adapters.sandbox.generator import Day, invent_day
from hongyan.bookings.adapters.sandbox.generator.contacts import PhoneBook, is_wrong_number
from hongyan.bookings.adapters.sandbox.generator.load import COLUMNS
from tests.builders.bookings import START, a_day, a_flight, a_leg


@dataclass
class Seen:
    """The day's rows as dicts, and passengers by order."""

    day: Day
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for table, columns in COLUMNS.items():
            names = columns.split()
            self.rows[table] = [dict(zip(names, r, strict=True)) for r in getattr(self.day.rows, table)]

    def share(self, table: str, **wanted: object) -> float:
        rows = self.rows[table]
        return sum(all(r[k] == v for k, v in wanted.items()) for r in rows) / len(rows)


@pytest.fixture(scope="module")
def seen() -> Seen:
    return Seen(invent_day(a_day(150), 7, GeneratorSettings(), START))


def test_volumes_are_a_medium_carriers(seen: Seen) -> None:
    passengers, orders = len(seen.rows["passenger"]), len(seen.rows["orders"])
    assert 1.6 < passengers / orders < 2.0
    given = [load for (leg, _), load in seen.day.loads.cabins.items() if int(leg.number) < 9000]
    assert sum(x.sold for x in given) / sum(x.capacity for x in given) == pytest.approx(0.84, abs=0.03)
    assert seen.day.connecting / passengers == pytest.approx(0.15, abs=0.03)
    assert seen.day.in_groups / passengers == pytest.approx(0.08, abs=0.025)
    assert seen.share("passenger", kind="UMNR") == pytest.approx(0.004, abs=0.002)
    assert seen.share("passenger", kind="INF") == pytest.approx(0.012, abs=0.005)
    assert seen.share("passenger", language="zh-CN") == pytest.approx(0.8, abs=0.05)


def test_special_care_is_three_in_a_hundred(seen: Seen) -> None:
    care = {"WCHR", "WCHS", "WCHC", "MAAS", "MEDA", "BLND", "DEAF", "STCR"}
    who = {r["passenger_id"] for r in seen.rows["ssr"] if r["code"] in care}
    assert len(who) / len(seen.rows["passenger"]) == pytest.approx(0.03, abs=0.01)


def test_a_third_cannot_be_called_directly(seen: Seen) -> None:
    contacts = seen.rows["contact"]
    kinds = Counter(r["kind"] for r in contacts)
    masked = sum(r["quality"] == "masked" for r in contacts)
    orders = len(seen.rows["orders"])
    assert kinds["agency"] == masked + kinds["agency_phone"]  # whoever booked can be told
    assert 0.6 < kinds["relay"] / masked < 0.8
    assert all((r["valid_until"] is not None) == (r["kind"] == "relay") for r in contacts)
    assert kinds["agency"] / orders == pytest.approx(0.30, abs=0.04)
    direct = [r["value"] for r in contacts if r["quality"] in ("verified", "unverified")]
    phones = [v for v in direct if v.startswith("+")]
    assert sum(map(is_wrong_number, phones)) / len(phones) == pytest.approx(0.05, abs=0.02)


def test_nobody_is_oversold_in_any_class_and_infants_take_no_seat(seen: Seen) -> None:
    places = _places(seen)
    heads = Counter(
        (s["leg_key"], s["cabin"])
        for s in seen.rows["segment"]
        for p in places[s["segment_id"]]
        if p["takes_seat"]
    )
    for (leg, cabin), load in seen.day.loads.cabins.items():
        assert load.sold <= load.capacity
        assert heads[str(leg), cabin] == load.sold - load.elsewhere == sum(load.by_rbd.values())


def test_infants_have_an_adult_of_their_own_order(seen: Seen) -> None:
    people = {p["passenger_id"]: p for p in seen.rows["passenger"]}
    infants = [p for p in people.values() if p["kind"] == "INF"]
    assert infants
    for infant in infants:
        adult = people[infant["accompanies"]]
        assert (adult["order_id"], adult["kind"]) == (infant["order_id"], "ADT")


def test_unaccompanied_minors_travel_alone_and_do_not_connect(seen: Seen) -> None:
    minors = {p["order_id"] for p in seen.rows["passenger"] if p["kind"] == "UMNR"}
    sizes = Counter(p["order_id"] for p in seen.rows["passenger"])
    segments = Counter(s["order_id"] for s in seen.rows["segment"])
    assert {(sizes[o], segments[o]) for o in minors} == {(1, 1)}


def test_onward_flights_leave_from_where_and_after_one_arrives(seen: Seen) -> None:
    flights = {str(leg): f for leg, f in seen.day.loads.flights.items()}
    journeys: dict[str, list[Any]] = {}
    for segment in seen.rows["segment"]:
        journeys.setdefault(segment["order_id"], []).append(flights[segment["leg_key"]])
    connections = [j for j in journeys.values() if len(j) == 2]
    assert connections
    for first, second in connections:
        assert first.leg.off == second.leg.board
        assert second.leg.off != first.leg.board
        assert second.departs - first.arrives >= timedelta(minutes=50)


def test_every_traveller_has_one_coupon_for_each_flight(seen: Seen) -> None:
    coupons = Counter((c["passenger_id"], c["segment_id"]) for c in seen.rows["coupon"])
    places = {(p["passenger_id"], p["segment_id"]) for p in seen.rows["place"]}
    assert set(coupons) == places
    assert set(coupons.values()) == {1}


def test_the_payment_is_what_the_coupons_cost(seen: Seen) -> None:
    cost: Counter[str] = Counter()
    for coupon in seen.rows["coupon"]:
        cost[coupon["order_id"]] += coupon["fare"] + coupon["taxes"]
    assert {p["order_id"]: p["amount"] for p in seen.rows["payment"]} == dict(cost)


def test_checked_in_coupons_are_those_of_the_past(seen: Seen) -> None:
    done = {
        (d["passenger_id"], d["segment_id"]) for d in seen.rows["departure_control"] if d["checked_in_at"]
    }
    assert done == {(c["passenger_id"], c["segment_id"]) for c in seen.rows["coupon"] if c["status"] == "C"}
    assert all(d["intends_at"] is None or d["intends_at"] > START for d in seen.rows["departure_control"])


def test_some_people_are_in_two_orders(seen: Seen) -> None:
    phones = Counter(c["value"] for c in seen.rows["contact"] if c["kind"] == "mobile" and c["position"] == 1)
    assert 0.003 < sum(n > 1 for n in phones.values()) / len(phones) < 0.03


def test_the_same_seed_gives_the_same_day_and_another_one_another() -> None:
    def rows(seed: int) -> Any:
        return invent_day(a_day(3), seed, GeneratorSettings(), START).rows

    assert rows(7) == rows(7)
    assert rows(7) != rows(8)


def test_onward_flights_are_the_given_ones_where_there_are_some() -> None:
    flights = [
        a_flight(a_leg(1, "CAN", "PVG"), departs=START + timedelta(hours=3)),
        a_flight(a_leg(2, "PVG", "PEK"), departs=START + timedelta(hours=8)),
    ]
    day = invent_day(flights, 7, GeneratorSettings(connecting=0.9, invent_onward=False), START)
    assert day.connecting > 0
    assert not day.invented


@pytest.mark.parametrize(("region", "prefix"), [("US", "+1"), ("CN", "+86")])
def test_phones_are_valid_unique_and_fictional(region: str, prefix: str) -> None:
    book = PhoneBook(region, 7)
    numbers = [book.number() for _ in range(60_000)] + [book.wrong_number() for _ in range(3_000)]
    assert len(set(numbers)) == len(numbers)
    for number in numbers[::97]:
        parsed = phonenumbers.parse(number)
        assert number.startswith(prefix)
        assert phonenumbers.is_valid_number(parsed)
        assert number[5:8] == "555" if region == "US" else number.startswith("+861349")
    assert not any(is_wrong_number(n) for n in numbers[:60_000])
    assert all(is_wrong_number(n) for n in numbers[60_000:])


def test_partners_and_later_days_are_loaded_without_orders() -> None:
    day = invent_day([a_flight(with_orders=False)], 7, GeneratorSettings(), START)
    assert day.rows.orders == []
    assert all(load.sold == load.elsewhere > 0 for load in day.loads.cabins.values())


def _places(seen: Seen) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for place in seen.rows["place"]:
        found.setdefault(place["segment_id"], []).append(place)
    return found
