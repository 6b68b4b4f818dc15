"""How long gathering one passenger's facts takes on the sandbox airline, with one of its systems slow at a time."""

import argparse
import asyncio
import json
import os
import platform
import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hongyan.bookings import FactCache, Gatherer
from hongyan.bookings.adapters.sandbox import GeneratorSettings, SandboxAirline, SandboxFlight, generate
from hongyan.core.clock import ManualClock
from hongyan.flights import LegKey
from hongyan.runtime import Database
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.runtime.migrate import migrate

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SYSTEMS = ("none", "orders", "departure_control", "members")


async def run(dsn: str, flights: int, rounds: int, parallel: int, slow_share: float) -> dict[str, Any]:
    """Return latency percentiles (ms) and the shares of stale and missing answers, by slow system."""
    db, clock = Database(dsn), ManualClock(START)
    airline = SandboxAirline(db, clock)
    legs = [LegKey("ZZ", str(1000 + n), date(2026, 11, 22), "PVG", "CAN") for n in range(flights)]
    departs = START + timedelta(hours=4)
    day = [
        SandboxFlight(leg, departs, departs + timedelta(minutes=150), {"J": 8, "Y": 172}, None, True)
        for leg in legs
    ]
    await generate(db, day, seed=7, settings=GeneratorSettings(), now=START)
    travellers = [(o.order_id, p.passenger_id) for o in await airline.orders_on(legs) for p in o.passengers]
    gatherer = Gatherer(airline, FactCache(20_000, timedelta(hours=24)), clock)
    rng = random.Random(7)
    results = {}
    for slow in SYSTEMS:
        airline.faults.calm()
        if slow != "none":
            airline.faults.switch(slow_seconds={slow: 2.0}, slow_share=slow_share)
        found = await _measure(gatherer, rng.sample(travellers, min(rounds, len(travellers))), parallel)
        results[slow] = found
    await gatherer.close()
    await db.close()
    return {"gatherings_each": min(rounds, len(travellers)), "parallel": parallel, "slow_system": results}


async def _measure(gatherer: Gatherer, travellers: list[tuple[str, str]], parallel: int) -> dict[str, float]:
    room = asyncio.Semaphore(parallel)

    async def one(order_id: str, passenger_id: str) -> Any:
        async with room:
            return await gatherer.gather(order_id, passenger_id)

    found = await asyncio.gather(*(one(o, p) for o, p in travellers))
    took = sorted(f.milliseconds for f in found)
    return {
        "p50_ms": round(took[len(took) // 2], 1),
        "p99_ms": round(took[int(len(took) * 0.99)], 1),
        "max_ms": round(took[-1], 1),
        "stale_share": round(sum(bool(f.stale) for f in found) / len(found), 3),
        "missing_share": round(sum(bool(f.missing) for f in found) / len(found), 3),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flights", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--parallel", type=int, default=4)
    parser.add_argument(
        "--slow-share", type=float, default=1.0, help="share of the slow system's calls that are slow"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as home:
        Path(home).chmod(0o755)
        with EmbeddedPostgres(Path(home) / "postgres") as postgres:
            migrate(postgres.dsn)
            figures = asyncio.run(
                run(postgres.dsn, options.flights, options.rounds, options.parallel, options.slow_share)
            )
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "system": platform.system()}
    print(json.dumps({"machine": machine, **figures}, indent=2))


if __name__ == "__main__":
    main()
