"""Operations reach the airline's own inventory: cancelled, retimed, departed and new flights."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from hongyan.bookings.adapters.sandbox import inventory
from hongyan.flights import Leg, LegKey, LegStatus
from hongyan.runtime.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleUpdate:
    """The present state of one leg. ``capacity`` (seats by cabin) lets a leg that is not known yet be put on sale."""

    leg: LegKey
    departs: datetime
    arrives: datetime
    status: LegStatus = LegStatus.SCHEDULED
    capacity: Mapping[str, int] | None = None
    carrier_agreement: str | None = None

    @classmethod
    def from_leg(cls, leg: Leg, capacity: Mapping[str, int] | None = None) -> Self:
        """Take what the flight board says; seats from its configuration (``C8Y162``) unless given."""
        seats = capacity or capacity_of(leg.configuration or "")
        return cls(
            leg=leg.key, departs=leg.departs, arrives=leg.arrives, status=leg.status, capacity=seats or None
        )


def capacity_of(configuration: str) -> dict[str, int]:
    """Read an aircraft configuration (``C8Y162``, SSIM): F/P first, C/J business, W premium, Y/M economy."""
    cabins = {"F": "F", "P": "F", "A": "F", "C": "J", "J": "J", "W": "W", "Y": "Y", "M": "Y"}
    seats: dict[str, int] = {}
    for letter, number in re.findall(r"([A-Z])(\d{1,3})", configuration):
        if letter in cabins:
            seats[cabins[letter]] = seats.get(cabins[letter], 0) + int(number)
    return seats


async def apply_to_inventory(conn: Connection, updates: Sequence[ScheduleUpdate], now: datetime) -> int:
    """Bring legs up to date under their cabin locks; holds on cancelled legs are withdrawn. Returns legs changed."""
    last = {str(update.leg): update for update in updates}
    cancelled = [key for key, update in last.items() if update.status is LegStatus.CANCELLED]
    locked = {leg for leg, _ in await inventory.lock(conn, last.keys(), now, with_holds=bool(cancelled))}
    if cancelled:
        await inventory.withdraw(conn, cancelled, locked | set(last))
    records = [_record(key, update) for key, update in sorted(last.items())]
    changed = await conn.bulk(_UPDATE_LEGS, records)
    new = await conn.bulk(_NEW_LEGS, [r for r in records if r["capacity"]])
    if new:
        await conn.bulk(_NEW_CABINS, [r for r in records if r["capacity"]])
        await conn.bulk(_NEW_RBDS, [r for r in records if r["capacity"]])
    return changed + new


async def apply_to_orders(conn: Connection, legs: Sequence[str], retime_minutes: int) -> int:
    """Bring segments and coupons on these legs in line with the legs; run again it finds nothing. Returns orders changed."""
    keys = list(legs)
    orders = await conn.rows(_OUT_OF_LINE, legs=keys, minutes=retime_minutes)
    ids = [row["order_id"] for row in orders]
    await conn.rows(
        """select order_id from sandbox.orders where order_id = any(cast(:ids as text[]))
           order by order_id for update""",
        ids=ids,
    )
    await conn.run(_SEGMENTS_IN_LINE, legs=keys, ids=ids, minutes=retime_minutes)
    await conn.run(_COUPONS_IN_LINE, legs=keys, ids=ids)
    return len(ids)


def _record(key: str, update: ScheduleUpdate) -> dict[str, Any]:
    return {
        "leg_key": key,
        "carrier": update.leg.carrier,
        "board": update.leg.board,
        "off": update.leg.off,
        "departs": update.departs,
        "arrives": update.arrives,
        "status": update.status.value,
        "capacity": dict(update.capacity) if update.capacity else None,
        "carrier_agreement": update.carrier_agreement,
    }


_UPDATE_LEGS = """
update sandbox.leg l set departs = r.departs, arrives = r.arrives, status = r.status, version = l.version + 1
from jsonb_to_recordset(cast(:records as jsonb))
  as r(leg_key text, departs timestamptz, arrives timestamptz, status text)
where l.leg_key = r.leg_key and (l.departs, l.arrives, l.status) is distinct from (r.departs, r.arrives, r.status)
"""
_NEW_LEGS = """
insert into sandbox.leg (leg_key, carrier, board, off, departs, arrives, status, carrier_agreement)
select r.leg_key, r.carrier, r.board, r.off, r.departs, r.arrives, r.status, r.carrier_agreement
from jsonb_to_recordset(cast(:records as jsonb)) as r(leg_key text, carrier text, board text, off text,
     departs timestamptz, arrives timestamptz, status text, carrier_agreement text)
on conflict do nothing
"""
_NEW_CABINS = """
insert into sandbox.cabin (leg_key, cabin, capacity)
select r.leg_key, c.key, cast(c.value as integer)
from jsonb_to_recordset(cast(:records as jsonb)) as r(leg_key text, capacity jsonb), jsonb_each_text(r.capacity) c
on conflict do nothing
"""
_NEW_RBDS = """
insert into sandbox.rbd (leg_key, cabin, rbd, authorised)
select r.leg_key, c.key, c.key, cast(c.value as integer)
from jsonb_to_recordset(cast(:records as jsonb)) as r(leg_key text, capacity jsonb), jsonb_each_text(r.capacity) c
on conflict do nothing
"""
# what a segment should be, given its leg; a cancelled leg's places stay sold until they are released
_RIGHT_STATUS = """
case when l.status = 'cancelled' and s.status in ('HK', 'TK') then 'UN'
     when l.status <> 'cancelled' and s.status in ('HK', 'UN')
       then case when abs(extract(epoch from l.departs - s.departs)) >= :minutes * 60 then 'TK' else 'HK' end
     else s.status end
"""
_RIGHT_COUPON = """
case when l.status = 'arrived' and c.status in ('C', 'L') then 'F'
     when l.status in ('departed', 'diverted') and c.status = 'C' then 'L'
     when l.status in ('scheduled', 'returned', 'cancelled') and c.status = 'L' then 'C'
     else c.status end
"""
_OUT_OF_LINE = f"""
select s.order_id from sandbox.segment s join sandbox.leg l using (leg_key)
where s.leg_key = any(cast(:legs as text[])) and s.status <> {_RIGHT_STATUS}
union
select s.order_id from sandbox.segment s join sandbox.leg l using (leg_key)
join sandbox.coupon c using (segment_id)
where s.leg_key = any(cast(:legs as text[])) and c.status <> {_RIGHT_COUPON}
"""
_SEGMENTS_IN_LINE = f"""
with changed as (
    update sandbox.segment s set status = {_RIGHT_STATUS} from sandbox.leg l
    where l.leg_key = s.leg_key and s.leg_key = any(cast(:legs as text[]))
      and s.order_id = any(cast(:ids as text[])) and s.status <> {_RIGHT_STATUS}
    returning s.order_id
)
update sandbox.orders set version = version + 1 where order_id in (select order_id from changed)
"""
_COUPONS_IN_LINE = f"""
update sandbox.coupon c set status = {_RIGHT_COUPON} from sandbox.segment s join sandbox.leg l using (leg_key)
where c.segment_id = s.segment_id and s.leg_key = any(cast(:legs as text[]))
  and s.order_id = any(cast(:ids as text[])) and c.status <> {_RIGHT_COUPON}
"""
