"""Sells held seats into an order, and gives booked seats back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hongyan.bookings.adapters.sandbox import inventory
from hongyan.bookings.adapters.sandbox.order_lock import lock_order, travellers
from hongyan.bookings.errors import CouponNotOpen, HoldGone, NoSeats
from hongyan.bookings.model import CouponStatus
from hongyan.core.errors import InvalidInput
from hongyan.core.ids import new_id
from hongyan.runtime.database import Connection

Details = dict[str, str]

_NEW_SEGMENTS = """
insert into sandbox.segment
    (segment_id, order_id, position, leg_key, cabin, rbd, status, departs, arrives, by_change)
select r.segment_id, :order_id, r.position + (select coalesce(max(position), 0) from sandbox.segment
       where order_id = :order_id), r.leg_key, r.cabin, r.rbd, 'HK', l.departs, l.arrives, true
from jsonb_to_recordset(cast(:records as jsonb))
  as r(segment_id text, position integer, leg_key text, cabin text, rbd text)
join sandbox.leg l using (leg_key)
"""
_NEW_PLACES = """
insert into sandbox.place (segment_id, passenger_id, takes_seat)
select s, p.passenger_id, p.kind <> 'INF'
from unnest(cast(:segments as text[])) s, sandbox.passenger p where p.passenger_id = any(cast(:ids as text[]))
"""
# special services do not follow by themselves: they are asked for again on every new flight
_ASK_SSRS_AGAIN = """
insert into sandbox.ssr (segment_id, passenger_id, code)
select s, r.passenger_id, r.code from unnest(cast(:segments as text[])) s,
     (select distinct passenger_id, code from sandbox.ssr where passenger_id = any(cast(:ids as text[]))) r
"""


async def sell(
    conn: Connection, order_id: str, ids: Sequence[str], hold_id: str, version: int, now: datetime
) -> Details:
    """Turn the hold into HK segments. Raises VersionConflict, HoldGone, NoSeats; returns the new segment ids."""
    await lock_order(conn, order_id, version)
    seats = sum(p["kind"] != "INF" for p in await travellers(conn, order_id, ids))
    legs = await take_hold(conn, hold_id, seats, now)
    segments = [
        {
            "segment_id": new_id("seg"),
            "position": n,
            "leg_key": leg["leg_key"],
            "cabin": leg["cabin"],
            "rbd": leg["rbd"] or inventory.FULL_FARE[leg["cabin"]],
        }
        for n, leg in enumerate(legs, 1)
    ]
    await inventory.change_sold(conn, [(s["leg_key"], s["cabin"], s["rbd"], seats) for s in segments])
    await conn.queue_bulk(_NEW_SEGMENTS, segments, order_id=order_id)
    new_ids = [s["segment_id"] for s in segments]
    await conn.queue(_NEW_PLACES, segments=new_ids, ids=list(ids))
    await conn.queue(_ASK_SSRS_AGAIN, segments=new_ids, ids=list(ids))
    return {"segment_ids": ",".join(new_ids), "hold_id": hold_id}


async def take_hold(conn: Connection, hold_id: str, seats: int, now: datetime) -> list[dict[str, Any]]:
    """End a live hold as sold and return its legs. Raises HoldGone, NoSeats."""
    legs = await conn.rows(
        "select leg_key, cabin, rbd from sandbox.seat_hold_leg where hold_id = :id order by position",
        id=hold_id,
    )
    if not legs:
        raise HoldGone(hold_id=hold_id, state="unknown")
    cabins = await inventory.lock(conn, {leg["leg_key"] for leg in legs}, now)
    hold = await conn.row(
        "select seats, state, expires_at from sandbox.seat_hold where hold_id = :id for update", id=hold_id
    )
    if hold is None or hold["state"] != "live" or hold["expires_at"] <= now:
        raise HoldGone(hold_id=hold_id, state=hold["state"] if hold else "unknown")
    if not all(cabins[leg["leg_key"], leg["cabin"]].on_sale for leg in legs):
        raise HoldGone(hold_id=hold_id, state="not_operating")
    if seats > hold["seats"]:
        raise NoSeats("more passengers than held seats", hold_id=hold_id, held=hold["seats"])
    await inventory.give_back(conn, [hold_id], "sold")
    return legs


async def release(
    conn: Connection, order_id: str, ids: Sequence[str], segments: Sequence[str], version: int, now: datetime
) -> Details:
    """Cancel these passengers' places. A traveller who is checked in must be off-loaded first (CouponNotOpen)."""
    await lock_order(conn, order_id, version)
    await travellers(conn, order_id, ids)
    booked = await segments_of(conn, order_id, segments)
    await _refuse_checked_in(conn, ids, segments)
    await inventory.lock(conn, {s["leg_key"] for s in booked}, now)
    freed = await conn.rows(
        """update sandbox.place set released = true where not released
           and segment_id = any(cast(:segments as text[])) and passenger_id = any(cast(:ids as text[]))
           returning segment_id, takes_seat""",
        segments=list(segments),
        ids=list(ids),
    )
    await conn.queue(
        """delete from sandbox.seat where segment_id = any(cast(:segments as text[]))
           and passenger_id = any(cast(:ids as text[]))""",
        segments=list(segments),
        ids=list(ids),
    )
    of = {s["segment_id"]: s for s in booked}
    await inventory.change_sold(
        conn,
        [
            (of[f["segment_id"]]["leg_key"], of[f["segment_id"]]["cabin"], of[f["segment_id"]]["rbd"], -1)
            for f in freed
            if f["takes_seat"]
        ],
    )
    await conn.queue(
        """update sandbox.segment s set status = 'XX' where s.segment_id = any(cast(:segments as text[]))
           and not exists (select 1 from sandbox.place p where p.segment_id = s.segment_id and not p.released)""",
        segments=list(segments),
    )
    return {
        "released_places": str(len(freed)),
        "passenger_ids": ",".join(ids),
        "segment_ids": ",".join(segments),
    }


async def segments_of(conn: Connection, order_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the order's segments in the order of ``ids``. Raises InvalidInput when one is not the order's."""
    rows = await conn.rows(
        """select s.segment_id, s.leg_key, s.cabin, s.rbd, s.status, l.carrier, l.board, l.off
           from sandbox.segment s join sandbox.leg l using (leg_key)
           where s.order_id = :order_id and s.segment_id = any(cast(:ids as text[]))""",
        order_id=order_id,
        ids=list(ids),
    )
    found = {row["segment_id"]: row for row in rows}
    if not ids or len(set(ids)) != len(ids) or set(ids) - set(found):
        raise InvalidInput("segments are not of this order", order_id=order_id)
    return [found[i] for i in ids]


async def _refuse_checked_in(conn: Connection, ids: Sequence[str], segments: Sequence[str]) -> None:
    found = await conn.row(
        """select ticket_number, status from sandbox.coupon where status in ('C', 'L')
           and segment_id = any(cast(:segments as text[])) and passenger_id = any(cast(:ids as text[])) limit 1""",
        segments=list(segments),
        ids=list(ids),
    )
    if found is not None:
        raise CouponNotOpen("off-load first", status=CouponStatus(found["status"]).value)
