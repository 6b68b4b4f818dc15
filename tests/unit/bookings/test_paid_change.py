"""Voluntary changes: the money is taken once before anything is sold, and given back once when the change fails."""

from decimal import Decimal
from typing import Any

import pytest

from hongyan.bookings import ChangeRequest
from hongyan.bookings.errors import OutcomeUnknown, PaymentRefused
from hongyan.bookings.saga import Kind, Outcome, State, Step, advance, step_of
from hongyan.core.clock import ManualClock
from hongyan.core.errors import InvalidInput
from hongyan.core.money import Money
from tests.builders.changes import Desk, build_request, finish, legs_of
from tests.builders.fake_airline import NEW_LEG, OLD_LEG, FakeAirline

OWED = Money(Decimal(180), "CNY")


def a_paid_change(**changes: Any) -> ChangeRequest:
    return build_request(
        kind="change",
        collect=OWED,
        payment_method="card",
        fare_differences={"ord_1/p1": Decimal(80)},
        **changes,
    )


def test_the_money_comes_before_the_sale() -> None:
    state, steps = State.REQUESTED, []
    while (step := step_of(Kind.CHANGE, state)) is not None:
        steps.append(step)
        state = advance(Kind.CHANGE, state, Outcome.DONE).state
    assert steps[:3] == [Step.HOLD, Step.COLLECT, Step.SELL]
    assert state is State.CONFIRMED


@pytest.mark.parametrize("state", [State.HELD, State.PAID, State.SEATS_SOLD, State.OFF_LOADED])
def test_whatever_is_refused_before_the_ticket_is_undone(state: State) -> None:
    assert advance(Kind.CHANGE, state, Outcome.REFUSED).state is State.COMPENSATING


async def test_paid_sold_reissued_confirmed(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    change_id = await desk.ask(a_paid_change())
    await desk.changes.run_batch()
    change = await desk.changes.get(change_id)
    assert change.state is State.CONFIRMED
    assert [e for e, _ in airline.effects] == ["collect", "sell", "reissue", "release"]
    assert change.payment_id in airline.payments
    assert airline.payments[change.payment_id].amount == OWED
    assert legs_of(airline.open_coupons("ord_1")) == {NEW_LEG}


async def test_nothing_owed_is_not_collected(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()
    change_id = await desk.ask(build_request(kind="change", collect=Money.zero("CNY")))
    await desk.changes.run_batch()
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert [e for e, _ in airline.effects] == ["sell", "revalidate", "release"]


async def test_a_refused_payment_gives_the_seats_back(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()

    def refuse(operation: str, order_id: str, key: str) -> None:
        if operation == "collect":
            raise PaymentRefused

    airline.before = refuse
    change_id = await desk.ask(a_paid_change())
    await desk.changes.run_batch()
    change = await desk.changes.get(change_id)
    assert (change.state, change.reason) == (State.FAILED, "payment_refused")
    assert airline.payments == {}
    assert airline.holds["hld_1"].state == "released"
    assert legs_of(airline.open_coupons("ord_1")) == {OLD_LEG}


async def test_seats_lost_after_the_payment_give_the_money_back(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    airline.add_hold()

    def lose_the_hold(operation: str, order_id: str, key: str) -> None:
        if operation == "collect":
            airline.holds["hld_1"].state = "expired"

    airline.after = lose_the_hold
    change_id = await desk.ask(a_paid_change())
    await desk.changes.run_batch()
    change = await desk.changes.get(change_id)
    assert (change.state, change.reason) == (State.FAILED, "hold_gone")
    assert [p.given_back for p in airline.payments.values()] == [True]
    assert [e for e, _ in airline.effects].count("give_back") == 1
    assert await desk.ask(a_paid_change(hold_id=None)) != change_id  # they may choose again


async def test_a_payment_that_timed_out_is_looked_up_not_repeated(
    desk: Desk, airline: FakeAirline, clock: ManualClock
) -> None:
    airline.add_order()
    airline.add_hold()
    lost = {"collect": 1}

    def lose_the_answer(operation: str, order_id: str, key: str) -> None:
        if lost.get(operation):
            lost[operation] -= 1
            raise OutcomeUnknown

    airline.after = lose_the_answer
    change_id = await desk.ask(a_paid_change())
    await finish(desk, clock)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert len(airline.payments) == 1
    assert not any(p.given_back for p in airline.payments.values())


async def test_only_a_voluntary_change_collects(desk: Desk, airline: FakeAirline) -> None:
    airline.add_order()
    with pytest.raises(InvalidInput):
        await desk.ask(build_request(kind="rebook", collect=OWED))
