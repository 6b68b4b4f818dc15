"""Changes on the sandbox airline: kills after any call, lost answers, rival workers; the airline's books tell the truth."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from hongyan.bookings import ChangeRequest
from hongyan.bookings.adapters.sandbox import Faults, FaultSettings, SandboxAirline
from hongyan.bookings.events import ChangeConfirmed, ChangeFailed, ChangeNeedsPerson
from hongyan.bookings.model import CouponStatus, SegmentStatus
from hongyan.bookings.saga import State
from hongyan.core.clock import ManualClock
from hongyan.flights import LegStatus
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.bookings import START, a_flight, a_hold, a_leg, add_order, schedule_of
from tests.builders.changes import Desk, build_desk, build_request, planned

OLD, NEW, PARTNER = a_leg(101), a_leg(103), a_leg(5101, carrier="YY")
VIA = (a_leg(201, "PVG", "WUH"), a_leg(202, "WUH", "CAN"))
ACTS = {"hold", "sell", "off_load", "revalidate", "reissue", "release", "refund", "get", "lookup"}


class Killed(BaseException):
    """Like a kill: nothing in the product may catch it."""


class Killing:
    """The airline, seen by a worker that dies right after its n-th call has taken effect."""

    def __init__(self, airline: SandboxAirline, calls: int) -> None:
        self._airline = airline
        self.left = calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._airline, name)
        return self._counted(found) if name in ACTS else found

    def _counted(self, act: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def counted(*args: Any) -> Any:
            answer = await act(*args)
            self.left -= 1
            if self.left == 0:
                raise Killed
            return answer

        return counted


@pytest.fixture
def sandbox(db: Database, clock: ManualClock) -> SandboxAirline:
    return SandboxAirline(db, clock, Faults(FaultSettings()))


@pytest.fixture
async def world(sandbox: SandboxAirline) -> SandboxAirline:
    """One flight that will be cancelled, and later ones with 150 seats each."""
    await sandbox.apply_schedule(
        [schedule_of(a_flight(leg)) for leg in (OLD, NEW)]
        + [
            schedule_of(a_flight(VIA[0], departs=START + timedelta(hours=11))),
            schedule_of(a_flight(VIA[1], departs=START + timedelta(hours=15))),
            schedule_of(a_flight(PARTNER, departs=START + timedelta(hours=12), carrier_agreement="FIM")),
        ]
    )
    return sandbox


@pytest.fixture
def desk(
    db: Database,
    world: SandboxAirline,
    queue: Queue,
    registry: Registry,
    outbox: Outbox,
    clock: ManualClock,
    wall: ManualClock,
) -> Desk:
    return build_desk(db, world, queue, registry, outbox, clock, wall, give_up_after_attempts=40)


async def _request(desk: Desk, order_id: str, *legs: Any, kind: str = "rebook") -> ChangeRequest:
    (order,) = await desk.airline.get([order_id])
    hold_id = None
    if kind == "rebook":
        (held,) = await desk.airline.hold([a_hold(f"hold/{order_id}", *legs, seats=order.seats)])
        hold_id = held.hold_id
        assert hold_id is not None
    return build_request(
        order_id,
        kind=kind,
        passenger_ids=tuple(p.passenger_id for p in order.passengers),
        old_segment_ids=tuple(s.segment_id for s in order.segments),
        hold_id=hold_id,
        itinerary=planned(*legs),
    )


async def _finish(desk: Desk, clock: ManualClock, wall: ManualClock) -> None:
    for _ in range(200):
        await desk.changes.reconcile()
        due = await desk.changes.next_due()
        if due is None:
            return
        clock.set(due)
        wall.advance(timedelta(seconds=15))
    raise AssertionError("changes do not come to an end")


async def _assert_books_straight(sandbox: SandboxAirline) -> None:
    assert await sandbox.double_rebookings() == 0
    assert await sandbox.oversold_seats() == 0
    assert await sandbox.inventory_drift() == 0


@pytest.mark.parametrize("legs", [(NEW,), (PARTNER,), VIA], ids=["own", "partner", "connection"])
async def test_a_cancelled_flights_family_is_moved(
    desk: Desk, world: SandboxAirline, db: Database, legs: tuple[Any, ...]
) -> None:
    order_id = await add_order(db, OLD, "ADT", "ADT", "CHD", "INF", ssrs={0: ["WCHR"]})
    await world.apply_schedule([schedule_of(a_flight(OLD), status=LegStatus.CANCELLED)])
    change_id = await desk.ask(await _request(desk, order_id, *legs))
    await desk.changes.run_batch()
    change = await desk.changes.get(change_id)
    assert change.state is State.CONFIRMED, await desk.changes.log(change_id)
    (order,) = await world.get([order_id])
    live = [s for s in order.segments if s.status is SegmentStatus.HOLDING_CONFIRMED]
    assert [s.leg for s in live] == list(legs)
    open_on = {(c.passenger_id, c.segment_id) for c in order.coupons if c.status is CouponStatus.OPEN}
    assert open_on == {(p.passenger_id, s.segment_id) for p in order.passengers for s in live}
    await _assert_books_straight(world)


@pytest.mark.parametrize("kind", ["rebook", "refund"])
@pytest.mark.parametrize("calls", range(1, 9))
async def test_killed_after_any_call_it_is_done_once(
    desk: Desk,
    world: SandboxAirline,
    db: Database,
    clock: ManualClock,
    wall: ManualClock,
    kind: str,
    calls: int,
) -> None:
    order_id = await add_order(db, OLD, "ADT", "INF", checked_in=True)
    legs = (PARTNER,) if kind == "rebook" else ()
    change_id = await desk.ask(await _request(desk, order_id, *legs, kind=kind))
    desk.airline = Killing(world, calls)  # type: ignore[assignment]
    try:
        await desk.changes.run_batch()
    except BaseExceptionGroup as died:
        assert died.subgroup(Killed)
    desk.airline = world
    await _finish(desk, clock, wall)
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED, await desk.changes.log(change_id)
    assert len(await desk.events(ChangeConfirmed)) == 1
    (order,) = await world.get([order_id])
    if kind == "refund":
        assert (await world.counts())["refunds"] == 1
        assert {c.status for c in order.coupons} == {CouponStatus.REFUNDED}
    else:
        assert sum(s.status is SegmentStatus.HOLDING_CONFIRMED for s in order.segments) == 1
        assert sum(c.status is CouponStatus.OPEN for c in order.coupons) == 2
    await _assert_books_straight(world)


@pytest.mark.parametrize("seed", range(3))
async def test_a_bad_day_with_two_workers(
    desk: Desk, world: SandboxAirline, db: Database, clock: ManualClock, wall: ManualClock, seed: int
) -> None:
    """40 orders; a tenth of all calls refused, a tenth timed out undone, a tenth done but timed out."""
    choices = [(NEW,), (PARTNER,), VIA, ()]
    asked = []
    for n in range(40):
        order_id = await add_order(db, OLD, *(["ADT"] * (1 + n % 3)), checked_in=n % 5 == 0)
        legs = choices[n % 4]
        kind = "rebook" if legs else "refund"
        asked.append(await desk.ask(await _request(desk, order_id, *legs, kind=kind)))
    world.faults = Faults(
        FaultSettings(seed=seed, unavailable=0.1, time_out_before_commit=0.1, time_out_after_commit=0.1)
    )
    await asyncio.gather(desk.changes.run_batch(25), desk.changes.run_batch(25))
    await _finish(desk, clock, wall)
    world.faults.calm()
    states = {c: (await desk.changes.get(c)).state for c in asked}
    assert set(states.values()) == {State.CONFIRMED}, states
    assert len(await desk.events(ChangeConfirmed)) == 40
    assert await desk.events(ChangeFailed, ChangeNeedsPerson) == []
    assert (await world.counts())["refunds"] == 10
    await _assert_books_straight(world)


async def test_two_who_want_the_last_seat(
    desk: Desk, world: SandboxAirline, db: Database, clock: ManualClock, wall: ManualClock
) -> None:
    """Both without a hold; one gets the seat, the other hears so and keeps what he had."""
    small = a_leg(109)
    await world.apply_schedule([schedule_of(a_flight(small, capacity={"Y": 1}))])
    for _ in range(2):
        order_id = await add_order(db, OLD, "ADT")
        (order,) = await world.get([order_id])
        await desk.ask(
            build_request(
                order_id,
                passenger_ids=tuple(p.passenger_id for p in order.passengers),
                old_segment_ids=tuple(s.segment_id for s in order.segments),
                hold_id=None,
                itinerary=planned(small),
            )
        )
    await _finish(desk, clock, wall)
    assert len(await desk.events(ChangeConfirmed)) == 1
    (failed,) = await desk.events(ChangeFailed)
    assert failed.reason == "no_seats"  # type: ignore[attr-defined]
    await _assert_books_straight(world)


async def test_an_expired_hold_fails_and_nothing_is_left(
    desk: Desk, world: SandboxAirline, db: Database, clock: ManualClock, wall: ManualClock
) -> None:
    order_id = await add_order(db, OLD, "ADT")
    await desk.ask(await _request(desk, order_id, NEW))
    clock.advance(timedelta(hours=7))
    await _finish(desk, clock, wall)
    (failed,) = await desk.events(ChangeFailed)
    assert failed.reason == "hold_gone"  # type: ignore[attr-defined]
    await _assert_books_straight(world)
