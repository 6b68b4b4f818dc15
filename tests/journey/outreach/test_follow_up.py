"""After the first contact: lost seats, confirmations, refunds told once, withdrawals, reminders."""

from datetime import date, timedelta

import pytest

from hongyan.core.clock import ManualClock
from hongyan.core.errors import Conflict, Gone, HongyanError, NotFound
from hongyan.jobs import Outbox
from hongyan.outreach.errors import AlreadyDecided, ReadBackVoid
from hongyan.outreach.model import Choice
from hongyan.runtime import Database
from tests.builders.outreach import (
    NOON,
    House,
    calls_made,
    disruption,
    everyone_answers,
    house,
    offers,
    one_passenger,
    texts_of,
)


async def test_a_seat_lost_meanwhile_is_said_and_nothing_is_changed(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one_passenger(db, clock, outbox)
    await home.work()
    async with db.transaction() as conn:
        await conn.run("update protection.offer set state = 'lost' where kind = 'own'")
    await home.play(NOON + timedelta(hours=1))
    assert home.changes.requests == []
    (text,) = await texts_of(db, "offer_lost")
    assert "/p/" in text
    assert await home.outreach.decision(party) is None
    assert (await home.outreach.ledger()).reached == 1


async def test_a_change_is_announced_once_and_only_when_confirmed(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one_passenger(db, clock, outbox)
    await home.play(NOON + timedelta(minutes=30))
    assert await texts_of(db, "confirmed_rebook") == []
    for _ in range(2):
        await home.outreach.follow_ups.confirmed(party, f"chg_{party}", "rebook")
        await home.work()
    (text,) = await texts_of(db, "confirmed_rebook")
    assert "ZZ103" in text
    await home.play(NOON + timedelta(minutes=45))
    for _ in range(2):
        await home.outreach.follow_ups.note_told(clock.now())
    assert home.changes.told == [f"chg_{party}"]


async def test_each_refund_state_is_pushed_once(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, party = await one_passenger(db, clock, outbox, "21")
    await home.play(NOON + timedelta(minutes=30))
    assert [r.kind for r in home.changes.requests] == ["refund"]
    assert home.changes.requests[0].fee is not None and home.changes.requests[0].fee.amount == 0
    for state in ("approved", "approved", "sent", "done", "done"):
        await home.outreach.follow_ups.refund_moved(party, "ref_1", state, date(2026, 12, 1))
    await home.work()
    assert len(await texts_of(db, "refund_progress")) == 3


async def test_a_failed_change_lets_them_choose_again(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, party = await one_passenger(db, clock, outbox)
    await home.play(NOON + timedelta(minutes=30))
    await home.outreach.follow_ups.failed(party, "chg_other", "hold_gone")
    assert await texts_of(db, "offer_lost") == []
    for _ in range(2):
        await home.outreach.follow_ups.failed(party, f"chg_{party}", "hold_gone")
    await home.work()
    assert len(await texts_of(db, "offer_lost")) == 1
    async with db.transaction() as conn:  # protection opens the party again
        await conn.run("update protection.offer set state = 'lost' where state = 'chosen'")
    read = await home.outreach.read_back(party, Choice("refund"))
    assert await home.outreach.confirm(read.token) is not None
    decided = await home.outreach.decision(party)
    assert decided is not None and decided["kind"] == "refund"


async def test_key_three_brings_the_link_by_text(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, _ = await one_passenger(db, clock, outbox, "3")
    await home.play(NOON + timedelta(minutes=30))
    (text,) = await texts_of(db, "link")
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
    assert len(await texts_of(db, "withdrawn")) == 3
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
    (text,) = await texts_of(db, "updated")
    assert "已取消" in text
    with pytest.raises(Conflict):
        await home.outreach.read_back(party, Choice("keep"))
    with pytest.raises(Conflict):
        await home.outreach.decide(party, Choice("keep"), "agent:wang", "consent")
    again = await home.outreach.read_back(party, Choice("refund"))
    await home.outreach.confirm(again.token)
    assert [r.kind for r in home.changes.requests] == ["keep", "refund"]


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
    before = await calls_made(db)
    for _ in range(10):
        clock.advance(timedelta(milliseconds=500))
        await home.outreach.waves.run(clock.now())
    assert before == 10
    assert await calls_made(db) - before <= 12
    await home.outreach.set_pacing("call", 2, paused=True, actor="wang")
    standing = await calls_made(db)
    clock.advance(timedelta(seconds=10))
    await home.outreach.waves.run(clock.now())
    assert await calls_made(db) == standing
    with pytest.raises(HongyanError):
        await home.outreach.set_pacing("call", 0, actor="wang")
    with pytest.raises(NotFound):
        await home.outreach.set_pacing("pigeon", 1, actor="wang")


async def test_a_refused_channel_is_respected_at_once(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home, _ = await one_passenger(db, clock, outbox)
    async with db.snapshot() as conn:
        task_id = await conn.value("select task_id from outreach.task")
    await home.outreach.opt_out(task_id, "call", "passenger")
    await home.play(NOON + timedelta(hours=1))
    assert await calls_made(db) == 0
    assert (await home.outreach.ledger()).reached == 1  # by text


async def test_one_choice_a_party(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    home, party = await one_passenger(db, clock, outbox)
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
    home, party = await one_passenger(db, clock, outbox)
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
    home, _ = await one_passenger(db, clock, outbox)
    campaign = await home.outreach.open_campaign("dis_1")
    with pytest.raises(Conflict):
        await home.outreach.approve((await _stopped(home, campaign)), "wang")
    with pytest.raises(NotFound):
        await home.outreach.pause("cmp_none", "wang")


async def _stopped(home: House, campaign: str) -> str:
    assert await home.outreach.stop(campaign, "wang") == "stopped"
    assert await home.outreach.stop(campaign, "wang") == "stopped"
    return campaign


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
