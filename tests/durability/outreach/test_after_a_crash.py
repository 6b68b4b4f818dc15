"""Crashes at named points: nobody is called twice, nobody is lost, and the ledger adds up again."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest

from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.messaging import OutboundMessage
from hongyan.runtime import Database
from hongyan.telephony import CallRequest, LineUnavailable
from hongyan.telephony.adapters.simulated import SimulatedLine
from hongyan.telephony.adapters.simulated_population import Population
from tests.builders.jobs import wire
from tests.builders.outreach import NOON, House, disruption, everyone_answers, house, offers


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture(autouse=True)
def declared(registry: Registry, queue: Queue, db: Database) -> None:
    wire(registry, queue, db)


class Killed(BaseException):
    """The process ends here: no handler of the product sees it."""


class FragileLine(SimulatedLine):
    """A line in front of which, or behind which, our process dies."""

    dies: str | None = None  # before | after | down

    async def place(self, calls: Sequence[CallRequest]) -> dict[str, str]:
        if self.dies == "down":
            raise LineUnavailable
        if self.dies == "before":
            raise Killed
        answers = await super().place(calls)
        if self.dies == "after":
            raise Killed
        return answers


async def storm(
    db: Database, clock: ManualClock, outbox: Outbox, passengers: int = 40
) -> tuple[House, FragileLine]:
    parties = await disruption(db, passengers=passengers)
    await offers(db, parties)
    line = FragileLine(db, clock, everyone_answers())
    home = house(db, clock, outbox, everyone_answers(), line=line)
    await home.outreach.campaigns.planned(["dis_1"])
    return home, line


async def calls(db: Database) -> int:
    async with db.snapshot() as conn:
        return int(await conn.value("select count(*) from simulated_line.call"))


@pytest.mark.parametrize(("dies", "before_recovery"), [("before", 0), ("after", 40)])
async def test_killed_around_the_act_everyone_is_called_exactly_once(
    db: Database, clock: ManualClock, outbox: Outbox, dies: str, before_recovery: int
) -> None:
    home, line = await storm(db, clock, outbox)
    line.dies = dies
    with pytest.raises(Killed):
        await home.work()
    assert await calls(db) == before_recovery
    line.dies = None
    successor = house(db, clock, outbox, everyone_answers(), line=line)
    await successor.play(NOON + timedelta(hours=1))

    assert await calls(db) == 40
    assert await line.double_calls() == 0
    ledger = await successor.outreach.ledger()
    assert (ledger.reached, ledger.balance) == (40, 0)
    assert len({r.subject for r in successor.changes.requests}) == 40


async def test_an_intent_without_outcome_is_unknown_until_the_line_is_asked(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, line = await storm(db, clock, outbox, 5)
    line.dies = "before"
    with pytest.raises(Killed):
        await home.work()
    clock.advance(timedelta(seconds=80))
    line.standing = _no_answer  # type: ignore[method-assign]  # the line cannot be asked yet
    await home.outreach.reconciler.run(clock.now())
    ledger = await home.outreach.ledger()
    assert (ledger.unknown, ledger.balance) == (5, 0)


async def test_a_line_that_is_down_costs_time_not_people(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, line = await storm(db, clock, outbox, 10)
    line.dies = "down"
    await home.work()
    assert await calls(db) == 0
    assert (await home.outreach.ledger()).scheduled == 10
    line.dies = None
    await home.play(NOON + timedelta(hours=1))
    assert (await home.outreach.ledger()).reached == 10
    assert await line.double_calls() == 0


async def test_outcomes_read_twice_count_once(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, _ = await storm(db, clock, outbox, 10)
    await home.work()
    clock.advance(timedelta(minutes=3))
    await home.outreach.collector.run(clock.now())
    async with db.transaction() as conn:
        await conn.run("update outreach.cursor set position = 0")
    await home.outreach.collector.run(clock.now())
    async with db.snapshot() as conn:
        assert await conn.value("select max(calls) from outreach.task") == 1
        assert await conn.value("select count(*) from outreach.wish") == 10


async def test_mail_in_doubt_is_counted_and_not_sent_again(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    mail = [{"kind": "email", "value": "li@example.com", "quality": "verified"}]
    parties = await disruption(db, passengers=1, contact=lambda n: mail)
    await offers(db, parties)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1"])
    sender = home.outreach.waves._senders["email"]
    real = sender.send

    async def killed(messages: Sequence[OutboundMessage]) -> dict[str, str]:
        await real(messages)
        raise Killed

    sender.send = killed  # type: ignore[method-assign]
    with pytest.raises(Killed):
        await home.work()
    sender.send = real  # type: ignore[method-assign]
    await home.play(NOON + timedelta(hours=2))
    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from outreach.attempt where channel = 'email'") == 1
        assert await conn.value("select result from outreach.attempt where channel = 'email'") == "in_doubt"
        assert await conn.value("select sum(repeats) from simulated_messages.message") == 0
    ledger = await home.outreach.ledger()
    assert (ledger.unreachable, ledger.balance) == (1, 0)


@pytest.mark.parametrize("seed", range(4))
async def test_killed_at_random_points_again_and_again(
    db: Database, clock: ManualClock, outbox: Outbox, seed: int
) -> None:
    dice = Random(seed)
    people = Population.from_file(seed=seed)
    parties = await disruption(db, passengers=120)
    await offers(db, parties)
    line = FragileLine(db, clock, people)
    home = house(
        db, clock, outbox, people, line=line, call={"per_second": 8, "lines": None, "transfer_capacity": None}
    )
    await home.outreach.campaigns.planned(["dis_1"])
    for _ in range(60):
        line.dies = dice.choice([None, None, "before", "after", "down"])
        try:
            await home.work()
        except Killed:
            home = house(
                db,
                clock,
                outbox,
                people,
                line=line,
                call={"per_second": 8, "lines": None, "transfer_capacity": None},
            )
        clock.advance(timedelta(seconds=dice.choice([0.3, 1, 1, 5, 75])))
        assert (await home.outreach.ledger()).balance == 0
    line.dies = None
    await home.play(clock.now() + timedelta(hours=4))

    assert await line.double_calls() == 0
    ledger = await home.outreach.ledger()
    assert (ledger.affected, ledger.scheduled, ledger.balance) == (120, 0, 0)
    assert ledger.reached >= 100


async def _no_answer(attempt_ids: Sequence[str]) -> list[object]:
    raise LineUnavailable
