"""Conversations as channels and colleagues use them."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hongyan.conversations.answer_turns import Answerer
from hongyan.conversations.errors import ConversationOver, NoSuchConversation, NotYours, TakenBySomebody
from hongyan.conversations.events import (
    ConversationClosed,
    ConversationOpened,
    HandedOver,
    PersonJoined,
    ReturnedToRobot,
)
from hongyan.conversations.keys import Keys
from hongyan.conversations.masking import mask
from hongyan.conversations.model import Conversation, Kind, Speaker, State, Turn, robot_turn
from hongyan.conversations.ports import Channel, Responder
from hongyan.conversations.records import Records, digest
from hongyan.conversations.repository import conversations as rows
from hongyan.conversations.repository import turns as turn_rows
from hongyan.conversations.settings import ConversationsSettings
from hongyan.conversations.straight_to_person import StraightToPerson
from hongyan.conversations.words import say_in
from hongyan.core.clock import Clock, SystemClock
from hongyan.core.errors import InvalidInput, NotFound
from hongyan.core.ids import new_id
from hongyan.jobs import Outbox
from hongyan.runtime import Connection, Database

_SWEPT = 200


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a customer says. ``client_id`` is the sender's own name for it: sent again, it is the same turn.

    ``cut_in`` (where the robot speaks aloud) = it came before what was being said had been said to its end.
    """

    client_id: str
    text: str = ""
    kind: Kind = Kind.TEXT
    payload: str | None = None
    language: str | None = None
    attachments: tuple[str, ...] = ()
    cut_in: bool = False


class Conversations:
    """Opens, records, answers, hands to people and ends conversations.

    ``responder`` None = there is no robot: every conversation goes straight to the people's list and says so.
    """

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        records: Records,
        settings: ConversationsSettings,
        responder: Responder | None = None,
        wall: Clock | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._settings = settings
        self.records = records
        self.channels: dict[str, Channel] = {}
        self.answerer = Answerer(
            db,
            records,
            responder or StraightToPerson(db, records),
            self.channels,
            settings,
            wall or SystemClock(),
        )

    @property
    def keys(self) -> Keys:
        return self.records.keys

    def add_channel(self, channel: Channel) -> None:
        """Let turns of conversations on this channel be delivered by it."""
        self.channels[channel.capabilities.name] = channel

    # -- the customer's side ---------------------------------------------------------------------------------

    async def open(
        self,
        channel: str,
        language: str,
        *,
        subject: Mapping[str, Any] | None = None,
        customer_key: str | None = None,
        context: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> Conversation:
        """Begin a conversation; the greeting comes with ``answer``. ``key`` is the secret its holder will show."""
        conversation_id, now = new_id("cnv"), self._clock.now()
        async with self._db.transaction() as conn:
            await rows.insert(
                conn,
                {
                    "conversation_id": conversation_id,
                    "channel": channel,
                    "language": language,
                    "state": State.WITH_ROBOT.value,
                    "context": dict(context or {}),
                    "key_digest": digest(key) if key else None,
                    "opened_at": now,
                    "last_at": now,
                },
            )
            await rows.add_participant(conn, conversation_id, Speaker.CUSTOMER, "customer", now)
            if subject or customer_key:
                await self.records.set_subject(conn, conversation_id, subject or {}, customer_key)
            opened = ConversationOpened(
                at=now, conversation_id=conversation_id, channel=channel, language=language
            )
            await self._outbox.emit(conn, [opened])
            return await self.records.read(conn, conversation_id)

    async def hear(self, conversation_id: str, said: Said) -> Turn:
        """Store what the customer says, once. Raises ConversationOver, InvalidInput. ``answer`` comes next."""
        if len(said.text) > self._settings.text_limit:
            raise InvalidInput("the message is too long", limit=self._settings.text_limit)
        if said.kind is Kind.TEXT and not said.text.strip():
            raise InvalidInput("the message is empty")
        async with self._db.pipelined() as conn:
            row, before = await rows.locked_and_said(conn, conversation_id, said.client_id)
            if row is None:
                raise NoSuchConversation
            if before is not None:
                return before
            if row["state"] == State.CLOSED:
                raise ConversationOver
            text = said.text
            if said.kind is Kind.BUTTON:
                label = await turn_rows.offered_label(conn, conversation_id, said.payload or "")
                if label is None:
                    raise InvalidInput("this button was not offered")
                text = label
            turn = Turn(
                turn_id="",
                conversation_id=conversation_id,
                number=0,
                speaker=Speaker.CUSTOMER,
                author="customer",
                kind=said.kind,
                text=text,
                language=said.language or row["language"],
                at=self._clock.now(),
                channel=row["channel"],
                client_id=said.client_id,
                payload=said.payload,
                attachments=said.attachments,
                reasons={"cut_in": True} if said.cut_in else {},
            )
            told = []
            if row["state"] == State.WAITING_FOR_PERSON:  # who waits for a person is never left in silence
                told = [self._system(self.records.shown(row), "still-waiting")]
            stored, *told = await self.records.add_locked(conn, row, [turn, *told])
        await self.answerer.deliver(self.records.shown(row), told)
        return stored

    async def answer(self, conversation_id: str) -> list[Turn]:
        """Let the robot answer what it owes; returns what was said, [] when a person or another process has it."""
        return await self.answerer.answer(conversation_id)

    async def set_language(self, conversation_id: str, language: str) -> None:
        """The customer has switched the language."""
        async with self._db.transaction() as conn:
            await self.records.set_language(conn, conversation_id, language)

    async def by_key(self, conversation_id: str, key: str) -> Conversation:
        """Return the conversation to who holds its key. Raises NotFound, also for a wrong key."""
        async with self._db.glance() as conn:
            row = await rows.read(conn, conversation_id)
        if row is None or row["key_digest"] is None or bytes(row["key_digest"]) != digest(key):
            raise NotFound("there is no such conversation")
        return self.records.shown(row)

    async def read(self, conversation_id: str) -> Conversation:
        """Raises NoSuchConversation."""
        async with self._db.glance() as conn:
            return await self.records.read(conn, conversation_id)

    async def news(self, conversation_id: str, after: int, limit: int) -> tuple[Conversation, list[Turn]]:
        """Return how a conversation stands and what was said after turn ``after``. Raises NoSuchConversation."""
        async with self._db.glance() as conn:
            row, said = await rows.news(conn, conversation_id, after, limit)
        if row is None:
            raise NoSuchConversation
        return self.records.shown(row), said

    async def turns(self, conversation_id: str, after: int = 0, limit: int = 500) -> list[Turn]:
        """Return what was said after turn ``after``."""
        async with self._db.glance() as conn:
            return await self.records.turns(conn, conversation_id, after, limit)

    async def moved_since(self, since: datetime, limit: int) -> list[tuple[str, int, str]]:
        """Return id, number of turns and state of conversations in which something was said since then, oldest first."""
        async with self._db.snapshot() as conn:
            found = await rows.moved_since(conn, since, limit)
        return [(row["conversation_id"], row["turns"], row["state"]) for row in found]

    async def wishes(self, since: datetime) -> dict[str, int]:
        """Return in how many conversations each intent was wished for since then."""
        async with self._db.glance() as conn:
            return await self.records.wishes(conn, since)

    async def timeline(self, customer_key: str) -> list[tuple[Conversation, Turn]]:
        """Return what one customer and we have said on all channels."""
        async with self._db.snapshot() as conn:
            return await self.records.timeline(conn, customer_key)

    # -- unasked -----------------------------------------------------------------------------------------------

    async def tell(
        self, conversation_id: str, slug: str, *, client_id: str | None = None, **values: object
    ) -> None:
        """Let the conversation itself say something (``words``); ``client_id`` keeps it from being said twice."""
        async with self._db.transaction() as conn:
            row = await self.records.locked(conn, conversation_id)
            if client_id and await turn_rows.by_client_id(conn, conversation_id, client_id):
                return
            turn = self._system(self.records.shown(row), slug, **values)
            stored = await self.records.add_locked(
                conn, row, [dataclasses.replace(turn, client_id=client_id)]
            )
        await self.answerer.deliver(self.records.shown(row), stored)

    async def say(self, conversation_id: str, turn: Turn) -> Turn:
        """Let the robot say something nobody asked for just now ("your change is confirmed")."""
        async with self._db.transaction() as conn:
            row = await self.records.locked(conn, conversation_id)
            (stored,) = await self.records.add_locked(conn, row, [turn])
        await self.answerer.deliver(self.records.shown(row), [stored])
        return stored

    # -- people ------------------------------------------------------------------------------------------------

    async def take(self, conversation_id: str, owner: str, name: str) -> Conversation:
        """Make ``owner`` (sign-in name) the one who answers. Raises TakenBySomebody, ConversationOver."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            row = await self.records.locked(conn, conversation_id)
            if row["state"] == State.CLOSED:
                raise ConversationOver
            if row["state"] == State.WITH_PERSON:
                if row["owner"] == owner:
                    return self.records.shown(row)
                raise TakenBySomebody(owner=row["owner"])
            if row["state"] == State.WITH_ROBOT:  # nobody called: a colleague steps in
                await self._outbox.emit(
                    conn, [HandedOver(at=now, conversation_id=conversation_id, reason="taken")]
                )
            await rows.add_participant(conn, conversation_id, Speaker.AGENT, name, now)
            joined = self._system(self.records.shown(row), "joined", name=name)
            stored = await self.records.add_locked(
                conn,
                row,
                [joined],
                state=State.WITH_PERSON.value,
                owner=owner,
                taken_at=now,
                waiting_since=None,
            )
            await self._outbox.emit(
                conn, [PersonJoined(at=now, conversation_id=conversation_id, owner=owner)]
            )
            after = await self.records.read(conn, conversation_id)
        await self.answerer.deliver(after, stored)
        return after

    async def reply(
        self,
        conversation_id: str,
        owner: str,
        name: str,
        text: str,
        client_id: str,
        original: str | None = None,
        language: str | None = None,
    ) -> Turn:
        """Say something as a colleague, once; ``original`` is kept when ``text`` translates it. Raises NotYours, ConversationOver."""
        if not text.strip():
            raise InvalidInput("the message is empty")
        async with self._db.transaction() as conn:
            row = await self._mine(conn, conversation_id, owner)
            before = await turn_rows.by_client_id(conn, conversation_id, client_id)
            if before is not None:
                return before
            turn = robot_turn(
                self.records.shown(row),
                text,
                language=language,
                reasons={"original": mask(original)} if original else None,
                speaker=Speaker.AGENT,
                author=name,
            )
            (stored,) = await self.records.add_locked(
                conn, row, [dataclasses.replace(turn, client_id=client_id)]
            )
        await self.answerer.deliver(self.records.shown(row), [stored])
        return stored

    async def give_back(self, conversation_id: str, owner: str, name: str) -> Conversation:
        """Let the robot go on. Raises NotYours, ConversationOver."""
        now = self._clock.now()
        async with self._db.transaction() as conn:
            row = await self._mine(conn, conversation_id, owner)
            back = self._system(self.records.shown(row), "returned", name=name)
            stored = await self.records.add_locked(
                conn, row, [back], state=State.WITH_ROBOT.value, owner=None, answered=row["asked"]
            )
            await rows.end_participation(conn, conversation_id, name, now)
            await self._outbox.emit(conn, [ReturnedToRobot(at=now, conversation_id=conversation_id)])
            after = await self.records.read(conn, conversation_id)
        await self.answerer.deliver(after, stored)
        return after

    async def close(
        self, conversation_id: str, closed_by: str, disposition: str, name: str = "", owner: str | None = None
    ) -> Conversation:
        """End it; ending it twice changes nothing. ``closed_by``: customer, agent, robot, silence."""
        async with self._db.transaction() as conn:
            row = await self.records.locked(conn, conversation_id)
            if row["state"] == State.CLOSED:
                return self.records.shown(row)
            if owner is not None and row["owner"] not in (None, owner):
                raise TakenBySomebody(owner=row["owner"])
            stored = await self._end(conn, row, closed_by, disposition, name)
            after = await self.records.read(conn, conversation_id)
        await self.answerer.deliver(after, stored)
        return after

    async def sweep_silent(self, now: datetime) -> int:
        """End conversations in which nobody says anything any more; one that waits for a person never ends by itself."""
        async with self._db.snapshot() as conn:
            found = await rows.silent(
                conn,
                now - timedelta(minutes=self._settings.idle_minutes),
                now - timedelta(hours=self._settings.person_idle_hours),
                _SWEPT,
            )
        for conversation_id in found:
            await self.close(conversation_id, "silence", "abandoned")
        return len(found)

    async def _end(
        self, conn: Connection, row: Mapping[str, Any], closed_by: str, disposition: str, name: str
    ) -> list[Turn]:
        now = self._clock.now()
        slug = f"closed-{closed_by}" if closed_by in ("customer", "agent", "silence") else None
        last = [self._system(self.records.shown(row), slug, name=name)] if slug else []
        stored = await self.records.add_locked(
            conn,
            row,
            last,
            state=State.CLOSED.value,
            disposition=disposition,
            closed_at=now,
            waiting_since=None,
            answered=row["asked"],
            greeted=True,
        )
        closed = ConversationClosed(
            at=now,
            conversation_id=row["conversation_id"],
            channel=row["channel"],
            disposition=disposition,
            closed_by=closed_by,
        )
        await self._outbox.emit(conn, [closed])
        await self.records.ring(conn, row["conversation_id"])
        return stored

    async def _mine(self, conn: Connection, conversation_id: str, owner: str) -> dict[str, Any]:
        row = await self.records.locked(conn, conversation_id)
        if row["state"] == State.CLOSED:
            raise ConversationOver
        if row["state"] != State.WITH_PERSON or row["owner"] != owner:
            raise NotYours(owner=row["owner"])
        return row

    def _system(self, conversation: Conversation, slug: str, **values: object) -> Turn:
        return robot_turn(conversation, say_in(conversation, slug, **values), speaker=Speaker.SYSTEM)
