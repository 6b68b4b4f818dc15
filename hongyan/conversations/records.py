"""What is written about a conversation, within the writer's transaction; the robot keeps its state here too."""

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hongyan.conversations.errors import ConversationOver, NoSuchConversation, StateChanged
from hongyan.conversations.events import HandedOver, TurnAdded
from hongyan.conversations.keys import Keys
from hongyan.conversations.masking import mask
from hongyan.conversations.model import Conversation, Kind, RobotState, Speaker, State, Turn
from hongyan.conversations.repository import conversations as rows
from hongyan.conversations.repository import turns as turn_rows
from hongyan.core.clock import Clock
from hongyan.core.ids import new_id
from hongyan.jobs import Outbox
from hongyan.runtime import Connection

__all__ = ["BELL", "GREETING", "Records", "digest"]

GREETING = "greeting"  # what stands for the turn that a greeting answers
BELL = "hongyan_conversations"  # NOTIFY channel: "<conversation_id>" = look for turns above the last you know


class Records:
    """The store of conversations. Every method works in the caller's transaction; nothing is said to anyone before it commits."""

    def __init__(self, clock: Clock, outbox: Outbox, keys: Keys) -> None:
        self._clock = clock
        self._outbox = outbox
        self.keys = keys

    # -- reading ---------------------------------------------------------------------------------------------

    async def read(self, conn: Connection, conversation_id: str) -> Conversation:
        """Raises NoSuchConversation."""
        return self.shown(await self._row(conn, conversation_id))

    async def turns(
        self, conn: Connection, conversation_id: str, after: int = 0, limit: int = 500
    ) -> list[Turn]:
        """Return what was said after turn ``after``, in order."""
        return await turn_rows.after(conn, conversation_id, after, limit)

    async def timeline(
        self, conn: Connection, customer_key: str, limit: int = 50
    ) -> list[tuple[Conversation, Turn]]:
        """Return everything one customer and we have said on all channels, as it was said."""
        found = await rows.of_customer(conn, self.keys.hashed(customer_key), limit)
        by_id = {row["conversation_id"]: rows.from_row(row, self.keys) for row in found}
        said = await turn_rows.of_many(conn, list(by_id), 5000)
        return [(by_id[turn.conversation_id], turn) for turn in said]

    async def wishes(self, conn: Connection, since: datetime) -> dict[str, int]:
        """Return in how many conversations each intent was wished for since then."""
        return await turn_rows.wishes(conn, since)

    # -- the robot's memory ----------------------------------------------------------------------------------

    async def load_state(self, conn: Connection, conversation_id: str) -> RobotState | None:
        """Return what the robot saved last; None at the beginning."""
        row = await rows.robot_state(conn, conversation_id)
        return RobotState(row["state"], row["version"]) if row else None

    async def save_state(
        self,
        conn: Connection,
        conversation_id: str,
        state: Mapping[str, Any],
        version: int,
        *,
        answers: Turn | None = None,
        reply: Sequence[Turn] = (),
    ) -> int:
        """Save the state that follows ``version`` (0 = none yet); returns the new version. Raises StateChanged.

        With ``answers`` (None for the greeting) and ``reply`` the answer is kept beside the state: after a crash it is delivered as it is, and
        the robot is not asked about that turn again.
        """
        kept = turn_rows.reply_json(reply) if answers is not None or reply else None
        turn_id = answers.turn_id if answers is not None else GREETING if reply else None
        saved = await rows.save_robot_state(
            conn, conversation_id, state, version, turn_id, kept, self._clock.now()
        )
        if saved is None:
            raise StateChanged
        return saved

    # -- what is known and decided ---------------------------------------------------------------------------

    async def set_subject(
        self,
        conn: Connection,
        conversation_id: str,
        facts: Mapping[str, Any],
        customer_key: str | None = None,
    ) -> Conversation:
        """Add verified facts (``order_ids``, ``party_ids``, ``phone``, ``name``, ``member_no``, ``by``).

        Lists are joined, other values replaced. ``customer_key`` (E.164 phone, member or party id) joins this
        conversation with the customer's others.
        """
        row = await self._row(conn, conversation_id, lock=True)
        known = self.shown(row).subject
        for name, value in facts.items():
            listed = isinstance(value, list | tuple)
            known[name] = list(dict.fromkeys([*known.get(name, []), *value])) if listed else value
        values: dict[str, Any] = {"subject_sealed": self.keys.seal_json(known, f"subject:{conversation_id}")}
        if customer_key:
            values["customer_hash"] = self.keys.hashed(customer_key)
            values["customer_sealed"] = self.keys.seal(customer_key.encode(), f"customer:{conversation_id}")
        await rows.update(conn, conversation_id, **values)
        return self.shown({**row, **values})

    async def set_topic(self, conn: Connection, conversation_id: str, topic: str) -> None:
        """Note the intent the conversation is mostly about."""
        await rows.update(conn, conversation_id, topic=topic)

    async def set_language(self, conn: Connection, conversation_id: str, language: str) -> None:
        """From now on the conversation is held in ``language`` (zh-CN or en)."""
        await rows.update(conn, conversation_id, language=language)

    async def hand_over(
        self,
        conn: Connection,
        conversation_id: str,
        reason: str,
        summary: Mapping[str, Any] | None = None,
    ) -> bool:
        """Give the conversation to people, with what they need: ``text``, ``slots``, ``open_action``, ``emotion`` …

        Says whether it was the robot's until now; doing it twice changes nothing.
        """
        row = await self._row(conn, conversation_id, lock=True)
        if row["state"] != State.WITH_ROBOT:
            return False
        now = self._clock.now()
        kept = {"reason": reason, **(summary or {})}
        await rows.update(
            conn,
            conversation_id,
            state=State.WAITING_FOR_PERSON.value,
            waiting_since=now,
            handover_sealed=self.keys.seal_json(kept, f"handover:{conversation_id}"),
        )
        await self._outbox.emit(conn, [HandedOver(at=now, conversation_id=conversation_id, reason=reason)])
        return True

    # -- what is said ----------------------------------------------------------------------------------------

    async def add(
        self, conn: Connection, conversation_id: str, turns: Sequence[Turn], *, closed_too: bool = False
    ) -> list[Turn]:
        """Number and store turns, masked. Raises ConversationOver unless ``closed_too``."""
        row = await self._row(conn, conversation_id, lock=True)
        if row["state"] == State.CLOSED and not closed_too:
            raise ConversationOver
        return await self.add_locked(conn, row, turns)

    async def add_locked(
        self, conn: Connection, row: Mapping[str, Any], turns: Sequence[Turn], **also: Any
    ) -> list[Turn]:
        """Like ``add`` for who holds the conversation's row; ``also`` are columns set with it."""
        if not turns:
            if also:
                await rows.update(conn, row["conversation_id"], **also)
            return []
        now = self._clock.now()
        stored = [
            _storable(turn, row["conversation_id"], row["turns"] + place, now)
            for place, turn in enumerate(turns, start=1)
        ]
        await turn_rows.insert(conn, stored)
        values = {"turns": stored[-1].number, "last_at": now, **also}
        asked = [turn.number for turn in stored if turn.speaker is Speaker.CUSTOMER]
        if asked:
            values["asked"] = asked[-1]
            if row["state"] != State.WITH_ROBOT:
                values["answered"] = asked[-1]  # a person answers this one
        await rows.update_and_ring(conn, row["conversation_id"], BELL, **values)
        await self._outbox.tell(
            conn,
            [
                TurnAdded(
                    at=turn.at,
                    conversation_id=turn.conversation_id,
                    number=turn.number,
                    speaker=turn.speaker.value,
                    kind=turn.kind.value,
                )
                for turn in stored
            ],
        )
        return stored

    async def ring(self, conn: Connection, conversation_id: str) -> None:
        """Let every process that shows this conversation look again."""
        await rows.ring(conn, BELL, conversation_id)

    def shown(self, row: Mapping[str, Any]) -> Conversation:
        """Return a row as the conversation it is."""
        return rows.from_row(row, self.keys)

    async def locked(self, conn: Connection, conversation_id: str) -> dict[str, Any]:
        """Return the row of a conversation and keep others from changing it until the commit. Raises NoSuchConversation."""
        return await self._row(conn, conversation_id, lock=True)

    async def _row(self, conn: Connection, conversation_id: str, lock: bool = False) -> dict[str, Any]:
        row = await rows.read(conn, conversation_id, lock=lock)
        if row is None:
            raise NoSuchConversation
        return row


def digest(key: str) -> bytes:
    """What is kept of a conversation's key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def _storable(turn: Turn, conversation_id: str, number: int, now: Any) -> Turn:
    return dataclasses.replace(
        turn,
        turn_id=turn.turn_id or new_id("trn"),
        conversation_id=conversation_id,
        number=number,
        at=now,
        text=mask(_printable(turn.text)),
        payload=turn.payload if turn.payload is None or turn.kind is Kind.BUTTON else mask(turn.payload),
    )


def _printable(text: str) -> str:
    """PostgreSQL keeps no NUL and no unpaired surrogate."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
