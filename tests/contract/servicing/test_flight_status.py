"""Flight status by number and by cities, from the board, in local times."""

import pytest

from hongyan.bootstrap import Product
from hongyan.core.errors import InvalidInput

FLIGHTS = [
    {
        "flight_no": "ZZ1305",
        "date": "2026-11-22",
        "status": "delayed",
        "delay_minutes": 95,
        "cause": "WX",
        "std": "14:00",
        "sta": "16:15",
        "origin": "PEK",
        "destination": "SHA",
        "terminal": "T3",
        "gate": "C21",
    },
    {
        "flight_no": "ZZ1307",
        "date": "2026-11-22",
        "status": "scheduled",
        "std": "23:30",
        "sta": "01:45",
        "origin": "PKX",
        "destination": "PVG",
    },
    {
        "flight_no": "ZZ1309",
        "date": "2026-11-22",
        "status": "cancelled",
        "cause": "COM",
        "std": "18:00",
        "sta": "20:15",
        "origin": "PEK",
        "destination": "SHA",
    },
]


async def test_by_number_and_day(product: Product) -> None:
    await product.load_world({"flights": FLIGHTS})
    (late,) = await product.flight_statuses.by_number("ZZ 1305", "2026-11-22")
    assert (late.status, late.delay_minutes, late.terminal, late.gate, late.cause) == (
        "delayed",
        95,
        "T3",
        "C21",
        "WX",
    )
    assert late.departs.isoformat() == "2026-11-22T14:00:00+08:00"
    assert late.expected_departure is not None and f"{late.expected_departure:%H:%M}" == "15:35"
    (night,) = await product.flight_statuses.by_number("ZZ01307", "2026-11-22")
    assert (night.status, night.arrives.date().isoformat(), night.expected_departure) == (
        "scheduled",
        "2026-11-23",
        None,
    )
    (gone,) = await product.flight_statuses.by_number("ZZ1309", "2026-11-22")
    assert (gone.status, gone.expected_departure, gone.delay_minutes) == ("cancelled", None, 0)
    assert await product.flight_statuses.by_number("ZZ1305", "2026-11-23") == []
    with pytest.raises(InvalidInput):
        await product.flight_statuses.by_number("hello", "2026-11-22")


async def test_between_cities(product: Product) -> None:
    await product.load_world({"flights": FLIGHTS})
    found = await product.flight_statuses.between("BJS", "SHA", "2026-11-22")
    assert [v.flight_no for v in found] == ["ZZ1305", "ZZ1309", "ZZ1307"]
    assert [v.flight_no for v in await product.flight_statuses.between("PEK", "PVG", "2026-11-22")] == []
    assert await product.flight_statuses.between("BJS", "SHA", "2026-11-21") == []
