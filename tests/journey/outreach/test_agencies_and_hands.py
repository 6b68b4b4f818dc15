"""Whom no telephone reaches: the agency passes it on, bad news about messages moves people on, colleagues do the rest."""

from datetime import timedelta
from typing import Any

import pytest

from hongyan.core.clock import ManualClock
from hongyan.core.errors import InvalidInput
from hongyan.jobs import Outbox
from hongyan.runtime import Database
from hongyan.telephony.adapters.simulated_population import Population
from tests.builders.outreach import NOON, House, disruption, house, offers

AGENCY = {"kind": "agency", "value": "99900001", "quality": "agency"}
MASKED = {"kind": "mobile", "value": "+861******11", "quality": "masked"}
MAIL = {"kind": "email", "value": "li@example.com", "quality": "unverified"}


def people(**changes: dict[str, Any]) -> Population:
    parameters = Population.from_file().parameters
    base: dict[str, dict[str, Any]] = {
        "numbers": {"wrong": 0.0},
        "agency": {"acknowledges": 1.0, "passes_on": 1.0, "passed_on_after_minutes": [10.0, 10.0]},
        "email": {"bounced": 0.0},
    }
    merged = base | changes
    return Population(parameters | {part: parameters[part] | values for part, values in merged.items()})


async def play(
    db: Database, clock: ManualClock, outbox: Outbox, population: Population, *contacts: dict[str, str]
) -> House:
    parties = await disruption(db, passengers=1, contact=lambda n: list(contacts))
    await offers(db, parties)
    home = house(db, clock, outbox, population)
    await home.outreach.campaigns.planned(["dis_1"])
    return home


async def task(db: Database) -> dict[str, Any]:
    async with db.snapshot() as conn:
        row = await conn.row("select * from outreach.task")
    assert row is not None
    return row


async def test_an_acknowledgement_reaches_nobody_but_passing_on_does(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home = await play(db, clock, outbox, people(), MASKED, AGENCY)
    await home.play(NOON + timedelta(minutes=9))
    ledger = await home.outreach.ledger()
    assert (ledger.reached, ledger.scheduled, ledger.balance) == (0, 1, 0)
    await home.play(NOON + timedelta(minutes=11))
    row = await task(db)
    assert (row["state"], row["reached_by"]) == ("reached", "agency")
    assert row["reached_at"] >= NOON + timedelta(minutes=10)
    async with db.snapshot() as conn:
        payload = await conn.value("select payload from simulated_messages.agency_notice")
    assert "L00000" in payload and "/p/" in payload


@pytest.mark.parametrize(
    ("agency", "reason"),
    [
        ({"acknowledges": 0.0}, "agency_silent"),
        ({"passes_on": 0.0, "cannot": 1.0}, "agency_could_not"),
        ({"passes_on": 0.0, "cannot": 0.0}, "agency_silent"),
    ],
)
async def test_an_agency_that_fails_leaves_a_name_and_a_reason(
    db: Database, clock: ManualClock, outbox: Outbox, agency: dict[str, float], reason: str
) -> None:
    whole = {"acknowledges": 1.0, "passed_on_after_minutes": [10.0, 10.0]} | agency
    home = await play(db, clock, outbox, people(agency=whole), MASKED, AGENCY)
    await home.play(NOON + timedelta(hours=1))
    row = await task(db)
    assert (row["state"], row["reason"]) == ("unreachable", reason)
    assert row["owner"] in ("duty-1", "duty-2")
    assert (await home.outreach.ledger()).balance == 0


async def test_an_agency_that_confirms_late_still_reaches(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    late = {"acknowledges": 1.0, "passes_on": 1.0, "passed_on_after_minutes": [44.0, 44.0]}
    home = await play(db, clock, outbox, people(agency=late), MASKED, AGENCY)
    await home.play(NOON + timedelta(minutes=43))
    assert (await task(db))["state"] == "unreachable"
    await home.play(NOON + timedelta(minutes=46))
    row = await task(db)
    assert (row["state"], row["reached_by"]) == ("reached", "agency")
    ledger = await home.outreach.ledger()
    assert (ledger.reached, ledger.unreachable, ledger.balance) == (1, 0, 0)


async def test_mail_that_bounces_moves_on_at_once_instead_of_waiting(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    bad = {"bounced": 1.0, "receipt_after": [20.0, 20.0]}
    home = await play(db, clock, outbox, people(email=bad), MAIL)
    await home.play(NOON + timedelta(minutes=2))
    row = await task(db)
    assert (row["state"], row["last_result"]) == ("unreachable", "bounced")
    async with db.snapshot() as conn:
        assert await conn.value("select result from outreach.attempt") == "bounced"


async def test_mail_without_bad_news_is_given_its_time(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home = await play(db, clock, outbox, people(), MAIL)
    await home.play(NOON + timedelta(minutes=20))
    assert (await task(db))["state"] == "scheduled"


async def test_a_relay_is_rung_and_not_texted(db: Database, clock: ManualClock, outbox: Outbox) -> None:
    relay = {
        "kind": "relay",
        "value": "+8613800000077",
        "quality": "relay",
        "valid_until": (NOON + timedelta(hours=30)).isoformat(),
    }
    silent = {"answered": 0.0, "busy": 1.0, "voicemail": 0.0}
    home = await play(db, clock, outbox, people(call=silent), MASKED, relay, AGENCY)
    await home.play(NOON + timedelta(hours=1))
    async with db.snapshot() as conn:
        rows = await conn.rows("select channel, address from outreach.attempt order by intended_at")
    assert [r["channel"] for r in rows] == ["call", "call", "agency"]
    assert rows[0]["address"] == "+8613800000077"


async def test_an_undelivered_confirmation_goes_out_on_the_next_channel(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    dead = {"delivered": 0.0, "expired": 0.0}
    mobile = {"kind": "mobile", "value": "+8613800000001", "quality": "verified"}
    home = await play(db, clock, outbox, people(sms=dead), mobile, MAIL)
    row = await task(db)
    async with db.transaction() as conn:
        await conn.run(
            "insert into outreach.notice (task_id, party_id, kind, reference, due_at) "
            "values (:task, :party, 'person', 'chg_1', :now)",
            task=row["task_id"],
            party=row["party_ids"][0],
            now=NOON,
        )
    await home.play(NOON + timedelta(minutes=3))
    async with db.snapshot() as conn:
        rows = await conn.rows(
            "select channel from outreach.attempt where purpose = 'notice' order by intended_at"
        )
        notice = await conn.row("select state, failed_on from outreach.notice")
    assert [r["channel"] for r in rows] == ["sms", "email"]
    assert notice == {"state": "sent", "failed_on": ["sms"]}


async def test_a_colleague_tries_and_then_meets_them_at_the_gate(
    db: Database, clock: ManualClock, outbox: Outbox
) -> None:
    home = await play(db, clock, outbox, people())
    await home.play(NOON + timedelta(minutes=5))
    hands = home.outreach.by_hand
    (waiting,) = await hands.waiting()
    await hands.take_over(waiting["task_id"], "wang")
    await hands.note_tried(waiting["task_id"], "agency_call", "nobody there", "wang")
    assert await hands.still_waits(waiting["task_id"])
    ledger = await home.outreach.ledger()
    assert (ledger.unreachable, ledger.balance) == (1, 0)
    await hands.note_reached(waiting["task_id"], "", "wang", "gate")
    assert not await hands.still_waits(waiting["task_id"])
    assert await hands.waiting() == []
    ledger = await home.outreach.ledger()
    assert (ledger.reached, ledger.balance) == (1, 0)
    row = await task(db)
    assert (row["reached_by"], row["owner"]) == ("gate", "wang")
    with pytest.raises(InvalidInput):
        await hands.note_reached(waiting["task_id"], "", "wang", "telepathy")
