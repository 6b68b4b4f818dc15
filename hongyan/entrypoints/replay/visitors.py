"""Simulated travellers who open the link of their message and choose on the page's own services."""

import heapq
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hongyan.core.errors import HongyanError
from hongyan.entrypoints.replay.driver import on_people_step
from hongyan.entrypoints.replay.moods import Dice, wish
from hongyan.outreach import Outreach
from hongyan.protection import Protection
from hongyan.runtime import Database

_LINK = re.compile(r"/p/([A-Za-z0-9_\-.~]+)")
_NEW_MESSAGES = """
select message_id, attempt_id, channel, coalesce(receipt_at, sent_at) as at, body from simulated_messages.message
where message_id > :after and (channel = 'sms' and receipt = 'delivered'
                               or channel = 'email' and receipt is distinct from 'bounced'
                               or channel = 'agency' and receipt = 'passed_on')
order by message_id limit 2000
"""


@dataclass(frozen=True, slots=True)
class VisitorHabits:
    """By channel, the share of those who open the link and after how many minutes (from, to); and what they choose."""

    opens: Mapping[str, float] = field(default_factory=lambda: {"sms": 0.62, "email": 0.55, "agency": 0.5})
    minutes: Mapping[str, tuple[float, float]] = field(
        default_factory=lambda: {
            "sms": (1.0, 40.0),
            "email": (3.0, 150.0),
            "agency": (1.0, 60.0),
        }
    )
    accepts: float = 0.74
    refunds: float = 0.17


class Visitors:
    """Everything a visitor does depends only on (seed, message), so that a day plays out the same way again.

    ``left_alone`` are parties for whom whoever watches the day chooses.
    """

    def __init__(
        self,
        db: Database,
        outreach: Outreach,
        protection: Protection,
        seed: int,
        habits: VisitorHabits,
        left_alone: Set[str],
    ) -> None:
        self._db = db
        self._outreach = outreach
        self._protection = protection
        self._dice = Dice(seed)
        self._habits = habits
        self._left_alone = left_alone
        self._after = 0
        self._visits: list[tuple[datetime, str, str]] = []
        self.refused = 0

    async def next_due(self) -> datetime | None:
        await self._read_messages()
        return self._visits[0][0] if self._visits else None

    async def _read_messages(self) -> None:
        async with self._db.snapshot() as conn:
            rows = await conn.rows(_NEW_MESSAGES, after=self._after)
        for row in rows:
            self._after = row["message_id"]
            link = _LINK.search(row["body"])
            if (
                link is None
                or self._dice.chance(row["attempt_id"], "opens") > self._habits.opens[row["channel"]]
            ):
                continue
            low, high = self._habits.minutes[row["channel"]]
            wait = low + (high - low) * self._dice.chance(row["attempt_id"], "when") ** 2
            at = on_people_step(row["at"] + timedelta(minutes=wait))
            heapq.heappush(self._visits, (at, row["attempt_id"], link.group(1)))

    async def act(self, now: datetime) -> int:
        done = 0
        while self._visits and self._visits[0][0] <= now:
            _, attempt_id, token = heapq.heappop(self._visits)
            done += 1
            try:
                await self._visit(attempt_id, token)
            except HongyanError:
                self.refused += (
                    1  # the link expired or somebody of the party was faster: the page would say so
                )
        return done

    async def _visit(self, attempt_id: str, token: str) -> None:
        subject = await self._outreach.open_link(token)
        if not self._left_alone.isdisjoint(subject.party_ids):
            return
        for party_id in subject.party_ids:
            mood = self._dice.chance(f"{attempt_id}:{party_id}", "mood")
            habits = self._habits
            choice = await wish(self._protection, party_id, mood, habits.accepts, habits.refunds)
            if choice is not None:
                read_back = await self._outreach.read_back(party_id, choice)
                await self._outreach.confirm(read_back.token, said_by="page")
