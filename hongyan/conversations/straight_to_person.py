"""The responder of an installation without a robot: it says honestly that people answer, and calls one."""

from collections.abc import Sequence

from hongyan.conversations.model import Conversation, RobotState, Speaker, Turn, robot_turn
from hongyan.conversations.records import Records
from hongyan.conversations.words import say_in
from hongyan.runtime import Database


class StraightToPerson:
    """Puts every conversation on the people's list with its first word."""

    def __init__(self, db: Database, records: Records) -> None:
        self._db = db
        self._records = records

    async def respond(
        self, conversation: Conversation, turn: Turn, memory: RobotState | None
    ) -> Sequence[Turn]:
        """Hand over and say so."""
        async with self._db.transaction() as conn:
            await self._records.hand_over(conn, conversation.conversation_id, "no_robot", {"text": turn.text})
        return [robot_turn(conversation, say_in(conversation, "waiting"), speaker=Speaker.SYSTEM)]

    async def open(self, conversation: Conversation) -> Sequence[Turn]:
        """Say who will answer."""
        return [robot_turn(conversation, say_in(conversation, "people-only"), speaker=Speaker.SYSTEM)]
