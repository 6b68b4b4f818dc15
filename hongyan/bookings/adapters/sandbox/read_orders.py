"""Reads whole orders: a handful of set-based queries, whatever the number of orders."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hongyan.bookings.model import Contact, Coupon, CouponStatus, Order, Passenger, Segment, SegmentStatus
from hongyan.core.errors import NotFound
from hongyan.core.money import Money
from hongyan.flights import LegKey
from hongyan.runtime.database import Connection

_ORDERS = """
select order_id, locator, version, channel, group_name, payment_method, created_at, linked_products
from sandbox.orders where order_id = any(cast(:ids as text[]))
"""
_PASSENGERS = """
select p.order_id, p.passenger_id, p.surname, p.given_name, p.kind, p.language, p.zone, p.ffp_number,
       coalesce(f.tier, 'none') as tier, p.accompanies, p.document_masked, p.age,
       array(select distinct r.code from sandbox.ssr r where r.passenger_id = p.passenger_id order by 1) as ssrs
from sandbox.passenger p left join sandbox.ffp_account f using (ffp_number)
where p.order_id = any(cast(:ids as text[])) order by p.order_id, p.position
"""
_SEGMENTS = """
select s.order_id, s.segment_id, s.leg_key, s.cabin, s.rbd, s.status, s.departs, s.arrives,
       array(select a.passenger_id from sandbox.place a
             where a.segment_id = s.segment_id and not a.released order by 1) as passenger_ids
from sandbox.segment s where s.order_id = any(cast(:ids as text[])) order by s.order_id, s.position
"""
_SEATS = """
select t.segment_id, t.passenger_id, t.seat from sandbox.segment s join sandbox.seat t using (segment_id)
where s.order_id = any(cast(:ids as text[]))
"""
_SERVICES = """
select t.segment_id, t.passenger_id, t.code, t.status from sandbox.segment s join sandbox.ssr t using (segment_id)
where s.order_id = any(cast(:ids as text[])) order by t.segment_id, t.passenger_id, t.code
"""
_COUPONS = """
select order_id, ticket_number, coupon_number, passenger_id, segment_id, status, fare, taxes, currency
from sandbox.coupon where order_id = any(cast(:ids as text[]))
order by order_id, ticket_number, coupon_number
"""
_CONTACTS = """
select order_id, kind, value, quality, owner_passenger_id, valid_until
from sandbox.contact where order_id = any(cast(:ids as text[])) order by order_id, position
"""
_WHOLE = (_ORDERS, _PASSENGERS, _SEGMENTS, _COUPONS, _CONTACTS, _SEATS, _SERVICES)
_ON_LEGS = """
select distinct order_id from sandbox.segment
where leg_key = any(cast(:legs as text[])) and status in ('HK', 'TK', 'UN') order by order_id
"""


async def order_ids_on(conn: Connection, legs: Sequence[LegKey]) -> list[str]:
    """Return the orders with a live segment on any of ``legs``."""
    return [row["order_id"] for row in await conn.rows(_ON_LEGS, legs=[str(leg) for leg in legs])]


async def one(conn: Connection, order_id: str) -> Order:
    """Return one order. Raises NotFound."""
    found = await many(conn, [order_id])
    if not found:
        raise NotFound("no such order", order_id=order_id)
    return found[0]


async def many(conn: Connection, order_ids: Sequence[str]) -> list[Order]:
    """Return the orders that exist."""
    ids = list(order_ids)
    if not ids:
        return []
    orders, *rest, seats, services = await conn.together(*((sql, {"ids": ids}) for sql in _WHOLE))
    passengers, segments, coupons, contacts = (_by_order(rows) for rows in rest)
    _add_services([s for found in segments.values() for s in found], seats, services)
    legs: dict[str, LegKey] = {}
    return [
        Order(
            order_id=row["order_id"],
            locator=row["locator"],
            version=row["version"],
            passengers=tuple(
                Passenger(**{**p, "ssrs": tuple(p["ssrs"])}) for p in passengers[row["order_id"]]
            ),
            segments=tuple(_segment(s, legs) for s in segments[row["order_id"]]),
            coupons=tuple(_coupon(c) for c in coupons[row["order_id"]]),
            contacts=tuple(Contact(**c) for c in contacts[row["order_id"]]),
            channel=row["channel"],
            group_name=row["group_name"],
            payment_method=row["payment_method"],
            created_at=row["created_at"],
            linked_products=tuple(row["linked_products"]),
        )
        for row in orders
    ]


async def coupons_of(
    conn: Connection, order_id: str, passenger_ids: Sequence[str], segment_ids: Sequence[str]
) -> list[Coupon]:
    """Return these travellers' coupons for these segments, whatever their status."""
    rows = await conn.rows(
        """select ticket_number, coupon_number, passenger_id, segment_id, status, fare, taxes, currency
           from sandbox.coupon where order_id = :order_id and passenger_id = any(cast(:passengers as text[]))
             and segment_id = any(cast(:segments as text[])) order by ticket_number, coupon_number""",
        order_id=order_id,
        passengers=list(passenger_ids),
        segments=list(segment_ids),
    )
    return [_coupon(row) for row in rows]


async def tiers(conn: Connection, ffp_numbers: Sequence[str]) -> dict[str, str]:
    """Return the tier of each frequent-flyer number that exists."""
    rows = await conn.rows(
        "select ffp_number, tier from sandbox.ffp_account where ffp_number = any(cast(:numbers as text[]))",
        numbers=list(ffp_numbers),
    )
    return {row["ffp_number"]: row["tier"] for row in rows}


def _by_order(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row.pop("order_id")].append(row)
    return grouped


def _add_services(
    segments: list[dict[str, Any]], seats: list[dict[str, Any]], services: list[dict[str, Any]]
) -> None:
    """Put the seats and special services of each segment into its row."""
    by_id = {row["segment_id"]: row for row in segments}
    for row in segments:
        row["seats"], row["ssrs"] = [], []
    for found in seats:
        by_id[found["segment_id"]]["seats"].append((found["passenger_id"], found["seat"]))
    for found in services:
        by_id[found["segment_id"]]["ssrs"].append((found["passenger_id"], found["code"], found["status"]))


def _segment(row: dict[str, Any], legs: dict[str, LegKey]) -> Segment:
    text = row["leg_key"]
    leg = legs.get(text) or legs.setdefault(text, LegKey.parse(text))
    return Segment(
        segment_id=row["segment_id"],
        leg=leg,
        cabin=row["cabin"],
        rbd=row["rbd"],
        status=SegmentStatus(row["status"]),
        departs=row["departs"],
        arrives=row["arrives"],
        passenger_ids=tuple(row["passenger_ids"]),
        seats=tuple(row["seats"]),
        ssrs=tuple(row["ssrs"]),
    )


def _coupon(row: dict[str, Any]) -> Coupon:
    return Coupon(
        ticket_number=row["ticket_number"],
        coupon_number=row["coupon_number"],
        passenger_id=row["passenger_id"],
        segment_id=row["segment_id"],
        status=CouponStatus(row["status"]),
        fare=Money(row["fare"], row["currency"]),
        taxes=Money(row["taxes"], row["currency"]),
    )


_FIND = """
select order_id from sandbox.orders where locator = any(cast(:locators as text[]))
union select order_id from sandbox.ticket where ticket_number = any(cast(:tickets as text[]))
union select order_id from sandbox.contact
    where kind = 'mobile' and quality not in ('wrong', 'masked') and value = any(cast(:phones as text[]))
union select order_id from sandbox.passenger where ffp_number = any(cast(:members as text[]))
order by order_id
"""


async def find(
    conn: Connection,
    phones: Sequence[str],
    locators: Sequence[str],
    ticket_numbers: Sequence[str],
    ffp_numbers: Sequence[str],
) -> list[str]:
    """Return the ids of orders with any of these contact numbers, locators, tickets or members."""
    rows = await conn.rows(
        _FIND,
        phones=list(phones),
        locators=list(locators),
        tickets=list(ticket_numbers),
        members=list(ffp_numbers),
    )
    return [row["order_id"] for row in rows]
