"""Moves tickets to other flights: revalidation keeps the ticket, reissue exchanges it for a new one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

from hongyan.bookings.adapters.sandbox.coupons import require
from hongyan.bookings.adapters.sandbox.order_lock import lock_order, travellers
from hongyan.bookings.adapters.sandbox.read_orders import coupons_of
from hongyan.bookings.adapters.sandbox.selling import Details, segments_of
from hongyan.bookings.errors import CouponNotOpen, NotConfirmed, ReissueNeeded
from hongyan.bookings.model import Coupon, CouponStatus
from hongyan.core.errors import InvalidInput
from hongyan.runtime.database import Connection

PREFIX = "099"  # the fictional airline's accounting code
COUPONS_PER_TICKET = 4  # a longer journey goes on in a conjunction ticket


@dataclass(frozen=True, slots=True)
class Exchange:
    """Who moves from which segments to which, at which version of the order."""

    order_id: str
    passenger_ids: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]
    version: int
    differences: Mapping[str, Decimal] = field(default_factory=dict)  # paid on top, by traveller


async def revalidate(conn: Connection, change: Exchange) -> Details:
    """Move open coupons to the new segments, position by position. Raises ReissueNeeded, CouponNotOpen, NotConfirmed."""
    old, new = await _prepare(conn, change)
    if len(old) != len(new) or not _same_route(old, new):
        raise ReissueNeeded(order_id=change.order_id)
    coupons = await _open_coupons(conn, change)
    records = [
        {
            "ticket": c.ticket_number,
            "number": c.coupon_number,
            "segment": change.new[change.old.index(c.segment_id)],
        }
        for owned in coupons.values()
        for c in owned
    ]
    await conn.queue_bulk(
        """update sandbox.coupon c set segment_id = r.segment
           from jsonb_to_recordset(cast(:records as jsonb)) as r(ticket text, number integer, segment text)
           where c.ticket_number = r.ticket and c.coupon_number = r.number""",
        records,
    )
    tickets = sorted({r["ticket"] for r in records if isinstance(r["ticket"], str)})
    return {"ticket_numbers": ",".join(tickets), **_moved(change)}


async def reissue(conn: Connection, change: Exchange, now: datetime) -> Details:
    """Exchange the open coupons (O → E) for new tickets on the new segments; the price paid moves along."""
    await _prepare(conn, change)
    coupons = await _open_coupons(conn, change)
    serials = await conn.rows(
        "select nextval('sandbox.ticket_serial') as serial from generate_series(1, :n)",
        n=len(coupons) * -(-len(change.new) // COUPONS_PER_TICKET),
    )
    numbers = iter([f"{PREFIX}{row['serial']:010d}" for row in serials])
    tickets: list[dict[str, Any]] = []
    issued: list[dict[str, Any]] = []
    for passenger_id, owned in coupons.items():
        extra = change.differences.get(passenger_id, Decimal(0))
        made = _new_coupons(passenger_id, owned, change.new, numbers, extra)
        issued += made
        tickets += [
            {"ticket": number, "passenger": passenger_id, "exchanged_from": owned[0].ticket_number}
            for number in dict.fromkeys(c["ticket"] for c in made)
        ]
    await _exchange_old(conn, coupons)
    await _issue(conn, change.order_id, tickets, issued, now)
    return {"ticket_numbers": ",".join(t["ticket"] for t in tickets), **_moved(change)}


def _moved(change: Exchange) -> dict[str, str]:
    return {
        "passenger_ids": ",".join(change.passenger_ids),
        "old_segment_ids": ",".join(change.old),
        "new_segment_ids": ",".join(change.new),
    }


def spread(total: Decimal, parts: int) -> list[Decimal]:
    """Divide an amount into ``parts`` that add up to it again; the first takes the odd cents."""
    each = (total / parts).quantize(Decimal("0.01"), ROUND_DOWN)
    return [total - each * (parts - 1), *[each] * (parts - 1)]


def _new_coupons(
    passenger_id: str, owned: Sequence[Coupon], segments: Sequence[str], numbers: Any, extra: Decimal
) -> list[dict[str, Any]]:
    if len(owned) == len(segments):
        fares, taxes = [c.fare.amount for c in owned], [c.taxes.amount for c in owned]
    else:
        fares = spread(sum((c.fare.amount for c in owned), Decimal(0)), len(segments))
        taxes = spread(sum((c.taxes.amount for c in owned), Decimal(0)), len(segments))
    fares = [fares[0] + extra, *fares[1:]]
    made = []
    for n, segment in enumerate(segments):
        if n % COUPONS_PER_TICKET == 0:
            number = next(numbers)
        made.append(
            {
                "ticket": number,
                "number": n % COUPONS_PER_TICKET + 1,
                "passenger": passenger_id,
                "segment": segment,
                "fare": fares[n],
                "taxes": taxes[n],
                "currency": owned[0].fare.currency,
            }
        )
    return made


async def _prepare(conn: Connection, change: Exchange) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    await lock_order(conn, change.order_id, change.version)
    await travellers(conn, change.order_id, change.passenger_ids)
    if set(change.old) & set(change.new):
        raise InvalidInput("old and new segments are the same", order_id=change.order_id)
    old = await segments_of(conn, change.order_id, change.old)
    new = await segments_of(conn, change.order_id, change.new)
    places = await conn.value(
        """select count(*) from sandbox.place p join sandbox.segment s using (segment_id)
           where not p.released and s.status in ('HK', 'TK')
             and p.segment_id = any(cast(:segments as text[])) and p.passenger_id = any(cast(:ids as text[]))""",
        segments=list(change.new),
        ids=list(change.passenger_ids),
    )
    if places != len(change.new) * len(change.passenger_ids):
        raise NotConfirmed(order_id=change.order_id)
    return old, new


def _same_route(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> bool:
    return all(
        (a["carrier"], a["board"], a["off"]) == (b["carrier"], b["board"], b["off"])
        for a, b in zip(old, new, strict=True)
    )


async def _open_coupons(conn: Connection, change: Exchange) -> dict[str, list[Coupon]]:
    """Return each traveller's coupons of the old segments, in journey order; all must be open."""
    found = await coupons_of(conn, change.order_id, change.passenger_ids, change.old)
    live = [c for c in found if c.status not in (CouponStatus.EXCHANGED, CouponStatus.VOID)]
    require(live, CouponStatus.EXCHANGED)
    owned: dict[str, list[Coupon]] = defaultdict(list)
    for coupon in sorted(live, key=lambda c: change.old.index(c.segment_id)):
        owned[coupon.passenger_id].append(coupon)
    for passenger_id in change.passenger_ids:
        if len(owned[passenger_id]) != len(change.old):
            raise CouponNotOpen("no open coupon for a segment", passenger_id=passenger_id)
    return dict(owned)


async def _exchange_old(conn: Connection, coupons: dict[str, list[Coupon]]) -> None:
    await conn.queue_bulk(
        """update sandbox.coupon c set status = 'E'
           from jsonb_to_recordset(cast(:records as jsonb)) as r(ticket text, number integer)
           where c.ticket_number = r.ticket and c.coupon_number = r.number""",
        [{"ticket": c.ticket_number, "number": c.coupon_number} for owned in coupons.values() for c in owned],
    )


async def _issue(
    conn: Connection,
    order_id: str,
    tickets: Sequence[dict[str, Any]],
    coupons: Sequence[dict[str, Any]],
    now: datetime,
) -> None:
    await conn.queue_bulk(
        """insert into sandbox.ticket (ticket_number, order_id, passenger_id, issued_at, exchanged_from)
           select r.ticket, :order_id, r.passenger, :now, r.exchanged_from
           from jsonb_to_recordset(cast(:records as jsonb))
             as r(ticket text, passenger text, exchanged_from text)""",
        tickets,
        order_id=order_id,
        now=now,
    )
    await conn.queue_bulk(
        """insert into sandbox.coupon
             (ticket_number, coupon_number, order_id, passenger_id, segment_id, status, fare, taxes, currency)
           select r.ticket, r.number, :order_id, r.passenger, r.segment, 'O', r.fare, r.taxes, r.currency
           from jsonb_to_recordset(cast(:records as jsonb))
             as r(ticket text, number integer, passenger text, segment text,
                  fare numeric, taxes numeric, currency text)""",
        coupons,
        order_id=order_id,
    )
