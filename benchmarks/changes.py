"""Complete changes a second: decisions of a storm carried out on the sandbox airline, one worker, one PostgreSQL."""

import argparse
import asyncio
import json
import os
import platform
import tempfile
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hongyan.bookings import BookingsSettings, ChangeRequest, ChangeRunner, Changes, Refunds, handlers
from hongyan.bookings.adapters.sandbox import (
    GeneratorSettings,
    SandboxAirline,
    SandboxFlight,
    ScheduleUpdate,
    generate,
)
from hongyan.bookings.model import HoldRequest, Order
from hongyan.core.clock import ManualClock
from hongyan.flights import LegKey, LegStatus
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.runtime.migrate import migrate

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def _flight(number: int, hours: int, orders: bool) -> SandboxFlight:
    departs = START + timedelta(hours=hours)
    leg = LegKey("ZZ", str(number), date(2026, 11, 22), "PVG", "CAN")
    return SandboxFlight(leg, departs, departs + timedelta(minutes=150), {"J": 8, "Y": 172}, None, orders)


async def _decisions(airline: SandboxAirline, old: list[LegKey], refund_every: int) -> list[ChangeRequest]:
    """Hold a seat on a later flight for every order and write down what its passengers chose."""
    orders = [o for o in await airline.orders_on(old) if _only(o, old)]
    asked = []
    for n, order in enumerate(orders):
        segment = next(s for s in order.segments if s.leg in old)
        later = LegKey("ZZ", str(int(segment.leg.number) + 5000), segment.leg.origin_date, "PVG", "CAN")
        hold_id = None
        refund = refund_every and n % refund_every == 0
        if not refund:
            request = HoldRequest(
                f"hold/{order.order_id}", (later,), ("Y",), order.seats, START + timedelta(hours=6)
            )
            hold_id = (await airline.hold([request]))[0].hold_id
            if hold_id is None:
                continue
        asked.append(
            ChangeRequest(
                subject=f"dis_1:{order.order_id}",
                order_id=order.order_id,
                passenger_ids=segment.passenger_ids,
                kind="refund" if refund else "rebook",
                old_segment_ids=(segment.segment_id,),
                hold_id=hold_id,
                offer_id=None,
                itinerary=() if refund else ({"leg": str(later), "cabin": "Y"},),
                fee=None,
                requested_by="bench",
                consent="bench",
            )
        )
    return asked


def _only(order: Order, old: list[LegKey]) -> bool:
    return len(order.segments) == 1 and order.segments[0].leg in old and order.group_name is None


async def run(flights: int, refund_every: int, concurrency: int, dsn: str) -> dict[str, Any]:
    """Return figures of carrying out one decision for every single-flight order on ``flights`` flights."""
    db, clock, registry = Database(dsn), ManualClock(START), Registry()
    airline = SandboxAirline(db, clock)
    old = [_flight(1000 + n, 4, True) for n in range(flights)]
    new = [_flight(6000 + n, 9, False) for n in range(flights)]
    loaded = await generate(db, old, seed=7, settings=GeneratorSettings(), now=START)
    await _sell_later_flights(airline, new)
    queue = Queue(dsn, registry)
    async with queue.app.open_async():
        settings = BookingsSettings(concurrency=concurrency)
        outbox = Outbox(registry, queue)
        refunds = Refunds(db, airline, outbox, clock, settings, lambda iata: "CN")
        runner = ChangeRunner(db, airline, outbox, clock, refunds, settings)
        changes = Changes(db, outbox, queue, clock, runner)
        handlers.wire(registry, changes, refunds)
        queue.declare()
        asked = await _decisions(airline, [f.leg for f in old], refund_every)
        started = time.perf_counter()
        for request in asked:
            async with db.transaction() as conn:
                await changes.request(conn, request)
        requested = time.perf_counter() - started
        started, busy = time.perf_counter(), time.process_time()
        await changes.reconcile()
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        done = await changes.for_subjects([r.subject for r in asked])
        async with db.snapshot() as conn:
            trouble = await conn.rows(
                "select state, event, error, count(*) as n from bookings.change_step "
                "where event not in ('done', 'not_needed') group by 1, 2, 3"
            )
        result = {
            "orders_loaded": str(loaded),
            "changes": len(asked),
            "passengers": sum(len(r.passenger_ids) for r in asked),
            "states": dict(Counter(c.state.value for c in done)),
            "trouble": trouble,
            "request_per_s": round(len(asked) / requested, 1),
            "seconds": round(seconds, 2),
            "own_cpu_ms_per_change": round(1000 * busy / max(1, len(asked)), 1),
            "changes_per_s": round(len(asked) / seconds, 1),
            "double_rebookings": await airline.double_rebookings(),
            "oversold_seats": await airline.oversold_seats(),
        }
    await db.close()
    return result


async def _sell_later_flights(airline: SandboxAirline, flights: list[SandboxFlight]) -> None:
    await airline.apply_schedule(
        [
            ScheduleUpdate(
                leg=f.leg,
                departs=f.departs,
                arrives=f.arrives,
                status=LegStatus.SCHEDULED,
                capacity=f.capacity,
                carrier_agreement=None,
            )
            for f in flights
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flights", type=int, default=20)
    parser.add_argument(
        "--refund-every", type=int, default=5, help="every n-th order asks for its money; 0 = none"
    )
    parser.add_argument("--concurrency", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as home:
        Path(home).chmod(0o755)
        with EmbeddedPostgres(Path(home) / "postgres") as postgres:
            migrate(postgres.dsn)
            figures = asyncio.run(
                run(options.flights, options.refund_every, options.concurrency, postgres.dsn)
            )
    machine = {"python": platform.python_version(), "cpus": os.cpu_count(), "system": platform.system()}
    print(json.dumps({"machine": machine, **figures}, indent=2))


if __name__ == "__main__":
    main()
