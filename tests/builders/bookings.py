"""A small invented world for tests: flights of the fictional carrier ZZ and their orders in the sandbox airline."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from hongyan.bookings.adapters.sandbox import (
    Generated,
    GeneratorSettings,
    SandboxFlight,
    ScheduleUpdate,
    generate,
)
from hongyan.bookings.model import HoldRequest
from hongyan.core.ids import new_id
from hongyan.flights import LegKey, LegStatus
from hongyan.runtime.database import Connection, Database

START = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # the ``clock`` fixture's instant, 10:00 in Shanghai
DAY = date(2026, 11, 22)


def a_leg(
    number: int = 101, board: str = "PVG", off: str = "CAN", carrier: str = "ZZ", day: date = DAY
) -> LegKey:
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
        {"J": 8, "Y": 162} if capacity is None else capacity,
        carrier_agreement,
        with_orders,
    )


def a_day(
    flights: int, capacity: Mapping[str, int] | None = None, start: datetime = START
) -> list[SandboxFlight]:
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


def schedule_of(
    flight: SandboxFlight,
    *,
    status: LegStatus = LegStatus.SCHEDULED,
    later: timedelta = timedelta(0),
) -> ScheduleUpdate:
    """What operations say about a flight: as planned, or with a status, or ``later``."""
    return ScheduleUpdate(
        leg=flight.leg,
        departs=flight.departs + later,
        arrives=flight.arrives + later,
        status=status,
        capacity=flight.capacity,
        carrier_agreement=flight.carrier_agreement,
    )


async def add_order(
    db: Database,
    leg: LegKey,
    *kinds: str,
    cabin: str = "Y",
    checked_in: bool = False,
    ssrs: Mapping[int, Sequence[str]] | None = None,
    phone: str | None = "+8613490000001",
    fare: int = 800,
) -> str:
    """Book one order on a leg the sandbox has (``kinds``: ADT, CHD, UMNR, INF with the first adult); returns its id."""
    order = {"order": new_id("ord"), "segment": new_id("seg"), "leg": str(leg)}
    people = [new_id("pax") for _ in kinds or ("ADT",)]
    async with db.transaction() as conn:
        await _insert_order(conn, order, cabin, sum(kind != "INF" for kind in kinds or ("ADT",)), phone)
        for n, kind in enumerate(kinds or ("ADT",)):
            infant = kind == "INF"
            await _insert_traveller(
                conn,
                {**order, "passenger": people[n]},
                n + 1,
                kind,
                people[0] if infant else None,
                (ssrs or {}).get(n, ()),
            )
            await _insert_ticket(
                conn, {**order, "passenger": people[n]}, fare // 10 if infant else fare, checked_in
            )
    return order["order"]


async def _insert_order(
    conn: Connection, order: dict[str, str], cabin: str, seats: int, phone: str | None
) -> None:
    await conn.run(
        """insert into sandbox.orders (order_id, locator, channel, payment_method, created_at)
           values (:order, :locator, 'direct', 'card', :at)""",
        order=order["order"],
        locator=order["order"][-6:].upper(),
        at=START - timedelta(days=20),
    )
    await conn.run(
        """insert into sandbox.segment
             (segment_id, order_id, position, leg_key, cabin, rbd, status, departs, arrives)
           select :segment, :order, 1, leg_key, :cabin, :cabin, 'HK', departs, arrives
           from sandbox.leg where leg_key = :leg""",
        cabin=cabin,
        **order,
    )
    for table, and_class in (("cabin", ""), ("rbd", "and rbd = :cabin")):
        await conn.run(
            f"""update sandbox.{table} set sold = sold + :seats
                where leg_key = :leg and cabin = :cabin {and_class}""",
            seats=seats,
            leg=order["leg"],
            cabin=cabin,
        )
    if phone:
        await conn.run(
            "insert into sandbox.contact values (:order, 1, 'mobile', :phone, 'verified')",
            order=order["order"],
            phone=phone,
        )


async def _insert_traveller(
    conn: Connection,
    who: dict[str, str],
    position: int,
    kind: str,
    adult: str | None,
    ssrs: Sequence[str],
) -> None:
    await conn.run(
        """insert into sandbox.passenger
             (passenger_id, order_id, position, surname, given_name, kind, language, zone, accompanies)
           values (:passenger, :order, :position, 'LIN', :given, :kind, 'zh-CN', 'Asia/Shanghai', :adult)""",
        passenger=who["passenger"],
        order=who["order"],
        position=position,
        given=f"MU {position}",
        kind=kind,
        adult=adult,
    )
    place = {"segment": who["segment"], "passenger": who["passenger"]}
    await conn.run(
        "insert into sandbox.place values (:segment, :passenger, :takes_seat)",
        takes_seat=kind != "INF",
        **place,
    )
    for code in ssrs:
        await conn.run("insert into sandbox.ssr values (:segment, :passenger, :code)", code=code, **place)


async def _insert_ticket(conn: Connection, who: dict[str, str], fare: int, checked_in: bool) -> None:
    ticket = await conn.value(
        """insert into sandbox.ticket (ticket_number, order_id, passenger_id, issued_at)
           values ('099' || lpad(cast(nextval('sandbox.ticket_serial') as text), 10, '0'),
                   :order, :passenger, :at) returning ticket_number""",
        order=who["order"],
        passenger=who["passenger"],
        at=START - timedelta(days=20),
    )
    await conn.run(
        "insert into sandbox.coupon values (:ticket, 1, :order, :passenger, :segment, :status, :fare, 120, 'CNY')",
        ticket=ticket,
        order=who["order"],
        passenger=who["passenger"],
        segment=who["segment"],
        status="C" if checked_in else "O",
        fare=fare,
    )
    if checked_in:
        await conn.run(
            """insert into sandbox.departure_control (segment_id, passenger_id, leg_key, checked_in_at)
               values (:segment, :passenger, :leg, :at)""",
            segment=who["segment"],
            passenger=who["passenger"],
            leg=who["leg"],
            at=START - timedelta(hours=1),
        )
