"""Seats and holds in SQL. Locks are always taken in one order: orders by id, cabins by leg and letter, holds by id.

The cabin rows are the lock of a whole leg: whoever sells, holds, gives back or cancels has them first.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from hongyan.bookings.adapters.sandbox.allocate import BookingClass, Cabin, CabinState, cabins_of
from hongyan.bookings.model import HoldRequest
from hongyan.runtime.database import Connection, to_json

# the RBD in which a change is sold: the cabin's full-fare class, authorised up to the cabin's capacity
FULL_FARE = {"F": "F", "J": "J", "W": "W", "Y": "Y"}

_HELD_TOGETHER = """
select distinct other.leg_key from sandbox.seat_hold h
join sandbox.seat_hold_leg mine using (hold_id) join sandbox.seat_hold_leg other using (hold_id)
where h.state = 'live' and mine.leg_key = any(cast(:legs as text[]))
  and (cast(:expired_by as timestamptz) is null or h.expires_at <= cast(:expired_by as timestamptz))
"""
_LOCK = """
select leg_key from sandbox.cabin where leg_key = any(cast(:legs as text[]))
order by leg_key, cabin for update
"""
_STATE = """
select c.leg_key, c.cabin, c.capacity - c.sold - c.held as free,
       l.status in ('scheduled', 'returned') and l.departs > :now as on_sale
from sandbox.cabin c join sandbox.leg l using (leg_key) where c.leg_key = any(cast(:legs as text[]))
"""
_LIVE_WITHIN = """
select h.hold_id from sandbox.seat_hold h
where h.state = 'live'
  and (cast(:expired_by as timestamptz) is null or h.expires_at <= cast(:expired_by as timestamptz))
  and h.hold_id in (select hold_id from sandbox.seat_hold_leg where leg_key = any(cast(:legs as text[])))
  and not exists (select 1 from sandbox.seat_hold_leg l
                  where l.hold_id = h.hold_id and not l.leg_key = any(cast(:locked as text[])))
order by h.hold_id for update
"""
_GIVE_BACK = """
with gone as (
    update sandbox.seat_hold set state = :state
    where hold_id = any(cast(:ids as text[])) and state = 'live' returning hold_id, seats
), freed as (
    select l.leg_key, l.cabin, sum(g.seats) as seats
    from gone g join sandbox.seat_hold_leg l using (hold_id) group by l.leg_key, l.cabin
), back as (
    update sandbox.cabin c set held = c.held - f.seats from freed f
    where c.leg_key = f.leg_key and c.cabin = f.cabin returning 1
)
select count(*) from gone
"""
_KEEP_HOLDS = """
with holds as (
    select hold_id, seats, expires_at, legs, cabins, rbds
    from jsonb_to_recordset(cast(:records as jsonb))
      as r(hold_id text, seats integer, expires_at timestamptz, legs jsonb, cabins jsonb, rbds jsonb)
), made as (
    insert into sandbox.seat_hold (hold_id, seats, state, created_at, expires_at)
    select hold_id, seats, 'live', :now, expires_at from holds
), placed as (
    insert into sandbox.seat_hold_leg (hold_id, position, leg_key, cabin, rbd)
    select h.hold_id, l.position, l.leg, h.cabins ->> cast(l.position - 1 as integer),
           h.rbds ->> cast(l.position - 1 as integer)
    from holds h, jsonb_array_elements_text(h.legs) with ordinality as l(leg, position)
    returning hold_id, leg_key, cabin
), taken as (
    select p.leg_key, p.cabin, sum(h.seats) as seats
    from placed p join holds h using (hold_id) group by p.leg_key, p.cabin
)
update sandbox.cabin c set held = c.held + t.seats from taken t
where c.leg_key = t.leg_key and c.cabin = t.cabin
"""


async def lock(
    conn: Connection, legs: Collection[str], now: datetime, *, with_holds: bool = False
) -> dict[Cabin, CabinState]:
    """Lock the cabins of ``legs``, take back seats of holds expired by ``now``, return what is free.

    Holds over several legs widen the locked set; ``with_holds`` widens it by every live hold, for ``withdraw``.
    """
    widest = await conn.rows(_HELD_TOGETHER, legs=list(legs), expired_by=None if with_holds else now)
    locked = sorted(set(legs) | {row["leg_key"] for row in widest})
    await conn.rows(_LOCK, legs=locked)
    if widest:
        expired = await conn.rows(_LIVE_WITHIN, legs=locked, locked=locked, expired_by=now)
        await give_back(conn, [row["hold_id"] for row in expired], "expired")
    rows = await conn.rows(_STATE, legs=locked, now=now)
    return {(row["leg_key"], row["cabin"]): CabinState(row["free"], row["on_sale"]) for row in rows}


async def free_in_classes(conn: Connection, classes: Collection[BookingClass]) -> dict[BookingClass, int]:
    """Return how many seats each class may still sell, less those held in it; the caller has the cabins locked."""
    if not classes:
        return {}
    rows = await conn.rows(
        """select b.leg_key, b.cabin, b.rbd, b.authorised - b.sold - coalesce((
               select sum(h.seats) from sandbox.seat_hold_leg l join sandbox.seat_hold h using (hold_id)
               where l.leg_key = b.leg_key and l.cabin = b.cabin and l.rbd = b.rbd and h.state = 'live'), 0) as free
           from jsonb_to_recordset(cast(:records as jsonb)) as r(leg text, cabin text, rbd text)
           join sandbox.rbd b on b.leg_key = r.leg and b.cabin = r.cabin and b.rbd = r.rbd""",
        records=to_json([{"leg": leg, "cabin": cabin, "rbd": rbd} for leg, cabin, rbd in sorted(classes)]),
    )
    return {(row["leg_key"], row["cabin"], row["rbd"]): int(row["free"]) for row in rows}


async def give_back(conn: Connection, hold_ids: Sequence[str], state: str) -> int:
    """End live holds whose cabins and rows the caller has locked; their seats become free."""
    return int(await conn.value(_GIVE_BACK, ids=list(hold_ids), state=state) or 0)


async def keep(conn: Connection, granted: Sequence[tuple[str, HoldRequest]], now: datetime) -> None:
    """Write the holds that were granted (id, request) and count their seats as held."""
    await conn.queue_bulk(
        _KEEP_HOLDS,
        [
            {
                "hold_id": hold_id,
                "seats": request.seats,
                "expires_at": request.expires_at,
                "legs": [leg for leg, _ in cabins_of(request)],
                "cabins": list(request.cabins),
                "rbds": list(request.rbds),
            }
            for hold_id, request in granted
        ],
        now=now,
    )


async def extend(conn: Connection, hold_ids: Sequence[str], expires_at: datetime, now: datetime) -> list[str]:
    """Move the expiry of the holds that are live; return their ids."""
    rows = await conn.rows(
        """with live as (select hold_id from sandbox.seat_hold
             where hold_id = any(cast(:ids as text[])) and state = 'live' and expires_at > :now
             order by hold_id for update)
           update sandbox.seat_hold h set expires_at = :expires_at from live
           where h.hold_id = live.hold_id returning h.hold_id""",
        ids=list(hold_ids),
        now=now,
        expires_at=expires_at,
    )
    return [row["hold_id"] for row in rows]


async def release(conn: Connection, hold_ids: Sequence[str], now: datetime) -> int:
    """End the holds that are live and give their seats back; returns how many there were."""
    await lock(conn, await legs_of(conn, hold_ids), now)
    live = await conn.rows(
        """select hold_id from sandbox.seat_hold where hold_id = any(cast(:ids as text[])) and state = 'live'
           order by hold_id for update""",
        ids=list(hold_ids),
    )
    return await give_back(conn, [row["hold_id"] for row in live], "released")


async def legs_of(conn: Connection, hold_ids: Sequence[str]) -> list[str]:
    """Return the legs on which these holds have seats."""
    rows = await conn.rows(
        "select distinct leg_key from sandbox.seat_hold_leg where hold_id = any(cast(:ids as text[]))",
        ids=list(hold_ids),
    )
    return [row["leg_key"] for row in rows]


async def withdraw(conn: Connection, legs: Collection[str], locked: Collection[str]) -> int:
    """End every live hold on ``legs`` (they do not operate); ``locked`` are the legs whose cabins the caller has."""
    holds = await conn.rows(_LIVE_WITHIN, legs=list(legs), locked=list(locked), expired_by=None)
    return await give_back(conn, [row["hold_id"] for row in holds], "withdrawn") if holds else 0


async def expired_legs(conn: Connection, now: datetime, limit: int) -> list[str]:
    """Return legs on which holds have expired by ``now``, for at most ``limit`` holds."""
    rows = await conn.rows(
        """select distinct l.leg_key from sandbox.seat_hold_leg l where l.hold_id in (
             select hold_id from sandbox.seat_hold where state = 'live' and expires_at <= :now
             order by expires_at, hold_id limit :limit)""",
        now=now,
        limit=limit,
    )
    return [row["leg_key"] for row in rows]


async def change_sold(conn: Connection, changes: Sequence[tuple[str, str, str, int]]) -> None:
    """Add to the sold seats of (leg, cabin, RBD); the caller has the cabins locked."""
    records = [{"leg": leg, "cabin": cabin, "rbd": rbd, "seats": n} for leg, cabin, rbd, n in changes if n]
    await conn.queue_bulk(
        """with d as (select leg, cabin, sum(seats) as seats
             from jsonb_to_recordset(cast(:records as jsonb)) as r(leg text, cabin text, seats integer)
             group by leg, cabin)
           update sandbox.cabin c set sold = c.sold + d.seats from d
           where c.leg_key = d.leg and c.cabin = d.cabin""",
        records,
    )
    await conn.queue_bulk(
        """with d as (select leg, cabin, rbd, sum(seats) as seats
             from jsonb_to_recordset(cast(:records as jsonb))
               as r(leg text, cabin text, rbd text, seats integer) group by leg, cabin, rbd)
           update sandbox.rbd c set sold = c.sold + d.seats from d
           where c.leg_key = d.leg and c.cabin = d.cabin and c.rbd = d.rbd""",
        records,
    )
