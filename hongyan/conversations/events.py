"""What happens in conversations: ids, states and languages, never what was said."""

from dataclasses import dataclass
from typing import ClassVar

from hongyan.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationOpened(Event):
    """A customer has begun a conversation on a channel."""

    name: ClassVar[str] = "conversations.conversation_opened"
    conversation_id: str
    channel: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAdded(Event):
    """Something was said and stored. ``speaker``: customer, robot, agent, system."""

    name: ClassVar[str] = "conversations.turn_added"
    conversation_id: str
    number: int
    speaker: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Event):
    """The robot has given the conversation to people. ``reason``: asked, unsolved, anger, no_robot, robot_failed …"""

    name: ClassVar[str] = "conversations.handed_over"
    conversation_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonJoined(Event):
    """A colleague has taken the conversation; ``owner`` is the sign-in name."""

    name: ClassVar[str] = "conversations.person_joined"
    conversation_id: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedToRobot(Event):
    """A colleague has given the conversation back to the robot."""

    name: ClassVar[str] = "conversations.returned_to_robot"
    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed(Event):
    """The conversation has ended. ``closed_by``: customer, agent, silence, robot."""

    name: ClassVar[str] = "conversations.conversation_closed"
    conversation_id: str
    channel: str
    disposition: str
    closed_by: str
