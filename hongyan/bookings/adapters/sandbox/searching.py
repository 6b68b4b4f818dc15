"""Searches the flights on sale."""

from collections.abc import Sequence
from datetime import datetime

from hongyan.bookings.model import ClassOnSale, FlightAvailability
from hongyan.core.money import Money
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


_CLASSES = """
select l.leg_key, l.departs, l.arrives, b.cabin, b.rbd, b.fare, b.currency,
       least(c.capacity - c.sold - c.held + coalesce(e.cabin_seats, 0),
             b.authorised - b.sold - coalesce(h.seats, 0)) as seats
from sandbox.leg l join sandbox.cabin c using (leg_key) join sandbox.rbd b using (leg_key, cabin)
left join (
    select hl.leg_key, hl.cabin, sum(h.seats) as cabin_seats
    from sandbox.seat_hold h join sandbox.seat_hold_leg hl using (hold_id)
    where h.state = 'live' and h.expires_at <= :now group by hl.leg_key, hl.cabin
) e on e.leg_key = c.leg_key and e.cabin = c.cabin
left join (
    select hl.leg_key, hl.cabin, hl.rbd, sum(h.seats) as seats
    from sandbox.seat_hold h join sandbox.seat_hold_leg hl using (hold_id)
    where h.state = 'live' and h.expires_at > :now and hl.rbd is not null group by hl.leg_key, hl.cabin, hl.rbd
) h on h.leg_key = b.leg_key and h.cabin = b.cabin and h.rbd = b.rbd
where l.departs between :earliest and :latest and l.departs > :now and l.status in ('scheduled', 'returned')
  and l.carrier_agreement is null
  and (cardinality(cast(:boards as text[])) = 0 or l.board = any(cast(:boards as text[])))
  and (cardinality(cast(:offs as text[])) = 0 or l.off = any(cast(:offs as text[])))
order by l.departs, l.leg_key, b.cabin, b.fare desc nulls last, b.rbd
"""


async def classes_on_sale(
    conn: Connection,
    boards: Sequence[str],
    offs: Sequence[str],
    window: tuple[datetime, datetime],
    now: datetime,
) -> list[ClassOnSale]:
    """Return the classes of own flights still to leave within the window, by departure; those without seats too."""
    rows = await conn.rows(
        _CLASSES, boards=list(boards), offs=list(offs), earliest=window[0], latest=window[1], now=now
    )
    return [
        ClassOnSale(
            leg=LegKey.parse(row["leg_key"]),
            departs=row["departs"],
            arrives=row["arrives"],
            cabin=row["cabin"],
            rbd=row["rbd"],
            fare=Money(row["fare"], row["currency"]) if row["fare"] is not None else None,
            seats=max(0, int(row["seats"])),
        )
        for row in rows
    ]
