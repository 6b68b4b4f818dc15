"""Benchmark of the planner on a made-up but realistic storm: three hubs, later flights nearly full."""

import argparse
import json
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hongyan.bookings.model import FlightAvailability
from hongyan.flights import LegKey
from hongyan.protection.model import HeldOnward, PartyNeed
from hongyan.protection.plan_day import plan_day
from hongyan.protection.settings import ProtectionSettings

DAY = date(2026, 7, 18)
HUBS = ("HUB", "HBA", "HBB")
DAYS = 3


class _Stations:
    """All stations in one zone and country; the first two hubs are neighbours."""

    def zone(self, iata: str) -> str:
        return "Asia/Shanghai"

    def country(self, iata: str) -> str:
        return "CN"

    def nearby(self, iata: str, km: float) -> list[tuple[str, float]]:
        return {"HUB": [("HBA", 45.0)], "HBA": [("HUB", 45.0)]}.get(iata, [])


def schedule(flights: int, rng: random.Random) -> list[tuple[LegKey, datetime, datetime, bool]]:
    """Return three days of legs between hubs and spokes, in all about ten times ``flights``; one in six a partner's."""
    spokes = [f"S{chr(65 + i // 26)}{chr(65 + i % 26)}" for i in range(max(12, flights // 5))]
    legs, number = [], 100
    per_day = flights * 10 // DAYS
    pairs = [
        (rng.choice(HUBS), spoke) for spoke in spokes for _ in range(max(1, per_day // (2 * len(spokes))))
    ]
    for hub, spoke in pairs:
        minutes = rng.randrange(6 * 60, 23 * 60, 5)
        block = timedelta(minutes=80 + 10 * (spokes.index(spoke) % 12))
        partner = rng.random() < 1 / 6
        for board, off in ((hub, spoke), (spoke, hub)):
            number += 1
            for offset in range(DAYS):
                day = DAY + timedelta(days=offset)
                departs = (
                    datetime(day.year, day.month, day.day, tzinfo=UTC)
                    + timedelta(minutes=minutes)
                    - timedelta(hours=8)
                )
                key = LegKey("PX" if partner else "ZZ", str(number), day, board, off)
                legs.append((key, departs, departs + block, partner))
            minutes = min(minutes + 150, 23 * 60 + 30)
    return legs


def instance(
    passengers: int, flights: int, seed: int = 7
) -> tuple[list[PartyNeed], list[FlightAvailability], datetime]:
    """Return parties on ``flights`` cancelled flights of the first day, and the free seats (84 % load) elsewhere."""
    rng = random.Random(seed)
    legs = schedule(flights, rng)
    now = datetime(DAY.year, DAY.month, DAY.day, 0, 0, tzinfo=UTC)
    today = [leg for leg in legs if leg[0].origin_date == DAY and not leg[3] and leg[1] > now]
    cancelled = rng.sample(today, min(flights, len(today)))
    gone = {leg[0] for leg in cancelled}
    free = [
        FlightAvailability(
            key,
            departs,
            arrives,
            {"J": max(0, round(rng.gauss(2, 2))), "Y": max(0, round(rng.gauss(24, 8)))},
            carrier_agreement="MITA" if partner else None,
        )
        for key, departs, arrives, partner in legs
        if key not in gone and departs > now
    ]
    outbound: dict[str, list[tuple[LegKey, datetime, datetime, bool]]] = {}
    for leg in legs:
        if leg[0] not in gone and not leg[3]:
            outbound.setdefault(leg[0].board, []).append(leg)
    needs: list[PartyNeed] = []
    for index, leg in enumerate(cancelled):
        load = passengers // len(cancelled) + (index < passengers % len(cancelled))
        needs.extend(_parties(leg, load, outbound, rng, index))
    return needs, free, now


def _parties(
    leg: tuple[LegKey, datetime, datetime, bool],
    load: int,
    outbound: dict[str, list[tuple[LegKey, datetime, datetime, bool]]],
    rng: random.Random,
    index: int,
) -> list[PartyNeed]:
    key, departs, arrives, _ = leg
    onwards = [
        o for o in outbound.get(key.off, []) if timedelta(minutes=60) <= o[1] - arrives <= timedelta(hours=4)
    ]
    found: list[PartyNeed] = []
    while load > 0:
        size = min(load, rng.choices((1, 2, 3, 4, 5, 6, 12), (55, 25, 8, 7, 2, 1.5, 1.5))[0])
        load -= size
        onward = rng.choice(onwards) if onwards and rng.random() < 0.15 else None
        if onward is not None and onward[0].off == key.board:
            onward = None
        roll = rng.random()
        ssrs = {"WCHC"} if roll < 0.01 else {"WCHR"} if roll < 0.025 else {"MEDA"} if roll < 0.03 else set()
        minor = size == 1 and rng.random() < 0.008
        found.append(
            PartyNeed(
                party_id=f"dis_{index:03d}:ord_{index:03d}_{len(found):03d}",
                disruption_id=f"dis_{index:03d}",
                order_id=f"ord_{index:03d}_{len(found):03d}",
                leg=key,
                seats=size,
                cabin="J" if rng.random() < 0.06 else "Y",
                board=key.board,
                off=key.off,
                final_off=onward[0].off if onward else key.off,
                departs=departs,
                original_arrival=onward[2] if onward else arrives,
                onward=HeldOnward(onward[0].off, onward[1], onward[2]) if onward else None,
                ssrs=frozenset(ssrs | ({"UMNR"} if minor else set())),
                kinds=("UMNR",) if minor else ("ADT",) * size,
                tier=rng.choices(("none", "silver", "gold", "platinum"), (80, 12, 6, 2))[0],
                fare=round(rng.lognormvariate(6.8, 0.6), 0),
            )
        )
    return found


def run(passengers: int = 15_000, flights: int = 100, seed: int = 7) -> dict[str, Any]:
    """Plan one instance; return seconds, gap and how it compares with first come, first served."""
    needs, free, now = instance(passengers, flights, seed)
    plan = plan_day(needs, free, now, _Stations(), ProtectionSettings())
    result: dict[str, Any] = {
        "passengers": sum(n.seats for n in needs),
        "cancelled_flights": len({n.disruption_id for n in needs}),
        "parties": len(needs),
        "flights_with_seats": len(free),
        "free_seats": sum(sum(f.seats.values()) for f in free),
        "seconds": round(plan.seconds, 3),
        "objective": round(plan.objective, 1),
        "lp_bound": round(plan.lp_bound, 1),
        "gap": round(plan.gap, 6),
        **plan.report,
        "hongyan": plan.hongyan.as_dict(),
        "first_come": plan.first_come.as_dict(),
    }
    return result


def main() -> None:
    """Run from the command line and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passengers", type=int, default=15_000)
    parser.add_argument("--flights", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    print(json.dumps(run(asked.passengers, asked.flights, asked.seed), indent=2))


if __name__ == "__main__":
    main()
