"""How many feed messages a second are accepted and applied: ``hongyan bench feed`` calls ``run``."""

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from hongyan.core.clock import ManualClock
from hongyan.flights import Airports, FeedDoor, FlightsSettings
from hongyan.flights.feed_door import PROCESS_JOB
from hongyan.jobs import Outbox, Queue, Registry
from hongyan.runtime import Database
from hongyan.runtime.embedded_postgres import EmbeddedPostgres
from hongyan.runtime.migrate import migrate

DAY = date(2026, 11, 22)
_STATIONS = ("PEK", "SHA", "CAN", "CTU", "SZX", "XIY", "KMG", "HGH", "CKG", "NKG")
_START = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


def make_messages(n: int) -> tuple[list[bytes], list[tuple[str, bytes]]]:
    """Return (the schedule, ``n`` live messages): of ten, six MVT, two AIDX, one ASM, one JSON."""
    flights = max(50, n // 8)
    schedule, live = [], []
    for i in range(flights):
        board, off = _STATIONS[i % 10], _STATIONS[(i + 1 + i // 10 % 9) % 10]
        std = _START + timedelta(minutes=i % 1380)
        schedule.append(
            _json(i, board, off, {"std": std.isoformat(), "sta": (std + timedelta(hours=2)).isoformat()})
        )
    for k in range(n):
        i = k % flights
        board, off = _STATIONS[i % 10], _STATIONS[(i + 1 + i // 10 % 9) % 10]
        std = _START + timedelta(minutes=i % 1380)
        etd = std + timedelta(minutes=5 * (k // flights + 1))
        number, kind = 1000 + i, k // flights % 10
        if kind < 6:
            text = f"QU PEKKKZZ\n.HDQOPZZ 22{k % 24:02}{k % 60:02}\nMVT\nZZ{number}/22.B{i:04}.{board}\nED{etd:%d%H%M}\nDL93/0030"
            live.append(("mvt", text.encode()))
        elif kind < 8:
            live.append(("aidx", _aidx(number, board, off, std, etd)))
        elif kind == 8:
            live.append(
                ("asm", f"ASM\nUTC\nTIM\nZZ{number}/22NOV26\n{board}{etd:%H%M} {off}2359\nSI X".encode())
            )
        else:
            live.append(("json", _json(i, board, off, {"etd": etd.isoformat()})))
    return schedule, live


def _json(i: int, board: str, off: str, fields: dict[str, Any]) -> bytes:
    named = {"flight": f"ZZ{1000 + i}", "origin_date": DAY.isoformat(), "board": board, "off": off}
    return json.dumps(named | fields).encode()


def _aidx(number: int, board: str, off: str, std: datetime, etd: datetime) -> bytes:
    return (
        '<IATA_AIDX_FlightLegNotifRQ xmlns="http://www.iata.org/IATA/2007/00" Version="22.1" TimeStamp="2026-11-22T02:00:00Z">'
        f"<FlightLeg><LegIdentifier><Airline>ZZ</Airline><FlightNumber>{number}</FlightNumber>"
        f"<DepartureAirport>{board}</DepartureAirport><ArrivalAirport>{off}</ArrivalAirport>"
        f"<OriginDate>{DAY}</OriginDate></LegIdentifier><LegData><OperationalStatus>OP</OperationalStatus>"
        f'<OperationTime OperationQualifier="OFB" TimeType="SCT">{std.isoformat()}</OperationTime>'
        f'<OperationTime OperationQualifier="OFB" TimeType="EST">{etd.isoformat()}</OperationTime>'
        "</LegData></FlightLeg></IATA_AIDX_FlightLegNotifRQ>"
    ).encode()


def run(messages: int = 20_000, batch: int = 500, dsn: str | None = None) -> dict[str, Any]:
    """Send ``messages`` through the door, in calls of ``batch``; without a DSN on an embedded PostgreSQL of its own."""
    if dsn is not None:
        return asyncio.run(_measure(messages, batch, dsn))
    with tempfile.TemporaryDirectory(prefix="hongyan-bench-") as home:
        Path(home).chmod(0o755)
        with EmbeddedPostgres(Path(home) / "postgres") as postgres:
            migrate(postgres.dsn)
            return asyncio.run(_measure(messages, batch, postgres.dsn))


async def _measure(n: int, batch: int, dsn: str) -> dict[str, Any]:
    db = Database(dsn)
    registry = Registry()
    queue = Queue(dsn, registry)
    door = FeedDoor(
        db, ManualClock(_START), Outbox(registry, queue), queue, Airports(), FlightsSettings(batch=batch)
    )
    registry.job(PROCESS_JOB, door.process_all)
    queue.declare()
    schedule, live = make_messages(n)
    async with queue.app.open_async():
        for start in range(0, len(schedule), 500):
            await door.accept("json", schedule[start : start + 500], "bench")
        await door.process_all()
        accept = await _accept(door, live, batch)
        began = time.perf_counter()
        await door.process_all()
        apply = time.perf_counter() - began
    async with db.snapshot() as conn:
        states = await conn.rows("select state, count(*) as n from flights.feed_message group by state")
        changes = await conn.value("select count(*) from flights.leg_change")
    await db.close()
    return {
        "messages": n,
        "accepted_per_s": round(n / accept),
        "applied_per_s": round(n / apply),
        "both_per_s": round(n / (accept + apply)),
        "states": {row["state"]: row["n"] for row in states},
        "changes": changes,
    }


async def _accept(door: FeedDoor, live: Sequence[tuple[str, bytes]], batch: int) -> float:
    began = time.perf_counter()
    by_kind: dict[str, list[bytes]] = {}
    for kind, body in live:
        by_kind.setdefault(kind, []).append(body)
        if len(by_kind[kind]) == batch:
            await door.accept(kind, by_kind.pop(kind), "bench")
    for kind, bodies in by_kind.items():
        await door.accept(kind, bodies, "bench")
    return time.perf_counter() - began
