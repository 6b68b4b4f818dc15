"""From a disruption to everyone reached: the wave engine on a manual clock with a simulated population."""

from datetime import timedelta

from hongyan.core.clock import ManualClock
from hongyan.jobs import Outbox
from hongyan.outreach.model import Choice
from hongyan.runtime import Database
from hongyan.telephony.adapters.simulated_population import Population
from tests.builders.outreach import NOON, disruption, everyone_answers, house, nobody_answers, offers


async def test_everyone_answers_accepts_and_is_called_once(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    parties = await disruption(db, passengers=25)
    await offers(db, parties)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(hours=1))

    ledger = await home.outreach.ledger()
    assert (ledger.affected, ledger.reached, ledger.balance) == (25, 25, 0)
    assert {r.kind for r in home.changes.requests} == {"rebook"}
    assert sorted(r.subject for r in home.changes.requests) == parties
    assert all(r.hold_id == f"hld_{r.subject}" and len(r.consent) == 64 for r in home.changes.requests)
    assert await home.line.double_calls() == 0
    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from simulated_line.call") == 25


async def test_the_real_mix_of_people_balances_and_names_everyone_left(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    parties = await disruption(db, passengers=400, per_order=2)
    await offers(db, parties)
    home = house(
        db,
        clock,
        outbox,
        Population.from_file(),
        call={"per_second": 5, "lines": 60, "transfer_capacity": None},
    )
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(hours=4))

    ledger = await home.outreach.ledger()
    assert ledger.affected == 400
    assert ledger.balance == 0
    assert ledger.scheduled == 0
    assert ledger.reached > 340
    assert ledger.unreachable + ledger.unknown == 400 - ledger.reached
    listed = await home.outreach.unreached(limit=1000)
    left = [item for item in listed["items"] if item["state"] != "reached"]
    assert len(left) == 400 - ledger.reached
    assert all(item["reason"] and item["owner"] and item["name"] for item in left)
    assert await home.line.double_calls() == 0
    assert (await home.outreach.first_contact_seconds())["max"] <= 300


async def test_nobody_answers_climbs_the_whole_ladder(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    contact = [
        {"kind": "mobile", "value": "+8613900000001", "quality": "verified"},
        {"kind": "email", "value": "li@example.com", "quality": "verified"},
    ]
    parties = await disruption(db, passengers=1, contact=lambda n: contact)
    await offers(db, parties)
    home = house(db, clock, outbox, nobody_answers())
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(hours=3))

    async with db.snapshot() as conn:
        rows = await conn.rows("select channel, result from outreach.attempt order by intended_at")
    assert [(r["channel"], r["result"]) for r in rows] == [
        ("call", "no_answer"), ("call", "no_answer"), ("sms", "expired"), ("email", "accepted"),
    ]  # fmt: skip
    (left,) = (await home.outreach.unreached())["items"]
    assert left["reason"] == "message_unread"
    assert left["owner"] in home.outreach.settings.duty_list


async def test_a_masked_number_is_never_called(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    contact = [
        {"kind": "mobile", "value": "+8617000000001", "quality": "masked"},
        {"kind": "agency_phone", "value": "+862100000001", "quality": "agency"},
    ]
    parties = await disruption(db, passengers=2, contact=lambda n: contact)
    await offers(db, parties)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(NOON + timedelta(hours=3))

    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from simulated_line.call") == 0
        rows = await conn.rows("select distinct address from outreach.attempt")
    assert [row["address"] for row in rows] == ["+862100000001"]
    ledger = await home.outreach.ledger()
    assert (ledger.reached, ledger.unreachable) == (0, 2)
    assert {i["reason"] for i in (await home.outreach.unreached())["items"]} == {"agency_contact_only"}


async def test_one_person_with_two_bookings_gets_one_call(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    phone = [{"kind": "mobile", "value": "+8613900000009", "quality": "verified"}]
    first = await disruption(db, "dis_1", passengers=1, contact=lambda n: phone)
    second = await disruption(db, "dis_2", passengers=1, contact=lambda n: phone, first=7)
    await offers(db, first + second)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1", "dis_2"])
    await home.play(NOON + timedelta(hours=1))

    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from simulated_line.call") == 1
    assert sorted(r.subject for r in home.changes.requests) == sorted(first + second)
    ledger = await home.outreach.ledger()
    assert (ledger.affected, ledger.reached) == (2, 2)


async def test_at_night_a_text_goes_first_and_the_call_waits_for_the_morning(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    night = NOON + timedelta(hours=11)  # 23:00 in Shanghai
    clock.set(night)
    parties = await disruption(db, passengers=1, known_at=night, departs_in=timedelta(hours=20))
    await offers(db, parties, now=night)
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1"])
    await home.play(night + timedelta(hours=10))

    async with db.snapshot() as conn:
        rows = await conn.rows(
            "select channel, intended_at from outreach.attempt where purpose = 'contact' order by intended_at"
        )
    assert [row["channel"] for row in rows] == ["sms", "call"]
    assert rows[1]["intended_at"] >= night + timedelta(hours=8)


async def test_the_wave_waits_for_seats_but_not_longer_than_allowed(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    await disruption(db, passengers=2)
    home = house(db, clock, outbox, everyone_answers(""))
    await home.outreach.campaigns.open(["dis_1"])
    assert (await home.outreach.ledger()).scheduled == 2
    assert await home.work() == 0
    clock.advance(timedelta(seconds=59))
    assert await home.work() == 0
    clock.advance(timedelta(seconds=2))
    assert await home.work() > 0
    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from simulated_line.call") == 2


async def test_pause_holds_everything_and_a_large_campaign_waits_for_approval(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    parties = await disruption(db, passengers=5)
    await offers(db, parties)
    home = house(db, clock, outbox, automatic_up_to=4)
    await home.outreach.campaigns.planned(["dis_1"])
    campaign = await home.outreach.open_campaign("dis_1")
    clock.advance(timedelta(minutes=2))
    assert await home.work() == 0
    await home.outreach.approve(campaign, "wang")
    await home.outreach.pause(campaign, "wang")
    assert await home.work() == 0
    assert await home.outreach.due.ask() is None
    await home.outreach.resume(campaign, "wang")
    assert await home.work() > 0
    async with db.snapshot() as conn:
        assert await conn.value("select approved_by from outreach.campaign") == "wang"


async def test_who_decides_on_the_page_is_not_called(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    (party,) = await disruption(db, passengers=1)
    await offers(db, [party])
    home = house(db, clock, outbox)
    await home.outreach.campaigns.planned(["dis_1"])
    token = (await home.outreach.link_for(party_ids=[party])).removeprefix("/p/")
    assert (await home.outreach.open_link(token)).party_ids == (party,)
    read = await home.outreach.read_back(party, Choice("accept", f"own:{party}"))
    assert "ZZ103" in read.text_en and "ZZ103" in read.text_zh
    change = await home.outreach.confirm(read.token)
    assert change == await home.outreach.confirm(read.token)
    await home.play(NOON + timedelta(hours=2))
    async with db.snapshot() as conn:
        assert await conn.value("select count(*) from simulated_line.call") == 0
    assert len(home.changes.requests) == 1
