"""A passenger link's world without the packages behind it: one party of two on a cancelled flight."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from hongyan.bookings import Change, FollowedRefund
from hongyan.bookings.saga import Kind, State
from hongyan.core.errors import Gone
from hongyan.core.money import Money
from hongyan.disruptions import Disruption, DisruptionKind, DisruptionState, Entitlement
from hongyan.flights import LegKey
from hongyan.outreach.errors import AlreadyDecided, LinkExpired, LinkInvalid, ReadBackVoid
from hongyan.outreach.model import Choice, LinkSubject, ReadBack
from hongyan.runtime import Database

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
PARTY = "dis_1:ord_1"
OTHER = "dis_1:ord_2"


class FewPlaces:
    """Beijing and Ürümqi share a zone; New York does not."""

    zones: ClassVar = {"PEK": "Asia/Shanghai", "URC": "Asia/Urumqi", "JFK": "America/New_York"}

    def get(self, iata: str) -> Any:
        zone = self.zones.get(iata)
        return SimpleNamespace(iata=iata, city=iata.title(), zone=zone) if zone else None

    def local(self, instant: datetime, iata: str) -> datetime:
        return instant.astimezone(ZoneInfo(self.zones[iata]))


def disruption(**changes: Any) -> Disruption:
    made = Disruption(
        disruption_id="dis_1",
        leg_id="leg_1",
        leg=LegKey("CA", "981", date(2026, 11, 22), "PEK", "JFK"),
        kind=DisruptionKind.CANCELLED,
        state=DisruptionState.OPEN,
        std=NOON + timedelta(hours=3),
        sta=NOON + timedelta(hours=16),
        departs=NOON + timedelta(hours=3),
        arrives=NOON + timedelta(hours=16),
        departure_delay_minutes=0,
        arrival_delay_minutes=0,
        cause_code="71",
        cause_class="WX",
        carrier_cause=False,
        known_at=NOON,
        opened_at=NOON,
    )
    return replace(made, **changes)


def entitlement(**changes: Any) -> Entitlement:
    made = Entitlement(
        regime="CN",
        kind="refund",
        granted=True,
        legal_basis="CCAR-273 art. 24",
        certainty="certain",
        text_key="rights.refund.yes",
        amount=Money(Decimal("1280.00"), "CNY"),
        clock="P7WD:CN",
        due=date(2026, 12, 1),
        params={"fee": Money(Decimal(0), "CNY"), "days": 7},
    )
    return replace(made, **changes)


def offer(offer_id: str = "off_1", **changes: Any) -> Any:
    leg = {
        "leg": "CA989/2026-11-22/PEK-JFK",
        "flight": "CA989",
        "board": "PEK",
        "off": "JFK",
        "cabin": "Y",
        "departs": (NOON + timedelta(hours=5)).isoformat(),
        "arrives": (NOON + timedelta(hours=18)).isoformat(),
    }
    facts: dict[str, Any] = {
        "offer_id": offer_id,
        "rank": 1,
        "kind": "own",
        "state": "held",
        "legs": (leg,),
        "cabins": ("Y",),
        "together": True,
        "arrival_delay_min": 120,
        "departs": NOON + timedelta(hours=5),
        "hold_expires_at": NOON + timedelta(hours=2),
        "explanation": {"codes": [{"code": "arrives_later", "minutes": 120}, {"code": "same_cabin"}]},
    }
    return SimpleNamespace(**{**facts, **changes})


def change(change_id: str = "chg_1", kind: Kind = Kind.REBOOK, state: State = State.REQUESTED) -> Change:
    return Change(
        change_id=change_id,
        subject=PARTY,
        order_id="ord_1",
        passenger_ids=("pax_1", "pax_2"),
        kind=kind,
        old_segment_ids=("seg_1",),
        hold_id=None,
        offer_id="off_1",
        itinerary=(),
        fee=None,
        requested_by="passenger-page",
        consent="c",
        language="en",
        state=state,
        requested_at=NOON,
        due_at=NOON,
    )


@dataclass
class FakeWorld:
    """Stands for outreach, disruptions, protection and bookings behind one link token, ``good``."""

    language: str = "zh-CN"
    disruptions: list[Disruption] = field(default_factory=lambda: [disruption()])
    rights: list[Entitlement] = field(default_factory=lambda: [entitlement()])
    offers: list[Any] = field(default_factory=lambda: [offer(), offer("off_2", rank=2)])
    changes: list[Change] = field(default_factory=list)
    refunds: list[FollowedRefund] = field(default_factory=list)
    chosen: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    async def open_link(self, token: str) -> LinkSubject:
        if token == "old":
            raise LinkExpired
        if token != "good":
            raise LinkInvalid
        return LinkSubject("lnk_1", (PARTY,), self.language, NOON + timedelta(days=3))

    async def read_back(self, party_id: str, choice: Choice) -> ReadBack:
        if choice.offer_id in self.gone:
            raise Gone("this seat is gone")
        token = f"{party_id}|{choice.kind}|{choice.offer_id}"
        return ReadBack("改签至 CA989", "Rebook to CA989", token, NOON + timedelta(minutes=10))

    def party_of_read_back(self, token: str) -> str:
        if "|" not in token:
            raise ReadBackVoid
        return token.split("|")[0]

    async def confirm(self, token: str, said_by: str) -> str | None:
        _, kind, offer_id = token.split("|")
        if self.changes:
            made = self.changes[-1]
            if offer_id != made.offer_id:
                raise AlreadyDecided("", kind="accept", change_id=made.change_id)
            return made.change_id
        if offer_id in self.gone:
            raise Gone("this seat is gone")
        if kind == "person":
            return None
        self.changes.append(replace(change(), offer_id=offer_id))
        return "chg_1"

    async def talk(
        self, party_ids: Sequence[str], phone: str | None = None, note: str | None = None
    ) -> list[dict[str, Any]]:
        self.asked.append((tuple(party_ids), phone, note))
        return [{"task_id": "tsk_1", "owner": "Wang Fang"}]

    async def changes_chosen(self, party_ids: Sequence[str]) -> dict[str, str]:
        return self.chosen

    async def linked_asked(self, party_ids: Sequence[str]) -> dict[str, Any]:
        return {}

    async def decide_linked(self, party_id: str, answers: Any, said_by: str) -> None:
        raise AssertionError("nothing is linked here")

    async def timeline(self, subject: str) -> list[dict[str, Any]]:
        return [
            {"at": NOON, "kind": "attempt_contact", "params": {"channel": "sms", "to": "•••••••••00"}},
            {"at": NOON, "kind": "task_reached", "params": {"actor": "Wang Fang", "note": "was rude"}},
        ]

    async def get(self, disruption_ids: Sequence[str] | str) -> Any:
        """Return disruptions by their ids, as disruptions does; one change by its id, as bookings does."""
        if isinstance(disruption_ids, str):
            return next(c for c in self.changes if c.change_id == disruption_ids)
        return [d for d in self.disruptions if d.disruption_id in disruption_ids]

    async def rights_for(self, disruption_id: str, passenger_id: str) -> list[Entitlement]:
        return self.rights

    async def offers_for(self, party_id: str) -> list[Any]:
        return [o for o in self.offers if o.offer_id not in self.gone]

    async def for_subjects(self, subjects: Sequence[str]) -> list[Change]:
        return [c for c in self.changes if c.subject in subjects]

    async def of_changes(self, change_ids: Sequence[str]) -> list[FollowedRefund]:
        return [r for r in self.refunds if r.change_id in change_ids]


async def two_travellers(db: Database) -> None:
    """Store who travels: two people of the link's party and one of another order on the same flight."""
    async with db.transaction() as conn:
        # The ledger rows are all the page reads of outreach: their task is not needed here.
        await conn.run("alter table outreach.reach drop constraint reach_task_id_fkey")
        people = [
            (PARTY, "pax_1", "ABC123", "张/伟"),
            (PARTY, "pax_2", "ABC123", "Smith/John"),
            (OTHER, "pax_3", "ZZZ999", "Doe/Jane"),
        ]
        for party_id, passenger_id, locator, name in people:
            await conn.run(
                "insert into outreach.reach (disruption_id, passenger_id, party_id, task_id, locator, name, state) "
                "values ('dis_1', :passenger, :party, 'tsk_1', :locator, :name, 'scheduled')",
                passenger=passenger_id,
                party=party_id,
                locator=locator,
                name=name,
            )
