"""A whole wired product with one cancelled flight behind it, in this process or served from a thread."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn

from hongyan.access import Role
from hongyan.bootstrap import Product, SandboxFlight, opened
from hongyan.core.clock import ManualClock
from hongyan.entrypoints.replay.storm import cancellations, invent, schedule_message
from hongyan.entrypoints.web import create_app
from hongyan.entrypoints.web_guard import RouteFacts, walk
from hongyan.jobs.worker import Worker
from hongyan.settings import Settings
from tests.builders.access import PASSWORD

MORNING = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


@dataclass
class StormSite:
    """What tests ask of the site after its flight was cancelled and some minutes have gone by."""

    base_url: str
    routes: list[RouteFacts]
    openapi: dict[str, Any]
    ids: dict[str, str]
    secrets: list[str]  # names, phones, mail addresses and documents of everyone on board
    feed_token: str
    links: list[str] = field(default_factory=list)


@asynccontextmanager
async def storm(dsn: str, home: Path, **settings: Any) -> AsyncIterator[tuple[Product, Worker, ManualClock]]:
    """Open the product, cancel one full flight and play ten minutes of its day."""
    clock = ManualClock(MORNING)
    chosen = Settings(dsn=dsn, home=home, **settings)
    async with opened(chosen, clock=clock) as product:
        worker = Worker(product.queue, product.registry, clock, 2)
        legs = invent(clock.now(), cancelled=1)
        await product.feed_door.accept("json", [schedule_message(legs, clock.now())], "test")
        await worker.drain()
        flights = [
            SandboxFlight(
                leg=leg.key,
                departs=leg.departs,
                arrives=leg.arrives,
                capacity={"J": 8, "Y": 40} if leg.cancelled else {"J": 60, "Y": 300},  # room for all
                carrier_agreement=None,
                with_orders=leg.cancelled,
            )
            for leg in legs
        ]
        await product.generate_bookings(flights, seed=7)
        await product.feed_door.accept("asm", cancellations(legs, clock.now()), "test")
        await play(worker, clock, timedelta(minutes=10))
        yield product, worker, clock


async def play(worker: Worker, clock: ManualClock, span: timedelta) -> None:
    """Do everything that is due in the next ``span``."""
    end = clock.now() + span
    while True:
        await worker.drain()
        upcoming = await worker.next_due()
        if upcoming is None or upcoming >= end:
            break
        clock.set(max(upcoming, clock.now() + timedelta(seconds=1)))
    clock.set(end)
    await worker.drain()


async def add_people(product: Product) -> None:
    for role in Role:
        await product.access.users.add_user(role.value, PASSWORD, role)


async def personal_data(product: Product) -> list[str]:
    """Return every name, phone, mail address and document of the sandbox airline's passengers."""
    async with product.db.snapshot() as conn:
        people = await conn.rows("select surname, given_name, document_masked from sandbox.passenger")
        contacts = await conn.rows("select distinct value from sandbox.contact")
    found = {row["value"] for row in contacts}
    for row in people:
        chinese = any("\u3400" <= c <= "\u9fff" for c in row["surname"])
        together = "{surname}{given_name}" if chinese else "{given_name} {surname}"
        found.add(together.format(**row))
        found.add(f"{row['surname']}/{row['given_name']}")
        if row["document_masked"]:
            found.add(row["document_masked"])
    return sorted(found)


async def undecided_holder(product: Product, skipped: int = 0) -> dict[str, Any]:
    """Return phone, party_id and task_id of somebody whose phone stands for one undecided party with a held seat."""
    async with product.db.snapshot() as conn:
        row = await conn.row(
            """
            select t.phone, t.party_ids[1] as party_id, t.task_id from outreach.task t
            where t.phone is not null and not t.phone_bad and t.phone_quality in ('verified', 'unverified')
              and cardinality(t.party_ids) = 1 and not t.decided
              and (select count(*) from outreach.task o where o.phone = t.phone) = 1
              and t.party_ids[1] not in (select party_id from outreach.decision)
              and t.party_ids[1] not in (select party_id from outreach.wish)
              and exists (select from protection.offer o where o.party_id = t.party_ids[1] and o.state = 'held'
                          and o.kind not in ('refund', 'same_flight'))
            order by t.task_id limit 1 offset :skipped
            """,
            skipped=skipped,
        )
    assert row is not None, "everybody has decided"
    return row


async def ids_of(product: Product) -> dict[str, str]:
    """Return real ids by the names that path parameters have."""
    async with product.db.snapshot() as conn:
        row = await conn.row(
            """
            select e.passenger_id, e.disruption_id, e.party_id, e.task_id, t.campaign_id, d.leg_id
            from outreach.reach e join outreach.task t using (task_id)
            join disruptions.disruption d using (disruption_id) limit 1
            """
        )
    assert row is not None, "the storm hit nobody"
    path = await product.outreach.link_for(party_ids=[row["party_id"]])
    return {**row, "token": path.removeprefix("/p/"), "kind": "json", "channel": "call"}


@contextmanager
def served_storm(dsn: str, home: Path, **settings: Any) -> Iterator[StormSite]:
    """Serve the product over HTTP from a thread with its own event loop; the worker rests."""
    ready, stop = threading.Event(), threading.Event()
    found: list[StormSite] = []
    failed: list[BaseException] = []

    async def serve() -> None:
        async with storm(dsn, home, **settings) as (product, _, _):
            await add_people(product)
            app = create_app(product)
            server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, timeout_graceful_shutdown=1))
            task = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            found.append(
                StormSite(
                    base_url=f"http://127.0.0.1:{port}",
                    routes=walk(app),
                    openapi=app.openapi(),
                    ids=await ids_of(product),
                    secrets=await personal_data(product),
                    feed_token=await product.access.feed_tokens.create("fuzz"),
                )
            )
            ready.set()
            await asyncio.to_thread(stop.wait)
            server.should_exit = True
            await task

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            failed.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="storm site")
    thread.start()
    ready.wait(120)
    try:
        if failed:
            raise failed[0]
        yield found[0]
    finally:
        stop.set()
        thread.join(30)
