"""Seats, check-in and special services of a booked flight."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hongyan.bookings.adapters.sandbox import seat_map
from hongyan.bookings.adapters.sandbox.order_lock import lock_order, travellers
from hongyan.bookings.adapters.sandbox.selling import Details
from hongyan.bookings.errors import CheckInClosed, CouponNotOpen, SeatTaken, SsrRefused
from hongyan.core.errors import InvalidInput
from hongyan.runtime.database import Connection

_OPENS, _CLOSES = timedelta(hours=48), timedelta(minutes=45)
_MEALS = frozenset(
    [
        "AVML",
        "BBML",
        "BLML",
        "CHML",
        "DBML",
        "FPML",
        "GFML",
        "HNML",
        "KSML",
        "LCML",
        "LFML",
        "LSML",
        "MOML",
        "NLML",
        "RVML",
        "SFML",
        "SPML",
        "VGML",
        "VJML",
        "VLML",
        "VOML",
    ]
)
_AT_ONCE = frozenset({"WCHR", "WCHS", "BLND", "DEAF", "MAAS", "INFT", "CHLD", "BSCT"}) | _MEALS
_BY_STAFF = frozenset({"WCHC", "STCR", "MEDA", "OXYG", "UMNR", "PETC", "AVIH", "EXST", "DPNA"})
_MEAL_NOTICE, _STAFF_NOTICE = timedelta(hours=24), timedelta(hours=48)
_MINOR_AGES = range(5, 12)


async def check_in(
    conn: Connection, order_id: str, ids: Sequence[str], segment_id: str, now: datetime
) -> Details:
    """Coupon O → C within the check-in window; each traveller with a seat to himself gets one if he has none."""
    await lock_order(conn, order_id, None)
    people = await travellers(conn, order_id, ids)
    flight = await _flight(conn, order_id, segment_id)
    if flight["status"] not in ("HK", "TK") or flight["leg_status"] not in ("scheduled", "returned"):
        raise CheckInClosed("the flight does not operate", segment_id=segment_id)
    if not flight["departs"] - _OPENS <= now <= flight["departs"] - _CLOSES:
        raise CheckInClosed(opens=str(flight["departs"] - _OPENS), closes=str(flight["departs"] - _CLOSES))
    changed = await conn.rows(
        """update sandbox.coupon set status = 'C' where segment_id = :segment and status = 'O'
           and passenger_id = any(cast(:ids as text[])) returning passenger_id""",
        segment=segment_id,
        ids=list(ids),
    )
    if not changed:
        raise CouponNotOpen("nothing to check in", segment_id=segment_id)
    done = [row["passenger_id"] for row in changed]
    await conn.run(
        """insert into sandbox.departure_control (segment_id, passenger_id, leg_key, checked_in_at)
           select :segment, p, :leg, :now from unnest(cast(:ids as text[])) p
           on conflict (segment_id, passenger_id) do update
             set checked_in_at = excluded.checked_in_at, off_loaded_at = null, intends_at = null""",
        segment=segment_id,
        leg=flight["leg_key"],
        now=now,
        ids=done,
    )
    seated = await _seats(conn, segment_id)
    standing = {p["passenger_id"]: "" for p in people if p["kind"] != "INF" and p["passenger_id"] in done}
    await _assign(conn, flight, {p: wish for p, wish in standing.items() if p not in seated})
    seated = await _seats(conn, segment_id)
    return {"checked_in": ",".join(done), "seats": ",".join(f"{p}={s}" for p, s in sorted(seated.items()))}


async def assign_seats(
    conn: Connection, order_id: str, segment_id: str, wishes: Mapping[str, str]
) -> Details:
    """Give each traveller the seat wished for, leaving the one before. Raises SeatTaken."""
    await lock_order(conn, order_id, None)
    people = await travellers(conn, order_id, list(wishes))
    if any(p["kind"] == "INF" for p in people):
        raise InvalidInput("an infant on a lap has no seat of its own", order_id=order_id)
    flight = await _flight(conn, order_id, segment_id)
    if flight["status"] not in ("HK", "TK"):
        raise InvalidInput("there is no confirmed place on this flight", segment_id=segment_id)
    given = await _assign(conn, flight, wishes)
    return {"segment_id": segment_id, "seats": ",".join(f"{p}={s}" for p, s in sorted(given.items()))}


async def request_ssr(
    conn: Connection, order_id: str, ids: Sequence[str], segments: Sequence[str], code: str, now: datetime
) -> Details:
    """Ask for a service: HK when the carrier gives it to everybody, HN when its staff must agree. Raises SsrRefused."""
    code = code.upper()
    if code not in _AT_ONCE | _BY_STAFF:
        raise InvalidInput("unknown special service", code=code)
    await lock_order(conn, order_id, None)
    await travellers(conn, order_id, ids)
    flights = [await _flight(conn, order_id, segment_id) for segment_id in segments]
    first = min(f["departs"] for f in flights)
    notice = _MEAL_NOTICE if code in _MEALS else _STAFF_NOTICE if code in _BY_STAFF else timedelta(0)
    if first - now < notice:
        raise SsrRefused("too late for this service", code=code, notice_hours=notice.total_seconds() // 3600)
    if code == "UMNR" and not await _minors(conn, ids):
        raise SsrRefused("only children from 5 to 11 years fly alone", code=code)
    status = "HN" if code in _BY_STAFF else "HK"
    await conn.run(
        """insert into sandbox.ssr (segment_id, passenger_id, code, status)
           select s, p, :code, :status from unnest(cast(:segments as text[])) s, unnest(cast(:ids as text[])) p
           on conflict (passenger_id, segment_id, code) do nothing""",
        code=code,
        status=status,
        segments=list(segments),
        ids=list(ids),
    )
    return {"code": code, "status": status, "passenger_ids": ",".join(ids), "segment_ids": ",".join(segments)}


async def _minors(conn: Connection, ids: Sequence[str]) -> bool:
    rows = await conn.rows(
        "select age, kind from sandbox.passenger where passenger_id = any(cast(:ids as text[]))",
        ids=list(ids),
    )
    return all(r["age"] in _MINOR_AGES if r["age"] is not None else r["kind"] != "ADT" for r in rows)


async def _flight(conn: Connection, order_id: str, segment_id: str) -> dict[str, Any]:
    row = await conn.row(
        """select s.segment_id, s.leg_key, s.cabin, s.status, l.departs, l.status as leg_status, c.capacity
           from sandbox.segment s join sandbox.leg l using (leg_key)
           join sandbox.cabin c on c.leg_key = s.leg_key and c.cabin = s.cabin
           where s.order_id = :order_id and s.segment_id = :segment""",
        order_id=order_id,
        segment=segment_id,
    )
    if row is None:
        raise InvalidInput("this segment is not of this order", segment_id=segment_id)
    return row


async def _seats(conn: Connection, segment_id: str) -> dict[str, str]:
    rows = await conn.rows(
        "select passenger_id, seat from sandbox.seat where segment_id = :segment", segment=segment_id
    )
    return {row["passenger_id"]: row["seat"] for row in rows}


async def _assign(conn: Connection, flight: dict[str, Any], wishes: Mapping[str, str]) -> dict[str, str]:
    """Two travellers cannot take one seat: the cabin row is the lock of its seat map."""
    if not wishes:
        return {}
    await conn.rows(
        "select 1 from sandbox.cabin where leg_key = :leg and cabin = :cabin for update",
        leg=flight["leg_key"],
        cabin=flight["cabin"],
    )
    await conn.run(
        """delete from sandbox.seat where segment_id = :segment
           and passenger_id = any(cast(:ids as text[]))""",
        segment=flight["segment_id"],
        ids=list(wishes),
    )
    rows = await conn.rows("select seat from sandbox.seat where leg_key = :leg", leg=flight["leg_key"])
    taken = {row["seat"] for row in rows}
    given: dict[str, str] = {}
    for passenger_id, wish in wishes.items():
        seat = seat_map.choose(flight["cabin"], flight["capacity"], taken, wish)
        if seat is None:
            raise SeatTaken(wish=wish)
        given[passenger_id] = seat
        taken.add(seat)
    await conn.bulk(
        """insert into sandbox.seat (segment_id, passenger_id, leg_key, seat)
           select :segment, r.passenger, :leg, r.seat
           from jsonb_to_recordset(cast(:records as jsonb)) as r(passenger text, seat text)""",
        [{"passenger": p, "seat": s} for p, s in given.items()],
        segment=flight["segment_id"],
        leg=flight["leg_key"],
    )
    return given
