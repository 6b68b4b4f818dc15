"""Simulated colleagues who work off the list of people whom machines could not reach; in replays and the demo only."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from hongyan.bookings.model import CouponStatus
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.errors import HongyanError
from hongyan.entrypoints.replay.driver import on_people_step
from hongyan.entrypoints.replay.moods import Dice, wish
from hongyan.outreach import Outreach
from hongyan.protection import Protection
from hongyan.runtime import Database

GATE = "gate"
_CONTACTS = """
select distinct order_id, contacts from disruptions.affected where party_id = any(:ids) order by order_id
"""
_WAY_OF_CONTACT = {
    "agency": "agency_call",
    "agency_phone": "agency_call",
    "emergency_phone": "emergency_contact",
    "mobile": "own_phone",
    "relay": "own_phone",
}
_ORDER = ("own_phone", "agency_call", "emergency_contact")


@dataclass(frozen=True, slots=True)
class ColleagueHabits:
    """How many there are, how long a try takes, and how often it succeeds: section ``colleagues`` of the population."""

    on_duty: int
    minutes_a_try: tuple[float, float]
    agency_call: float
    emergency_contact: float
    own_phone: float
    comes_to_airport: float
    comes_before_minutes: tuple[float, float]
    met: float
    accepts: float
    refunds: float

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "ColleagueHabits":
        values: dict[str, Any] = {f.name: parameters[f.name] for f in fields(cls)}
        pairs: dict[str, Any] = {k: tuple(v) for k, v in values.items() if isinstance(v, list)}
        return cls(**(values | pairs))


@dataclass(slots=True)
class _Case:
    """One task as a colleague sees it: what is left to try, and when its people are at the airport."""

    task_id: str
    party_ids: tuple[str, ...]
    order_ids: tuple[str, ...]
    departs_at: datetime
    ways: list[str]
    at_gate: datetime


@dataclass(order=True, slots=True)
class _Try:
    ends_at: datetime
    task_id: str
    way: str = field(compare=False)
    colleague: str = field(compare=False)


class Colleagues:
    """A fixed number of people; each does one thing at a time, the nearest departure first.

    They use the doors a real colleague uses: take the task over, note a try, note who was reached and how, decide for
    the passenger after a read-back. Whoever is not reached stays on the list, by name.
    """

    def __init__(
        self,
        db: Database,
        outreach: Outreach,
        protection: Protection,
        airline: AirlineSystem,
        seed: int,
        habits: ColleagueHabits,
    ) -> None:
        self._db = db
        self._outreach = outreach
        self._protection = protection
        self._airline = airline
        self._dice = Dice(seed)
        self._habits = habits
        self._free = [f"simulated-colleague-{n:02d}" for n in range(habits.on_duty, 0, -1)]
        self._busy: list[_Try] = []
        self._open: dict[str, _Case] = {}
        self._cases: dict[str, _Case] = {}  # being worked on
        self._seen: set[str] = set()
        self.tries = 0
        self.reached: dict[str, int] = {}

    async def next_due(self) -> datetime | None:
        """Return when the next try ends, or somebody free has something to begin."""
        await self._look_at_list()
        moments = [self._busy[0].ends_at] if self._busy else []
        if self._free and self._open:
            moments.append(min(_ready_at(case) for case in self._open.values()))
        return min(moments, default=None)

    async def act(self, now: datetime) -> int:
        """End what has ended and begin what can begin; returns how many tries were touched."""
        done = 0
        while self._busy and self._busy[0].ends_at <= now:
            ended = heapq.heappop(self._busy)
            self._free.append(ended.colleague)
            await self._end(ended, now)
            done += 1
        await self._look_at_list()
        ready = sorted(
            (case for case in self._open.values() if _ready_at(case) <= now),
            key=lambda case: (case.departs_at, case.task_id),
        )
        for case in ready:
            if not self._free:
                break
            done += await self._begin(case, now)
        return done

    async def _look_at_list(self) -> None:
        for row in await self._outreach.by_hand.waiting(1000, leave_out=sorted(self._seen)):
            self._seen.add(row["task_id"])
            self._open[row["task_id"]] = await self._case(row)

    async def _case(self, row: Mapping[str, Any]) -> _Case:
        async with self._db.snapshot() as conn:
            orders = await conn.rows(_CONTACTS, ids=list(row["party_ids"]))
        usable = {
            _WAY_OF_CONTACT[c["kind"]]
            for order in orders
            for c in order["contacts"]
            if c["kind"] in _WAY_OF_CONTACT and c["quality"] not in ("masked", "wrong")
        }
        if row["phone_bad"]:
            usable.discard("own_phone")
        low, high = self._habits.comes_before_minutes
        ahead = self._dice.between(low, high, row["task_id"], "comes_at")
        return _Case(
            task_id=row["task_id"],
            party_ids=tuple(row["party_ids"]),
            order_ids=tuple(order["order_id"] for order in orders),
            departs_at=row["departs_at"],
            ways=[way for way in _ORDER if way in usable],
            at_gate=on_people_step(row["departs_at"] - timedelta(minutes=ahead)),
        )

    async def _begin(self, case: _Case, now: datetime) -> int:
        del self._open[case.task_id]
        if not await self._outreach.by_hand.still_waits(case.task_id):
            return 0  # reached meanwhile, by a link they opened
        colleague = self._free.pop()
        way = case.ways.pop(0) if case.ways else GATE
        await self._outreach.take_over(case.task_id, colleague)
        low, high = self._habits.minutes_a_try
        minutes = self._dice.between(low, high, f"{case.task_id}:{way}", "minutes")
        ends_at = on_people_step(now + timedelta(minutes=minutes))
        heapq.heappush(self._busy, _Try(ends_at, case.task_id, way, colleague))
        self._cases[case.task_id] = case
        return 1

    async def _end(self, ended: _Try, now: datetime) -> None:
        self.tries += 1
        case = self._cases.pop(ended.task_id)
        if await self._succeeds(case, ended.way):
            self.reached[ended.way] = self.reached.get(ended.way, 0) + 1
            await self._outreach.note_reached(case.task_id, "", ended.colleague, ended.way)
            await self._ask(case, ended.colleague)
            return
        await self._outreach.note_tried(case.task_id, ended.way, "", ended.colleague)
        if ended.way != GATE:
            self._open[case.task_id] = case

    async def _succeeds(self, case: _Case, way: str) -> bool:
        chance = self._dice.chance(case.task_id, way)
        if way != GATE:
            return chance < float(getattr(self._habits, way))
        comes = self._dice.chance(case.task_id, "comes") < self._habits.comes_to_airport
        return (comes or await self._checked_in(case)) and chance < self._habits.met

    async def _checked_in(self, case: _Case) -> bool:
        """A colleague looks at departure control: whoever has checked in means to travel."""
        orders = await self._airline.get(list(case.order_ids))
        return any(c.status is CouponStatus.CHECKED_IN for order in orders for c in order.coupons)

    async def _ask(self, case: _Case, colleague: str) -> None:
        """Whoever is spoken to is asked what they want, and it is read back."""
        for party_id in case.party_ids:
            try:
                choice = await wish(
                    self._protection,
                    party_id,
                    self._dice.chance(party_id, "mood"),
                    self._habits.accepts,
                    self._habits.refunds,
                )
                if choice is not None:
                    read_back = await self._outreach.read_back(party_id, choice)
                    await self._outreach.confirm(read_back.token, said_by=f"agent:{colleague}")
            except HongyanError:
                continue  # the seat has gone or somebody of the party was faster: the colleague sees it and leaves it


def _ready_at(case: _Case) -> datetime:
    """Telephones can be rung at once; at the gate somebody must have come."""
    return case.at_gate if not case.ways else datetime.min.replace(tzinfo=case.at_gate.tzinfo)
