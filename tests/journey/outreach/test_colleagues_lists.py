"""What machines cannot end falls to a colleague by name: lists, taking over, and the screens that show it."""

from datetime import timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.core.errors import NotFound
from hongyan.jobs import Outbox
from hongyan.outreach.model import Choice
from hongyan.runtime import Database
from tests.builders.outreach import (
    NOON,
    calls_made,
    disruption,
    everyone_answers,
    house,
    offers,
    one_passenger,
    texts_of,
)


async def test_a_stuck_change_is_a_named_colleagues(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, party = await one_passenger(db, clock, outbox)
    await home.play(NOON + timedelta(minutes=30))
    await home.outreach.follow_ups.needs_person(party, f"chg_{party}", "coupon_not_open")
    await home.work()
    (listed,) = (await home.outreach.unreached())["items"]
    assert (listed["state"], listed["task_state"], listed["reason"]) == (
        "reached",
        "handed_over",
        "coupon_not_open",
    )
    assert listed["owner"]
    assert len(await texts_of(db, "person")) == 1


async def test_whom_somebody_else_has_moved_a_colleague_looks_after(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one_passenger(db, clock, outbox)
    await home.play(NOON + timedelta(minutes=30))
    for _ in range(2):
        await home.outreach.follow_ups.failed(party, f"chg_{party}", "already_moved")
        await home.work()
    (listed,) = (await home.outreach.unreached())["items"]
    assert (listed["task_state"], listed["reason"]) == ("handed_over", "already_moved")
    assert len(await texts_of(db, "person")) == 1
    assert await texts_of(db, "offer_lost") == []


async def test_key_zero_puts_them_on_a_colleagues_list(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, _ = await one_passenger(db, clock, outbox, "0")
    await home.play(NOON + timedelta(minutes=30))
    (listed,) = (await home.outreach.unreached())["items"]
    assert (listed["reason"], listed["state"]) == ("wants_person", "reached")


async def test_a_flight_that_left_leaves_nobody_unnamed(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    await disruption(db, passengers=3)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.open(["dis_1"])
    await home.outreach.campaigns.close(["dis_1"])
    await home.work()
    ledger = await home.outreach.ledger()
    assert (ledger.unreachable, ledger.scheduled, ledger.balance) == (3, 0, 0)
    assert {i["reason"] for i in (await home.outreach.unreached())["items"]} == {"flight_departed"}


async def test_a_colleague_takes_over_assigns_and_notes(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, _ = await one_passenger(db, clock, outbox)
    async with db.snapshot() as conn:
        task_id = await conn.value("select task_id from outreach.task")
    await home.outreach.take_over(task_id, "wang")
    await home.play(NOON + timedelta(hours=1))
    assert await calls_made(db) == 0
    assert (await home.outreach.ledger()).unreachable == 1
    await home.outreach.assign(task_id, "zhao", "wang")
    (listed,) = (await home.outreach.unreached(search="Li"))["items"]
    assert (listed["owner"], listed["reason"]) == ("zhao", "taken_over")
    await home.outreach.note_reached(task_id, "spoke at the gate", "zhao")
    assert (await home.outreach.ledger()).reached == 1
    with pytest.raises(NotFound):
        await home.outreach.take_over("tsk_none", "wang")


async def test_the_check_repairs_what_an_event_lost(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    await disruption(db, passengers=4)
    home = house(db, clock, outbox)
    assert (await home.outreach.ledger()).balance == 4
    assert await home.outreach.ledger_check.run(clock.now()) == 4
    async with db.snapshot() as conn:
        check = await conn.row("select * from outreach.ledger_check")
    assert check is not None
    assert (check["affected"], check["scheduled"], check["balance"], check["repaired"]) == (4, 4, 0, 4)


async def test_screens_page_search_and_mask(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    parties = await disruption(db, passengers=30)
    await offers(db, parties)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1"])
    page = await home.outreach.passengers("dis_1", offset=10, limit=5)
    assert (page["total"], len(page["items"])) == (30, 5)
    assert page["items"][0]["name_masked"] == "L• N•"
    assert page["items"][0]["offer_summary"]["flights"] == ["ZZ103"]
    found = await home.outreach.passengers("dis_1", search="L00007")
    assert [i["locator"] for i in found["items"]] == ["L00007"]
    assert (await home.outreach.passengers("dis_1", search="%"))["total"] == 0
    await home.play(NOON + timedelta(hours=1))
    assert (await home.outreach.passengers("dis_1", state="reached"))["total"] == 30
    counts = (await home.outreach.counts(["dis_1"]))["dis_1"]
    assert (counts["reached"], counts["rebooked"], counts["campaign_state"]) == (30, 30, "running")
    waves = await home.outreach.wave_series(NOON - timedelta(minutes=1), 10)
    assert sum(w["calls"] for w in waves) == 30
    whole = await home.outreach.passenger("ord_3_p0")
    assert whole["entries"][0]["contacts"][0]["value"] == "+8613800000003"
    kinds = [item["kind"] for item in await home.outreach.timeline(whole["entries"][0]["party_id"])]
    assert kinds.index("disruption_opened") < kinds.index("attempt_contact") < kinds.index("decided")
    overview = await home.outreach.overview()
    assert overview["decided"] == {"rebooked": 30, "refunded": 0, "kept": 0, "undecided": 0}
    story = await home.outreach.story("dis_1")
    assert {"campaign_opened", "first_contact", "reached"} <= {item["what"] for item in story}


async def test_news_that_no_machine_can_deliver_falls_to_a_colleague_by_name(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    (party,) = await disruption(db, passengers=1, contact=lambda n: [])
    await offers(db, [party])
    home = house(db, clock, outbox, everyone_answers("11"))
    await home.outreach.campaigns.planned(["dis_1"])
    await home.work()
    await home.outreach.decide(party, Choice("refund"), said_by="usr_1", consent="read at the desk")
    await home.outreach.follow_ups.confirmed(party, f"chg_{party}", "refund")
    await home.work()
    async with db.snapshot() as conn:
        notice = await conn.row("select state from outreach.notice where kind = 'confirmed_refund'")
        task = await conn.row("select owner, state from outreach.task")
    assert notice == {"state": "by_hand"}
    assert task is not None and task["owner"] and task["state"] == "handed_over"
    due = await home.outreach.due.ask()
    assert due is None or due > clock.now(), "nothing is due for ever"
