"""Many travellers, the sweeper and the clock at once: seats are never oversold and nobody travels twice."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from hongyan.bookings.adapters.sandbox.airline import SandboxAirline
from hongyan.bookings.adapters.sandbox.schedule import ScheduleUpdate
from hongyan.bookings.errors import OutcomeUnknown
from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, Gone, NotFound, Unavailable
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.protection import OfferState, Protection, decision_repository, repository
from hongyan.protection.errors import OfferGone
from hongyan.runtime import Connection, Database
from tests.builders.jobs import run_all
from tests.builders.protection import NOW, FakeAirline, FakeDisrupted, flight, make_protection, party

FLIGHTS = [flight("200", 8, Y=5), flight("201", 12, Y=4), flight("202", 20, Y=3), flight("203", 30, Y=6)]
PARTIES = [party(f"ord_{i:02d}", seats=1 + i % 3, fare=100.0 * (i % 4)) for i in range(16)]
LOST = (Conflict, Gone, NotFound, Unavailable)


class Travellers:
    """Travellers who decide this and that, several at a time, two of them with the same link."""

    def __init__(self, db: Database, service: Protection, clock: ManualClock, rng: random.Random) -> None:
        self.db, self.service, self.clock, self.rng = db, service, clock, rng
        self.accepted: Counter[str] = Counter()

    async def choose_something(self) -> None:
        who = self.rng.choice(PARTIES).party_id
        offers = await self.service.offers_for(who)
        if not offers:
            return
        offer = self.rng.choice(offers)
        before = offer.state is not OfferState.CHOSEN
        await self.service.secure(who, offer.offer_id)
        async with self.db.transaction() as conn:
            chosen = await self.service.choose(conn, who, offer.offer_id)
        assert chosen.state is OfferState.CHOSEN
        self.accepted[who] += before

    async def decline(self) -> None:
        who = self.rng.choice(PARTIES).party_id
        async with self.db.transaction() as conn:
            await self.service.decline(conn, who)

    async def change_fails(self) -> None:
        await self.service.reopen([self.rng.choice(PARTIES).party_id], "hold_gone")

    async def sweep(self) -> None:
        await self.service.replan()

    async def time_passes(self) -> None:
        self.clock.advance(timedelta(minutes=self.rng.choice([1, 20, 200])))

    async def one_step(self) -> None:
        acts: list[Callable[[], Awaitable[None]]] = [
            *[self.choose_something] * 8,
            *[self.decline] * 2,
            self.change_fails,
            self.sweep,
            self.time_passes,
        ]
        with contextlib.suppress(LOST):  # lost the race: the next one is offered
            await self.rng.choice(acts)()


async def chosen_offers(db: Database) -> list[dict]:
    async with db.snapshot() as conn:
        return await conn.rows("select * from protection.offer where state = 'chosen'")


async def check(db: Database, capacity: Callable[[str], int]) -> None:
    """No seat is given to two parties, none of those in use is about to be released."""
    rows = await chosen_offers(db)
    assert len({r["party_id"] for r in rows}) == len(rows)
    holds = [r["hold_id"] for r in rows if r["legs"]]
    assert None not in holds and len(set(holds)) == len(holds)
    assert not any(r["hold_to_release"] for r in rows)
    used: Counter[str] = Counter()
    for row in rows:
        for leg in row["legs"]:
            used[leg["leg"]] += row["seats"]
    assert all(seats <= capacity(leg) for leg, seats in used.items())


@pytest.mark.parametrize("seed", range(6))
async def test_any_interleaving_leaves_every_seat_to_one_party(
    db: Database, outbox: Outbox, queue: Queue, registry: Registry, seed: int
) -> None:
    rng, clock = random.Random(seed), ManualClock(NOW)
    airline = FakeAirline(FLIGHTS, clock)
    service = make_protection(db, clock, outbox, queue, registry, airline, FakeDisrupted(PARTIES))
    await service.plan()
    travellers = Travellers(db, service, clock, rng)
    for _ in range(6):
        if rng.random() < 0.5:
            airline.errors.append(OutcomeUnknown())
        await asyncio.gather(*(travellers.one_step() for _ in range(12)))
        assert airline.oversold() == []
        await check(db, lambda leg: next(f.seats["Y"] for f in FLIGHTS if str(f.leg) == leg))
    for row in await chosen_offers(db):
        if row["hold_id"]:
            request, _ = airline.holds[row["hold_id"]]
            assert request.seats == row["seats"]
            assert [str(leg) for leg in request.legs] == [leg["leg"] for leg in row["legs"]]
    clock.advance(timedelta(minutes=1))
    await service.replan()
    async with db.snapshot() as conn:  # nothing is held for nobody
        known = await conn.value(
            "select array_agg(hold_id) from protection.offer where state in ('held', 'chosen')"
        )
    assert {h for h in airline.holds if airline.live(h)} <= set(known or [])


async def test_of_many_who_want_the_last_seat_one_gets_it_and_the_others_the_next_offer(
    db: Database, outbox: Outbox, queue: Queue, registry: Registry
) -> None:
    clock = ManualClock(NOW)
    parties = [party(f"ord_{i}") for i in range(8)]
    airline = FakeAirline([flight("200", 8, Y=8), flight("201", 12, Y=1)], clock)
    service = make_protection(db, clock, outbox, queue, registry, airline, FakeDisrupted(parties))
    await service.plan()  # everybody is held on 200 and shown 201

    async def want(party_id: str) -> str:
        held, wished, _ = await service.offers_for(party_id)
        try:
            await service.secure(party_id, wished.offer_id)
            async with db.transaction() as conn:
                await service.choose(conn, party_id, wished.offer_id)
            return "got it"
        except Gone as gone:
            assert gone.details["next_offer_id"] == held.offer_id
            return "gone"

    answers = await asyncio.gather(*(want(p.party_id) for p in parties))
    assert Counter(answers) == {"got it": 1, "gone": 7}
    assert airline.oversold() == []


async def test_two_people_with_one_link_decide_once(
    db: Database, outbox: Outbox, queue: Queue, registry: Registry
) -> None:
    clock = ManualClock(NOW)
    service = make_protection(
        db, clock, outbox, queue, registry, FakeAirline(FLIGHTS, clock), FakeDisrupted([party()])
    )
    await service.plan()
    first, second, *_ = await service.offers_for("dis_1:ord_1")

    async def take(offer_id: str) -> bool:
        try:
            await service.secure("dis_1:ord_1", offer_id)
            async with db.transaction() as conn:
                await service.choose(conn, "dis_1:ord_1", offer_id)
            return True
        except (Conflict, Gone):
            return False

    assert sorted(await asyncio.gather(take(first.offer_id), take(second.offer_id))) == [False, True]
    await run_all(queue)
    assert len(await chosen_offers(db)) == 1


@pytest.mark.parametrize("seed", range(2))
async def test_the_sandbox_airline_is_not_oversold_either(
    db: Database, dsn: str, outbox: Outbox, queue: Queue, registry: Registry, seed: int
) -> None:
    clock, rng = ManualClock(NOW), random.Random(seed)
    own = Database(dsn)
    airline = SandboxAirline(own, clock)
    await airline.apply_schedule(
        [ScheduleUpdate(leg=f.leg, departs=f.departs, arrives=f.arrives, capacity=f.seats) for f in FLIGHTS]
    )
    service = make_protection(db, clock, outbox, queue, registry, airline, FakeDisrupted(PARTIES))
    report = await service.plan()
    assert report.held > 0
    travellers = Travellers(db, service, clock, rng)
    for _ in range(4):
        await asyncio.gather(*(travellers.one_step() for _ in range(8)))
        assert await airline.oversold_seats() == 0
        await check(db, lambda leg: next(f.seats["Y"] for f in FLIGHTS if str(f.leg) == leg))
    assert await airline.inventory_drift() == 0
    assert sum(travellers.accepted.values()) > 0
    await own.close()


@pytest.mark.parametrize("granted", [True, False])
async def test_an_answer_that_comes_between_reading_and_asking_is_taken(
    db: Database,
    outbox: Outbox,
    queue: Queue,
    registry: Registry,
    monkeypatch: pytest.MonkeyPatch,
    granted: bool,
) -> None:
    """Another process's request for the same seats is answered just when this one was about to ask."""
    clock = ManualClock(NOW)
    airline = FakeAirline(FLIGHTS, clock)
    service = make_protection(db, clock, outbox, queue, registry, airline, FakeDisrupted(PARTIES))
    await service.plan()
    everybodys = [o for one in PARTIES for o in await service.offers_for(one.party_id)]
    offer = next(o for o in everybodys if o.state is OfferState.HELD and o.legs)
    who = offer.party_id
    async with db.transaction() as conn:
        await conn.run(
            "update protection.offer set state = 'intended', hold_id = null where offer_id = :id",
            id=offer.offer_id,
        )
    intend = decision_repository.intend_hold

    async def answered_first(conn: Connection, *arguments: Any) -> Any:
        async with db.transaction() as other:
            answer = {"offer_id": offer.offer_id, "hold_id": offer.hold_id if granted else None}
            await repository.record_holds(other, [answer])
        return await intend(conn, *arguments)

    monkeypatch.setattr(decision_repository, "intend_hold", answered_first)
    if granted:
        assert (await service.secure(who, offer.offer_id)).state is OfferState.HELD
    else:
        with pytest.raises(OfferGone):
            await service.secure(who, offer.offer_id)
