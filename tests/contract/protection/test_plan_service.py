"""The service on a database: intent, holds, offers, decisions, renewal."""

import dataclasses
from datetime import timedelta

import pytest

from hongyan.bookings.errors import OutcomeUnknown
from hongyan.core.clock import ManualClock
from hongyan.core.errors import NotFound
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.protection import AlreadyDecided, NotHeld, OfferGone, OfferKind, OfferState, Protection
from hongyan.runtime import Database
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

P1 = "dis_1:ord_1"


class Stage:
    """A service, its airline and its clock."""

    def __init__(self, db: Database, outbox: Outbox, queue: Queue, registry: Registry) -> None:
        self.db, self.outbox, self.queue, self.registry = db, outbox, queue, registry
        self.clock = ManualClock(NOW)

    def open(
        self, flights: list, parties: list, disruptions: list | None = None, **settings: object
    ) -> Protection:
        self.airline = FakeAirline(flights, self.clock)
        self.disrupted = FakeDisrupted(parties, disruptions or [])
        self.service = make_protection(
            self.db,
            self.clock,
            self.outbox,
            self.queue,
            self.registry,
            self.airline,
            self.disrupted,
            **settings,
        )
        return self.service

    async def choose(self, party_id: str, offer_id: str):
        await self.service.secure(party_id, offer_id)
        async with self.db.transaction() as conn:
            return await self.service.choose(conn, party_id, offer_id)

    async def events(self, name: str) -> list[dict]:
        async with self.db.snapshot() as conn:
            return [
                r["payload"]
                for r in await conn.rows("select payload from jobs.event where name=:n order by id", n=name)
            ]

    async def state(self, party_id: str = P1) -> str:
        async with self.db.snapshot() as conn:
            return await conn.value("select state from protection.party where party_id = :p", p=party_id)


@pytest.fixture
def stage(db: Database, outbox: Outbox, queue: Queue, registry: Registry) -> Stage:
    return Stage(db, outbox, queue, registry)


async def test_the_best_is_held_before_the_plan_is_announced(stage: Stage) -> None:
    service = stage.open([flight("200", 4), flight("201", 6), flight("202", 8)], [party()])
    report = await service.plan()
    assert (report.parties, report.held, report.unassigned) == (1, 1, 0)
    offers = await service.offers_for(P1)
    assert [o.kind for o in offers] == [OfferKind.OWN, OfferKind.OWN, OfferKind.OWN, OfferKind.REFUND]
    assert [o.state for o in offers] == [OfferState.HELD] + [OfferState.PROPOSED] * 3
    assert stage.airline.live(offers[0].hold_id or "")
    assert offers[0].arrival_delay_min == 60
    assert offers[0].old_segment_ids == ("ord_1-seg1",)
    assert offers[0].hold_expires_at == NOW + timedelta(hours=3)  # an hour before departure
    ready = await stage.events("protection.plan_ready")
    assert [(e["disruption_ids"], e["parties"], e["unassigned"]) for e in ready] == [(["dis_1"], 1, 0)]


async def test_planning_twice_changes_nothing(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    await service.plan()
    assert (await service.plan()).parties == 0
    assert len(stage.airline.holds) == 1
    assert len(await stage.events("protection.plan_ready")) == 1


async def test_nobody_carried_still_gets_a_refund(stage: Stage) -> None:
    service = stage.open([], [party()])
    assert (await service.plan()).unassigned == 1
    assert [o.kind for o in await service.offers_for(P1)] == [OfferKind.REFUND]
    assert await stage.state() == "unassigned"
    assert await service.next_due() == NOW + timedelta(minutes=15)


async def test_seats_gone_between_search_and_hold_are_planned_around(stage: Stage) -> None:
    first, second = flight("200", 4, Y=1), flight("201", 6, Y=1)
    service = stage.open([first, second], [party()])
    stage.airline.stolen[first.leg, "Y"] = 1

    taken = stage.airline.hold

    async def hold_then_tell(requests):  # from the first refusal on, the search shows the truth
        answers = await taken(requests)
        stage.airline.flights.pop(first.leg, None)
        return answers

    stage.airline.hold = hold_then_tell
    report = await service.plan()
    assert report.held == 1
    assert (await service.offers_for(P1))[0].legs[0]["flight"] == "ZZ201"


async def test_a_time_out_after_the_hold_was_made_takes_no_second_seat(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    stage.airline.errors = [OutcomeUnknown()]
    assert (await service.plan()).held == 1
    assert len(stage.airline.holds) == 1


async def test_a_plan_cut_off_before_its_holds_is_finished_by_the_sweeper(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    stage.airline.errors = [RuntimeError("killed")]
    with pytest.raises(RuntimeError):
        await service.plan()
    assert await stage.events("protection.plan_ready") == []
    stage.clock.advance(timedelta(minutes=3))
    await service.replan()
    assert len(await stage.events("protection.plan_ready")) == 1
    assert len(stage.airline.holds) == 1
    assert await stage.state() == "planned"


async def test_choosing_the_held_offer_withdraws_the_others(stage: Stage) -> None:
    service = stage.open([flight("200", 4), flight("201", 6)], [party()])
    await service.plan()
    offers = await service.offers_for(P1)
    chosen = await stage.choose(P1, offers[0].offer_id)
    assert chosen.state is OfferState.CHOSEN and chosen.hold_id == offers[0].hold_id
    assert [o.offer_id for o in await service.offers_for(P1)] == [chosen.offer_id]
    with pytest.raises(AlreadyDecided):
        await stage.choose(P1, offers[1].offer_id)


async def test_an_alternative_is_held_first_and_the_other_seat_goes_back(stage: Stage) -> None:
    service = stage.open([flight("200", 4), flight("201", 6)], [party()])
    await service.plan()
    best, other, _ = await service.offers_for(P1)
    async with stage.db.transaction() as conn:
        with pytest.raises(NotHeld):
            await service.choose(conn, P1, other.offer_id)
    chosen = await stage.choose(P1, other.offer_id)
    assert stage.airline.live(chosen.hold_id or "")
    await run_all(stage.queue)
    assert not stage.airline.live(best.hold_id or "")


async def test_a_lost_alternative_names_the_next_offer(stage: Stage) -> None:
    first, second = flight("200", 4), flight("201", 6)
    service = stage.open([first, second], [party()])
    await service.plan()
    best, other, _ = await service.offers_for(P1)
    stage.airline.stolen[second.leg, "Y"] = 10
    with pytest.raises(OfferGone) as gone:
        await service.secure(P1, other.offer_id)
    assert gone.value.details["next_offer_id"] == best.offer_id
    assert [e["offer_id"] for e in await stage.events("protection.offer_lost")] == [other.offer_id]
    assert await stage.state() == "planned"


async def test_refund_needs_no_seat_and_frees_the_held_one(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    await service.plan()
    refund = (await service.offers_for(P1))[-1]
    await stage.choose(P1, refund.offer_id)
    await run_all(stage.queue)
    assert stage.airline.holds == {}
    await service.settled({P1: "refund"})
    assert await stage.state() == "decided"


async def test_an_expired_hold_is_renewed_while_undecided(stage: Stage) -> None:
    service = stage.open([flight("200", 20)], [party()])
    await service.plan()
    before = (await service.offers_for(P1))[0]
    due = await service.next_due()
    assert due == before.hold_expires_at == NOW + timedelta(hours=6)
    stage.clock.set(due)
    async with stage.db.transaction() as conn:
        with pytest.raises(OfferGone):
            await service.choose(conn, P1, before.offer_id)
    await service.replan()
    after = (await service.offers_for(P1))[0]
    assert after.state is OfferState.HELD and after.legs == before.legs and after.hold_id != before.hold_id
    assert (await stage.events("protection.offers_renewed"))[0]["party_ids"] == [P1]


async def test_a_party_deciding_is_never_renewed(stage: Stage) -> None:
    service = stage.open([flight("200", 20)], [party()])
    await service.plan()
    await stage.choose(P1, (await service.offers_for(P1))[0].offer_id)
    stage.clock.advance(timedelta(hours=7))
    await service.replan()
    assert await stage.state() == "choosing"
    assert await stage.events("protection.offers_renewed") == []


async def test_a_declined_offer_is_not_offered_again(stage: Stage) -> None:
    service = stage.open([flight("200", 4), flight("201", 6)], [party()])
    await service.plan()
    best = (await service.offers_for(P1))[0]
    async with stage.db.transaction() as conn:
        await service.decline(conn, P1)
    await run_all(stage.queue)
    offers = await service.offers_for(P1)
    assert offers[0].state is OfferState.HELD and offers[0].legs[0]["flight"] == "ZZ201"
    assert "ZZ200" not in [leg["flight"] for o in offers for leg in o.legs]
    assert not stage.airline.live(best.hold_id or "")


async def test_a_freed_seat_goes_to_one_without(stage: Stage) -> None:
    service = stage.open([flight("200", 4, Y=1)], [party("ord_1", fare=900.0), party("ord_2")])
    report = await service.plan()
    assert (report.held, report.unassigned) == (1, 1)
    await stage.choose(P1, (await service.offers_for(P1))[-1].offer_id)  # refund
    await run_all(stage.queue)
    stage.clock.advance(timedelta(minutes=2))
    await service.replan()
    assert (await service.offers_for("dis_1:ord_2"))[0].state is OfferState.HELD


async def test_those_without_a_seat_are_retried_ever_later_and_then_left(stage: Stage) -> None:
    service = stage.open([], [party()], retry_limit=3)
    await service.plan()
    waits = []
    while (due := await service.next_due()) is not None:
        waits.append((due - stage.clock.now()) / timedelta(minutes=1))
        stage.clock.set(due)
        await service.replan()
    assert waits == [15, 30, 60]


async def test_a_failed_change_reopens_the_party(stage: Stage) -> None:
    service = stage.open([flight("200", 4), flight("201", 6)], [party()])
    await service.plan()
    offer = (await service.offers_for(P1))[0]
    await stage.choose(P1, offer.offer_id)
    await service.reopen([P1], "hold_gone")
    await run_all(stage.queue)
    offers = await service.offers_for(P1)
    assert offers[0].state is OfferState.HELD and offers[0].offer_id != offer.offer_id
    assert (await stage.events("protection.offer_lost"))[0]["reason"] == "hold_gone"


async def test_a_delayed_flight_can_be_kept_until_it_is_cancelled(stage: Stage) -> None:
    moved = (NOW + timedelta(hours=7), NOW + timedelta(hours=9))
    service = stage.open([], [party(operates_at=moved)], [disruption(kind="delayed")])
    await service.plan()
    offers = await service.offers_for(P1)
    assert [(o.kind, o.state) for o in offers] == [
        (OfferKind.SAME_FLIGHT, OfferState.HELD),
        (OfferKind.REFUND, OfferState.PROPOSED),
    ]
    await stage.choose(P1, offers[0].offer_id)
    await service.settled({P1: "keep"})
    stage.disrupted.all_parties = [party()]
    await service.flight_cancelled(["dis_1"])
    await run_all(stage.queue)
    assert await stage.state() == "unassigned"
    assert OfferKind.SAME_FLIGHT not in [o.kind for o in await service.offers_for(P1)]
    assert OfferKind.REFUND in [o.kind for o in await service.offers_for(P1)]


async def test_a_withdrawn_disruption_gives_all_seats_back(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    await service.plan()
    assert await service.withdraw(["dis_1"]) == 1
    assert stage.airline.holds == {}
    assert await stage.state() == "closed"
    assert await service.offers_for(P1) == []


async def test_curves_compare_with_first_come(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    assert (await service.curves())["plan"] is None
    await service.plan()
    found = await service.curves("dis_1")
    assert found["plan"]["gap"] == 0
    assert [p["share"] for p in found["curves"]["hongyan"] if p["delay_min"] in (30, 60)] == [0.0, 1.0]
    assert found["totals"]["passengers"] == 1


async def test_a_party_covered_by_another_disruption_is_left_to_it(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party(covered_by="dis_0:ord_1")])
    assert (await service.plan()).parties == 0
    stage.disrupted.all_parties = [party()]  # the other disruption ended
    assert (await service.plan()).parties == 0  # nothing changed in this one
    assert (await service.plan_all()).held == 1


async def test_new_passengers_of_an_updated_disruption_are_planned(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    await service.plan()
    stage.disrupted.all_parties.append(party("ord_2"))
    stage.disrupted.disruptions = [dataclasses.replace(disruption(), version=2)]
    assert (await service.plan()).held == 1
    assert len(await stage.events("protection.plan_ready")) == 2


async def test_the_sweeper_plans_what_a_lost_job_left(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party()])
    assert await service.replan() == 1
    assert (await service.offers_for(P1))[0].state is OfferState.HELD


async def test_a_moved_flight_renews_the_offer_to_stay_on_it(stage: Stage) -> None:
    moved = (NOW + timedelta(hours=7), NOW + timedelta(hours=9))
    service = stage.open([flight("200", 12)], [party(operates_at=moved)], [disruption(kind="delayed")])
    await service.plan()
    later = (NOW + timedelta(hours=8), NOW + timedelta(hours=10))
    stage.disrupted.all_parties = [party(operates_at=later)]
    await service.flight_moved(["dis_1"])
    await service.replan()
    best = (await service.offers_for(P1))[0]
    assert (best.kind, best.arrives, best.arrival_delay_min) == (OfferKind.SAME_FLIGHT, later[1], 300)


async def test_a_moved_flight_retimes_the_alternative_to_stay_on_it(stage: Stage) -> None:
    moved = (NOW + timedelta(hours=7), NOW + timedelta(hours=9))
    service = stage.open([flight("200", 4)], [party(operates_at=moved)], [disruption(kind="delayed")])
    await service.plan()
    later = (NOW + timedelta(hours=8), NOW + timedelta(hours=10))
    stage.disrupted.all_parties = [party(operates_at=later)]
    await service.flight_moved(["dis_1"])
    held, stay, _ = await service.offers_for(P1)
    assert (held.kind, held.state) == (OfferKind.OWN, OfferState.HELD)
    assert (stay.kind, stay.arrives, stay.arrival_delay_min) == (OfferKind.SAME_FLIGHT, later[1], 300)


async def test_a_hold_about_to_end_is_extended_before_it_is_chosen(stage: Stage) -> None:
    service = stage.open([flight("200", 20)], [party()])
    await service.plan()
    offer = (await service.offers_for(P1))[0]
    stage.clock.advance(timedelta(hours=5, minutes=50))
    secured = await service.secure(P1, offer.offer_id)
    assert secured.hold_id == offer.hold_id
    assert secured.hold_expires_at == stage.clock.now() + timedelta(hours=6)


async def test_no_seat_is_newly_held_just_before_departure(stage: Stage) -> None:
    service = stage.open([flight("200", 4), flight("201", 3.5)], [party()])
    await service.plan()
    late = next(o for o in await service.offers_for(P1) if o.legs and o.legs[0]["flight"] == "ZZ201")
    stage.clock.advance(timedelta(hours=3))
    with pytest.raises(OfferGone):
        await service.secure(P1, late.offer_id)


async def test_offers_are_named_only_to_their_party(stage: Stage) -> None:
    service = stage.open([flight("200", 4)], [party(), party("ord_2")])
    await service.plan()
    offer = (await service.offers_for(P1))[0]
    with pytest.raises(NotFound):
        await service.secure("dis_1:ord_2", offer.offer_id)
    async with stage.db.transaction() as conn:
        with pytest.raises(NotFound):
            await service.choose(conn, "dis_1:ord_2", offer.offer_id)
