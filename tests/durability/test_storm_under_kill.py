"""A storm of 2,000 passengers while the database, the web process and the workers are killed -9 at random.

Nobody is lost, nobody is called twice (by the line's own log), nobody is rebooked twice, no seat is sold twice,
and the reach ledger balances. ``bin/chaos`` runs the same with thousands of rounds.
"""

import asyncio
import contextlib
import os
import random
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from hongyan.bootstrap import SandboxFlight, opened
from hongyan.entrypoints.replay import storm
from hongyan.jobs.shared_clock import set_clock
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.settings import Settings
from tests.durability.site import Site

PASSENGERS = 2000
ROUNDS = int(os.environ.get("HONGYAN_CHAOS_ROUNDS", "20"))
SEED = int(os.environ.get("HONGYAN_CHAOS_SEED", "7"))
SPEED = 20.0  # the ladder's five minutes pass in fifteen seconds


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="hongyan-chaos-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with EmbeddedPostgres(home / "postgres") as postgres:
            made = Site(home, postgres.dsn, postgres, _free_port())
            try:
                yield made
            finally:
                made.stop()


async def _storm(settings: Settings) -> None:
    """Load bookings, then let all cancellations in at once."""
    async with opened(settings) as product, product.db.transaction() as conn:
        await set_clock(conn, product.clock.now(), SPEED)
    async with opened(settings) as product:
        legs = storm.invent(product.clock.now(), round(PASSENGERS / 150))
        door = product.feed_door
        await door.accept("json", [storm.schedule_message(legs, product.clock.now())], source="test")
        while await door.process_pending():
            pass
        flights = [
            SandboxFlight(
                leg.key, leg.departs, leg.arrives, {"J": 12, "Y": leg.seats - 12}, None, leg.cancelled
            )
            for leg in legs
        ]
        await product.generate_bookings(flights, SEED)
        await door.accept("ssm", storm.cancellations(legs, product.clock.now()), source="test")


def test_nobody_is_lost_and_nothing_happens_twice(site: Site) -> None:
    settings = Settings(home=site.home, dsn=site.dsn)
    asyncio.run(_storm(settings))
    for part in ("worker-1", "worker-2", "web"):
        site.start(part)
    dice = random.Random(SEED)
    for _ in site.torment(ROUNDS, dice, pause=(0.2, 2.0)):
        pass
    assert len(site.kills) == ROUNDS
    _wait_until_settled(site)
    _wait_for_page(site)
    evidence = asyncio.run(_evidence(settings))
    assert evidence["affected"] >= PASSENGERS * 0.8
    assert evidence == evidence | {
        "missing_from_ledger": 0,
        "balance": 0,
        "double_calls": 0,
        "double_rebookings": 0,
        "oversold_seats": 0,
        "inventory_drift": 0,
        "never_contacted": 0,
        "calls_not_in_ledger": 0,
    }
    assert evidence["rebooked"] > 0


def _wait_until_settled(site: Site, limit: float = 150) -> None:
    """Wait until everybody has been contacted and no attempt or change is under way."""
    deadline = time.monotonic() + limit
    while True:
        open_work = site.value(
            """
            select (select count(*) from outreach.task where first_attempt_at is null and state = 'scheduled')
                 + (select count(*) from outreach.attempt where state in ('intended', 'unknown') and channel = 'call')
                 + (select count(*) from bookings.change
                    where state not in ('confirmed', 'told', 'failed', 'needs_person'))
                 + (select case when count(*) = 0 then 1 else 0 end from outreach.task)
            """
        )
        if open_work == 0:
            return
        assert time.monotonic() < deadline, f"{open_work} things are still open; killed: {site.kills}"
        time.sleep(0.5)


def _wait_for_page(site: Site) -> None:
    deadline = time.monotonic() + 30
    while True:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{site.port}/api/health").status_code == 200:
                return
        assert time.monotonic() < deadline, "the web process did not come back"
        time.sleep(0.2)


async def _evidence(settings: Settings) -> dict[str, Any]:
    async with opened(settings) as product:
        async with product.db.snapshot() as conn:
            counts = await conn.row(
                """
                select (select count(*) from disruptions.affected) as affected,
                       (select count(*) from disruptions.affected a where not exists (
                            select 1 from outreach.reach r
                            where (r.disruption_id, r.passenger_id) = (a.disruption_id, a.passenger_id)
                        )) as missing_from_ledger,
                       (select count(*) from outreach.task
                        where first_attempt_at is null and state = 'scheduled') as never_contacted,
                       (select count(*) from simulated_line.call c where not exists (
                            select 1 from outreach.attempt a where a.attempt_id = c.attempt_id
                        )) as calls_not_in_ledger,
                       (select count(*) from bookings.change
                        where kind = 'rebook' and state in ('confirmed', 'told')) as rebooked
                """
            )
        ledger = await product.outreach.ledger()
        return {
            **(counts or {}),
            "balance": ledger.balance,
            "double_calls": await product.line_evidence.double_calls(),
            "double_rebookings": await product.airline_evidence.double_rebookings(),
            "oversold_seats": await product.airline_evidence.oversold_seats(),
            "inventory_drift": await product.airline_evidence.inventory_drift(),
        }


def test_a_second_worker_takes_over_within_15_seconds(site: Site) -> None:
    """A job that its worker was killed with runs elsewhere soon."""
    settings = Settings(home=site.home, dsn=site.dsn)
    asyncio.run(_storm(settings))
    site.start("worker-1")
    deadline = time.monotonic() + 60
    with psycopg.connect(site.dsn, autocommit=True) as connection:

        def held_by_the_dead() -> set[int]:
            rows = connection.execute(
                "select j.id from procrastinate_jobs j where j.status = 'doing' and j.worker_id = any(%s)",
                (workers,),
            ).fetchall()
            return {row[0] for row in rows}

        workers: list[int] = []
        while True:
            workers = [r[0] for r in connection.execute("select id from procrastinate_workers").fetchall()]
            if held_by_the_dead():
                break
            assert time.monotonic() < deadline, "the worker never held a job"
            time.sleep(0.002)
        site.parts["worker-1"].kill()
        site.parts["worker-1"].wait(10)
        held = held_by_the_dead()
        site.start("worker-2")
        killed_at = time.monotonic()
        while True:
            still = connection.execute(
                "select count(*) from procrastinate_jobs where id = any(%s) and status = 'doing' and worker_id = any(%s)",
                (list(held), workers),
            ).fetchone()
            if still == (0,):
                break
            assert time.monotonic() - killed_at < 15, "nobody took over the dead worker's jobs"
            time.sleep(0.1)
