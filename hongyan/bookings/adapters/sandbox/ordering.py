"""Sells held seats to new travellers: order, payment and tickets in one transaction."""

from datetime import datetime

from hongyan.bookings.adapters.sandbox import inventory, paying
from hongyan.bookings.adapters.sandbox.selling import Details, take_hold
from hongyan.bookings.adapters.sandbox.ticketing import PREFIX
from hongyan.bookings.errors import PaymentRefused
from hongyan.bookings.model import NewOrder
from hongyan.core.errors import InvalidInput
from hongyan.core.ids import new_id
from hongyan.runtime.database import Connection

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misheard or misread
_TRAVELLERS = """
insert into sandbox.passenger (passenger_id, order_id, position, surname, given_name, kind, language, ffp_number,
    accompanies, age)
select r.id, :order_id, r.position, r.surname, r.given, r.kind, r.language, r.ffp, r.accompanies, r.age
from jsonb_to_recordset(cast(:records as jsonb)) as r(id text, position integer, surname text, given text,
    kind text, language text, ffp text, accompanies text, age integer) order by r.position
"""
_TICKETS = """
with t as (
    insert into sandbox.ticket (ticket_number, order_id, passenger_id, issued_at)
    select r.ticket, :order_id, r.id, :now from jsonb_to_recordset(cast(:records as jsonb)) as r(ticket text, id text)
)
insert into sandbox.coupon (ticket_number, coupon_number, order_id, passenger_id, segment_id, status, fare, taxes, currency)
select r.ticket, s.number, :order_id, r.id, s.segment, 'O', r.fare, r.taxes, r.currency
from jsonb_to_recordset(cast(:records as jsonb)) as r(ticket text, id text, fare numeric, taxes numeric, currency text),
     unnest(cast(:segments as text[])) with ordinality as s(segment, number)
"""


def locator_of(order_id: str) -> str:
    """Return six characters fixed by the order's id (a locator is used again after some months)."""
    number = sum(ord(c) * 131**n for n, c in enumerate(order_id))
    letters = []
    for _ in range(6):
        number, digit = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[digit])
    return "".join(letters)


async def create_order(
    conn: Connection, order: NewOrder, refused: bool, now: datetime
) -> tuple[str, Details]:
    """Return the new order's id and what was made. Raises HoldGone, NoSeats, PaymentRefused, InvalidInput."""
    if not any(t.kind != "INF" for t in order.travellers):
        raise InvalidInput("an order needs somebody who takes a seat")
    if refused:
        raise PaymentRefused
    seats = sum(t.kind != "INF" for t in order.travellers)
    legs = await take_hold(conn, order.hold_id, seats, now)
    order_id = new_id("ord")
    locator = locator_of(order_id)
    await conn.run(
        """insert into sandbox.orders (order_id, locator, channel, payment_method, created_at)
           values (:id, :locator, :channel, :method, :now)""",
        id=order_id,
        locator=locator,
        channel=order.channel,
        method=order.method,
        now=now,
    )
    ids = [new_id("pax") for _ in order.travellers]
    await conn.bulk(
        _TRAVELLERS,
        [
            {
                "id": ids[n],
                "position": n + 1,
                "surname": t.surname,
                "given": t.given_name,
                "kind": t.kind,
                "language": t.language,
                "ffp": t.ffp_number,
                "accompanies": ids[t.accompanies] if t.accompanies is not None else None,
                "age": t.age,
            }
            for n, t in enumerate(order.travellers)
        ],
        order_id=order_id,
    )
    segments = [new_id("seg") for _ in legs]
    rbds = [leg["rbd"] or inventory.FULL_FARE[leg["cabin"]] for leg in legs]
    await inventory.change_sold(
        conn, [(leg["leg_key"], leg["cabin"], rbd, seats) for leg, rbd in zip(legs, rbds, strict=True)]
    )
    for n, (segment, leg, rbd) in enumerate(zip(segments, legs, rbds, strict=True), 1):
        await conn.run(
            """insert into sandbox.segment (segment_id, order_id, position, leg_key, cabin, rbd, status, departs, arrives)
               select :segment, :order_id, :position, leg_key, :cabin, :rbd, 'HK', departs, arrives
               from sandbox.leg where leg_key = :leg""",
            segment=segment,
            order_id=order_id,
            position=n,
            leg=leg["leg_key"],
            cabin=leg["cabin"],
            rbd=rbd,
        )
    await conn.run(
        """insert into sandbox.place (segment_id, passenger_id, takes_seat)
           select s, p.passenger_id, p.kind <> 'INF'
           from unnest(cast(:segments as text[])) s, sandbox.passenger p where p.order_id = :order_id""",
        segments=segments,
        order_id=order_id,
    )
    if order.phone:
        await conn.run(
            """insert into sandbox.contact (order_id, position, kind, value, quality)
               values (:order_id, 1, 'mobile', :phone, 'verified')""",
            order_id=order_id,
            phone=order.phone,
        )
    tickets = await _tickets(conn, order, order_id, ids, segments, now)
    paid = await paying.collect(conn, order_id, order.total, order.method, 1, False, now, reason="sale")
    return order_id, {**paid, "order_id": order_id, "locator": locator, "ticket_numbers": ",".join(tickets)}


async def _tickets(
    conn: Connection, order: NewOrder, order_id: str, ids: list[str], segments: list[str], now: datetime
) -> list[str]:
    serials = await conn.rows(
        "select nextval('sandbox.ticket_serial') as serial from generate_series(1, :n)", n=len(ids)
    )
    numbers = [f"{PREFIX}{row['serial']:010d}" for row in serials]
    await conn.bulk(
        _TICKETS,
        [
            {
                "ticket": number,
                "id": passenger_id,
                "fare": t.fare.amount,
                "taxes": t.taxes.amount,
                "currency": t.fare.currency,
            }
            for number, passenger_id, t in zip(numbers, ids, order.travellers, strict=True)
        ],
        order_id=order_id,
        segments=segments,
        now=now,
    )
    return numbers
