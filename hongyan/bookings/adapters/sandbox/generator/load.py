"""Writes an invented day into the sandbox's tables with COPY, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql

from hongyan.bookings.adapters.sandbox.generator import fares
from hongyan.bookings.adapters.sandbox.generator.day import Day, invent_day
from hongyan.bookings.adapters.sandbox.generator.flights import SandboxFlight
from hongyan.bookings.adapters.sandbox.settings import GeneratorSettings
from hongyan.core.errors import Conflict, InvalidInput
from hongyan.runtime.database import Connection, Database

# tables in the order their foreign keys want
COLUMNS: dict[str, str] = {
    "ffp_account": "ffp_number tier miles",
    "orders": "order_id locator version channel group_name payment_method created_at linked_products",
    "passenger": "passenger_id order_id position surname given_name kind language zone ffp_number accompanies "
    "document_masked",
    "segment": "segment_id order_id position leg_key cabin rbd status departs arrives",
    "place": "segment_id passenger_id takes_seat",
    "ssr": "segment_id passenger_id code",
    "contact": "order_id position kind value quality owner_passenger_id valid_until",
    "ticket": "ticket_number order_id passenger_id issued_at",
    "coupon": "ticket_number coupon_number order_id passenger_id segment_id status fare taxes currency",
    "payment": "payment_id order_id method amount currency acquirer_reference paid_at",
    "departure_control": "segment_id passenger_id leg_key intends_at checked_in_at",
}
_INVENTORY = {
    "leg": "leg_key carrier board off departs arrives carrier_agreement",
    "cabin": "leg_key cabin capacity sold sold_elsewhere",
    "rbd": "leg_key cabin rbd authorised sold fare currency",
}


@dataclass(frozen=True, slots=True)
class Generated:
    """What a generated day came to; ``extra`` are the onward flights that were invented."""

    flights: int
    orders: int
    passengers: int
    infants: int
    connecting: int
    in_groups: int
    seats_sold: int
    extra: tuple[SandboxFlight, ...]


async def generate(
    db: Database, flights: Sequence[SandboxFlight], *, seed: int, settings: GeneratorSettings, now: datetime
) -> Generated:
    """Invent orders for ``flights`` as of ``now`` and load them with their inventory; all or nothing.

    Raises Conflict when one of the flights is in the sandbox already, InvalidInput when one is given twice.
    """
    async with db.transaction() as conn:
        await _refuse_known(conn, flights)
        first = int(await conn.value("select nextval('sandbox.ticket_serial')"))
        try:
            day = invent_day(flights, seed, settings, now, first)
        except ValueError as error:
            raise InvalidInput(str(error)) from error
        await _copy_day(conn, day, settings.currency)
        await conn.value("select setval('sandbox.ticket_serial', :last)", last=first + len(day.rows.ticket))
        for table in (*_INVENTORY, *COLUMNS):
            await conn.run(f"analyze sandbox.{table}")
    return _summary(day)


async def _refuse_known(conn: Connection, flights: Sequence[SandboxFlight]) -> None:
    known = await conn.value(
        "select leg_key from sandbox.leg where leg_key = any(cast(:legs as text[])) limit 1",
        legs=[str(f.leg) for f in flights],
    )
    if known is not None:
        raise Conflict("the sandbox has this flight already", leg=known)


async def _copy_day(conn: Connection, day: Day, currency: str) -> None:
    cabins = day.loads.cabins.items()
    await _copy(
        conn,
        "leg",
        _INVENTORY["leg"],
        (
            (str(f.leg), f.leg.carrier, f.leg.board, f.leg.off, f.departs, f.arrives, f.carrier_agreement)
            for f in day.loads.flights.values()
        ),
    )
    await _copy(
        conn,
        "cabin",
        _INVENTORY["cabin"],
        ((str(leg), cabin, load.capacity, load.sold, load.elsewhere) for (leg, cabin), load in cabins),
    )
    await _copy(
        conn,
        "rbd",
        _INVENTORY["rbd"],
        (
            (
                str(leg),
                cabin,
                rbd,
                limit,
                load.by_rbd.get(rbd, 0),
                fares.fare(cabin, rbd, "ADT", _minutes(day.loads.flights[leg]), currency),
                currency,
            )
            for (leg, cabin), load in cabins
            for rbd, limit in fares.authorised(cabin, load.capacity).items()
        ),
    )
    for table, columns in COLUMNS.items():
        await _copy(conn, table, columns, getattr(day.rows, table))


async def _copy(conn: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    driver = await conn.driver()
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier("sandbox", table), sql.SQL(", ").join(sql.Identifier(c) for c in columns.split())
    )
    async with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            await copy.write_row(row)


def _minutes(flight: SandboxFlight) -> float:
    return (flight.arrives - flight.departs).total_seconds() / 60


def _summary(day: Day) -> Generated:
    return Generated(
        flights=len(day.loads.flights),
        orders=len(day.rows.orders),
        passengers=len(day.rows.passenger),
        infants=sum(row[5] == "INF" for row in day.rows.passenger),
        connecting=day.connecting,
        in_groups=day.in_groups,
        seats_sold=sum(load.sold for load in day.loads.cabins.values()),
        extra=tuple(day.invented),
    )
