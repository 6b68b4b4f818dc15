"""A storm of 2,000 passengers while the database, the web process and the workers are killed -9 at random.

Nobody is lost, nobody is called twice (by the line's own log), nobody is rebooked twice, no seat is sold twice,
and the reach ledger balances. ``bin/chaos`` runs the same with thousands of rounds.
"""

import asyncio
import contextlib
import os
import random
import signal
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from hongyan.bootstrap import SandboxFlight, opened
from hongyan.entrypoints.replay import storm
from hongyan.jobs.shared_clock import set_clock
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.settings import Settings
from tests.durability.page_visitors import Promise, Visitors
from tests.durability.site import Site

BEIJING = ZoneInfo("Asia/Shanghai")
PASSENGERS = 2000
ROUNDS = int(os.environ.get("HONGYAN_CHAOS_ROUNDS", "20"))
EARLY = (
    ROUNDS * 2 // 5
)  # kills before anybody chooses: while messages are read, seats planned, people enrolled
VISITORS = 300  # people who choose on the page
SEED = int(os.environ.get("HONGYAN_CHAOS_SEED", "7"))
AT = int(
    os.environ.get("HONGYAN_CHAOS_HOUR", "10")
)  # of the day in Beijing: the storm meets the same quiet hours whenever the test runs
SPEED = 10.0  # the ladder's five minutes pass in half a minute
PACING = {  # slow enough that the killing meets work in flight: 50 calls and 50 messages in a second of the wall clock
    "HONGYAN_OUTREACH__CALL__PER_SECOND": "5",
    "HONGYAN_OUTREACH__SMS__PER_SECOND": "5",
    # everybody here comes from one address
    "HONGYAN_ACCESS__LINK_REQUESTS_PER_MINUTE_PER_ADDRESS": "100000",
}


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
            made = Site(home, postgres.dsn, postgres, _free_port(), PACING)
            try:
                yield made
            finally:
                made.stop()


async def _storm(settings: Settings) -> None:
    """Load bookings, then let all cancellations in at once."""
    async with opened(settings) as product, product.db.transaction() as conn:
        await set_clock(conn, product.clock.now().astimezone(BEIJING).replace(hour=AT, minute=0), SPEED)
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


_PROGRESS = """
select (select count(*) from outreach.task) as tasks,
       (select count(*) from outreach.task where first_attempt_at is not null or state <> 'scheduled') as contacted,
       (select count(*) from outreach.attempt where state in ('intended', 'placed', 'unknown')) as attempts_in_flight,
       (select count(*) from bookings.change
        where state not in ('confirmed', 'told', 'failed', 'needs_person')) as changes_in_flight
"""


def test_nobody_is_lost_and_nothing_happens_twice(site: Site) -> None:
    settings = Settings(home=site.home, dsn=site.dsn)
    asyncio.run(_storm(settings))
    for part in ("worker-1", "worker-2", "web"):
        site.start(part)
    dice = random.Random(SEED)
    met: list[tuple[str, dict[str, Any]]] = []
    started = time.monotonic()
    with Visitors(site, SEED, most=VISITORS * max(1, ROUNDS // 20)) as visitors:
        for rounds, begun in ((EARLY, 0), (ROUNDS - EARLY, VISITORS // 10)):
            _wait_for_promises(site, visitors, begun)
            for victim in site.torment(rounds, dice, pause=(0.3, 3.0)):
                met.append((victim, site.row(_PROGRESS)))
        killed = time.monotonic()
        _wait_for_page(site)
        _wait_until_settled(site)
        settled = time.monotonic()
    _wait_until_settled(site)
    site.check_alive()
    evidence = asyncio.run(_evidence(settings))
    amid = [at for _, at in met if at["contacted"] < at["tasks"] or not at["tasks"]]
    amid_changes = [at for _, at in met if at["changes_in_flight"]]
    print(
        f"{len(met)} kills in {killed - started:.0f} s ({Counter(site.kills)}), {len(amid)} before everybody had been "
        f"contacted, {len(amid_changes)} with changes in flight; settled after "
        f"{settled - killed:.0f} s; {len(visitors.promises)} chose on the page, {visitors.interrupted} requests cut off; "
        f"{evidence}"
    )
    if evidence["double_calls"]:
        print(*site.rows(_CALLS_OF_REPEATED), sep="\n")
    assert len(site.kills) == ROUNDS
    assert len(amid) >= min(5, ROUNDS // 4), f"the storm was over before the killing began: {met}"
    assert amid_changes, f"nothing was being carried out while the killing went on: {met}"
    assert not visitors.errors
    assert visitors.promises, "nobody chose on the page"
    assert _broken_promises(site, visitors.promises) == []
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
        "jobs_given_up": 0,
        "two_live_changes": 0,
        "parties_stuck": 0,
    }
    assert evidence["rebooked"] > 0


def _wait_for_promises(site: Site, visitors: Visitors, count: int, limit: float = 90) -> None:
    deadline = time.monotonic() + limit
    while len(visitors.promises) < count:
        site.check_alive()
        assert time.monotonic() < deadline, f"only {len(visitors.promises)} people chose on the page"
        time.sleep(0.1)


_CALLS_OF_REPEATED = """
select right(c.number, 4) as number, c.call_id, a.task_id, c.placed_at::time(0), c.ended_at::time(0), c.result, a.step,
       a.state, a.intended_at::time(0)
from simulated_line.call c left join outreach.attempt a using (attempt_id)
where c.number in (select number from simulated_line.call group by number having count(*) > 1)
order by c.number, c.call_id limit 40
"""


def _broken_promises(site: Site, promises: list[Promise]) -> list[Promise]:
    """Return what the page told people and the database does not know."""
    rows = site.rows("select change_id, subject, kind from bookings.change")
    known = {(row["change_id"], row["subject"], row["kind"]) for row in rows}
    kinds = {"accept": "rebook", "refund": "refund"}
    return [p for p in promises if (p.change_id, p.party_id, kinds[p.kind]) not in known]


_OPEN_WORK = """
select (select count(*) from outreach.task where first_attempt_at is null and state = 'scheduled') as uncontacted,
       (select count(*) from outreach.attempt where state in ('intended', 'unknown')) as attempts,
       (select count(*) from bookings.change
        where state not in ('confirmed', 'told', 'failed', 'needs_person')) as changes,
       (select count(*) from outreach.wish where state = 'pending') as wishes,
       (select count(*) from protection.party where state in ('planning', 'choosing')) as parties,
       (select count(*) from procrastinate_jobs where status in ('todo', 'doing')) as jobs,
       (select case when count(*) = 0 then 1 else 0 end from outreach.task) as nothing_begun
"""


def _wait_until_settled(site: Site, limit: float = 150) -> None:
    """Wait until everybody has been contacted and no attempt, change, choice or job is under way."""
    deadline = time.monotonic() + limit
    while any((open_work := site.row(_OPEN_WORK)).values()):
        site.check_alive()
        assert time.monotonic() < deadline, f"still open: {open_work}; killed: {site.kills}"
        time.sleep(0.3)


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
                       (select count(*) from procrastinate_jobs where status = 'failed') as jobs_given_up,
                       (select count(*) from (
                            select from bookings.change where state <> 'failed' and kind <> 'keep'
                            group by subject having count(*) > 1) twice) as two_live_changes,
                       (select count(*) from protection.party
                        where state = 'choosing' and updated_at < :long_ago) as parties_stuck,
                       (select count(*) from bookings.change where state = 'needs_person') as need_a_person,
                       (select count(*) from bookings.change
                        where kind = 'rebook' and state in ('confirmed', 'told')) as rebooked,
                       (select count(*) from bookings.change
                        where kind = 'refund' and state in ('confirmed', 'told')) as refunded
                """,
                # People go on choosing while this is read: stuck is who has been at it for minutes of the day.
                long_ago=product.clock.now() - timedelta(minutes=5),
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
    """What a killed worker had in hand is in another's hands, or done, soon; starting the other one included."""
    settings = Settings(home=site.home, dsn=site.dsn)
    asyncio.run(_storm(settings))
    site.start("worker-1")
    held, dead = _killed_at_work(site, "worker-1")
    killed_at = time.monotonic()
    site.start("worker-2")
    while left := site.rows(_NOT_TAKEN_OVER, held, dead):
        site.check_alive()
        assert time.monotonic() - killed_at < 15, f"nobody took over: {left}"
        time.sleep(0.1)
    print(f"{len(held)} jobs taken over after {time.monotonic() - killed_at:.1f} s")


_IN_HAND = "select id, worker_id from procrastinate_jobs where status = 'doing'"
_NOT_TAKEN_OVER = """
select id, status, task_name from procrastinate_jobs
where id = any(%s) and not (status = 'doing' and worker_id is not null and worker_id <> all(%s))
"""


def _killed_at_work(site: Site, name: str, limit: float = 60) -> tuple[list[int], list[int]]:
    """Kill a worker while it holds jobs; return them and its number. It is halted first, so that they are surely not finished."""
    deadline = time.monotonic() + limit
    process = site.parts[name]
    while True:
        assert time.monotonic() < deadline, "the worker never held a job"
        if site.rows(_IN_HAND):
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.05)  # what was on its way to the database arrives
            if held := site.rows(_IN_HAND):
                site.kill_for_good(name)
                return [row["id"] for row in held], [row["worker_id"] for row in held]
            process.send_signal(signal.SIGCONT)
