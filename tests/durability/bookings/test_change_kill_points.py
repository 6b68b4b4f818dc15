"""A worker may die at any instant of a change: whoever takes over finishes it, once."""

import asyncio
import contextlib
from collections import Counter
from datetime import timedelta

import pytest

from hongyan.bookings.events import ChangeConfirmed
from hongyan.bookings.saga import State
from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.changes import Desk, build_desk, build_request
from tests.builders.fake_airline import NEW_LEG, OLD_LEG, FakeAirline

OPERATIONS = ("hold", "sell", "off_load", "revalidate", "release")


class Killed(BaseException):
    """Like a kill: nothing in the product may catch it."""


@pytest.fixture
def airline(clock: ManualClock) -> FakeAirline:
    made = FakeAirline(clock)
    made.capacity[NEW_LEG] = 1
    made.add_order()
    made.check_in("ord_1")
    return made


@pytest.fixture
def desk(
    db: Database,
    airline: FakeAirline,
    queue: Queue,
    registry: Registry,
    outbox: Outbox,
    clock: ManualClock,
    wall: ManualClock,
) -> Desk:
    return build_desk(db, airline, queue, registry, outbox, clock, wall)


async def _run_and_die(desk: Desk) -> None:
    with pytest.raises(BaseExceptionGroup) as died:
        await desk.changes.run_batch()
    assert died.group_contains(Killed)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_around_a_step(
    desk: Desk, airline: FakeAirline, wall: ManualClock, operation: str, moment: str
) -> None:
    def kill(called: str, order_id: str, key: str) -> None:
        if called == operation:
            raise Killed

    setattr(airline, moment, kill)
    change_id = await desk.ask(build_request(hold_id=None))
    await _run_and_die(desk)
    setattr(airline, moment, lambda operation, order_id, key: None)

    assert await desk.changes.run_batch() == 0  # its lease still runs: nobody meddles
    wall.advance(timedelta(seconds=15))
    assert await desk.changes.run_batch() == 1
    await _assert_moved_once(desk, airline, change_id)


@pytest.mark.parametrize("written", range(7))
async def test_killed_while_writing(
    desk: Desk, airline: FakeAirline, wall: ManualClock, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """Dies after ``written`` group commits: the airline has acted, our row has not moved."""
    from hongyan.bookings import repository

    left = {"n": written}
    write = repository.write_changes

    async def dying(*args: object) -> set[str]:
        if left["n"] == 0:
            raise Killed
        left["n"] -= 1
        return await write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(repository, "write_changes", dying)
    change_id = await desk.ask(build_request(hold_id=None))
    with contextlib.suppress(BaseExceptionGroup):
        await desk.changes.run_batch()
    monkeypatch.undo()
    wall.advance(timedelta(seconds=15))
    await desk.changes.run_batch()
    await _assert_moved_once(desk, airline, change_id)


async def test_a_hundred_changes_a_killed_worker_left_are_finished_within_fifteen_seconds(
    desk: Desk, airline: FakeAirline, wall: ManualClock
) -> None:
    airline.capacity[NEW_LEG] = 100
    for n in range(2, 101):
        airline.add_order(f"ord_{n}")
        await desk.ask(build_request(f"ord_{n}", hold_id=None))
    await desk.ask(build_request(hold_id=None))
    count = Counter[str]()

    def kill_at_random_looking_points(operation: str, order_id: str, key: str) -> None:
        count[operation] += 1
        if operation == "release" and count[operation] == 30:
            raise Killed

    airline.after = kill_at_random_looking_points
    await _run_and_die(desk)
    assert await desk.changes.next_due() is not None
    wall.advance(timedelta(seconds=15))
    await desk.changes.reconcile()
    assert await desk.changes.next_due() is None
    assert len(await desk.events(ChangeConfirmed)) == 100
    done = Counter(airline.effects)
    assert done.pop(("hold", "")) == 100
    assert max(done.values()) == 1
    assert airline.seats_taken(NEW_LEG) == 100
    assert airline.seats_taken(OLD_LEG) == 0


async def test_a_worker_that_lost_its_lease_stops(
    desk: Desk, airline: FakeAirline, wall: ManualClock
) -> None:
    """A worker frozen for a minute (its lease ran out) wakes up and must not go on beside its successor."""
    change_id = await desk.ask(build_request(hold_id=None))
    asleep, awake = asyncio.Event(), asyncio.Event()
    sell = airline.sell

    async def freeze(*args: object) -> object:
        if not asleep.is_set():
            asleep.set()
            await awake.wait()
        return await sell(*args)  # type: ignore[arg-type]

    airline.sell = freeze  # type: ignore[assignment,method-assign]
    frozen = asyncio.create_task(desk.changes.run_batch())
    await asleep.wait()
    wall.advance(timedelta(minutes=1))
    await desk.changes.run_batch()
    awake.set()
    await frozen
    await _assert_moved_once(desk, airline, change_id)


async def _assert_moved_once(desk: Desk, airline: FakeAirline, change_id: str) -> None:
    assert (await desk.changes.get(change_id)).state is State.CONFIRMED
    assert max(Counter(airline.effects).values()) == 1, airline.effects
    assert airline.open_coupons("ord_1") == [("ord_1/p1", NEW_LEG)]
    assert airline.seats_taken(NEW_LEG) == 1
    assert airline.seats_taken(OLD_LEG) == 0
    assert len(await desk.events(ChangeConfirmed)) == 1
