"""All SQL of flights: set-based, a batch at a time."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from hongyan.flights.apply import Flight, FlightKey
from hongyan.flights.model import Leg, LegKey
from hongyan.flights.rows import LEG_COLUMNS, flights_from_rows, leg_from_row, leg_to_row
from hongyan.runtime import Connection
from hongyan.runtime.database import to_json

_KEYS = "jsonb_to_recordset(cast(:keys as jsonb)) as k(carrier text, number text, origin_date date)"
_LEG_TYPES = """leg_id text, carrier text, number text, origin_date date, board text, off text, std timestamptz,
    sta timestamptz, etd timestamptz, eta timestamptz, atd timestamptz, ata timestamptz, status text, cause_code text,
    cause_system text, cause_text text, inherited_cause text, registration text, aircraft_type text, configuration text,
    departure_time_known boolean, diverted_to text, via text[], version integer, terminal text,
    arrival_terminal text, gate text"""
_LEG_NAMES = [part.split()[0] for part in _LEG_TYPES.replace("\n", " ").split(",")]
_LEG_UPDATES = ", ".join(f"{name} = excluded.{name}" for name in _LEG_NAMES[6:])


def _keys(keys: Collection[FlightKey]) -> str:
    return to_json([{"carrier": c, "number": n, "origin_date": d} for c, n, d in keys])


async def load_flights(conn: Connection, keys: Collection[FlightKey]) -> list[Flight]:
    """Return the flights of ``keys`` that are known, with their legs."""
    if not keys:
        return []
    asked = _keys(keys)
    flights = await conn.rows(
        f"select f.* from {_KEYS} join flights.flight f using (carrier, number, origin_date)", keys=asked
    )
    legs = await conn.rows(
        f"select {LEG_COLUMNS} from {_KEYS} join flights.leg using (carrier, number, origin_date)", keys=asked
    )
    return flights_from_rows(flights, legs)


async def save_flights(conn: Connection, flights: Sequence[Flight]) -> None:
    records = [
        {
            "carrier": f.carrier,
            "number": f.number,
            "origin_date": f.origin_date,
            "facts": [x.as_row() for x in f.facts],
        }
        for f in flights
    ]
    await conn.bulk(
        """
        insert into flights.flight (carrier, number, origin_date, facts)
        select r.carrier, r.number, r.origin_date, r.facts
        from jsonb_to_recordset(cast(:records as jsonb))
            as r(carrier text, number text, origin_date date, facts jsonb)
        on conflict (carrier, number, origin_date) do update set facts = excluded.facts
        """,
        records,
    )


async def save_legs(conn: Connection, legs: Sequence[Leg]) -> None:
    await conn.bulk(
        f"""
        insert into flights.leg ({", ".join(_LEG_NAMES)})
        select {", ".join(f"r.{name}" for name in _LEG_NAMES)}
        from jsonb_to_recordset(cast(:records as jsonb)) as r({_LEG_TYPES})
        on conflict (leg_id) do update set {_LEG_UPDATES}
        """,
        [leg_to_row(leg) for leg in legs],
    )


async def save_changes(conn: Connection, records: Sequence[dict[str, Any]]) -> None:
    """Append to the history; records are ``{leg_id, what, known_at, message_id, source, before, after, applied_at}``."""
    await conn.bulk(
        """
        insert into flights.leg_change (leg_id, what, known_at, applied_at, message_id, source, before, after)
        select r.leg_id, r.what, r.known_at, r.applied_at, r.message_id, r.source, r.before, r.after
        from jsonb_to_recordset(cast(:records as jsonb)) as r(leg_id text, what text, known_at timestamptz,
            applied_at timestamptz, message_id text, source text, before jsonb, after jsonb)
        """,
        records,
    )


async def legs_of_aircraft(
    conn: Connection,
    registrations: Collection[str],
    start: datetime,
    end: datetime,
    with_cause: Collection[str],
) -> list[Leg]:
    """Return all legs scheduled in this time of those aircraft that have a leg with one of the causes, or inherited."""
    rows = await conn.rows(
        f"""
        select {LEG_COLUMNS} from flights.leg
        where std between :start and :end and registration in (
            select registration from flights.leg
            where registration = any(:names) and std between :start and :end
              and (cause_code = any(:causes) or inherited_cause is not null))
        """,
        names=list(registrations),
        start=start,
        end=end,
        causes=list(with_cause),
    )
    return [leg_from_row(row) for row in rows]


async def legs_by_id(conn: Connection, leg_ids: Collection[str]) -> list[Leg]:
    rows = await conn.rows(
        f"select {LEG_COLUMNS} from flights.leg where leg_id = any(:ids)", ids=list(leg_ids)
    )
    return [leg_from_row(row) for row in rows]


async def legs_by_key(conn: Connection, keys: Collection[LegKey]) -> list[Leg]:
    records = [
        {
            "carrier": k.carrier,
            "number": k.number,
            "origin_date": k.origin_date,
            "board": k.board,
            "off": k.off,
        }
        for k in keys
    ]
    rows = await conn.rows(
        f"""
        select {LEG_COLUMNS}
        from jsonb_to_recordset(cast(:records as jsonb))
            as r(carrier text, number text, origin_date date, board text, off text)
        join flights.leg using (carrier, number, origin_date, board, off)
        """,
        records=to_json(records),
    )
    return [leg_from_row(row) for row in rows]


async def legs_on_date(conn: Connection, day: date, station: str | None) -> list[Leg]:
    """Return the legs of flights of this local origin date, in order of departure."""
    rows = await conn.rows(
        f"""
        select {LEG_COLUMNS} from flights.leg
        where origin_date = :day and (cast(:station as text) is null or :station in (board, off))
        order by std, carrier, number
        """,
        day=day,
        station=station,
    )
    return [leg_from_row(row) for row in rows]


async def board_page(
    conn: Connection,
    day: date,
    station: str | None,
    status: str | None,
    query: str | None,
    limit: int,
    offset: int,
) -> tuple[int, list[Leg]]:
    """Return (how many match, one page of them) of the flights board."""
    rows = await conn.rows(
        f"""
        select {LEG_COLUMNS}, count(*) over () as total from flights.leg
        where origin_date = :day
          and (cast(:station as text) is null or :station in (board, off))
          and (cast(:status as text) is null or status = :status
               or (:status = 'delayed' and status <> 'cancelled'
                   and coalesce(atd, etd, std) >= std + interval '15 minutes'))
          and (cast(:query as text) is null or strpos(carrier || number || ' ' || board || ' ' || off || ' '
               || coalesce(registration, ''), upper(:query)) > 0)
        order by std, carrier, number, board limit :limit offset :offset
        """,
        day=day, station=station, status=status, query=query, limit=limit, offset=offset,
    )  # fmt: skip
    return (rows[0]["total"] if rows else 0), [leg_from_row(row) for row in rows]


async def legs_of_flight(conn: Connection, carrier: str, number: str, day: date) -> list[Leg]:
    rows = await conn.rows(
        f"""
        select {LEG_COLUMNS} from flights.leg
        where carrier = :carrier and number = :number and origin_date = :day order by std
        """,
        carrier=carrier,
        number=number,
        day=day,
    )
    return [leg_from_row(row) for row in rows]


async def legs_between(
    conn: Connection, boards: Collection[str], offs: Collection[str], day: date
) -> list[Leg]:
    """Return the legs whose departure may fall on a local day at their station, in order of departure."""
    rows = await conn.rows(
        f"""
        select {LEG_COLUMNS} from flights.leg
        where board = any(:boards) and off = any(:offs)
          and std between cast(:day as date) - interval '14 hours' and cast(:day as date) + interval '36 hours'
        order by std, carrier, number
        """,
        boards=list(boards),
        offs=list(offs),
        day=day,
    )
    return [leg_from_row(row) for row in rows]


async def legs_departing(
    conn: Connection, boards: Collection[str], offs: Collection[str], earliest: datetime, latest: datetime
) -> list[Leg]:
    """Return operating legs between these stations with a best-known departure in the window."""
    rows = await conn.rows(
        f"""
        select {LEG_COLUMNS} from flights.leg
        where board = any(:boards) and (cardinality(cast(:offs as text[])) = 0 or off = any(:offs))
          and coalesce(atd, etd, std) between :earliest and :latest
          and std between cast(:earliest as timestamptz) - interval '36 hours' and :latest  -- lets the index help
          and status = 'scheduled'
        order by coalesce(atd, etd, std)
        """,
        boards=list(boards),
        offs=list(offs),
        earliest=earliest,
        latest=latest,
    )
    return [leg_from_row(row) for row in rows]


async def changes_of(conn: Connection, leg_id: str, limit: int = 500) -> list[dict[str, Any]]:
    """Return the newest changes of a leg, newest first, with the kind of the message that made each."""
    return await conn.rows(
        """
        select c.change_id, c.what, c.known_at, c.applied_at, c.message_id, c.source, c.before, c.after
        from flights.leg_change c where c.leg_id = :leg_id order by c.change_id desc limit :limit
        """,
        leg_id=leg_id,
        limit=limit,
    )
