"""The robot's answers: one turn at a time in each conversation, each answered once, also across a crash."""

import asyncio
import dataclasses
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from hongyan.conversations.model import Conversation, RobotState, Speaker, State, Turn, robot_turn
from hongyan.conversations.ports import Channel, Responder
from hongyan.conversations.records import GREETING, Records
from hongyan.conversations.repository import conversations as rows
from hongyan.conversations.repository import turns as turn_rows
from hongyan.conversations.settings import ConversationsSettings
from hongyan.conversations.words import say_in
from hongyan.core.clock import Clock
from hongyan.core.ids import new_id
from hongyan.runtime import Connection, Database

log = structlog.get_logger(__name__)

_SWEPT = 50


@dataclasses.dataclass(frozen=True, slots=True)
class _Work:
    """What the robot owes: a greeting (no turn), or an answer; ``kept`` is one that was made before a crash.

    ``memory`` is what the robot saved last.
    """

    conversation: Conversation
    turn: Turn | None
    kept: tuple[Turn, ...] | None
    memory: RobotState | None
    failures: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Stored:
    """Turns that are in the record now; ``more`` = the customer has written again meanwhile."""

    turns: list[Turn]
    more: bool


class Answerer:
    """Whoever adds a customer's turn calls ``answer``. A lease keeps two processes from answering at once.

    The lease is a row, not an open transaction: thousands of robots may be thinking with a few connections.
    """

    def __init__(
        self,
        db: Database,
        records: Records,
        responder: Responder,
        channels: Mapping[str, Channel],
        settings: ConversationsSettings,
        wall: Clock,
    ) -> None:
        self._db = db
        self._records = records
        self._responder = responder
        self._channels = channels
        self._settings = settings
        self._wall = wall  # leases are about processes, which live in real time also while a day is replayed

    async def answer(self, conversation_id: str) -> list[Turn]:
        """Answer whatever is owed in this conversation, unless somebody else is doing so; returns what was said."""
        lease = new_id("lse")
        said: list[Turn] = []
        while True:
            async with self._db.pipelined() as conn:
                work = await self._claim(conn, conversation_id, lease)
            if work is None:
                return said
            try:
                reply = await self._reply(work)
            except Exception as error:
                log.warning("the robot failed", kind=type(error).__name__, where=_places(error))
                if not await self._failed(work, lease):
                    return said
                continue
            except BaseException:  # stopped in the middle: the sweeper of another process goes on at once
                await asyncio.shield(self._release(conversation_id, lease))
                raise
            stored = await self._store(work, lease, reply)
            if stored is None:
                return said  # the lease was lost: somebody else has answered
            said += stored.turns
            if not stored.more:
                return said

    async def sweep(self, _now: datetime) -> int:
        """Answer customers whose process died before it answered; returns how many conversations it found."""
        async with self._db.snapshot() as conn:
            owing = await rows.owing_answers(conn, self._wall.now(), _SWEPT)
        await asyncio.gather(*(self.answer(conversation_id) for conversation_id in owing))
        return len(owing)

    async def _claim(self, conn: Connection, conversation_id: str, lease: str) -> _Work | None:
        row, state, turn = await rows.owed(conn, conversation_id)
        if row is None:
            return None
        now = self._wall.now()
        held = row["answering"] not in (None, lease) and row["answering_until"] > now
        if held:
            return None
        work = await self._owed(conn, row, state, turn)
        until = now + timedelta(seconds=self._settings.lease_seconds)
        if work is not None:
            await rows.update(conn, conversation_id, answering=lease, answering_until=until)
        elif row["answering"] is not None:
            await rows.update(conn, conversation_id, answering=None, answering_until=None)
        return work

    async def _owed(
        self, conn: Connection, row: Mapping[str, Any], state: Mapping[str, Any] | None, turn: Turn | None
    ) -> _Work | None:
        if row["state"] == State.CLOSED:
            return None
        conversation = self._records.shown(row)
        if not row["greeted"]:
            return _Work(conversation, None, _kept(state, GREETING), None, row["failures"])
        if turn is None:
            return None
        kept = _kept(state, turn.turn_id)
        if kept is not None:
            return _Work(conversation, turn, kept, None, row["failures"])
        if row["state"] != State.WITH_ROBOT:
            await rows.update(conn, row["conversation_id"], answered=row["asked"])  # a person answers it
            return None
        memory = RobotState(state["state"], state["version"]) if state is not None else None
        return _Work(conversation, turn, None, memory, row["failures"])

    async def _reply(self, work: _Work) -> Sequence[Turn]:
        if work.kept is not None:
            return work.kept
        async with asyncio.timeout(self._settings.respond_seconds):
            if work.turn is None:
                return await self._responder.open(work.conversation)
            return await self._responder.respond(work.conversation, work.turn, work.memory)

    async def _store(self, work: _Work, lease: str, reply: Sequence[Turn]) -> _Stored | None:
        conversation_id = work.conversation.conversation_id
        done: dict[str, Any] = {"answered": work.turn.number} if work.turn is not None else {"greeted": True}
        async with self._db.pipelined() as conn:
            row = await rows.read(conn, conversation_id, lock=True)
            if row is None or row["answering"] != lease:
                return None
            fresh = [dataclasses.replace(turn, turn_id="", client_id=None) for turn in reply]
            if row["state"] == State.CLOSED:  # ended while the robot was thinking: what it did is still told
                fresh = [turn for turn in fresh if turn.reasons.get("action")]
            more = row["asked"] > done.get("answered", row["answered"])
            if not more:  # who writes from now on finds the lease free
                done |= {"answering": None, "answering_until": None}
            stored = await self._records.add_locked(conn, row, fresh, failures=0, **done)
        await self.deliver(self._records.shown(row), stored)
        return _Stored(stored, more)

    async def _failed(self, work: _Work, lease: str) -> bool:
        """Count the failure; after some, call a person. Says whether to go on at once."""
        conversation_id = work.conversation.conversation_id
        failures = work.failures + 1
        async with self._db.transaction() as conn:
            row = await rows.read(conn, conversation_id, lock=True)
            if row is None or row["answering"] != lease:
                return False
            if failures < self._settings.robot_tries:
                await rows.update(conn, conversation_id, failures=failures)
                return True
            text = work.turn.text if work.turn is not None else ""
            await self._records.hand_over(conn, conversation_id, "robot_failed", {"text": text})
            sorry = robot_turn(
                work.conversation, say_in(work.conversation, "robot-failed"), speaker=Speaker.SYSTEM
            )
            stored = await self._records.add_locked(
                conn, row, [sorry], failures=0, greeted=True, answered=row["asked"]
            )
        await self.deliver(work.conversation, stored)
        return True

    async def _release(self, conversation_id: str, lease: str) -> None:
        async with self._db.transaction() as conn:
            row = await rows.read(conn, conversation_id, lock=True)
            if row is not None and row["answering"] == lease:
                await rows.update(conn, conversation_id, answering=None, answering_until=None)

    async def deliver(self, conversation: Conversation, turns: Sequence[Turn]) -> None:
        """Bring stored turns to the customer; what fails here is asked for again by the channel."""
        channel = self._channels.get(conversation.channel)
        if channel is None or not turns:
            return
        try:
            await channel.deliver(conversation, turns)
        except Exception as error:
            log.warning("turns were not delivered", channel=conversation.channel, kind=type(error).__name__)


def _kept(state: Mapping[str, Any] | None, turn_id: str) -> tuple[Turn, ...] | None:
    """The answer to this turn, when it was made and saved before a process died."""
    if state is None or state["turn_id"] != turn_id:
        return None
    return tuple(turn_rows.from_row({**t, "at": datetime.fromisoformat(t["at"])}) for t in state["reply"])


def _places(error: BaseException) -> list[str]:
    """Where it failed, without its message, which may quote the customer."""
    return [
        f"{f.filename.rsplit('/', 2)[-1]}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-6:]
    ]
