"""What tests and the day's report ask of the sandbox airline itself: is anyone oversold, rebooked twice, out of step."""

from datetime import datetime

from hongyan.runtime.database import Connection

# seats by the inventory's own count and by heads with a live place, whichever is larger
_OVERSOLD = """
select coalesce(sum(greatest(0, greatest(c.sold + c.held, c.sold_elsewhere + coalesce(p.heads, 0)) - c.capacity)), 0)
from sandbox.cabin c left join (
    select s.leg_key, s.cabin, count(*) as heads from sandbox.place a join sandbox.segment s using (segment_id)
    where a.takes_seat and not a.released group by s.leg_key, s.cabin
) p on p.leg_key = c.leg_key and p.cabin = c.cabin
"""
_DRIFT = """
select count(*) from sandbox.cabin c left join (
    select s.leg_key, s.cabin, count(*) as heads from sandbox.place a join sandbox.segment s using (segment_id)
    where a.takes_seat and not a.released group by s.leg_key, s.cabin
) p on p.leg_key = c.leg_key and p.cabin = c.cabin
left join (
    select l.leg_key, l.cabin, sum(h.seats) as seats
    from sandbox.seat_hold h join sandbox.seat_hold_leg l using (hold_id)
    where h.state = 'live' group by l.leg_key, l.cabin
) h on h.leg_key = c.leg_key and h.cabin = c.cabin
left join (
    select leg_key, cabin, sum(sold) as sold from sandbox.rbd group by leg_key, cabin
) r on r.leg_key = c.leg_key and r.cabin = c.cabin
where c.sold <> c.sold_elsewhere + coalesce(p.heads, 0) or c.held <> coalesce(h.seats, 0)
   or c.sold - c.sold_elsewhere <> coalesce(r.sold, 0)
"""
# a change gave a new place, and the traveller holds another live one that leaves from there or flies meanwhile
# By the times as ticketed: a connection that a later delay has broken is a new disruption, not a second booking.
_DOUBLE = """
with live as (
    select a.passenger_id, s.segment_id, s.by_change, l.board, s.departs, s.arrives
    from sandbox.place a join sandbox.segment s using (segment_id) join sandbox.leg l using (leg_key)
    where not a.released and s.status in ('HK', 'TK')
)
select count(distinct n.passenger_id) from live n join live o
  on o.passenger_id = n.passenger_id and o.segment_id <> n.segment_id
where n.by_change and (o.board = n.board or (o.departs < n.arrives and n.departs < o.arrives))
"""
_COUNTS = """
select (select count(*) from sandbox.leg) as flights,
       (select count(*) from sandbox.orders) as orders,
       (select count(*) from sandbox.passenger) as passengers,
       (select count(*) from sandbox.passenger where kind = 'INF') as infants,
       (select count(*) from sandbox.segment where status in ('HK', 'TK', 'UN')) as live_segments,
       (select count(*) from sandbox.ticket) as tickets,
       (select count(*) from sandbox.refund) as refunds,
       (select count(*) from sandbox.seat_hold where state = 'live') as live_holds,
       (select coalesce(sum(capacity), 0) from sandbox.cabin) as seats,
       (select coalesce(sum(sold), 0) from sandbox.cabin) as seats_sold,
       (select coalesce(sum(held), 0) from sandbox.cabin) as seats_held
"""


async def oversold_seats(conn: Connection) -> int:
    return int(await conn.value(_OVERSOLD))


async def inventory_drift(conn: Connection) -> int:
    """Return in how many cabins the counts of seats, RBDs, places and holds do not agree."""
    return int(await conn.value(_DRIFT))


async def double_rebookings(conn: Connection) -> int:
    """Return how many travellers hold two live places for one trip because of a change."""
    return int(await conn.value(_DOUBLE))


async def coupons_by_status(conn: Connection) -> dict[str, int]:
    rows = await conn.rows("select status, count(*) as n from sandbox.coupon group by status order by status")
    return {row["status"]: row["n"] for row in rows}


async def counts(conn: Connection) -> dict[str, int]:
    row = await conn.row(_COUNTS)
    assert row is not None
    return {name: int(value) for name, value in row.items()}


async def next_due(conn: Connection) -> datetime | None:
    """Return when the next refund step, check-in or hold expiry comes."""
    found: datetime | None = await conn.value(
        """select least((select min(next_at) from sandbox.refund where next_at is not null),
             (select min(intends_at) from sandbox.departure_control
              where checked_in_at is null and intends_at is not null),
             (select min(expires_at) from sandbox.seat_hold where state = 'live'))"""
    )
    return found
