"""What happens in a scripted world between two turns: a flight's status changes, or seats are sold to others."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from hongyan.bookings.adapters.sandbox.scripted_world.flights import ScriptedFlight, feed_items
from hongyan.flights import LegKey
from hongyan.runtime.database import Connection

_SOLD_OUT = frozenset({"sold_out", "offer_sold_out", "seats_gone", "no_seats"})
_OF_STATUS = frozenset({"status", "delay", "delay_minutes", "delay_min", "etd", "gate", "terminal", "cause"})


async def happen(
    conn: Connection, event: Mapping[str, Any], now: datetime
) -> tuple[bool, list[dict[str, Any]]]:
    """Let an event happen; return whether it was understood, and feed items that tell it to operations."""
    if not event.get("flight_no") or not event.get("date"):
        return False, []
    rows = await conn.rows(
        """select leg_key, departs, arrives from sandbox.leg
           where split_part(leg_key, '/', 1) = :flight and split_part(leg_key, '/', 2) = :day""",
        flight=str(event["flight_no"]).replace(" ", ""),
        day=date.fromisoformat(str(event["date"])).isoformat(),
    )
    seats = 0 if event.get("type") in _SOLD_OUT or event.get("status") in _SOLD_OUT else event.get("seats")
    if seats is not None:
        for row in rows:
            await _leave_seats(conn, row["leg_key"], event.get("rbd"), int(seats))
        return bool(rows), []
    if not _OF_STATUS & set(event):
        return False, []
    told = [
        ScriptedFlight(LegKey.parse(r["leg_key"]), r["departs"], r["arrives"], status=event) for r in rows
    ]
    return bool(rows), feed_items(told, now)


async def _leave_seats(conn: Connection, leg: str, rbd: Any, seats: int) -> None:
    """Others buy until ``seats`` are left: the capacity stays, what is sold elsewhere grows."""
    await conn.run(
        """update sandbox.rbd set authorised = sold + :seats
           where leg_key = :leg and (cast(:rbd as text) is null or rbd = :rbd) and authorised - sold > :seats""",
        leg=leg,
        rbd=rbd,
        seats=seats,
    )
    await conn.run(
        """update sandbox.cabin c
           set sold = c.capacity - c.held - :seats,
               sold_elsewhere = c.sold_elsewhere + (c.capacity - c.held - :seats - c.sold)
           where c.leg_key = :leg and c.capacity - c.sold - c.held > :seats
             and (cast(:rbd as text) is null or exists (
                  select 1 from sandbox.rbd b where b.leg_key = c.leg_key and b.cabin = c.cabin and b.rbd = :rbd)
                  and not exists (select 1 from sandbox.rbd b where b.leg_key = c.leg_key and b.cabin = c.cabin
                                  and b.rbd <> :rbd and b.authorised > b.sold))""",
        leg=leg,
        rbd=rbd,
        seats=seats,
    )
