"""A wired product on a test database, and small worlds in the form of scripted dialogues."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from hongyan.bootstrap import Product, opened
from hongyan.core.clock import ManualClock
from hongyan.settings import Settings

BANDS = {"week": 8 * 24, "days": 72, "hours": 24, "late": 2}


@asynccontextmanager
async def product_on(dsn: str, home: Path, clock: ManualClock, **settings: Any) -> AsyncIterator[Product]:
    """Open the whole product on ``dsn``; its clock stands still."""
    async with opened(Settings(dsn=dsn, home=home, **settings), clock=clock) as product:
        yield product


def a_pax(
    name: str = "林晓彤", kind: str = "ADT", ticket_no: str = "0992401330117", **more: Any
) -> dict[str, Any]:
    return {"name": name, "type": kind, "ticket_no": ticket_no, **more}


def a_segment(**changes: Any) -> dict[str, Any]:
    return {
        "flight_no": "ZZ1305",
        "date": "2026-11-26",
        "origin": "PEK",
        "destination": "SHA",
        "std": "14:00",
        "sta": "16:15",
        "status": "HK",
        "coupon": "O",
        "rbd": "K",
        "face_fare": 1000,
        "taxes": 90,
    } | changes


def a_booking(
    *pax: dict[str, Any], segments: list[dict[str, Any]] | None = None, **changes: Any
) -> dict[str, Any]:
    return {
        "locator": "K7M2QD",
        "contact_phone": "13800001207",
        "pax": list(pax) or [a_pax()],
        "segments": segments or [a_segment()],
    } | changes


def an_offer(**changes: Any) -> dict[str, Any]:
    return {
        "flight_no": "ZZ1309",
        "date": "2026-11-27",
        "std": "09:00",
        "sta": "11:15",
        "rbd": "K",
        "fare": 1080,
        "seats": 9,
    } | changes
