"""Builders of conversations: a service on a real database and a small robot that says what the test tells it to."""

import asyncio
import dataclasses
from collections.abc import Callable, Sequence

from hongyan.conversations import (
    Button,
    Conversation,
    Conversations,
    Keys,
    Records,
    RobotState,
    Turn,
    robot_turn,
)
from hongyan.conversations.settings import ConversationsSettings
from hongyan.core.clock import Clock
from hongyan.jobs import Outbox
from hongyan.runtime import Database

KEY = b"k" * 32
Answer = Callable[[Conversation, Turn], Sequence[Turn]]


def echo(conversation: Conversation, turn: Turn) -> Sequence[Turn]:
    """Repeat what was said."""
    return [robot_turn(conversation, f"re {turn.number}: {turn.text}", reasons={"intent": "echo"})]


class ScriptedRobot:
    """Answers with ``answer``; ``gate`` (when set) holds it back, ``broken`` makes the next answers fail."""

    def __init__(self, answer: Answer = echo) -> None:
        self.answer = answer
        self.heard: list[str] = []
        self.gate: asyncio.Event | None = None
        self.waiting = asyncio.Event()
        self.broken = 0
        self.at_once = 0
        self.most_at_once = 0

    async def respond(
        self, conversation: Conversation, turn: Turn, memory: RobotState | None
    ) -> Sequence[Turn]:
        self.heard.append(turn.text)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.gate is not None:
                self.waiting.set()
                await self.gate.wait()
            await asyncio.sleep(0)
            if self.broken:
                self.broken -= 1
                raise RuntimeError("the robot is broken")
            return self.answer(conversation, turn)
        finally:
            self.at_once -= 1

    async def open(self, conversation: Conversation) -> Sequence[Turn]:
        buttons = (Button("改签", "intent:change"), Button("退票", "intent:refund"))
        return [robot_turn(conversation, "您好，我是鸿雁。", buttons=buttons)]


@dataclasses.dataclass
class World:
    """Conversations of one installation, seen by one process."""

    db: Database
    clock: Clock
    wall: Clock
    records: Records
    robot: ScriptedRobot
    conversations: Conversations


def make_world(
    db: Database,
    clock: Clock,
    outbox: Outbox,
    wall: Clock,
    robot: ScriptedRobot | None = None,
    **settings: object,
) -> World:
    """Wire conversations with a scripted robot; make a second one for a second process."""
    records = Records(clock, outbox, Keys(KEY))
    robot = robot or ScriptedRobot()
    chosen = ConversationsSettings.model_validate(settings)
    conversations = Conversations(db, clock, outbox, records, chosen, robot, wall)
    return World(db, clock, wall, records, robot, conversations)
