"""Events drive the plan; its quality is shown to those who may read operations."""

from datetime import timedelta

import pytest

from hongyan.access import Role
from hongyan.bookings.events import ChangeConfirmed, ChangeFailed
from hongyan.core.clock import ManualClock
from hongyan.core.events import Event
from hongyan.disruptions.events import DisruptionOpened, DisruptionUpdated, DisruptionWithdrawn
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.protection import OfferKind, OfferState
from hongyan.protection.api import router
from hongyan.runtime import Database
from tests.builders.access import add_everyone, make_access, sign_in
from tests.builders.jobs import run_all
from tests.builders.protection import (
    NOW,
    FakeAirline,
    FakeDisrupted,
    disruption,
    flight,
    make_protection,
    party,
)
from tests.builders.web import make_app, make_client

P1 = "dis_1:ord_1"


class Stage:
    def __init__(self, db: Database, outbox: Outbox, queue: Queue, registry: Registry) -> None:
        self.db, self.outbox, self.queue = db, outbox, queue
        self.clock = ManualClock(NOW)
        self.airline = FakeAirline([flight("200", 4), flight("201", 6)], self.clock)
        self.disrupted = FakeDisrupted([party()])
        self.service = make_protection(db, self.clock, outbox, queue, registry, self.airline, self.disrupted)

    async def tell(self, *events: Event) -> None:
        async with self.db.transaction() as conn:
            await self.outbox.emit(conn, events)
        for _ in range(3):  # a worker may leave before it sees what its last job deferred
            await run_all(self.queue)

    async def choose_best(self) -> str:
        offer = (await self.service.offers_for(P1))[0]
        async with self.db.transaction() as conn:
            await self.service.choose(conn, P1, offer.offer_id)
        return offer.offer_id

    async def state(self) -> str:
        async with self.db.snapshot() as conn:
            return await conn.value("select state from protection.party where party_id = :p", p=P1)


@pytest.fixture
def stage(db: Database, outbox: Outbox, queue: Queue, registry: Registry) -> Stage:
    return Stage(db, outbox, queue, registry)


def opened(**changes: object) -> DisruptionOpened:
    defaults = {"disruption_id": "dis_1", "leg_id": "leg_1", "kind": "cancelled", "affected": 1, "parties": 1}
    return DisruptionOpened(at=NOW, known_at=NOW, **{**defaults, **changes})


async def test_an_opened_disruption_is_planned_once_however_often_it_is_told(stage: Stage) -> None:
    await stage.tell(opened(), opened())
    await stage.tell(opened())
    assert (await stage.service.offers_for(P1))[0].state is OfferState.HELD
    assert len(stage.airline.holds) == 1


async def test_a_confirmed_change_settles_the_party(stage: Stage) -> None:
    await stage.tell(opened())
    await stage.choose_best()
    confirmed = ChangeConfirmed(at=NOW, change_id="chg_1", subject=P1, order_id="ord_1", kind="rebook")
    await stage.tell(confirmed)
    assert await stage.state() == "decided"


async def test_a_failed_change_gives_the_next_offer(stage: Stage) -> None:
    await stage.tell(opened())
    lost = await stage.choose_best()
    failed = ChangeFailed(
        at=NOW, change_id="chg_1", subject=P1, order_id="ord_1", kind="rebook", reason="hold_gone"
    )
    await stage.tell(failed)
    best = (await stage.service.offers_for(P1))[0]
    assert best.state is OfferState.HELD and best.offer_id != lost


async def test_news_of_a_failed_change_that_comes_twice_leaves_the_next_choice_alone(stage: Stage) -> None:
    await stage.tell(opened())
    await stage.choose_best()
    failed = ChangeFailed(
        at=NOW, change_id="chg_1", subject=P1, order_id="ord_1", kind="rebook", reason="hold_gone"
    )
    await stage.tell(failed)
    stage.clock.advance(timedelta(seconds=5))
    second = await stage.choose_best()
    await stage.tell(failed)
    assert await stage.state() == "choosing"
    assert (await stage.service.offers_for(P1))[0].offer_id == second


async def test_passengers_moved_by_somebody_else_are_offered_no_more_seats(stage: Stage) -> None:
    await stage.tell(opened())
    await stage.choose_best()
    failed = ChangeFailed(
        at=NOW, change_id="chg_1", subject=P1, order_id="ord_1", kind="rebook", reason="already_moved"
    )
    await stage.tell(failed)
    stage.clock.advance(timedelta(hours=1))
    await stage.service.replan()
    assert await stage.state() == "closed"
    assert await stage.service.offers_for(P1) == []
    assert stage.airline.holds == {}


async def test_a_withdrawn_disruption_frees_its_seats(stage: Stage) -> None:
    await stage.tell(opened())
    await stage.tell(DisruptionWithdrawn(at=NOW, disruption_id="dis_1", leg_id="leg_1", why="reinstated"))
    assert stage.airline.holds == {}
    assert await stage.state() == "closed"


async def test_a_delay_that_becomes_a_cancellation_asks_its_keepers_again(stage: Stage) -> None:
    stage.disrupted.disruptions = [disruption(kind="delayed")]
    stage.airline.flights.clear()
    later = (NOW + timedelta(hours=7), NOW + timedelta(hours=9))
    stage.disrupted.all_parties = [party(operates_at=later)]
    await stage.tell(opened(kind="delayed"))
    assert (await stage.service.offers_for(P1))[0].kind is OfferKind.SAME_FLIGHT
    await stage.choose_best()
    await stage.tell(ChangeConfirmed(at=NOW, change_id="c", subject=P1, order_id="ord_1", kind="keep"))
    new = flight("202", 8)
    stage.airline.flights[new.leg] = new
    stage.disrupted.all_parties = [party()]
    stage.disrupted.disruptions = [disruption()]
    updated = DisruptionUpdated(
        at=NOW,
        disruption_id="dis_1",
        leg_id="leg_1",
        kind="cancelled",
        known_at=NOW,
        affected=1,
        parties=1,
        what="kind",
    )
    await stage.tell(updated)
    best = (await stage.service.offers_for(P1))[0]
    assert (best.state, best.legs[0]["flight"]) == (OfferState.HELD, "ZZ202")


@pytest.mark.parametrize("path", ["/api/plan", "/api/disruptions/dis_1/plan"])
async def test_plan_quality_is_for_those_who_read_operations(stage: Stage, path: str) -> None:
    access = make_access(stage.db)
    await add_everyone(access)
    async with make_client(make_app(stage.db, access, router(stage.service))) as client:
        assert (await client.get(path)).status_code == 401
        await sign_in(client, Role.CONTROLLER)
        empty = (await client.get(path)).json()
        assert empty["plan"] is None and empty["totals"]["passengers"] == 0
        await stage.tell(opened())
        found = (await client.get(path)).json()
        assert found["plan"]["passengers"] == 1 and found["plan"]["gap"] == 0
        assert found["curves"]["hongyan"][-1]["share"] == 1
        assert found["totals"]["planned"] == 1
