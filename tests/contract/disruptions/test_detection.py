"""Detection against a real database: opened once, updated, withdrawn, and complete in one transaction."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from hongyan.bookings.errors import AirlineUnavailable
from hongyan.bookings.model import CouponStatus, Order, Passenger
from hongyan.disruptions.events import DisruptionOpened, DisruptionUpdated, DisruptionWithdrawn
from hongyan.flights import Leg, LegStatus
from hongyan.jobs import Outbox
from hongyan.runtime import Database
from tests.builders.disrupted_world import AT, CANCELLED, House, told
from tests.builders.disruptions import STD, key, leg, order, segment


@pytest.fixture
def house(db: Database, outbox: Outbox):
    def make(legs: list[Leg], orders: list[Order]) -> House:
        return House(db, outbox, legs, orders)

    return make


async def test_a_cancelled_leg_opens_one_disruption_with_its_passengers(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    await world.change(replace(flight, **CANCELLED), "cancelled")

    [found] = await world.disruptions.open_list()
    assert (found.kind, found.affected, found.parties, found.known_at) == ("cancelled", 1, 1, AT)
    assert (found.cause_class, found.carrier_cause) == ("WX", False)
    [passenger] = await world.disruptions.affected(found.disruption_id)
    assert passenger.party_id == f"{found.disruption_id}:o1"
    [event] = await world.events()
    assert event["name"] == DisruptionOpened.name
    assert (event["affected"], event["known_at"]) == (1, AT.isoformat())


async def test_the_same_change_told_again_opens_nothing_more(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    cancelled = world.board.set(replace(flight, **CANCELLED))
    for _ in range(3):
        await world.detector.on_leg_changed([told(cancelled, "cancelled")])
    assert len(await world.disruptions.open_list()) == 1
    assert len(await world.events()) == 1


async def test_two_workers_at_once_open_one(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    cancelled = world.board.set(replace(flight, **CANCELLED))
    await asyncio.gather(*(world.detector.on_leg_changed([told(cancelled, "cancelled")]) for _ in range(4)))
    assert len(await world.disruptions.open_list()) == 1
    assert [e["name"] for e in await world.events()] == [DisruptionOpened.name]


async def test_a_reinstated_leg_withdraws_and_a_new_cancel_opens_again(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    await world.change(replace(flight, **CANCELLED), "cancelled")
    await world.change(flight, "reinstated", AT + timedelta(minutes=5))
    assert await world.disruptions.open_list() == []
    assert (await world.events())[-1] | {"why": "reinstated"} == (await world.events())[-1]
    await world.change(replace(flight, **CANCELLED), "cancelled", AT + timedelta(minutes=9))
    [again] = await world.disruptions.open_list()
    assert again.known_at == AT + timedelta(minutes=9)


async def test_a_delay_that_grows_updates_and_a_cancel_upgrades_it(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])

    def late(minutes: int) -> Leg:
        by = timedelta(minutes=minutes)
        return replace(flight, etd=flight.std + by, eta=flight.sta + by, cause_code="41")

    await world.change(late(179), "delayed")
    assert await world.disruptions.open_list() == []
    await world.change(late(180), "delayed")
    await world.change(late(185), "delayed")
    await world.change(late(240), "delayed")
    await world.change(replace(late(240), **CANCELLED), "cancelled", AT + timedelta(hours=1))
    [found] = await world.disruptions.open_list()
    assert (found.kind, found.known_at) == ("cancelled", AT + timedelta(hours=1))
    names = [(e["name"], e.get("what")) for e in await world.events()]
    assert names == [
        (DisruptionOpened.name, None),
        (DisruptionUpdated.name, "times"),
        (DisruptionUpdated.name, "kind"),
    ]


async def test_a_delay_that_shrinks_is_withdrawn_only_well_below_the_threshold(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    for minutes, still_open in ((200, 1), (160, 1), (149, 0)):
        by = timedelta(minutes=minutes)
        await world.change(replace(flight, etd=flight.std + by, eta=flight.sta + by), "delayed")
        assert len(await world.disruptions.open_list()) == still_open
    assert (await world.events())[-1]["name"] == DisruptionWithdrawn.name


async def test_who_moved_was_refunded_or_flew_is_not_affected_and_an_infant_follows_its_adult(house) -> None:
    flight = leg()
    family = (
        Passenger("fam-1", "LI", "LEI"),
        Passenger("fam-2", "LI", "XIAO", kind="INF", accompanies="fam-1"),
    )
    with_infant = order("fam", segment("fam", flight.key, STD), passengers=family)
    with_infant = replace(with_infant, coupons=with_infant.coupons[:1])
    orders = [
        with_infant,
        order("moved", segment("moved", flight.key, STD), coupon_status=CouponStatus.EXCHANGED),
        order("refunded", segment("refunded", flight.key, STD), coupon_status=CouponStatus.REFUNDED),
        order("ready", segment("ready", flight.key, STD), coupon_status=CouponStatus.CHECKED_IN),
    ]
    world = house([flight], orders)
    await world.change(replace(flight, **CANCELLED), "cancelled")
    [found] = await world.disruptions.open_list()
    affected = await world.disruptions.affected(found.disruption_id)
    assert {p.passenger_id: (p.seats, p.checked_in) for p in affected} == {
        "fam-1": (1, False),
        "fam-2": (0, False),
        "ready-1": (1, True),
    }
    parties = {p.order_id: p for p in await world.disruptions.parties([found.disruption_id])}
    assert (parties["fam"].seats, parties["fam"].passenger_ids) == (1, ("fam-1", "fam-2"))


async def test_on_a_diverted_flight_the_no_shows_are_not_affected(house) -> None:
    flight = leg()
    orders = [
        order("aboard", segment("aboard", flight.key, STD), coupon_status=CouponStatus.LIFTED),
        order("noshow", segment("noshow", flight.key, STD)),
    ]
    world = house([flight], orders)
    await world.change(replace(flight, status=LegStatus.DIVERTED), "diverted")
    [found] = await world.disruptions.open_list()
    assert [p.order_id for p in await world.disruptions.affected(found.disruption_id)] == ["aboard"]


def connecting(order_id: str, first: Leg, gap_minutes: int) -> tuple[Order, Leg]:
    second_key = key("200", "SHA", "CAN")
    departs = first.sta + timedelta(minutes=gap_minutes)
    second = leg(second_key, std=departs, sta=departs + timedelta(hours=2))
    return order(order_id, segment(order_id, first.key, STD), segment(order_id, second_key, departs)), second


async def test_a_small_delay_that_breaks_a_connection_disrupts_only_those_who_connect(house) -> None:
    flight = leg()
    travels_on, second = connecting("on", flight, gap_minutes=75)
    world = house([flight, second], [travels_on, order("stays", segment("stays", flight.key, STD))])
    by = timedelta(minutes=30)
    await world.change(replace(flight, etd=flight.std + by, eta=flight.sta + by), "delayed")
    assert await world.disruptions.open_list() == []  # 45 minutes are left: the domestic minimum
    by = timedelta(minutes=31)
    await world.change(replace(flight, etd=flight.std + by, eta=flight.sta + by), "delayed")
    [found] = await world.disruptions.open_list()
    assert (found.kind, found.affected) == ("misconnect", 1)
    [party] = await world.disruptions.parties([found.disruption_id])
    assert party.misconnects
    assert (party.final_off, party.old_segment_ids) == ("CAN", ("on-ZZ100", "on-ZZ200"))

    # The connecting flight is late too: the connection holds again.
    world.board.set(replace(second, etd=second.std + timedelta(minutes=60)))
    by = timedelta(minutes=47)
    await world.change(replace(flight, etd=flight.std + by, eta=flight.sta + by), "delayed")
    assert await world.disruptions.open_list() == []
    assert (await world.events())[-1]["why"] == "connections_hold"


async def test_a_leg_that_changes_while_orders_are_read_is_judged_again(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])

    def reinstate() -> None:
        world.airline.before_answer = lambda: None
        world.board.set(flight)

    world.airline.before_answer = reinstate
    await world.change(replace(flight, **CANCELLED), "cancelled")
    assert await world.disruptions.open_list() == []
    assert await world.events() == []


async def test_when_the_airline_system_is_down_the_sweeper_finds_the_leg_again(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    world.airline.down = True
    with pytest.raises(AirlineUnavailable):
        await world.change(replace(flight, **CANCELLED), "cancelled")
    due = await world.detector.next_due()
    assert due is not None
    assert await world.detector.sweep(world.clock.now()) == 0
    world.clock.set(due + timedelta(seconds=1))
    assert await world.detector.sweep(world.clock.now()) == 1
    [found] = await world.disruptions.open_list()
    assert found.known_at == AT
    assert await world.detector.next_due() is None


async def test_harmless_changes_ask_nobody(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    await world.change(replace(flight, registration="B-1234"), "equipment")
    assert world.airline.calls == 0


async def test_a_delayed_flight_that_leaves_closes_its_disruption(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    by = timedelta(minutes=200)
    late = replace(flight, etd=flight.std + by, eta=flight.sta + by)
    await world.change(late, "delayed")
    await world.change(replace(late, atd=late.etd, status=LegStatus.DEPARTED), "departed")
    assert await world.disruptions.open_list() == []
    assert [e["name"] for e in await world.events()] == [DisruptionOpened.name, "disruptions.closed"]


async def test_rights_are_told_for_the_passenger_with_the_refund_and_its_day(house) -> None:
    flight = leg()
    world = house([flight], [order("o1", segment("o1", flight.key, STD))])
    await world.change(replace(flight, **CANCELLED), "cancelled")
    [found] = await world.disruptions.open_list()
    rights = await world.disruptions.rights_for(found.disruption_id, "o1-1")
    refund = next(r for r in rights if r.kind == "refund")
    assert (refund.granted, str(refund.amount)) == (True, "CNY 570.00")
    assert refund.clock == "P7WD:CN"
    assert refund.due is not None


async def test_a_hundred_flights_of_150_passengers_are_opened_in_one_go(house) -> None:
    flights = [leg(key(str(1000 + i))) for i in range(100)]
    orders = []
    for flight in flights:
        for i in range(83):
            name = f"{flight.key.flight}x{i}"
            people = tuple(Passenger(f"{name}-{n}", "LI", "LEI") for n in range(2 if i < 67 else 1))
            orders.append(order(name, segment(name, flight.key, STD), passengers=people))
    world = house(flights, orders)
    cancelled = [world.board.set(replace(f, **CANCELLED)) for f in flights]
    loop = asyncio.get_running_loop()
    started = loop.time()
    await world.detector.on_leg_changed([told(f, "cancelled") for f in cancelled])
    seconds = loop.time() - started
    opened = await world.disruptions.open_list()
    assert sum(d.affected for d in opened) == 15_000
    print(f"15,000 passengers on 100 flights opened in {seconds:.2f} s")
    assert seconds < 20  # the target is 5 s; shared machines get slack here, the bench has the figure


async def test_an_order_hit_on_two_legs_is_planned_once_and_again_when_the_first_is_withdrawn(house) -> None:
    first = leg()
    travels_on, second = connecting("on", first, gap_minutes=120)
    world = house([first, second], [travels_on])
    await world.change(replace(second, **CANCELLED), "cancelled")
    await world.change(replace(first, **CANCELLED), "cancelled")
    opened = {d.leg.flight: d.disruption_id for d in await world.disruptions.open_list()}
    parties = {p.disruption_id: p for p in await world.disruptions.parties(list(opened.values()))}
    assert parties[opened["ZZ100"]].covered_by is None
    assert parties[opened["ZZ200"]].covered_by == f"{opened['ZZ100']}:on"

    await world.change(first, "reinstated")
    last = (await world.events())[-1]
    assert (last["name"], last["disruption_id"], last["what"]) == (
        DisruptionUpdated.name,
        opened["ZZ200"],
        "passengers",
    )
    [left] = await world.disruptions.parties([opened["ZZ200"]])
    assert left.covered_by is None
