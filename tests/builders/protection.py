"""Parties, flights with seats, an airline system in memory, and a Protection service around them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hongyan.bookings.model import FlightAvailability, HoldRequest, HoldResult
from hongyan.core.clock import Clock
from hongyan.core.ids import new_id
from hongyan.disruptions import Disruption, DisruptionKind, DisruptionState, Party
from hongyan.flights import Airports, LegKey
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.protection import Protection, ProtectionSettings
from hongyan.protection.handlers import wire as wire_protection
from hongyan.protection.model import PartyNeed
from hongyan.runtime import Database
from tests.builders.jobs import wire

DAY = date(2026, 7, 18)
NOW = datetime(2026, 7, 18, 0, 0, tzinfo=UTC)  # 08:00 in China


class Places:
    """Stations in China; HUB and HBA are neighbours."""

    def zone(self, iata: str) -> str:
        return "Asia/Shanghai"

    def country(self, iata: str) -> str:
        return "JP" if iata == "NRT" else "CN"

    def nearby(self, iata: str, km: float) -> list[tuple[str, float]]:
        return {"PEK": [("PKX", 50.0)], "PKX": [("PEK", 50.0)]}.get(iata, [])


def key(
    number: str = "100", board: str = "PEK", off: str = "SHA", day: date = DAY, carrier: str = "ZZ"
) -> LegKey:
    return LegKey(carrier, number, day, board, off)


def flight(
    number: str,
    hours: float,
    board: str = "PEK",
    off: str = "SHA",
    block: float = 2,
    partner: bool = False,
    operates: bool = True,
    **seats: int,
) -> FlightAvailability:
    """A flight that leaves ``hours`` after NOW, with 10 seats in Y unless cabins are given."""
    departs = NOW + timedelta(hours=hours)
    leg = key(number, board, off, (departs + timedelta(hours=8)).date(), "PX" if partner else "ZZ")
    return FlightAvailability(
        leg,
        departs,
        departs + timedelta(hours=block),
        seats or {"Y": 10},
        operates=operates,
        carrier_agreement="MITA" if partner else None,
    )


def need(party: str = "a", **changes: Any) -> PartyNeed:
    """One adult in Y from PEK to SHA, booked to leave three hours after NOW, flight cancelled."""
    departs = changes.pop("departs", NOW + timedelta(hours=3))
    defaults: dict[str, Any] = {
        "party_id": f"dis_1:{party}",
        "disruption_id": "dis_1",
        "order_id": party,
        "leg": key(),
        "seats": 1,
        "cabin": "Y",
        "board": "PEK",
        "off": "SHA",
        "final_off": changes.get("off", "SHA"),
        "departs": departs,
        "original_arrival": departs + timedelta(hours=2),
    }
    return PartyNeed(**{**defaults, **changes})


def party(order: str = "ord_1", disruption: str = "dis_1", **changes: Any) -> Party:
    """The same as ``need``, as disruptions gives it."""
    departs = changes.pop("departs", NOW + timedelta(hours=3))
    defaults: dict[str, Any] = {
        "party_id": f"{disruption}:{order}",
        "disruption_id": disruption,
        "order_id": order,
        "leg": key(),
        "passenger_ids": (f"{order}-1",),
        "seats": 1,
        "cabin": "Y",
        "board": "PEK",
        "off": "SHA",
        "final_off": "SHA",
        "departs": departs,
        "original_arrival": departs + timedelta(hours=2),
        "operates_at": None,
        "departed": False,
        "onward": (),
        "old_segment_ids": (f"{order}-seg1",),
    }
    return Party(**{**defaults, **changes})


def disruption(
    disruption_id: str = "dis_1", kind: str = "cancelled", leg: LegKey | None = None
) -> Disruption:
    departs = NOW + timedelta(hours=3)
    return Disruption(
        disruption_id=disruption_id,
        leg_id=f"leg_{disruption_id}",
        leg=leg or key(),
        kind=DisruptionKind(kind),
        state=DisruptionState.OPEN,
        std=departs,
        sta=departs + timedelta(hours=2),
        departs=departs,
        arrives=departs + timedelta(hours=2),
        departure_delay_minutes=0,
        arrival_delay_minutes=0,
        cause_code="71",
        cause_class=None,
        carrier_cause=False,
        known_at=NOW,
        opened_at=NOW,
    )


class FakeDisrupted:
    """Disruptions and parties held in lists."""

    def __init__(self, parties: Sequence[Party] = (), disruptions: Sequence[Disruption] = ()) -> None:
        self.all_parties = list(parties)
        self.disruptions = list(disruptions) or [disruption()]

    async def get(self, ids: Sequence[str]) -> list[Disruption]:
        return [d for d in self.disruptions if d.disruption_id in ids]

    async def open_list(self) -> list[Disruption]:
        return [d for d in self.disruptions if d.state is DisruptionState.OPEN]

    async def parties(self, disruption_ids: Sequence[str]) -> list[Party]:
        return [p for p in self.all_parties if p.disruption_id in disruption_ids]


class FakeAirline:
    """Seats and holds of an airline in memory: all-or-nothing holds with expiry, idempotent by key.

    ``stolen`` seats vanish between search and hold; ``errors`` are raised by the next calls of ``hold`` after the
    hold took effect (a time-out after commit).
    """

    def __init__(self, flights: Sequence[FlightAvailability], clock: Clock) -> None:
        self.flights = {f.leg: f for f in flights}
        self.clock = clock
        self.holds: dict[str, tuple[HoldRequest, datetime]] = {}
        self.answers: dict[str, HoldResult] = {}
        self.sold: set[str] = set()
        self.stolen: dict[tuple[LegKey, str], int] = {}
        self.errors: list[Exception] = []
        self.hold_calls = 0

    def live(self, hold_id: str) -> bool:
        found = self.holds.get(hold_id)
        return found is not None and (hold_id in self.sold or found[1] > self.clock.now())

    def free(self, leg: LegKey, cabin: str) -> int:
        taken = sum(
            request.seats
            for hold_id, (request, _) in self.holds.items()
            if self.live(hold_id) and (leg, cabin) in zip(request.legs, request.cabins, strict=True)
        )
        return self.flights[leg].seats.get(cabin, 0) - taken - self.stolen.get((leg, cabin), 0)

    async def availability(
        self, boards: Sequence[str], offs: Sequence[str], earliest: datetime, latest: datetime
    ) -> list[FlightAvailability]:
        return [
            FlightAvailability(
                f.leg,
                f.departs,
                f.arrives,
                {c: self.free(f.leg, c) + self.stolen.get((f.leg, c), 0) for c in f.seats},
                f.operates,
                f.carrier_agreement,
            )
            for f in self.flights.values()
            if (not boards or f.leg.board in boards)
            and (not offs or f.leg.off in offs)
            and earliest <= f.departs <= latest
        ]

    async def hold(self, requests: Sequence[HoldRequest]) -> list[HoldResult]:
        self.hold_calls += 1
        await asyncio.sleep(0)  # let others in between
        for request in requests:
            if request.idempotency_key in self.answers:
                continue
            pairs = list(zip(request.legs, request.cabins, strict=True))
            if all(leg in self.flights and self.free(leg, cabin) >= request.seats for leg, cabin in pairs):
                hold_id = new_id("hld")
                self.holds[hold_id] = (request, request.expires_at)
                answer = HoldResult(request.idempotency_key, hold_id)
            else:
                answer = HoldResult(request.idempotency_key, None, "no_seats")
            self.answers[request.idempotency_key] = answer
        if self.errors:
            raise self.errors.pop(0)
        return [self.answers[r.idempotency_key] for r in requests]

    async def extend_holds(self, hold_ids: Sequence[str], expires_at: datetime) -> list[str]:
        alive = [h for h in hold_ids if self.live(h)]
        for hold_id in alive:
            self.holds[hold_id] = (self.holds[hold_id][0], expires_at)
        return alive

    async def release_holds(self, hold_ids: Sequence[str], idempotency_key: str) -> int:
        gone = [h for h in hold_ids if self.live(h) and h not in self.sold]
        for hold_id in gone:
            del self.holds[hold_id]
        return len(gone)

    def oversold(self) -> list[tuple[LegKey, str]]:
        return [
            (leg, cabin)
            for leg, f in self.flights.items()
            for cabin in f.seats
            if self.free(leg, cabin) + self.stolen.get((leg, cabin), 0) < 0
        ]


def make_protection(
    db: Database,
    clock: Clock,
    outbox: Outbox,
    queue: Queue,
    registry: Registry,
    airline: Any,
    disrupted: Any,
    **settings: Any,
) -> Protection:
    """A service wired to its jobs; call once a test."""
    chosen = ProtectionSettings.model_validate(settings)
    service = Protection(db, clock, outbox, queue, airline, disrupted, Airports(), chosen)
    wire_protection(registry, service, db)
    wire(registry, queue, db)
    return service
