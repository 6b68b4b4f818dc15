"""Trips, proofs, searches and quotes on the whole product."""

from hongyan.bootstrap import Product
from tests.builders.scripted import a_booking, a_pax, a_segment, an_offer

PHONE = "13800001207"


async def test_two_proofs_that_agree_show_the_trip_and_nothing_else_does(product: Product) -> None:
    await product.load_world({"bookings": [a_booking()], "offers": [an_offer()]})
    ask = product.servicing.identify
    for right in (
        {"locator": "K7M2QD", "name": "林晓彤"},
        {"locator": "k7m2qd", "phone": PHONE},
        {"locator": "K7M2QD", "phone": "1207"},
        {"ticket_no": "099-2401330117", "name": "林晓彤"},
    ):
        trip = await ask(**right)
        assert trip is not None, right
        assert [t.name for t in trip.travellers] == ["林晓彤"]
    for wrong in (
        {"locator": "K7M2QD"},
        {"locator": "K7M2QD", "name": "林晓"},
        {"locator": "K7M2QD", "phone": "207"},
        {"locator": "K7M2QD", "phone": "1208"},
        {"locator": "ZZZZZZ", "name": "林晓彤"},
        {"name": "林晓彤", "phone": PHONE},
        {"ticket_no": "0992401330118", "phone": PHONE},
        {},
    ):
        assert await ask(**wrong) is None, wrong


async def test_a_trip_is_in_local_time_and_soonest_first(product: Product) -> None:
    later = a_booking(
        a_pax(ticket_no="0992401330118"), segments=[a_segment(date="2026-12-01")], locator="K7M2QE"
    )
    await product.load_world({"bookings": [later, a_booking()]})
    trips = await product.servicing.trips(phone=PHONE)
    assert [t.locator for t in trips] == ["K7M2QD", "K7M2QE"]
    flight = trips[0].flights[0]
    assert flight.departs.isoformat() == "2026-11-26T14:00:00+08:00"
    assert (flight.cabin, flight.rbd, flight.coupon, flight.fare, flight.involuntary) == (
        "economy",
        "K",
        "O",
        1000,
        False,
    )
    assert await product.servicing.trips(phone="13800009999") == []


async def test_options_have_seats_for_all_and_keep_the_class(product: Product) -> None:
    booking = a_booking(
        a_pax(), a_pax("林小满", "INF", "0992401330119"), a_pax("林大川", ticket_no="0992401330118")
    )
    offers = [
        an_offer(seats=1, flight_no="ZZ1311", std="10:00"),
        an_offer(),
        an_offer(rbd="H", fare=1300, seats=5),
    ]
    await product.load_world({"bookings": [booking], "offers": offers})
    (trip,) = await product.servicing.trips(phone=PHONE)
    segment = trip.flights[0].segment_id
    options = await product.servicing.options(trip.order_id, segment, (), "2026-11-27")
    assert [(o.flight_no, o.rbd, o.seats) for o in options] == [("ZZ1309", "K", 9)]
    quote = await product.servicing.quote_change(trip.order_id, segment, (), options[0].option_id)
    assert (quote.fee, quote.fare_difference, quote.total) == (200, 160, 360)
    assert [line["fee"] for line in quote.lines] == [100, 0, 100]
    assert quote.clause_zh == "K 舱，起飞前 48–168 小时：变更费 10 %"
    assert quote.clause_en == "K class, 48–168 h before departure: change fee 10 %"
    alone = await product.servicing.quote_change(
        trip.order_id, segment, [trip.travellers[0].passenger_id], options[0].option_id
    )
    assert len(alone.passenger_ids) == 2  # an infant goes with its adult


async def test_a_city_means_all_its_airports(product: Product) -> None:
    offers = [
        an_offer(origin="PKX", destination="PVG"),
        an_offer(flight_no="ZZ1501", origin="PEK", destination="SHA"),
    ]
    await product.load_world({"offers": offers})
    found = await product.servicing.search("BJS", "SHA", "2026-11-27")
    assert {o.flight_no for o in found} == {"ZZ1309", "ZZ1501"}
    only = await product.servicing.search("PEK", "SHA", "2026-11-27")
    assert [o.flight_no for o in only] == ["ZZ1501"]
    assert await product.servicing.search("BJS", "SHA", "2026-11-28") == []


async def test_a_cancelled_flight_makes_everything_free(product: Product) -> None:
    world = {
        "bookings": [a_booking(segments=[a_segment(status="UN")])],
        "flights": [{"flight_no": "ZZ1305", "date": "2026-11-26", "status": "cancelled", "cause": "COM"}],
        "offers": [an_offer()],
    }
    assert await product.load_world(world) == []
    (trip,) = await product.servicing.trips(phone=PHONE)
    flight = trip.flights[0]
    assert flight.involuntary and flight.disruption["carrier_cause"] is True and trip.party_id
    (option,) = await product.servicing.options(trip.order_id, flight.segment_id, (), "2026-11-27")
    quote = await product.servicing.quote_change(trip.order_id, flight.segment_id, (), option.option_id)
    assert (quote.total, quote.involuntary, quote.rule) == (0, True, "ccar-273-2021")
    refund = await product.servicing.quote_refund(trip.order_id, (), ())
    assert (refund.fee, refund.total) == (0, 1090)


async def test_a_world_is_cleared_for_the_next(product: Product) -> None:
    world = {"bookings": [a_booking()], "offers": [an_offer()], "mct_minutes": 90}
    assert await product.load_world(world) == ["mct_minutes"]
    assert await product.clear_world() > 5
    assert await product.servicing.trips(phone=PHONE) == []
    await product.load_world(world)
    assert len(await product.servicing.trips(phone=PHONE)) == 1


async def test_refunds_and_shipments_and_members_are_as_the_world_has_them(product: Product) -> None:
    await product.load_world(
        {
            "refunds": [
                {
                    "name": "秦若谷",
                    "ticket_no": "0992401330267",
                    "amount": 1230,
                    "requested": "2026-11-16",
                    "approved": "2026-11-18",
                    "sent_to_bank": "2026-11-20",
                    "state": "bank",
                }
            ],
            "members": [{"member_no": "900188210", "name": "夏知远", "miles": 23450, "tier": "银卡"}],
        }
    )
    ids = await product.airline.find_orders(ticket_numbers=["0992401330267"])
    (refund,) = await product.servicing.refunds(ids)
    assert (refund.amount, refund.state, refund.due_on.isoformat()) == (1230, "sent", "2026-11-25")
    member = await product.loyalty.member("900188210")
    assert (member.miles, member.tier) == (23450, "silver")
    assert sum(e.miles for e in await product.loyalty.statement("900188210")) == member.miles


async def test_things_happen_between_two_turns(product: Product) -> None:
    await product.load_world({"bookings": [a_booking()], "offers": [an_offer()]})
    sold_out = {"flight_no": "ZZ1309", "date": "2026-11-27", "type": "sold_out"}
    cancelled = {"flight_no": "ZZ1305", "date": "2026-11-26", "status": "cancelled", "cause": "COM"}
    assert await product.load_world({"events": [sold_out, cancelled]}) == []
    (trip,) = await product.servicing.trips(phone=PHONE)
    assert trip.flights[0].status == "UN" and trip.flights[0].involuntary
    assert await product.servicing.search("BJS", "SHA", "2026-11-27") == []
    assert await product.load_world({"events": [{"what": "an earthquake"}]}) == ["events"]


async def test_a_turn_reads_an_order_once_and_the_next_turn_reads_it_anew(product: Product) -> None:
    await product.load_world({"bookings": [a_booking()], "offers": [an_offer()]})
    turn = product.servicing.in_turn()
    (trip,) = await turn.trips(phone=PHONE)
    async with product.db.transaction() as conn:
        await conn.run("update sandbox.orders set version = version + 1")
    (again,) = await turn.trips(phone=PHONE)
    assert again.version == trip.version
    for later in (turn.in_turn(), product.servicing):
        (anew,) = await later.trips(phone=PHONE)
        assert anew.version == trip.version + 1
