"""Puts the colleagues' view of conversations together; personal data is hidden unless it may be seen."""

from collections.abc import Mapping
from typing import Any

from hongyan.conversations.model import Conversation, Speaker, State
from hongyan.conversations.ports import PeopleOfOrders, ScoreBook
from hongyan.conversations.repository import conversations as rows
from hongyan.conversations.schemas import ConversationDetail, ConversationRead, FileRead, SaidRead
from hongyan.conversations.screen import Screen, screen_of
from hongyan.conversations.service import Conversations
from hongyan.conversations.spoken_language import spoken_language
from hongyan.conversations.store_file import Files
from hongyan.core.clock import Clock
from hongyan.runtime import Database

_OTHERS = 10


class StaffView:
    """Reads; it changes nothing and writes no audit rows."""

    def __init__(
        self,
        db: Database,
        conversations: Conversations,
        files: Files,
        scores: ScoreBook | None,
        people: PeopleOfOrders,
        clock: Clock,
    ) -> None:
        self._db = db
        self._conversations = conversations
        self._files = files
        self._scores = scores
        self._people = people
        self._clock = clock

    async def listed(
        self,
        states: list[State],
        channel: str | None,
        topic: str | None,
        owner: str | None,
        low: bool,
        limit: int,
    ) -> list[ConversationRead]:
        """Return conversations of a list; those that wait longest for a person come first."""
        where, values = [], dict[str, Any]()
        if states:
            where.append("c.state = any(:states)")
            values["states"] = [s.value for s in states]
        for name, value in (("channel", channel), ("topic", topic), ("owner", owner)):
            if value:
                where.append(f"c.{name} = :{name}")
                values[name] = value
        if low:
            where.append("c.conversation_id = any(:low)")
            values["low"] = await self._scores.low(1000) if self._scores else []
        async with self._db.snapshot() as conn:
            found = await rows.listed(conn, where, values, limit)
        shown = [self._conversations.records.shown(row) for row in found]
        scores = await self._scores_of([c.conversation_id for c in shown])
        waiting = sorted((c for c in shown if c.waiting_since), key=lambda c: c.waiting_since or c.last_at)
        rest = [c for c in shown if not c.waiting_since]
        return [_line(c, scores, revealed=False) for c in [*waiting, *rest]]

    async def detail(self, conversation_id: str, reader: str, reveal: bool = False) -> ConversationDetail:
        """Return all of one conversation and the customer's others. Raises NoSuchConversation."""
        records = self._conversations.records
        async with self._db.snapshot() as conn:
            conversation = await records.read(conn, conversation_id)
            turns = await records.turns(conn, conversation_id, 0, 5000)
            others: list[Conversation] = []
            if conversation.customer_key:
                found = await rows.of_customer(conn, records.keys.hashed(conversation.customer_key), _OTHERS)
                others = [records.shown(r) for r in found if r["conversation_id"] != conversation_id]
        mine = conversation.state is State.WITH_PERSON and conversation.owner == reader
        revealed = reveal or mine
        said = [SaidRead.of(turn) for turn in turns]
        for turn in said:
            if turn.speaker == Speaker.CUSTOMER:
                turn.language = spoken_language(turn.text, turn.language)
        files = [FileRead.of(a) for a in await self._files.of(conversation_id)]
        screen = None if revealed else await screen_of(conversation, turns, self._people)
        if screen is not None:
            _hide(said, files, screen)
        ids = [conversation_id, *(c.conversation_id for c in others)]
        scores = await self._scores_of(ids)
        return ConversationDetail(
            conversation=_line(conversation, scores, revealed),
            turns=said,
            files=files,
            handover=screen.value(conversation.handover) if screen else conversation.handover,
            subject=screen.value(conversation.subject) if screen else conversation.subject,
            context=screen.value(conversation.context) if screen else conversation.context,
            others=[_line(c, scores, revealed) for c in others],
            revealed=revealed,
            shut=screen is not None and screen.shut,
            mine=mine,
            now=self._clock.now(),
        )

    async def _scores_of(self, ids: list[str]) -> Mapping[str, Mapping[str, Any]]:
        return await self._scores.of(ids) if self._scores and ids else {}


def _hide(said: list[SaidRead], files: list[FileRead], screen: Screen) -> None:
    for turn in said:
        turn.text = screen.text(turn.text)
        turn.buttons = [screen.text(label) for label in turn.buttons]
        turn.reasons = screen.value(turn.reasons)
        turn.cards = screen.value(turn.cards)
    for file in files:
        file.file_name = screen.text(file.file_name)


def _line(
    conversation: Conversation, scores: Mapping[str, Mapping[str, Any]], revealed: bool
) -> ConversationRead:
    key = conversation.customer_key or ""
    customer = key if revealed else (f"••••{key[-4:]}" if key.startswith("+") else "••••" if key else "")
    score = scores.get(conversation.conversation_id)
    return ConversationRead.of(conversation, customer, dict(score) if score is not None else None)
