"""Acts on the whole product: changes with money, refunds, bookings, services, each exactly once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hongyan.bootstrap import Product
from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, Gone, InvalidInput
from hongyan.core.ids import new_id
from hongyan.servicing.model import Act, FlightOption, Quote, Trip
from tests.builders.scripted import a_booking, a_pax, a_segment, an_offer

PHONE = "13800001207"
DAY = "2026-11-27"


async def the_trip(product: Product) -> Trip:
    return (await product.servicing.trips(phone=PHONE))[0]


async def the_quote(
    product: Product, passenger_ids: tuple[str, ...] = ()
) -> tuple[Trip, FlightOption, Quote]:
    trip = await the_trip(product)
    segment = trip.flights[0].segment_id
    (option,) = await product.servicing.options(trip.order_id, segment, passenger_ids, DAY)
    return (
        trip,
        option,
        await product.servicing.quote_change(trip.order_id, segment, passenger_ids, option.option_id),
    )


def a_change(quote: Quote, act_id: str | None = None, **args: Any) -> Act:
    assert quote.option is not None
    return Act(
        act_id or new_id("act"),
        "change",
        quote.order_id,
        quote.passenger_ids,
        {
            "segment_id": quote.segment_ids[0],
            "option_id": quote.option.option_id,
            "order_version": quote.order_version,
            "total": str(quote.total),
        }
        | args,
        consent="read-back",
    )


async def payments(product: Product) -> list[tuple[str, str, bool]]:
    async with product.db.snapshot() as conn:
        rows = await conn.rows(
            "select reason, amount, given_back_at is not null as back from sandbox.payment order by paid_at, reason"
        )
    return [(r["reason"], str(r["amount"]), r["back"]) for r in rows]


@pytest.fixture
async def loaded(product: Product) -> Product:
    await product.load_world({"bookings": [a_booking()], "offers": [an_offer()]})
    return product


async def test_a_change_is_paid_for_ticketed_and_told_once(loaded: Product) -> None:
    mark = await loaded.ledger_mark()
    trip, option, quote = await the_quote(loaded)
    act = a_change(quote)
    receipt = await loaded.servicing.carry_out(act)
    assert (receipt.state, receipt.details["total"]) == ("done", "180.00")
    again = await loaded.servicing.carry_out(act)
    assert again == receipt == await loaded.servicing.receipt(act.act_id)
    after = await the_trip(loaded)
    assert [f.flight_no for f in after.flights] == [option.flight_no]
    assert (after.flights[0].fare, after.flights[0].rbd, after.flights[0].coupon) == (1080, "K", "O")
    assert ("change", "180.00", False) in await payments(loaded)
    ledger = await loaded.ledger_since(mark)
    assert [c.kind for c in ledger] == ["payment", "change"]
    assert (ledger[1].travellers, ledger[1].flights[0]["flight_no"]) == (("林晓彤",), option.flight_no)
    assert await loaded.airline_evidence.oversold_seats() == 0
    # the new ticket can be changed again: its own fare is the base now
    refund = await loaded.servicing.quote_refund(trip.order_id, (), ())
    assert refund.fee == 216


async def test_binding_acts_need_consent_and_what_was_agreed(loaded: Product) -> None:
    _, _, quote = await the_quote(loaded)
    act = a_change(quote)
    with pytest.raises(InvalidInput):
        await loaded.servicing.carry_out(Act(act.act_id, "change", act.order_id, (), act.args))
    with pytest.raises(Conflict) as moved:
        await loaded.servicing.carry_out(a_change(quote, order_version=7))
    assert moved.value.slug == "order-changed"
    with pytest.raises(Conflict) as dearer:
        await loaded.servicing.carry_out(a_change(quote, total="100"))
    assert dearer.value.slug == "price-changed"
    assert await loaded.servicing.receipt(act.act_id) is None


async def test_a_refused_payment_leaves_everything_as_it_was(loaded: Product) -> None:
    _, _, quote = await the_quote(loaded)
    loaded.airline_life.faults.switch(payment_refused=1.0)
    receipt = await loaded.servicing.carry_out(a_change(quote))
    loaded.airline_life.faults.calm()
    assert (receipt.state, receipt.reason) == ("failed", "payment_refused")
    assert [p[0] for p in await payments(loaded)] == ["sale"]
    (option,) = await loaded.servicing.options(quote.order_id, quote.segment_ids[0], (), DAY)
    assert option.seats == 9  # the hold was given back
    assert (await loaded.servicing.carry_out(a_change(quote))).state == "done"


async def test_a_time_out_after_the_commit_is_looked_up_and_never_repeated(loaded: Product) -> None:
    _, _, quote = await the_quote(loaded)
    loaded.airline_life.faults.switch(time_out_after_commit=1.0)
    act = a_change(quote)
    clock = loaded.clock
    assert isinstance(clock, ManualClock)
    await loaded.servicing.carry_out(act)
    loaded.airline_life.faults.calm()
    for _ in range(20):
        clock.advance(timedelta(seconds=70))
        await loaded.changes.reconcile()
        await loaded.servicing.acts.sweep(clock.now())
        receipt = await loaded.servicing.receipt(act.act_id)
        if receipt is not None and receipt.state != "running":
            break
    assert receipt is not None and receipt.state == "done"
    assert [p for p in await payments(loaded) if p[0] == "change"] == [("change", "180.00", False)]


async def test_of_two_who_want_the_last_seat_one_gets_it(product: Product) -> None:
    bookings = [
        a_booking(locator="K7M2QD"),
        a_booking(a_pax("秦若谷", ticket_no="0992401330118"), locator="K7M2QE", contact_phone="13800001208"),
    ]
    await product.load_world({"bookings": bookings, "offers": [an_offer(seats=1)]})
    quotes = []
    for phone in (PHONE, "13800001208"):
        (trip,) = await product.servicing.trips(phone=phone)
        segment = trip.flights[0].segment_id
        (option,) = await product.servicing.options(trip.order_id, segment, (), DAY)
        quotes.append(await product.servicing.quote_change(trip.order_id, segment, (), option.option_id))
    results = await asyncio.gather(
        *(product.servicing.carry_out(a_change(q)) for q in quotes), return_exceptions=True
    )
    assert sorted(r.state if hasattr(r, "state") else type(r).__name__ for r in results) == [
        "SeatsGone",
        "done",
    ]
    assert any(isinstance(r, Gone) for r in results)
    assert [p for p in await payments(product) if p[0] == "change"] == [("change", "180.00", False)]
    assert await product.airline_evidence.oversold_seats() == 0


async def test_two_yeses_of_one_customer_are_one_change(loaded: Product) -> None:
    _, _, quote = await the_quote(loaded)
    act = a_change(quote)
    receipts = await asyncio.gather(*(loaded.servicing.carry_out(act) for _ in range(3)))
    assert {r.state for r in receipts} == {"done"}
    assert len([p for p in await payments(loaded) if p[0] == "change"]) == 1


async def test_a_party_goes_together_with_its_infant_and_its_wheelchair(product: Product) -> None:
    pax = [
        a_pax("任建国", ticket_no="0992401330252", ssr=["WCHS"]),
        a_pax("沈浩", ticket_no="0992401330254"),
        a_pax("沈小满", "INF", "0992401330255", ssr=["INFT"], age_months=8),
    ]
    await product.load_world({"bookings": [a_booking(*pax)], "offers": [an_offer()]})
    _, _, quote = await the_quote(product)
    assert len(quote.passenger_ids) == 3
    receipt = await product.servicing.carry_out(a_change(quote))
    assert receipt.state == "done"
    after = await the_trip(product)
    assert len(after.flights) == 1 and len(after.flights[0].passenger_ids) == 3
    ssrs = {t.name: t.ssrs for t in after.travellers}
    assert ssrs["任建国"] == ("WCHS",) and ssrs["沈小满"] == ("INFT",)


async def test_one_of_two_may_go_alone(product: Product) -> None:
    pax = [a_pax(), a_pax("沈浩", ticket_no="0992401330254")]
    await product.load_world({"bookings": [a_booking(*pax)], "offers": [an_offer()]})
    trip = await the_trip(product)
    alone = trip.travellers[0].passenger_id
    _, _, quote = await the_quote(product, (alone,))
    mark = await product.ledger_mark()
    assert (await product.servicing.carry_out(a_change(quote))).state == "done"
    after = await the_trip(product)
    assert {f.flight_no: len(f.passenger_ids) for f in after.flights} == {"ZZ1305": 1, "ZZ1309": 1}
    assert {c.travellers for c in await product.ledger_since(mark) if c.kind == "change"} == {("林晓彤",)}


async def test_an_involuntary_change_costs_nothing(product: Product) -> None:
    world = {
        "bookings": [a_booking(segments=[a_segment(status="UN")])],
        "flights": [{"flight_no": "ZZ1305", "date": "2026-11-26", "status": "cancelled", "cause": "COM"}],
        "offers": [an_offer()],
    }
    await product.load_world(world)
    _, _, quote = await the_quote(product)
    receipt = await product.servicing.carry_out(a_change(quote))
    assert (receipt.state, receipt.details["involuntary"]) == ("done", True)
    assert [p[0] for p in await payments(product)] == ["sale"]


async def test_a_refund_pays_back_less_the_fee(loaded: Product) -> None:
    trip = await the_trip(loaded)
    quote = await loaded.servicing.quote_refund(trip.order_id, (), ())
    act = Act(
        new_id("act"),
        "refund",
        trip.order_id,
        quote.passenger_ids,
        {
            "segment_ids": list(quote.segment_ids),
            "order_version": quote.order_version,
            "total": str(quote.total),
        },
        consent="read-back",
    )
    receipt = await loaded.servicing.carry_out(act)
    assert receipt.state == "done"
    (refund,) = await loaded.servicing.refunds([trip.order_id])
    assert (refund.amount, refund.fee, refund.refund_id) == (890, 200, receipt.details["refund_id"])
    (left,) = await loaded.servicing.trips(order_ids=[trip.order_id])
    assert left.flights == ()


async def test_a_ticket_is_bought_and_paid_once(product: Product) -> None:
    await product.load_world({"offers": [an_offer(origin="PEK", destination="SHA", seats=2)]})
    (option,) = await product.servicing.search("BJS", "SHA", DAY)
    act = Act(
        new_id("act"),
        "book",
        None,
        (),
        {
            "option_id": option.option_id,
            "travellers": [{"name": "Gregor Haldane", "kind": "ADT"}],
            "phone": PHONE,
            "total": "1080",
        },
        consent="read-back",
    )
    product.airline_life.faults.switch(time_out_after_commit=0.5)
    receipt = await product.servicing.carry_out(act)
    product.airline_life.faults.calm()
    clock = product.clock
    assert isinstance(clock, ManualClock)
    while receipt.state == "running":
        clock.advance(timedelta(minutes=1))
        await product.servicing.acts.sweep(clock.now())
        found = await product.servicing.receipt(act.act_id)
        assert found is not None
        receipt = found
    assert receipt.state == "done" and len(receipt.details["locator"]) == 6
    trip = await the_trip(product)
    assert ([t.name for t in trip.travellers], trip.flights[0].coupon) == (["Haldane/Gregor"], "O")
    assert await payments(product) == [("sale", "1080.00", False)]
    assert (await product.servicing.search("BJS", "SHA", DAY))[0].seats == 1


async def test_hotel_and_car_move_together_or_not_at_all(product: Product) -> None:
    linked = [
        {"type": "hotel", "name": "鹭岛湾酒店", "in": "2026-11-26", "out": "2026-11-28", "ref": "HT55021"},
        {
            "type": "car",
            "name": "接机用车",
            "place": "SHA",
            "time": "2026-11-26T17:00",
            "ref": "CR55022",
            "changeable": False,
        },
    ]
    await product.load_world({"bookings": [a_booking(linked=linked)]})
    trip = await the_trip(product)

    def move(*changes: dict[str, str]) -> Act:
        args = {"changes": list(changes)}
        return Act(new_id("act"), "linked_change", trip.order_id, (), args, consent="read-back")

    hotel = {"ref": "HT55021", "starts": "2026-11-27", "ends": "2026-11-29"}
    both = await product.servicing.carry_out(move(hotel, {"ref": "CR55022", "starts": "2026-11-27T17:00"}))
    assert (both.state, both.reason) == ("failed", "partner_refused")
    assert [x.starts for x in (await the_trip(product)).linked] == ["2026-11-26", "2026-11-26T17:00"]
    alone = await product.servicing.carry_out(move(hotel))
    assert alone.state == "done"
    assert (await the_trip(product)).linked[-1].starts == "2026-11-27"


async def test_seats_meals_and_check_in(product: Product) -> None:
    pax = [a_pax(), a_pax("沈浩", ticket_no="0992401330254")]
    await product.load_world({"bookings": [a_booking(*pax, segments=[a_segment(date="2026-11-24")])]})
    trip = await the_trip(product)
    people = tuple(t.passenger_id for t in trip.travellers)
    args = {"segment_id": trip.flights[0].segment_id}

    async def do(kind: str, who: tuple[str, ...] = people, **more: Any) -> Any:
        return await product.servicing.carry_out(Act(new_id("act"), kind, trip.order_id, who, args | more))

    seat = await do("seat", people[:1], seat_pref="window")
    assert seat.state == "done" and seat.details["seats"][-1] in "AL"
    taken = await do("seat", people[1:], seat=seat.details["seats"])
    assert (taken.state, taken.reason) == ("failed", "seat_taken")
    meal = await do("meal", people[:1], code="VGML")
    assert (meal.state, meal.details["status"]) == ("done", "confirmed")
    chair = await do("ssr", people[:1], code="WCHC")
    assert chair.details["status"] == "requested"
    early = await do("check_in")
    assert (early.state, early.reason) == ("failed", "check_in_closed")
    clock = product.clock
    assert isinstance(clock, ManualClock)
    clock.advance(timedelta(hours=40))
    done = await do("check_in")
    assert done.state == "done" and len(done.details["seats"].split(", ")) == 2
    quote = await product.servicing.quote_refund(trip.order_id, (), ())
    assert quote.refused == "checked_in"
    assert (await do("off_load")).state == "done"
    assert (await product.servicing.quote_refund(trip.order_id, (), ())).allowed


async def test_a_certificate_says_what_the_record_says(product: Product) -> None:
    delayed = {
        "flight_no": "ZZ1305",
        "date": "2026-11-26",
        "status": "delayed",
        "delay_minutes": 95,
        "cause": "WX",
    }
    on_time = a_booking(
        a_pax(ticket_no="0992401330118"),
        segments=[a_segment(flight_no="ZZ1311", date="2026-11-28")],
        locator="K7M2QE",
    )
    await product.load_world({"bookings": [a_booking(), on_time], "flights": [delayed]})
    late, punctual = await product.servicing.trips(phone=PHONE)

    def ask(trip: Trip) -> Act:
        args = {"segment_id": trip.flights[0].segment_id, "delay_minutes": 600}
        return Act(new_id("act"), "certificate", trip.order_id, (), args)

    receipt = await product.servicing.carry_out(ask(late))
    assert (receipt.state, receipt.details["delay_minutes"]) == ("done", 95)
    assert "95 分钟" in receipt.details["text_zh"] and "天气" in receipt.details["text_zh"]
    kept = await product.servicing.document(receipt.details["document_id"])
    assert kept is not None and kept["facts"]["travellers"] == ["林晓彤"]
    refused = await product.servicing.carry_out(ask(punctual))
    assert (refused.state, refused.reason) == ("failed", "not_irregular")


async def test_miles_are_credited_once_and_spent_only_when_there(product: Product) -> None:
    await product.load_world(
        {
            "members": [{"member_no": "900188210", "name": "夏知远", "miles": 1000, "tier": "银卡"}],
            "flown": [
                {
                    "ticket_no": "0992401330771",
                    "flight_no": "ZZ1305",
                    "date": "2026-10-18",
                    "rbd": "H",
                    "credited": False,
                }
            ],
        }
    )

    async def do(kind: str, consent: str | None = None, **args: Any) -> Any:
        act = Act(new_id("act"), kind, None, (), {"member_no": "900188210"} | args, consent)
        return await product.servicing.carry_out(act)

    claim = await do("miles_claim", flight_no="ZZ1305", date="2026-10-18", ticket_no="0992401330771")
    assert claim.state == "done" and claim.details["miles"] > 0
    again = await do("miles_claim", ticket_no="0992401330771")
    assert (again.state, again.reason) == ("failed", "already_credited")
    dear = await do("redeem", "read-back", points=1_000_000)
    assert (dear.state, dear.reason) == ("failed", "not_enough_miles")
    spent = await do("redeem", "read-back", points=1000)
    assert spent.details["balance"] == claim.details["miles"]
    assert sum(e.miles for e in await product.loyalty.statement("900188210")) == claim.details["miles"]


async def test_a_copy_goes_to_the_phone_of_the_order_once(loaded: Product) -> None:
    trip = await the_trip(loaded)
    act = Act(new_id("act"), "itinerary_sms", trip.order_id)
    assert (await loaded.servicing.carry_out(act)).state == "done"
    assert (await loaded.servicing.carry_out(act)).state == "done"
    nobody = a_booking(a_pax(ticket_no="0992401330118"), locator="K7M2QE", contact_phone=None)
    await loaded.clear_world()
    await loaded.load_world({"bookings": [nobody]})
    other = await loaded.servicing.identify(locator="K7M2QE", name="林晓彤")
    assert other is not None
    refused = await loaded.servicing.carry_out(Act(new_id("act"), "itinerary_sms", other.order_id))
    assert (refused.state, refused.reason) == ("failed", "no_phone")
