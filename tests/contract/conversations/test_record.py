"""The record: numbered turns, nothing twice, nothing lost, one answer at a time, also across a crash."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from hongyan.conversations import Conversation, Conversations, Kind, Said, Speaker, State, robot_turn
from hongyan.conversations.errors import (
    ConversationOver,
    NotYours,
    StateChanged,
    TakenBySomebody,
)
from hongyan.conversations.settings import ConversationsSettings
from hongyan.core.clock import ManualClock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from tests.builders.conversations import World, make_world
from tests.builders.jobs import wire


@pytest.fixture
def wall() -> ManualClock:
    return ManualClock(datetime(2026, 11, 25, tzinfo=UTC))


@pytest.fixture
def world(
    db: Database, clock: ManualClock, outbox: Outbox, wall: ManualClock, registry: Registry, queue: Queue
) -> World:
    wire(registry, queue, db)
    return make_world(db, clock, outbox, wall)


async def opened(world: World, **more: object) -> Conversation:
    conversation = await world.conversations.open("webchat", "zh-CN", **more)  # type: ignore[arg-type]
    await world.conversations.answer(conversation.conversation_id)
    return conversation


async def lines(world: World, conversation: Conversation) -> list[tuple[int, str, str]]:
    turns = await world.conversations.turns(conversation.conversation_id)
    return [(turn.number, turn.speaker.value, turn.text) for turn in turns]


async def test_a_turn_is_answered_and_numbered(world: World) -> None:
    conversation = await opened(world)
    await world.conversations.hear(conversation.conversation_id, Said("c1", "你好"))
    said = await world.conversations.answer(conversation.conversation_id)
    assert [turn.text for turn in said] == ["re 2: 你好"]
    assert await lines(world, conversation) == [
        (1, "robot", "您好，我是鸿雁。"),
        (2, "customer", "你好"),
        (3, "robot", "re 2: 你好"),
    ]
    assert await world.conversations.answer(conversation.conversation_id) == []


async def test_sending_again_is_harmless(world: World) -> None:
    conversation = await opened(world)
    first = await world.conversations.hear(conversation.conversation_id, Said("c1", "改签"))
    again = await asyncio.gather(
        *(world.conversations.hear(conversation.conversation_id, Said("c1", "改签")) for _ in range(8))
    )
    assert {turn.turn_id for turn in again} == {first.turn_id}
    await world.conversations.answer(conversation.conversation_id)
    assert world.robot.heard == ["改签"]


async def test_concurrent_sends_do_not_interleave(world: World) -> None:
    conversation = await opened(world)

    async def send(i: int) -> None:
        await world.conversations.hear(conversation.conversation_id, Said(f"c{i}", f"m{i}"))
        await world.conversations.answer(conversation.conversation_id)

    await asyncio.gather(*(send(i) for i in range(20)))
    said = await lines(world, conversation)
    assert [number for number, _, _ in said] == list(range(1, 42))
    assert world.robot.most_at_once == 1
    asked = [text for _, speaker, text in said if speaker == "customer"]
    answered = [text.partition(": ")[2] for _, speaker, text in said[1:] if speaker == "robot"]
    assert answered == asked, "in the order they were said"
    assert sorted(asked) == sorted(f"m{i}" for i in range(20))


async def test_a_dead_process_leaves_no_question_unanswered(
    world: World, db: Database, clock: ManualClock, outbox: Outbox, wall: ManualClock
) -> None:
    conversation = await opened(world)
    await world.conversations.hear(conversation.conversation_id, Said("c1", "在吗"))
    world.robot.gate = asyncio.Event()
    dying = asyncio.create_task(world.conversations.answer(conversation.conversation_id))
    await world.robot.waiting.wait()
    other = make_world(db, clock, outbox, wall)
    assert await other.conversations.answerer.sweep(clock.now()) == 0, "the lease holds"
    wall.advance(timedelta(seconds=46))
    assert await other.conversations.answerer.sweep(clock.now()) == 1
    world.robot.gate.set()
    assert await dying == [], "it comes too late and says nothing"
    assert [text for _, speaker, text in await lines(world, conversation) if speaker == "robot"][1:] == [
        "re 2: 在吗"
    ]


async def test_a_cancelled_answer_is_free_at_once(world: World) -> None:
    conversation = await opened(world)
    await world.conversations.hear(conversation.conversation_id, Said("c1", "在吗"))
    world.robot.gate = asyncio.Event()
    stopped = asyncio.create_task(world.conversations.answer(conversation.conversation_id))
    await world.robot.waiting.wait()
    stopped.cancel()
    await asyncio.gather(stopped, return_exceptions=True)
    world.robot.gate = None
    assert await world.conversations.answerer.sweep(world.clock.now()) == 1
    assert (await lines(world, conversation))[-1] == (3, "robot", "re 2: 在吗")


async def test_an_answer_saved_with_the_state_is_not_made_twice(world: World) -> None:
    conversation = await opened(world)
    turn = await world.conversations.hear(conversation.conversation_id, Said("c1", "改到明天"))
    reply = [robot_turn(conversation, "已改到明天。", reasons={"action": "change"})]
    async with world.db.transaction() as conn:
        version = await world.records.save_state(
            conn, conversation.conversation_id, {"task": "change"}, 0, answers=turn, reply=reply
        )
    said = await world.conversations.answer(conversation.conversation_id)
    assert [t.text for t in said] == ["已改到明天。"] and said[0].reasons == {"action": "change"}
    assert world.robot.heard == [], "the robot is not asked again"
    async with world.db.transaction() as conn:
        state = await world.records.load_state(conn, conversation.conversation_id)
        assert state is not None and (state.state, state.version) == ({"task": "change"}, version)
        with pytest.raises(StateChanged):
            await world.records.save_state(conn, conversation.conversation_id, {}, 0)
        with pytest.raises(StateChanged):
            await world.records.save_state(conn, conversation.conversation_id, {}, version + 1)
        assert (
            await world.records.save_state(conn, conversation.conversation_id, {"n": 2}, version)
            == version + 1
        )


async def test_a_greeting_saved_before_a_crash_is_not_made_twice(world: World) -> None:
    conversation = await world.conversations.open("webchat", "en")
    cid = conversation.conversation_id
    async with world.db.transaction() as conn:
        await world.records.save_state(
            conn, cid, {"n": 1}, 0, reply=[robot_turn(conversation, "Good morning.")]
        )
    assert [turn.text for turn in await world.conversations.answer(cid)] == ["Good morning."]


async def test_a_robot_that_fails_calls_a_person(world: World) -> None:
    world.robot.broken = 2
    conversation = await opened(world)
    await world.conversations.hear(conversation.conversation_id, Said("c1", "退票"))
    await world.conversations.answer(conversation.conversation_id)
    now = await world.conversations.read(conversation.conversation_id)
    assert now.state is State.WAITING_FOR_PERSON and now.handover == {
        "reason": "robot_failed",
        "text": "退票",
    }
    assert (await lines(world, conversation))[-1][1] == "system"
    await world.conversations.hear(conversation.conversation_id, Said("c2", "还在吗"))
    assert await world.conversations.answer(conversation.conversation_id) == []
    assert len(world.robot.heard) == 2


async def test_one_failure_is_forgiven(world: World) -> None:
    world.robot.broken = 1
    conversation = await opened(world)
    await world.conversations.hear(conversation.conversation_id, Said("c1", "退票"))
    await world.conversations.answer(conversation.conversation_id)
    assert (await lines(world, conversation))[-1] == (3, "robot", "re 2: 退票")


async def test_without_a_robot_everything_goes_to_people(
    db: Database, clock: ManualClock, outbox: Outbox, wall: ManualClock, world: World
) -> None:
    bare = Conversations(db, clock, outbox, world.records, ConversationsSettings(), None, wall)
    conversation = await bare.open("webchat", "en")
    await bare.answer(conversation.conversation_id)
    assert (await bare.read(conversation.conversation_id)).state is State.WITH_ROBOT, (
        "nobody has said anything yet"
    )
    await bare.hear(conversation.conversation_id, Said("c1", "Where is my bag?"))
    await bare.answer(conversation.conversation_id)
    turns = await bare.turns(conversation.conversation_id)
    assert [turn.speaker for turn in turns] == [Speaker.SYSTEM, Speaker.CUSTOMER, Speaker.SYSTEM]
    assert "colleague" in turns[2].text
    assert (await bare.read(conversation.conversation_id)).state is State.WAITING_FOR_PERSON


async def test_people_take_answer_give_back_and_close(world: World) -> None:
    talk = world.conversations
    cid = (await opened(world)).conversation_id
    async with world.db.transaction() as conn:
        assert await world.records.hand_over(conn, cid, "asked", {"slots": {"flight_no": "CA1334"}})
        assert not await world.records.hand_over(conn, cid, "asked")
    await talk.take(cid, "lina", "李娜")
    with pytest.raises(TakenBySomebody):
        await talk.take(cid, "wang", "王强")
    with pytest.raises(NotYours):
        await talk.reply(cid, "wang", "王强", "您好", "a0")
    await talk.hear(cid, Said("c1", "我要投诉"))
    assert await talk.answer(cid) == []
    one = await talk.reply(cid, "lina", "李娜", "您好，请讲", "a1")
    assert await talk.reply(cid, "lina", "李娜", "您好，请讲", "a1") == one
    await talk.give_back(cid, "lina", "李娜")
    assert world.robot.heard == [], "what a person answered is not answered again"
    await talk.hear(cid, Said("c2", "谢谢"))
    await talk.answer(cid)
    assert world.robot.heard == ["谢谢"]
    closed = await talk.close(cid, "customer", "resolved")
    assert closed.state is State.CLOSED
    with pytest.raises(ConversationOver):
        await talk.hear(cid, Said("c3", "等等"))
    assert (await talk.hear(cid, Said("c2", "谢谢"))).text == "谢谢", (
        "sent again after the end, it is still that turn"
    )
    events = await names_of_events(world)
    assert events.count("conversations.handed_over") == 1
    assert {"conversations.person_joined", "conversations.conversation_closed"} <= set(events)


async def test_numbers_are_masked_before_they_are_stored(world: World) -> None:
    conversation = await opened(world)
    cid = conversation.conversation_id
    await world.conversations.hear(cid, Said("c1", "卡号4111 1111 1111 1111，票号999-2345678901"))
    await world.conversations.answer(cid)
    async with world.db.snapshot() as conn:
        stored = await conn.rows("select text, payload from conversations.turn")
        logged = await conn.rows("select payload::text as text from jobs.event")
    text = " ".join(row["text"] for row in stored)
    assert "************1111，票号999-2345678901" in text and "4111 1111" not in text
    assert world.robot.heard == ["卡号************1111，票号999-2345678901"], (
        "the robot does not see it either"
    )
    assert not any("1111" in row["text"] for row in logged)


async def test_only_offered_buttons_count(world: World) -> None:
    conversation = await opened(world)
    cid = conversation.conversation_id
    tapped = await world.conversations.hear(cid, Said("c1", kind=Kind.BUTTON, payload="intent:change"))
    assert (tapped.text, tapped.payload) == ("改签", "intent:change")
    with pytest.raises(InvalidInput):
        await world.conversations.hear(cid, Said("c2", kind=Kind.BUTTON, payload="confirm:everything"))


async def test_one_customer_has_one_timeline(world: World) -> None:
    phone = "+8613800138000"
    for channel in ("webchat", "voice"):
        conversation = await world.conversations.open(
            channel, "zh-CN", subject={"phone": phone}, customer_key=phone
        )
        await world.conversations.hear(conversation.conversation_id, Said("c", f"从{channel}来"))
    other = await world.conversations.open("webchat", "zh-CN", customer_key="+8613900139000")
    await world.conversations.hear(other.conversation_id, Said("c", "别人"))
    said = await world.conversations.timeline(phone)
    assert [(c.channel, t.text) for c, t in said] == [("webchat", "从webchat来"), ("voice", "从voice来")]
    async with world.db.snapshot() as conn:
        dump = str(await conn.rows("select * from conversations.conversation"))
    assert "13800138000" not in dump, "stored hashed and sealed"


async def test_verified_facts_add_up(world: World) -> None:
    cid = (await opened(world)).conversation_id
    async with world.db.transaction() as conn:
        await world.records.set_subject(conn, cid, {"order_ids": ["ord_1"], "name": "张伟"})
        await world.records.set_subject(
            conn, cid, {"order_ids": ["ord_2", "ord_1"]}, customer_key="+8613800138000"
        )
    now = await world.conversations.read(cid)
    assert now.subject == {"order_ids": ["ord_1", "ord_2"], "name": "张伟"}
    assert now.customer_key == "+8613800138000"


async def test_only_the_key_opens_a_conversation(world: World) -> None:
    mine = await world.conversations.open("webchat", "en", key="mine")
    other = await world.conversations.open("webchat", "en", key="other")
    assert (
        await world.conversations.by_key(mine.conversation_id, "mine")
    ).conversation_id == mine.conversation_id
    for conversation, key in ((other, "mine"), (mine, ""), (mine, "MINE")):
        with pytest.raises(NotFound):
            await world.conversations.by_key(conversation.conversation_id, key)


async def test_silence_ends_a_conversation_but_never_one_that_waits(world: World, clock: ManualClock) -> None:
    silent, waiting = await opened(world), await opened(world)
    async with world.db.transaction() as conn:
        await world.records.hand_over(conn, waiting.conversation_id, "asked")
    clock.advance(timedelta(minutes=31))
    assert await world.conversations.sweep_silent(clock.now()) == 1
    assert (await world.conversations.read(silent.conversation_id)).disposition == "abandoned"
    assert (await world.conversations.read(waiting.conversation_id)).state is State.WAITING_FOR_PERSON


async def test_a_person_joins_while_the_robot_is_thinking(world: World) -> None:
    conversation = await opened(world)
    cid = conversation.conversation_id
    await world.conversations.hear(cid, Said("c1", "改签"))
    world.robot.gate = asyncio.Event()
    thinking = asyncio.create_task(world.conversations.answer(cid))
    await world.robot.waiting.wait()
    await world.conversations.take(cid, "lina", "李娜")
    await world.conversations.hear(cid, Said("c2", "喂"))
    world.robot.gate.set()
    await thinking
    assert world.robot.heard == ["改签"], "the second question is the colleague's"
    numbers = [number for number, _, _ in await lines(world, conversation)]
    assert numbers == list(range(1, len(numbers) + 1))


async def names_of_events(world: World) -> list[str]:
    async with world.db.snapshot() as conn:
        return [row["name"] for row in await conn.rows("select name from jobs.event order by id")]
