"""Simulated travellers who answer a text message in their own words, and talk with the robot until they have decided."""

import asyncio
import heapq
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hongyan.bootstrap import Product
from hongyan.conversations import State, Turn
from hongyan.core.errors import HongyanError
from hongyan.entrypoints.replay.moods import Dice
from hongyan.messaging.ports import InboundSms

SENTENCES = Path(__file__).with_name("data") / "sentences.toml"
_AT_A_TIME = 12
_YES = re.compile(r"确认|Confirm")
_NEW_MESSAGES = """
select message_id, attempt_id, address, language, coalesce(receipt_at, sent_at) as at from simulated_messages.message
where message_id > :after and channel = 'sms' and receipt = 'delivered' and attempt_id like 'att%'
  and body ~ '/p/[A-Za-z0-9]'
order by message_id limit 2000
"""


@dataclass(frozen=True, slots=True)
class TexterHabits:
    """Section ``replies`` of the population."""

    replies: float
    first_after_minutes: tuple[float, float]
    next_after_seconds: tuple[float, float]
    by_key: float
    change: float
    refund: float
    asks_first: float
    says_no: float
    most_turns: int

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "TexterHabits":
        values: dict[str, Any] = {f.name: parameters[f.name] for f in fields(cls)}
        pairs: dict[str, Any] = {k: tuple(v) for k, v in values.items() if isinstance(v, list)}
        return cls(**(values | pairs))


@dataclass(order=True, slots=True)
class _Texter:
    """One person at their phone: what they want, and what they were told last."""

    at: datetime
    key: str
    phone: str = field(compare=False)
    language: str = field(compare=False)
    wants: str = field(compare=False)  # key | change | refund | person
    asks: bool = field(compare=False)  # a question comes first
    said: int = field(default=0, compare=False)
    told: Turn | None = field(default=None, compare=False)


class Texters:
    """What one of them writes depends only on (seed, phone) and on what the robot offers; each phone talks once."""

    def __init__(self, product: Product, seed: int, habits: TexterHabits) -> None:
        self._product = product
        self._dice = Dice(seed)
        self._habits = habits
        self._sentences = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
        self._after = 0
        self._waiting: list[_Texter] = []
        self._phones: set[str] = set()

    async def next_due(self) -> datetime | None:
        await self._read_messages()
        return self._waiting[0].at if self._waiting else None

    async def act(self, now: datetime) -> int:
        """Let everybody write whose moment has come, some at a time."""
        due: list[_Texter] = []
        while self._waiting and self._waiting[0].at <= now:
            due.append(heapq.heappop(self._waiting))
        for start in range(0, len(due), _AT_A_TIME):
            group = due[start : start + _AT_A_TIME]
            going_on = await asyncio.gather(*(self._write(texter) for texter in group))
            for texter in (t for t, more in zip(group, going_on, strict=True) if more):
                low, high = self._habits.next_after_seconds
                wait = self._dice.between(low, high, texter.phone, f"thinks {texter.said}")
                texter.at = max(now, texter.at) + timedelta(seconds=wait)
                heapq.heappush(self._waiting, texter)
        return len(due)

    async def _read_messages(self) -> None:
        async with self._product.db.snapshot() as conn:
            rows = await conn.rows(_NEW_MESSAGES, after=self._after)
        for row in rows:
            self._after = row["message_id"]
            key, phone = row["attempt_id"], row["address"]
            if phone in self._phones or self._dice.chance(phone, "replies") > self._habits.replies:
                continue
            self._phones.add(phone)
            low, high = self._habits.first_after_minutes
            wait = self._dice.between(low, high, phone, "when")
            at = row["at"] + timedelta(minutes=wait)
            asks = self._dice.chance(phone, "asks") < self._habits.asks_first
            heapq.heappush(self._waiting, _Texter(at, key, phone, row["language"], self._wish(phone), asks))

    def _wish(self, phone: str) -> str:
        draw = self._dice.chance(phone, "wants")
        for wish in ("by_key", "change", "refund"):
            share = float(getattr(self._habits, wish))
            if draw < share:
                return "key" if wish == "by_key" else wish
            draw -= share
        return "person"

    async def _write(self, texter: _Texter) -> bool:
        """Send one message and read the answer; False = the talk is over."""
        text = self._text(texter)
        if text is None:
            return False
        texter.said += 1
        message = InboundSms(f"replay:{texter.key}:{texter.said}", texter.phone, text)
        try:
            conversation_id = await self._product.sms_chat.hear(message)
            if conversation_id is None:
                return False
            said = await self._product.conversations.answer(conversation_id)
            conversation = await self._product.conversations.read(conversation_id)
        except HongyanError:
            return False  # a colleague has ended it, or the house is overrun: they do not write again
        texter.told = said[-1] if said else None
        over = conversation.state is not State.WITH_ROBOT or texter.told is None
        return not over and texter.said < self._habits.most_turns

    def _text(self, texter: _Texter) -> str | None:
        """What they write next: what they came for, then what is asked of them, then nothing."""
        if texter.asks:
            texter.asks = False
            return self._draw(texter, "question")
        buttons = texter.told.buttons if texter.told is not None else ()
        if any(_YES.search(button.label) for button in buttons):
            refuses = self._dice.chance(texter.phone, "no") < self._habits.says_no
            texter.wants = ""
            if self._dice.chance(texter.phone, "yes by number") < self._habits.by_key:
                return "2" if refuses else "1"
            return self._draw(texter, "no" if refuses else "yes")
        if texter.wants == "key":
            texter.wants = "choosing"
            return "1"
        if texter.wants in ("change", "refund", "person"):
            wish, texter.wants = texter.wants, "choosing" if texter.wants == "change" else ""
            return self._draw(texter, wish)
        if texter.wants == "choosing" and buttons:
            return self._draw(texter, "first")
        return None

    def _draw(self, texter: _Texter, kind: str) -> str:
        known: list[str] = self._sentences["en" if texter.language == "en" else "zh-CN"][kind]
        return known[int(self._dice.chance(texter.phone, f"{kind} {texter.said}") * len(known))]
