"""The sandbox airline passes the contract, and keeps its own books straight while doing so."""

from collections.abc import AsyncIterator

import pytest

from hongyan.bookings.adapters.sandbox import SandboxAirline
from hongyan.core.clock import ManualClock
from hongyan.flights import LegStatus
from hongyan.runtime.database import Database
from tests.builders.bookings import a_flight, a_leg, add_order, load_orders, schedule_of
from tests.contract.bookings.airline_system_contract import AirlineSystemContract, World

_OLD, _NEW, _PARTNER = a_leg(101), a_leg(103), a_leg(5101, carrier="YY")
_VIA = (a_leg(201, "PVG", "WUH"), a_leg(202, "WUH", "CAN"))
_EMPTY = [
    a_flight(leg, capacity={"J": 4, "Y": 20}, carrier_agreement="FIM" if leg is _PARTNER else None)
    for leg in (_NEW, _PARTNER, *_VIA)
]


@pytest.fixture
async def sandbox(db: Database, clock: ManualClock) -> AsyncIterator[SandboxAirline]:
    airline = SandboxAirline(db, clock)
    yield airline
    assert await airline.oversold_seats() == 0
    assert await airline.inventory_drift() == 0


@pytest.fixture
async def world(db: Database, clock: ManualClock, sandbox: SandboxAirline) -> World:
    await load_orders(db, [a_flight(_OLD)], load_factor=0.5)
    await sandbox.apply_schedule([schedule_of(flight) for flight in _EMPTY])
    return World(
        airline=sandbox,
        clock=clock,
        old=_OLD,
        new=_NEW,
        via=_VIA,
        partner=_PARTNER,
        family=await add_order(db, _OLD, "ADT", "ADT", "CHD", "INF", ssrs={0: ["WCHR", "INFT"]}),
        single=await add_order(db, _OLD, "ADT"),
        checked_in=await add_order(db, _OLD, "ADT", checked_in=True),
        cancel=lambda leg: sandbox.apply_schedule([schedule_of(a_flight(leg), status=LegStatus.CANCELLED)]),
        time_out_after_commit=lambda on: sandbox.faults.switch(time_out_after_commit=float(on)),
        time_out_before_commit=lambda on: sandbox.faults.switch(time_out_before_commit=float(on)),
    )


class TestSandbox(AirlineSystemContract):
    """Every test of the contract, with the books checked after each."""
