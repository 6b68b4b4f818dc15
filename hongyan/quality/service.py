"""Scores conversations as they go and takes customers' ratings; a bad one opens a recovery task."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hongyan.cases import Cases, PromiseKind
from hongyan.conversations import Conversations, State, mask
from hongyan.core.clock import Clock
from hongyan.core.errors import Conflict, InvalidInput
from hongyan.jobs import Outbox
from hongyan.quality import repository
from hongyan.quality.events import SurveyAnswered
from hongyan.quality.measure import measure
from hongyan.quality.settings import QualitySettings
from hongyan.runtime import Database
from hongyan.runtime.database import to_json

_OVERLAP = timedelta(minutes=1)  # what committed late is found by the next look
_SWEPT = 500


class Quality:
    """Scores and surveys."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        outbox: Outbox,
        conversations: Conversations,
        cases: Cases,
        settings: QualitySettings,
    ) -> None:
        self._db = db
        self._clock = clock
        self._outbox = outbox
        self._conversations = conversations
        self._cases = cases
        self._settings = settings
        self._looked_at: datetime | None = None

    async def score(self, conversation_ids: Sequence[str]) -> None:
        """Score these conversations as they stand now; doing it twice changes nothing."""
        forbidden = [*self._settings.forbidden_zh, *self._settings.forbidden_en]
        records = self._conversations.records
        for conversation_id in dict.fromkeys(conversation_ids):
            async with self._db.transaction() as conn:
                conversation = await records.read(conn, conversation_id)
                turns = await records.turns(conn, conversation_id, 0, 5000)
                measured = measure(conversation, turns, forbidden, self._settings.many_turns)
                emotions = measured.emotions
                await repository.save_score(
                    conn,
                    {
                        "conversation_id": conversation_id,
                        "channel": conversation.channel,
                        "language": conversation.language,
                        "topic": conversation.topic,
                        "resolution": measured.resolution,
                        "turns": measured.turns,
                        "customer_turns": measured.customer_turns,
                        "emotion_first": emotions[0][1] if emotions else "neutral",
                        "emotion_last": emotions[-1][1] if emotions else "neutral",
                        "emotion_worst": measured.worst,
                        "urgency": measured.urgency,
                        "emotions": to_json([list(pair) for pair in emotions]),
                        "forbidden": to_json([list(pair) for pair in measured.forbidden]),
                        "low": measured.low,
                        "turns_seen": measured.turns,
                        "state_seen": conversation.state.value,
                        "scored_at": self._clock.now(),
                    },
                )

    async def due(self, conversation_id: str) -> bool:
        """Whether the customer should be asked: it is over, they said something, and they have not been asked."""
        conversation = await self._conversations.read(conversation_id)
        if conversation.state is not State.CLOSED or conversation.turns < 3:
            return False
        async with self._db.snapshot() as conn:
            return not await repository.has_survey(conn, conversation_id)

    async def rate(
        self, conversation_id: str, csat: int | None, nps: int | None, comment: str, language: str
    ) -> None:
        """Take an answer (nothing at all = declined), once. Raises Conflict for a second one, InvalidInput before the end."""
        conversation = await self._conversations.read(conversation_id)
        if conversation.state is not State.CLOSED:
            raise InvalidInput("the conversation is not over yet")
        low = (csat is not None and csat <= self._settings.low_csat) or (
            nps is not None and nps <= self._settings.low_nps
        )
        now = self._clock.now()
        async with self._db.transaction() as conn:
            stored = await repository.add_survey(
                conn,
                {
                    "conversation_id": conversation_id,
                    "csat": csat,
                    "nps": nps,
                    "comment": mask(comment.replace("\x00", ""))[:1000],
                    "language": language,
                    "answered_at": now,
                },
            )
            if not stored:
                raise Conflict("this conversation was rated already")
            if low:
                rated = ", ".join(
                    f"{what} {value}" for what, value in (("CSAT", csat), ("NPS", nps)) if value is not None
                )
                await self._cases.promise(
                    conn,
                    PromiseKind.RECOVERY,
                    conversation_id,
                    conversation.subject.get("phone") or conversation.customer_key,
                    None,
                    f"{rated}: {comment}" if comment else rated,
                    conversation.owner,
                    key=f"recovery:{conversation_id}",
                )
            answered = SurveyAnswered(at=now, conversation_id=conversation_id, csat=csat, nps=nps, low=low)
            await self._outbox.emit(conn, [answered])

    async def of(self, conversation_ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return the scores of those that have been scored."""
        async with self._db.snapshot() as conn:
            rows = await repository.scores(conn, conversation_ids)
        return {row.pop("conversation_id"): row for row in rows}

    async def low(self, limit: int) -> list[str]:
        """Return conversations that went badly, the newest first."""
        async with self._db.snapshot() as conn:
            return await repository.low(conn, self._settings.low_csat, self._settings.low_nps, limit)

    async def totals(self, days: int) -> dict[str, Any]:
        """Return counts, mean satisfaction and the net promoter score (% of 9–10 minus % of 0–6)."""
        async with self._db.snapshot() as conn:
            return await repository.totals(conn, self._clock.now() - timedelta(days=days))

    async def sweep(self, now: datetime) -> int:
        """Score conversations that have gone on since they were scored; returns how many."""
        since = (self._looked_at or now - timedelta(days=1)) - _OVERLAP
        moved = await self._conversations.moved_since(since, _SWEPT)
        async with self._db.snapshot() as conn:
            seen = await repository.seen(conn, [c for c, _, _ in moved])
        stale = [c for c, turns, state in moved if seen.get(c) != (turns, state)]
        await self.score(stale)
        if len(moved) < _SWEPT:
            self._looked_at = now
        return len(stale)
