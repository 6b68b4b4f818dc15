"""A disrupted day for outreach: affected passengers, offers, and an Outreach wired to simulated providers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hongyan.bookings import ChangeRequest
from hongyan.core.clock import Clock, ManualClock
from hongyan.core.errors import Gone
from hongyan.flights.airports import Airports
from hongyan.jobs import Outbox
from hongyan.messaging.adapters.simulated_agencies import SimulatedAgencies
from hongyan.messaging.adapters.simulated_mail import SimulatedMail
from hongyan.messaging.adapters.simulated_push import SimulatedPush
from hongyan.messaging.adapters.simulated_sms import SimulatedSms
from hongyan.outreach import Outreach, OutreachSettings
from hongyan.outreach.model import Person
from hongyan.protection.model import Offer, OfferKind, OfferState
from hongyan.runtime import Connection, Database
from hongyan.telephony.adapters.simulated import SimulatedLine
from hongyan.telephony.adapters.simulated_population import Population

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


def person(**changes: Any) -> Person:
    """A person in Shanghai with a good mobile and an address, flying tomorrow."""
    values: dict[str, Any] = {
        "language": "zh-CN",
        "departs_at": NOON + timedelta(hours=24),
        "passenger_zone": "Asia/Shanghai",
        "destination_zone": "Asia/Shanghai",
        "phone": "+8613800138000",
        "email": "li@example.com",
    }
    return Person(**(values | changes))


def everyone_answers(keys: str = "11", seed: int = 1) -> Population:
    """A population without surprises: everyone answers, hears the notice and presses ``keys``."""
    parameters = Population.from_file().parameters
    chosen = {"11": "accepts", "21": "refunds", "3": "options", "0": "person", "": "none"}[keys]
    shares = dict.fromkeys(("accepts", "refunds", "changes_mind", "options", "person", "unconfirmed"), 0.0)
    answered = parameters["answered"] | shares | {"hangs_up_early": 0.0, "repeats_first": 0.0, chosen: 1.0}
    return Population(
        parameters
        | {
            "numbers": {"wrong": 0.0},
            "call": parameters["call"] | {"answered": 1.0, "busy": 0.0, "voicemail": 0.0},
            "answered": answered,
            "sms": parameters["sms"] | {"delivered": 1.0, "expired": 0.0},
        },
        seed,
    )


def nobody_answers(seed: int = 1) -> Population:
    """A population that never picks up and whose handsets are off."""
    parameters = Population.from_file().parameters
    return Population(
        parameters
        | {
            "numbers": {"wrong": 0.0},
            "call": parameters["call"] | {"answered": 0.0, "busy": 0.0, "voicemail": 0.0},
            "sms": parameters["sms"] | {"delivered": 0.0, "expired": 1.0},
        },
        seed,
    )


class FakeSeats:
    """Protection as a decision sees it: marks the offer chosen, or says that it is gone."""

    async def choose(self, conn: Connection, party_id: str, offer_id: str) -> Offer:
        row = await conn.row(
            "select * from protection.offer where offer_id = :id and party_id = :party for update",
            id=offer_id,
            party=party_id,
        )
        if row is None or row["state"] not in ("held", "proposed"):
            raise Gone("this seat is gone")
        await conn.run("update protection.offer set state = 'chosen' where offer_id = :id", id=offer_id)
        return Offer(
            **{
                name: row[name]
                for name in Offer.__dataclass_fields__
                if name not in ("legs", "old_segment_ids", "kind", "state")
            },
            legs=tuple(row["legs"]),
            old_segment_ids=tuple(row["old_segment_ids"]),
            kind=OfferKind(row["kind"]),
            state=OfferState.CHOSEN,
        )

    async def secure(self, party_id: str, offer_id: str) -> None:
        """Everything here is held already."""

    async def settled(self, kinds: dict[str, str]) -> None:
        """Nothing here is ever given back."""


class FakeChanges:
    """Bookings as a decision sees it: remembers what was requested."""

    def __init__(self) -> None:
        self.requests: list[ChangeRequest] = []
        self.told: list[str] = []

    async def request(self, conn: Connection, request: ChangeRequest) -> str:
        self.requests.append(request)
        return f"chg_{request.subject}"

    async def mark_told(self, conn: Connection, change_ids: Sequence[str]) -> None:
        self.told += change_ids


class FakeNames:
    async def names(self, order_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        return {f"{order}_p{n}": ("Li", f"Na{n}") for order in order_ids for n in range(10)}


@dataclass
class House:
    """An Outreach with everything around it."""

    db: Database
    clock: Clock
    outreach: Outreach
    line: SimulatedLine
    sms: SimulatedSms
    changes: FakeChanges = field(default_factory=FakeChanges)

    async def work(self) -> int:
        """Run every sweeper once."""
        o, now = self.outreach, self.clock.now()
        done = await o.collector.run(now)
        done += await o.follow_ups.carry_out_wishes(now)
        done += await o.waves.run(now)
        done += await o.recorder.hand_over_due(now)
        return done + await o.reconciler.run(now)

    async def play(self, until: datetime, steps: int = 5000) -> None:
        """Let the day pass on a manual clock: do what is due, jump to what is due next."""
        assert isinstance(self.clock, ManualClock)
        idle = 0
        for _ in range(steps):
            done = await self.work()
            if done:
                idle = 0
                continue
            idle += 1
            due = await self.outreach.due.ask()
            if due is None or due > until:
                self.clock.set(until)
                return
            assert idle < 50, f"nothing done, but due at {due}"
            self.clock.set(max(due, self.clock.now() + timedelta(milliseconds=50)))
        raise AssertionError("the day does not end")


def house(
    db: Database,
    clock: Clock,
    outbox: Outbox,
    population: Population | None = None,
    seats: Any = None,
    line: Any = None,
    **settings: Any,
) -> House:
    """Wire an Outreach to simulated providers and fake neighbours."""
    people = population or everyone_answers()
    simulated = SimulatedLine(db, clock, people)
    sms = SimulatedSms(db, clock, people)
    senders = {
        "sms": sms,
        "push": SimulatedPush(db, clock, people),
        "email": SimulatedMail(db, clock, people),
        "agency": SimulatedAgencies(db, clock, people),
    }
    changes = FakeChanges()
    outreach = Outreach(
        db=db,
        clock=clock,
        outbox=outbox,
        line=line or simulated,
        senders=senders,
        seats=seats or FakeSeats(),
        changes=changes,
        places=Airports(),
        settings=OutreachSettings(secret="test-secret", **settings),
        names=FakeNames(),
    )
    return House(db, clock, outreach, simulated, sms, changes)


async def disruption(
    db: Database,
    disruption_id: str = "dis_1",
    passengers: int = 3,
    known_at: datetime = NOON,
    contact: Any = None,
    departs_in: timedelta = timedelta(hours=20),
    board: str = "SHA",
    off: str = "CAN",
    zone: str | None = "Asia/Shanghai",
    per_order: int = 1,
    first: int = 0,
    checked_in: bool = False,
    kind: str = "cancelled",
) -> list[str]:
    """Insert a cancelled flight with its passengers; ``contact(n)`` gives a passenger's contacts. Returns party ids."""
    contact = contact or (lambda n: [{"kind": "mobile", "value": f"+86138{n:08d}", "quality": "verified"}])
    departs = known_at + departs_in
    people, parties = [], []
    for n in range(first, first + passengers):
        order = f"ord_{n // per_order}"
        party = f"{disruption_id}:{order}"
        parties.append(party)
        contacts = contact(n // per_order)
        identity = (
            contacts[0]["value"]
            if contacts and contacts[0]["quality"] in ("verified", "unverified")
            else order
        )
        people.append(
            {
                "passenger_id": f"{order}_p{n % per_order}",
                "order_id": order,
                "locator": f"L{n // per_order:05d}",
                "party_id": party,
                "person_key": f"key:{identity}",
                "contacts": contacts,
            }
        )
    async with db.transaction() as conn:
        await conn.run(
            """
            insert into disruptions.disruption (disruption_id, leg_id, leg_key, leg_version, carrier, flight, board, off,
                origin_date, std, sta, departs, arrives, kind, departure_delay_minutes, arrival_delay_minutes, known_at,
                opened_at, affected, parties)
            values (:id, 'leg_' || :id, :id, 1, 'ZZ', 'ZZ101', :board, :off, :day, :std, :sta, :std, :sta, :kind,
                0, 0, :known, :known, :count, :parties)
            """,
            id=disruption_id, kind=kind, board=board, off=off, day=departs.date(), std=departs, sta=departs + timedelta(hours=2),
            known=known_at, count=passengers, parties=len(set(parties)),
        )  # fmt: skip
        columns = await _columns(conn)
        extra = ", name_masked" if "name_masked" in columns else ""
        await conn.bulk(
            f"""
            insert into disruptions.affected (disruption_id, passenger_id, order_id, locator, party_id, segment_id,
                old_segment_ids, person_key, cabin, rbd, kind, tier, language, zone, seats, departs_at, journey_board,
                final_off, original_arrival, channel, currency, contacts, checked_in, hit_at{extra})
            select :id, r.passenger_id, r.order_id, r.locator, r.party_id, 'seg', array['seg'], r.person_key, 'Y', 'Y',
                'ADT', 'none', 'zh-CN', :zone, 1, :std, :board, :off, :std, 'direct', 'CNY', r.contacts, :checked, :known
                {", 'L• N•'" if extra else ""}
            from jsonb_to_recordset(cast(:records as jsonb)) as r(passenger_id text, order_id text, locator text,
                party_id text, person_key text, contacts jsonb)
            """,
            people, id=disruption_id, zone=zone, std=departs, board=board, off=off, checked=checked_in, known=known_at,
        )  # fmt: skip
    return sorted(set(parties))


async def _columns(conn: Connection) -> set[str]:
    rows = await conn.rows(
        "select column_name from information_schema.columns where table_schema = 'disruptions' and table_name = 'affected'"
    )
    return {row["column_name"] for row in rows}


async def offers(
    db: Database, party_ids: Sequence[str], now: datetime = NOON, unassigned: bool = False
) -> None:
    """Give each party a held seat on the next flight, and the refund."""
    leg = {
        "leg": "ZZ103/2026-11-23/SHA-CAN", "flight": "ZZ103", "board": "SHA", "off": "CAN", "cabin": "Y",
        "departs": (now + timedelta(hours=23)).isoformat(), "arrives": (now + timedelta(hours=25)).isoformat(),
    }  # fmt: skip
    records = [
        {"party_id": p, "disruption_id": p.partition(":")[0], "order_id": p.partition(":")[2]}
        for p in party_ids
    ]
    async with db.transaction() as conn:
        await conn.run(
            "insert into protection.plan (plan_id, created_at, disruption_ids, parties, passengers, objective, lp_bound, "
            "gap, seconds, plan_mean_delay_min, first_come_mean_delay_min) "
            "values (:id, :now, '{}', 1, 1, 0, 0, 0, 0, 0, 0) on conflict do nothing",
            id="pln_1",
            now=now,
        )
        await conn.bulk(
            """
            insert into protection.party (party_id, disruption_id, order_id, plan_id, state, seats, updated_at)
            select r.party_id, r.disruption_id, r.order_id, 'pln_1', :state, 1, :now
            from jsonb_to_recordset(cast(:records as jsonb)) as r(party_id text, disruption_id text, order_id text)
            """,
            records,
            now=now,
            state="unassigned" if unassigned else "planned",
        )
        kinds = [("refund", 9)] if unassigned else [("own", 0), ("refund", 9)]
        for kind, place in kinds:
            await conn.bulk(
                """
                insert into protection.offer (offer_id, party_id, plan_id, rank, kind, state, legs, signature, departs,
                    arrives, seats, hold_id, old_segment_ids, created_at, hold_expires_at)
                select :kind || ':' || r.party_id, r.party_id, 'pln_1', :place, :kind,
                    case when :kind = 'own' then 'held' else 'proposed' end, cast(:legs as jsonb), :kind, :departs,
                    :departs, 1, case when :kind = 'own' then 'hld_' || r.party_id end, array['seg'], :now, :expires
                from jsonb_to_recordset(cast(:records as jsonb)) as r(party_id text)
                """,
                records,
                kind=kind,
                place=place,
                legs=json.dumps([leg] if kind == "own" else []),
                departs=now + timedelta(hours=23),
                now=now,
                expires=now + timedelta(hours=6),
            )


async def texts_of(db: Database, step: str) -> list[str]:
    async with db.snapshot() as conn:
        rows = await conn.rows(
            "select m.body from simulated_messages.message m join outreach.attempt a using (attempt_id) "
            "where a.step = :step order by m.message_id",
            step=step,
        )
    return [row["body"] for row in rows]


async def one_passenger(
    db: Database, clock: ManualClock, outbox: Outbox, keys: str = "11"
) -> tuple[House, str]:
    (party,) = await disruption(db, passengers=1)
    await offers(db, [party])
    home = house(db, clock, outbox, everyone_answers(keys))
    await home.outreach.campaigns.planned(["dis_1"])
    return home, party


async def calls_made(db: Database) -> int:
    async with db.snapshot() as conn:
        return int(await conn.value("select count(*) from simulated_line.call"))
