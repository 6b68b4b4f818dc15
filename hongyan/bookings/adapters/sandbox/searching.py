"""Searches the flights on sale."""

from collections.abc import Sequence
from datetime import datetime

from hongyan.bookings.model import FlightAvailability
from hongyan.flights import LegKey
from hongyan.runtime.database import Connection

# seats of holds that have expired count as free: whoever asks for them reclaims them
_SEARCH = """
select l.leg_key, l.departs, l.arrives, l.status in ('scheduled', 'returned') and l.departs > :now as operates,
       l.carrier_agreement, l.version,
       jsonb_object_agg(c.cabin, c.capacity - c.sold - case when :ignore_holds then 0 else c.held end
                        + case when :ignore_holds then 0 else coalesce(e.seats, 0) end) as seats
from sandbox.leg l join sandbox.cabin c using (leg_key)
left join (
    select hl.leg_key, hl.cabin, sum(h.seats) as seats
    from sandbox.seat_hold h join sandbox.seat_hold_leg hl using (hold_id)
    where h.state = 'live' and h.expires_at <= :now group by hl.leg_key, hl.cabin
) e on e.leg_key = c.leg_key and e.cabin = c.cabin
where l.departs between :earliest and :latest
  and (cardinality(cast(:boards as text[])) = 0 or l.board = any(cast(:boards as text[])))
  and (cardinality(cast(:offs as text[])) = 0 or l.off = any(cast(:offs as text[])))
group by l.leg_key order by l.departs, l.leg_key
"""


async def availability(
    conn: Connection,
    boards: Sequence[str],
    offs: Sequence[str],
    window: tuple[datetime, datetime],
    now: datetime,
    *,
    stale: bool,
) -> list[FlightAvailability]:
    """Return the flights departing within the window (both ends included); ``stale`` shows held seats as free."""
    rows = await conn.rows(
        _SEARCH,
        boards=list(boards),
        offs=list(offs),
        earliest=window[0],
        latest=window[1],
        now=now,
        ignore_holds=stale,
    )
    return [
        FlightAvailability(
            leg=LegKey.parse(row["leg_key"]),
            departs=row["departs"],
            arrives=row["arrives"],
            seats=row["seats"] if row["operates"] else dict.fromkeys(row["seats"], 0),
            operates=row["operates"],
            carrier_agreement=row["carrier_agreement"],
            version=row["version"],
        )
        for row in rows
    ]
