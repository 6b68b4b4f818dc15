"""Departure control: who is checked in, off-loading, and the invented travellers who check in as the day goes on."""

from collections.abc import Sequence
from datetime import datetime

from hongyan.bookings.adapters.sandbox.order_lock import lock_order, travellers
from hongyan.bookings.adapters.sandbox.read_orders import coupons_of
from hongyan.bookings.adapters.sandbox.selling import Details, segments_of
from hongyan.bookings.errors import CouponNotOpen
from hongyan.bookings.model import CouponStatus
from hongyan.runtime.database import Connection


async def off_load(
    conn: Connection, order_id: str, ids: Sequence[str], segments: Sequence[str], now: datetime
) -> Details:
    """Undo check-in (C → O); not checked in = nothing to do. Raises CouponNotOpen for a traveller who has boarded."""
    await lock_order(conn, order_id, None)
    await travellers(conn, order_id, ids)
    await segments_of(conn, order_id, segments)
    for coupon in await coupons_of(conn, order_id, ids, segments):
        if coupon.status is CouponStatus.LIFTED:
            raise CouponNotOpen("has boarded", ticket_number=coupon.ticket_number, status=coupon.status.value)
    of = {"segments": list(segments), "ids": list(ids)}
    changed = await conn.run(
        """update sandbox.coupon set status = 'O' where status = 'C'
           and segment_id = any(cast(:segments as text[])) and passenger_id = any(cast(:ids as text[]))""",
        **of,
    )
    await conn.queue(
        """update sandbox.departure_control set off_loaded_at = case when checked_in_at is null then null else
             cast(:now as timestamptz) end, intends_at = null
           where segment_id = any(cast(:segments as text[])) and passenger_id = any(cast(:ids as text[]))""",
        now=now,
        **of,
    )
    return {"off_loaded": str(changed)}


async def checked_in(conn: Connection, passenger_ids: Sequence[str], leg_key: str) -> dict[str, bool]:
    """Say for each traveller whether he is checked in on the leg."""
    rows = await conn.rows(
        """select passenger_id from sandbox.departure_control where leg_key = :leg
           and passenger_id = any(cast(:ids as text[])) and checked_in_at is not null and off_loaded_at is null""",
        leg=leg_key,
        ids=list(passenger_ids),
    )
    found = {row["passenger_id"] for row in rows}
    return {passenger_id: passenger_id in found for passenger_id in passenger_ids}


# Orders are locked before their coupons, as every other change does; a locked order waits for the next round.
_CHECK_IN = """
with due as (
    select d.segment_id, d.passenger_id, s.order_id from sandbox.departure_control d
    join sandbox.segment s using (segment_id)
    where d.checked_in_at is null and d.intends_at <= :now order by d.intends_at limit :limit
), locked as (
    select order_id from sandbox.orders where order_id in (select order_id from due)
    order by order_id for update skip locked
), mine as (
    select due.segment_id, due.passenger_id from due join locked using (order_id)
), opened as (
    update sandbox.coupon c set status = 'C' from mine m
    join sandbox.segment s using (segment_id) join sandbox.leg l on l.leg_key = s.leg_key
    join sandbox.place p on p.segment_id = m.segment_id and p.passenger_id = m.passenger_id
    where c.segment_id = m.segment_id and c.passenger_id = m.passenger_id and c.status = 'O'
      and s.status in ('HK', 'TK') and not p.released and l.status in ('scheduled', 'returned')
    returning c.segment_id, c.passenger_id
)
update sandbox.departure_control d
set intends_at = null,
    checked_in_at = case when (d.segment_id, d.passenger_id) in (select segment_id, passenger_id from opened)
                    then cast(:now as timestamptz) end
from mine m where d.segment_id = m.segment_id and d.passenger_id = m.passenger_id
"""


async def check_in_due(conn: Connection, now: datetime, limit: int) -> int:
    """Check in the travellers who meant to by ``now``, unless their flight or place is gone; returns how many rows."""
    return await conn.run(_CHECK_IN, now=now, limit=limit)
