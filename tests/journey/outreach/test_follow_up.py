"""After the first contact: lost seats, confirmations, refunds told once, withdrawals, and people who take over."""

from datetime import date, timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, Gone, HongyanError, NotFound
from hongyan.jobs import Outbox
from hongyan.outreach.errors import AlreadyDecided, ReadBackVoid
from hongyan.outreach.model import Choice
from hongyan.runtime import Database
from tests.builders.outreach import NOON, House, disruption, everyone_answers, house, offers


async def texts(db: Database, step: str) -> list[str]:
    async with db.snapshot() as conn:
        rows = await conn.rows(
            "select m.body from simulated_messages.message m join outreach.attempt a using (attempt_id) "
            "where a.step = :step order by m.message_id",
            step=step,
        )
    return [row["body"] for row in rows]


async def one(db: Database, clock: ManualClock, outbox: Outbox, keys: str = "11") -> tuple[House, str]:
    (party,) = await disruption(db, passengers=1)
    await offers(db, [party])
    home = house(db, clock, outbox, everyone_answers(keys))
    await home.outreach.campaigns.planned(["dis_1"])
    return home, party


async def test_a_seat_lost_meanwhile_is_said_and_nothing_is_changed(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one(db, clock, outbox)
    await home.work()
    async with db.transaction() as conn:
        await conn.run("update protection.offer set state = 'lost' where kind = 'own'")
    await home.play(NOON + timedelta(hours=1))
    assert home.changes.requests == []
    (text,) = await texts(db, "offer_lost")
    assert "/p/" in text
    assert await home.outreach.decision(party) is None
    assert (await home.outreach.ledger()).reached == 1


async def test_a_change_is_announced_once_and_only_when_confirmed(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one(db, clock, outbox)
    await home.play(NOON + timedelta(minutes=30))
    assert await texts(db, "confirmed_rebook") == []
    for _ in range(2):
        await home.outreach.follow_ups.confirmed(party, f"chg_{party}", "rebook")
        await home.work()
    (text,) = await texts(db, "confirmed_rebook")
    assert "ZZ103" in text
    await home.play(NOON + timedelta(minutes=45))
    for _ in range(2):
        await home.outreach.follow_ups.note_told(clock.now())
    assert home.changes.told == [f"chg_{party}"]


async def test_each_refund_state_is_pushed_once(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, party = await one(db, clock, outbox, "21")
    await home.play(NOON + timedelta(minutes=30))
    assert [r.kind for r in home.changes.requests] == ["refund"]
    assert home.changes.requests[0].fee is not None and home.changes.requests[0].fee.amount == 0
    for state in ("approved", "approved", "sent", "done", "done"):
        await home.outreach.follow_ups.refund_moved(party, "ref_1", state, date(2026, 12, 1))
    await home.work()
    assert len(await texts(db, "refund_progress")) == 3


async def test_a_failed_change_lets_them_choose_again(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one(db, clock, outbox)
    await home.play(NOON + timedelta(minutes=30))
    await home.outreach.follow_ups.failed(party, "chg_other", "hold_gone")
    assert await texts(db, "offer_lost") == []
    for _ in range(2):
        await home.outreach.follow_ups.failed(party, f"chg_{party}", "hold_gone")
    await home.work()
    assert len(await texts(db, "offer_lost")) == 1
    async with db.transaction() as conn:  # protection opens the party again
        await conn.run("update protection.offer set state = 'lost' where state = 'chosen'")
    read = await home.outreach.read_back(party, Choice("refund"))
    assert await home.outreach.confirm(read.token) is not None
    decided = await home.outreach.decision(party)
    assert decided is not None and decided["kind"] == "refund"


async def test_a_stuck_change_is_a_named_colleagues(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, party = await one(db, clock, outbox)
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
    assert len(await texts(db, "person")) == 1


async def test_whom_somebody_else_has_moved_a_colleague_looks_after(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one(db, clock, outbox)
    await home.play(NOON + timedelta(minutes=30))
    for _ in range(2):
        await home.outreach.follow_ups.failed(party, f"chg_{party}", "already_moved")
        await home.work()
    (listed,) = (await home.outreach.unreached())["items"]
    assert (listed["task_state"], listed["reason"]) == ("handed_over", "already_moved")
    assert len(await texts(db, "person")) == 1
    assert await texts(db, "offer_lost") == []


async def test_key_zero_puts_them_on_a_colleagues_list(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, _ = await one(db, clock, outbox, "0")
    await home.play(NOON + timedelta(minutes=30))
    (listed,) = (await home.outreach.unreached())["items"]
    assert (listed["reason"], listed["state"]) == ("wants_person", "reached")


async def test_key_three_brings_the_link_by_text(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, _ = await one(db, clock, outbox, "3")
    await home.play(NOON + timedelta(minutes=30))
    (text,) = await texts(db, "link")
    token = text.rsplit("/p/", 1)[1].split()[0]
    assert (await home.outreach.open_link(token)).language == "zh-CN"


async def test_a_withdrawn_disruption_stops_calls_and_tells_those_who_had_heard(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    parties = await disruption(db, passengers=6)
    await offers(db, parties)
    home = house(db, clock, outbox, call={"per_second": 3, "lines": 3, "transfer_capacity": None})
    await home.outreach.campaigns.planned(["dis_1"])
    await home.work()
    async with db.transaction() as conn:
        await conn.run("update disruptions.disruption set state = 'withdrawn', ended_at = :now", now=NOON)
    await home.outreach.campaigns.withdraw("dis_1")
    await home.play(NOON + timedelta(hours=2))

    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from simulated_line.call") == 3
        assert await conn.value("select count(*) from simulated_line.call where heard") == 0
    assert len(await texts(db, "withdrawn")) == 3
    assert home.changes.requests == []
    ledger = await home.outreach.ledger()
    assert (ledger.affected, ledger.balance) == (0, 0)


async def test_a_delay_that_becomes_a_cancellation_is_told_again_and_keepers_choose_anew(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    (party,) = await disruption(db, passengers=1, kind="delayed")
    await offers(db, [party])
    home = house(db, clock, outbox, everyone_answers(""))
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(minutes=30))
    read = await home.outreach.read_back(party, Choice("keep"))
    await home.outreach.confirm(read.token)
    async with db.transaction() as conn:
        await conn.run("update disruptions.disruption set kind = 'cancelled'")
    for _ in range(2):
        await home.outreach.campaigns.changed_kind("dis_1", "cancelled")
        await home.work()
    (text,) = await texts(db, "updated")
    assert "已取消" in text
    with pytest.raises(Conflict):
        await home.outreach.read_back(party, Choice("keep"))
    with pytest.raises(Conflict):
        await home.outreach.decide(party, Choice("keep"), "agent:wang", "consent")
    again = await home.outreach.read_back(party, Choice("refund"))
    await home.outreach.confirm(again.token)
    assert [r.kind for r in home.changes.requests] == ["keep", "refund"]


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


async def test_when_lines_are_short_a_message_goes_ahead_and_all_hear_within_five_minutes(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    parties = await disruption(db, passengers=150)
    await offers(db, parties)
    home = house(
        db, clock, outbox, everyone_answers(""), call={"per_second": 1, "lines": 5, "transfer_capacity": None}
    )
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(hours=2))
    assert (await home.outreach.first_contact_seconds())["max"] <= 300
    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from outreach.task where texts > 0 and calls > 0") > 50
        assert await conn.value("select count(*) from outreach.task where calls = 1") == 150
    assert await home.line.double_calls() == 0


async def test_a_slower_pace_holds_at_once(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    parties = await disruption(db, passengers=100)
    await offers(db, parties)
    home = house(db, clock, outbox, call={"per_second": 10, "lines": None, "transfer_capacity": None})
    await home.outreach.campaigns.planned(["dis_1"])
    await home.work()
    await home.outreach.set_pacing("call", 2, actor="wang")
    before = await _calls(db)
    for _ in range(10):
        clock.advance(timedelta(milliseconds=500))
        await home.outreach.waves.run(clock.now())
    assert before == 10
    assert await _calls(db) - before <= 12
    await home.outreach.set_pacing("call", 2, paused=True, actor="wang")
    standing = await _calls(db)
    clock.advance(timedelta(seconds=10))
    await home.outreach.waves.run(clock.now())
    assert await _calls(db) == standing
    with pytest.raises(HongyanError):
        await home.outreach.set_pacing("call", 0, actor="wang")
    with pytest.raises(NotFound):
        await home.outreach.set_pacing("pigeon", 1, actor="wang")


async def _calls(db: Database) -> int:
    async with db.snapshot() as conn:
        return int(await conn.value("select count(*) from simulated_line.call"))


async def test_a_colleague_takes_over_assigns_and_notes(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, _ = await one(db, clock, outbox)
    async with db.snapshot() as conn:
        task_id = await conn.value("select task_id from outreach.task")
    await home.outreach.take_over(task_id, "wang")
    await home.play(NOON + timedelta(hours=1))
    assert await _calls(db) == 0
    assert (await home.outreach.ledger()).unreachable == 1
    await home.outreach.assign(task_id, "zhao", "wang")
    (listed,) = (await home.outreach.unreached(search="Li"))["items"]
    assert (listed["owner"], listed["reason"]) == ("zhao", "taken_over")
    await home.outreach.note_reached(task_id, "spoke at the gate", "zhao")
    assert (await home.outreach.ledger()).reached == 1
    with pytest.raises(NotFound):
        await home.outreach.take_over("tsk_none", "wang")


async def test_a_refused_channel_is_respected_at_once(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, _ = await one(db, clock, outbox)
    async with db.snapshot() as conn:
        task_id = await conn.value("select task_id from outreach.task")
    await home.outreach.opt_out(task_id, "call", "passenger")
    await home.play(NOON + timedelta(hours=1))
    assert await _calls(db) == 0
    assert (await home.outreach.ledger()).reached == 1  # by text


async def test_one_choice_a_party(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, party = await one(db, clock, outbox)
    accept = await home.outreach.read_back(party, Choice("accept", f"own:{party}"))
    refund = await home.outreach.read_back(party, Choice("refund"))
    first = await home.outreach.confirm(accept.token)
    assert await home.outreach.confirm(accept.token) == first
    with pytest.raises(AlreadyDecided):
        await home.outreach.confirm(refund.token)
    assert len(home.changes.requests) == 1


async def test_what_changed_since_it_was_read_back_is_not_done(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one(db, clock, outbox)
    read = await home.outreach.read_back(party, Choice("accept", f"own:{party}"))
    async with db.transaction() as conn:
        await conn.run("update protection.offer set departs = departs + interval '1 hour' where kind = 'own'")
    with pytest.raises(ReadBackVoid):
        await home.outreach.confirm(read.token)
    async with db.transaction() as conn:
        await conn.run("update protection.offer set state = 'expired' where kind = 'own'")
    with pytest.raises(Gone):
        await home.outreach.read_back(party, Choice("accept", f"own:{party}"))
    assert home.changes.requests == []


async def test_a_campaign_cannot_do_what_its_state_forbids(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, _ = await one(db, clock, outbox)
    campaign = await home.outreach.open_campaign("dis_1")
    with pytest.raises(Conflict):
        await home.outreach.approve((await _stopped(home, campaign)), "wang")
    with pytest.raises(NotFound):
        await home.outreach.pause("cmp_none", "wang")


async def _stopped(home: House, campaign: str) -> str:
    assert await home.outreach.stop(campaign, "wang") == "stopped"
    assert await home.outreach.stop(campaign, "wang") == "stopped"
    return campaign


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


async def test_a_reminder_before_the_seat_is_given_back_goes_out_once(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    (party,) = await disruption(db, passengers=1)
    await offers(db, [party])  # held for six hours
    home = house(db, clock, outbox, everyone_answers(""))
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(hours=1))
    reminders = home.outreach.reminders
    assert await reminders.next_due() == NOON + timedelta(hours=5, minutes=30)
    assert await reminders.run(clock.now()) == 0  # nobody is hurried five hours ahead
    clock.set(NOON + timedelta(hours=5, minutes=31))
    assert await reminders.run(clock.now()) == 1
    assert await reminders.run(clock.now()) == 0
    assert await reminders.next_due() is None
    await home.play(NOON + timedelta(hours=5, minutes=40))
    async with db.snapshot() as conn:
        bodies = await conn.rows(
            "select channel, body from simulated_messages.message where body like '%释放%'"
        )
    assert [(row["channel"], "ZZ103" in row["body"], "18:00" in row["body"]) for row in bodies] == [
        ("sms", True, True)
    ]


async def test_who_has_chosen_is_not_reminded(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    (party,) = await disruption(db, passengers=1)
    await offers(db, [party])
    home = house(db, clock, outbox, everyone_answers("11"))
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(hours=1))
    clock.set(NOON + timedelta(hours=5, minutes=40))
    assert await home.outreach.reminders.run(clock.now()) == 0


async def test_a_flight_that_has_left_cannot_be_chosen(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    (party,) = await disruption(db, passengers=1)
    await offers(db, [party])
    home = house(db, clock, outbox)
    async with db.transaction() as conn:
        await conn.run("update protection.offer set departs = :now where kind = 'own'", now=NOON)
    with pytest.raises(Gone):
        await home.outreach.read_back(party, Choice("accept", f"own:{party}"))
