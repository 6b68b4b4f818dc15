"""The scripted conversations kept here are sound: readable, with worlds that load together and the figures the product quotes."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from hongyan.assistant.scripts import Script, read_scripts
from hongyan.bootstrap import Product

FOLDER = Path(__file__).parent / "scripts"
SCRIPTS = [script for file in sorted(FOLDER.glob("*.jsonl")) for script in read_scripts(file)]


def test_ids_and_locators_are_unique() -> None:
    ids = [s.id for s in SCRIPTS]
    locators = [b["locator"] for s in SCRIPTS for b in s.world.get("bookings", ())]
    assert len(ids) == len(set(ids)) >= 64
    assert len(locators) == len(set(locators))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.id)
def test_patterns_can_be_read_and_length_is_that_of_a_call(script: Script) -> None:
    assert 3 <= len(script.turns) <= 9
    for turn in script.turns:
        for pattern in turn.expect.must_say_any:
            re.compile(pattern)


async def test_figures_are_those_the_product_quotes(product: Product) -> None:
    for script in SCRIPTS:
        assert await product.load_world(script.world) == [], script.id
    for script in SCRIPTS:
        for booking in script.world.get("bookings", ()):
            trips = await product.servicing.trips(phone=booking["contact_phone"])
            (trip,) = [t for t in trips if t.locator == booking["locator"]]
            one = [trip.travellers[-1].passenger_id]
            segment = trip.flights[0].segment_id
            if wanted := script.world.get("expected_refund"):
                quote = await product.servicing.quote_refund(trip.order_id, [segment], one)
                assert quote.total == Decimal(wanted), script.id
                assert quote.fee == Decimal(script.world["expected_refund_fee"]), script.id
            if "expected_total" in script.world or "expected_change_total" in script.world:
                wanted = script.world.get("expected_total", script.world.get("expected_change_total"))
                totals = set()
                for day in sorted({o["date"] for o in script.world["offers"]}):
                    for option in await product.servicing.options(trip.order_id, segment, one, day):
                        quote = await product.servicing.quote_change(
                            trip.order_id, segment, one, option.option_id
                        )
                        totals.add(quote.total)
                assert Decimal(wanted) in totals, (script.id, totals)
