"""A small invented world for tests: flights of the fictional carrier ZZ and their orders in the sandbox airline."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from hongyan.bookings.adapters.sandbox import Generated, GeneratorSettings, SandboxFlight, generate
from hongyan.bookings.model import HoldRequest
from hongyan.flights import LegKey
from hongyan.runtime.database import Database

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # the ``clock`` fixture's instant, 10:00 in Shanghai
DAY = date(2026, 11, 22)


def a_leg(number: int = 101, board: str = "PVG", off: str = "CAN", carrier: str = "ZZ", day: date = DAY) -> LegKey:
    return LegKey(carrier, str(number), day, board, off)


def a_flight(
    leg: LegKey | None = None,
    *,
    departs: datetime | None = None,
    minutes: int = 150,
    capacity: Mapping[str, int] | None = None,
    carrier_agreement: str | None = None,
    with_orders: bool = True,
) -> SandboxFlight:
    """A flight leaving ten hours after START, with 8 seats in front and 162 behind."""
    off_blocks = departs or START + timedelta(hours=10)
    return SandboxFlight(
        leg or a_leg(),
        off_blocks,
        off_blocks + timedelta(minutes=minutes),
        capacity or {"J": 8, "Y": 162},
        carrier_agreement,
        with_orders,
    )


def a_day(flights: int, capacity: Mapping[str, int] | None = None, start: datetime = START) -> list[SandboxFlight]:
    """``flights`` flights from Shanghai to six places and back, one every four minutes, later ones next day too."""
    places = ("CAN", "PEK", "CTU", "XIY", "SZX", "KMG")
    made = []
    for n in range(flights):
        place = places[n % len(places)]
        board, off = ("PVG", place) if n % 2 == 0 else (place, "PVG")
        departs = start + timedelta(hours=2, minutes=4 * n)
        day = (departs + timedelta(hours=8)).date()
        made.append(a_flight(a_leg(1000 + n, board, off, day=day), departs=departs, capacity=capacity))
    return made


async def load_orders(
    db: Database,
    flights: Sequence[SandboxFlight],
    *,
    seed: int = 7,
    now: datetime = START,
    **settings: object,
) -> Generated:
    """Generate orders for ``flights``; keyword arguments override ``GeneratorSettings``."""
    return await generate(
        db, flights, seed=seed, settings=GeneratorSettings.model_validate(settings), now=now
    )


def a_hold(
    key: str,
    *legs: LegKey,
    cabin: str = "Y",
    seats: int = 1,
    expires_at: datetime = START + timedelta(hours=6),
) -> HoldRequest:
    return HoldRequest(key, legs, (cabin,) * len(legs), seats, expires_at)
