"""The order of the hotline's menu from the record: the wishes of thirty days, each once in its conversation, asked for once an hour."""

from datetime import UTC, datetime, timedelta

import pytest

from hongyan.assistant.catalogue import TASKS
from hongyan.assistant.dialogue.menu import in_order
from hongyan.assistant.menu_order import MenuOrder
from hongyan.conversations import robot_turn
from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.conversations import World, make_world
from tests.builders.jobs import wire

USUAL = in_order({}, TASKS)


@pytest.fixture
def wall() -> ManualClock:
    return ManualClock(datetime(2026, 11, 25, tzinfo=UTC))


@pytest.fixture
def world(
    db: Database, clock: ManualClock, outbox: Outbox, wall: ManualClock, registry: Registry, queue: Queue
) -> World:
    wire(registry, queue, db)
    return make_world(db, clock, outbox, wall)


async def talked(world: World, count: int, **reasons: str) -> None:
    """Record ``count`` talks in which the robot gave these reasons twice."""
    for _ in range(count):
        conversation = await world.conversations.open("webchat", "zh-CN")
        for _ in range(2):
            await world.conversations.say(
                conversation.conversation_id, robot_turn(conversation, "好的。", reasons=dict(reasons))
            )


async def test_wishes_count_once_in_their_conversation_and_by_keys_too(
    world: World, clock: ManualClock
) -> None:
    await talked(world, 3, intent="cargo.track", task="knowledge")
    await talked(world, 2, task="booking.refund")  # chosen by key: nothing was said that has an intent
    month = await world.conversations.wishes(clock.now() - timedelta(days=30))
    assert month == {"cargo.track": 3, "booking.refund": 2}


async def test_what_is_older_than_the_month_no_longer_counts(world: World, clock: ManualClock) -> None:
    await talked(world, 1, intent="cargo.track")
    clock.advance(timedelta(days=31))
    await talked(world, 1, intent="booking.view")
    assert await world.conversations.wishes(clock.now() - timedelta(days=30)) == {"booking.view": 1}


async def test_the_order_follows_the_record_within_the_hour(
    world: World, db: Database, clock: ManualClock
) -> None:
    order = MenuOrder(db, clock, world.records)
    assert await order.now() == USUAL
    await talked(world, 150, intent="cargo.track")
    await talked(world, 60, intent="pet.travel")
    assert await order.now() == USUAL, "it is looked up once an hour"
    clock.advance(timedelta(minutes=61))
    assert (await order.now())[:2] == ("cargo.track", "pet.travel")
