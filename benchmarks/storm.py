"""From cancellation messages to the first contact of everybody, on the wall clock, with separate processes.

A database server, a web process and one or more workers are started as a site would run them; the storm's
messages go through the feed door; the database is watched from outside until everybody has been contacted.
"""

import asyncio
import contextlib
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from site_processes import site_processes

from hongyan.access import Role
from hongyan.bootstrap import Product, SandboxFlight, opened
from hongyan.entrypoints.replay import storm
from hongyan.runtime import Database
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.settings import Settings

PASSENGERS_PER_FLIGHT = 150
GIVE_UP_AFTER = 600.0

_PROGRESS = """
select (select count(*) from outreach.task where first_attempt_at is not null) as attempted,
       (select count(*) from outreach.task) as tasks,
       (select count(*) from outreach.task where first_attempt_at is null
        and state in ('scheduled', 'in_flight')) as waiting,
       (select count(*) from disruptions.affected) as affected,
       (select count(*) from outreach.reach) as enrolled
"""
_FIRST = """
select percentile_disc(0.5) within group (order by w) as p50, percentile_disc(0.99) within group (order by w) as p99,
       max(w) as max, count(*) as persons
from (select extract(epoch from first_attempt_at - known_at)::float as w
      from outreach.task where first_attempt_at is not null) t
"""
_RATE = """
select max(n) as best, percentile_disc(0.5) within group (order by n) as median from (
    select date_trunc('second', first_attempt_at) as s, count(*) as n
    from outreach.task where first_attempt_at is not null group by 1) t
"""


def run(passengers: int, workers: int = 1) -> dict[str, Any]:
    """Run one storm and return its figures; ``first_attempt_s`` is wall time from the messages to the attempt."""
    return asyncio.run(_run(passengers, workers))


async def _run(passengers: int, workers: int) -> dict[str, Any]:
    cancelled = max(1, round(passengers / PASSENGERS_PER_FLIGHT))
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as folder:
        home = Path(folder)
        with EmbeddedPostgres(home / "postgres") as postgres:
            settings = Settings(home=home, dsn=postgres.dsn)
            async with opened(settings) as product:
                legs = storm.invent(product.clock.now(), cancelled)
                built = await _build(product, legs)
                async with site_processes(settings, postgres.dsn, workers) as (processes, (address,)):
                    cookie = await _sign_in(product, address)
                    began = time.monotonic()
                    await product.feed_door.accept(
                        "ssm", storm.cancellations(legs, product.clock.now()), source="bench"
                    )
                    pages = asyncio.create_task(_visit_pages(address, cookie))
                    memory, planned = await _wait_until_all_contacted(product.db, processes)
                    took = time.monotonic() - began
                    await asyncio.sleep(5)
                    pages.cancel()
                    latencies = await pages
                return await _figures(product, built, cancelled, took, planned, memory, latencies)


async def _build(product: Product, legs: list[storm.StormLeg]) -> dict[str, Any]:
    began = time.monotonic()
    await product.feed_door.accept(
        "json", [storm.schedule_message(legs, product.clock.now())], source="bench"
    )
    while await product.feed_door.process_pending():
        pass
    flights = [
        SandboxFlight(leg.key, leg.departs, leg.arrives, {"J": 12, "Y": leg.seats - 12}, None, leg.cancelled)
        for leg in legs
    ]
    counts = await product.generate_bookings(flights, 7)
    booked = {"orders": counts.orders, "passengers": counts.passengers}
    return {"bookings_s": round(time.monotonic() - began, 1), "booked": booked}


async def _sign_in(product: Product, address: str) -> httpx.Cookies:
    password = product.generated_password()
    await product.access.users.add_user("bench", password, Role.CONTROLLER)
    async with httpx.AsyncClient(base_url=address) as client:
        answer = await client.post("/api/session", json={"username": "bench", "password": password})
        answer.raise_for_status()
        return client.cookies


async def _visit_pages(address: str, cookies: httpx.Cookies) -> list[float]:
    """Open the control room's pages as a controller's browser does, until cancelled; returns seconds per request."""
    taken: list[float] = []
    pages = ["/api/overview", "/api/disruptions", "/api/unreached?limit=50", "/api/waves?minutes=10"]
    async with httpx.AsyncClient(base_url=address, cookies=cookies, timeout=30) as client:
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                for page in pages:
                    began = time.monotonic()
                    answer = await client.get(page)
                    answer.raise_for_status()
                    taken.append(time.monotonic() - began)
                    if page == "/api/disruptions" and answer.json()["items"] and len(pages) == 4:
                        first = answer.json()["items"][0]["disruption_id"]
                        pages.append(f"/api/disruptions/{first}/passengers?limit=100")
                await asyncio.sleep(0.5)
    return taken


async def _wait_until_all_contacted(
    db: Database, processes: list[psutil.Process]
) -> tuple[dict[str, float], float | None]:
    peak: dict[str, float] = {}
    began, planned = time.monotonic(), None
    while time.monotonic() - began < GIVE_UP_AFTER:
        await asyncio.sleep(0.5)
        for process in processes:
            part = process.cmdline()[-1]
            peak[part] = max(peak.get(part, 0.0), process.memory_info().rss / 2**20)
        async with db.snapshot() as conn:
            row = await conn.row(_PROGRESS)
        assert row is not None
        if row["attempted"] and planned is None:
            planned = time.monotonic() - began
        if row["affected"] and row["enrolled"] >= row["affected"] and not row["waiting"]:
            break
    return peak, planned


async def _figures(
    product: Product,
    built: dict[str, Any],
    cancelled: int,
    took: float,
    planned: float | None,
    memory: dict[str, float],
    latencies: list[float],
) -> dict[str, Any]:
    async with product.db.snapshot() as conn:
        progress = await conn.row(_PROGRESS) or {}
        first = await conn.row(_FIRST) or {}
        rate = await conn.row(_RATE) or {}
        plan = await conn.row(
            "select sum(seconds) as seconds, max(gap) as gap, sum(parties) as parties from protection.plan"
        )
    ledger = await product.outreach.ledger()
    return {
        "benchmark": "storm",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cancelled_flights": cancelled,
        **built,
        **progress,
        "first_attempt_s": first,
        "first_attempts_per_second": rate,
        "first_attempt_of_all_after_s": round(took, 1),
        "first_of_all_after_s": round(planned, 1) if planned else None,
        "plan": plan,
        "ledger_balance": ledger.balance,
        "double_calls": await product.line_evidence.double_calls(),
        "oversold_seats": await product.airline_evidence.oversold_seats(),
        "pages_ms": {
            "requests": len(latencies),
            "p50": round(statistics.median(latencies) * 1000) if latencies else None,
            "p95": round(statistics.quantiles(latencies, n=20)[-1] * 1000) if len(latencies) > 20 else None,
        },
        "peak_memory_mb": {k: round(v) for k, v in memory.items()},
    }
