"""Writes the orders, refunds and records of a scripted world into the sandbox's tables, in one transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hongyan.bookings.adapters.sandbox.scripted_world.flights import (
    Row,
    ScriptedFlight,
    World,
    leg_of,
)
from hongyan.bookings.adapters.sandbox.scripted_world.people import People
from hongyan.core.ids import new_id
from hongyan.core.phone import to_e164
from hongyan.flights import LegKey
from hongyan.runtime.database import Connection

SERVED = frozenset(
    {
        "bookings",
        "flights",
        "offers",
        "refunds",
        "agencies",
        "hotel_orders",
        "bags",
        "alerts",
        "members",
        "flown",
        "awbs",
    }
)
# tables in the order their foreign keys want
_COLUMNS = {
    "orders": "order_id locator version channel group_name payment_method created_at linked_products",
    "passenger": "passenger_id order_id position surname given_name kind language zone ffp_number accompanies "
    "document_masked",
    "segment": "segment_id order_id position leg_key cabin rbd status departs arrives",
    "place": "segment_id passenger_id takes_seat",
    "ssr": "segment_id passenger_id code status",
    "contact": "order_id position kind value quality owner_passenger_id",
    "ticket": "ticket_number order_id passenger_id issued_at",
    "coupon": "ticket_number coupon_number order_id passenger_id segment_id status fare taxes currency",
    "payment": "payment_id order_id method amount currency acquirer_reference paid_at reason",
    "departure_control": "segment_id passenger_id leg_key intends_at checked_in_at",
}
_RECORDS = {
    "agencies": ("agency", ("agency_code", "code", "id")),
    "hotel_orders": ("hotel_order", ("ref", "order_no", "hotel_order_no", "id")),
    "bags": ("bag", ("bag_tag", "tag", "tag_no", "id")),
    "alerts": ("alert", ("id", "place", "city", "airport", "type")),
}
_CABIN_OF = {"F": "F", "A": "F", "J": "J", "C": "J", "D": "J", "W": "W"}
_CABIN_WORDS = {"first": "F", "business": "J", "premium": "W", "economy": "Y"}
_REFUND_STATES = {
    "bank": "sent",
    "sent_to_bank": "sent",
    "paid": "done",
    "rejected": "failed",
    "pending": "requested",
}
_SOLD_BEFORE = timedelta(days=20)


async def load_orders(
    conn: Connection, world: World, flights: Mapping[LegKey, ScriptedFlight], now: datetime
) -> None:
    """Write inventory, bookings, refunds and partners' records."""
    rows = _Rows(world, flights, now)
    for number, booking in enumerate(world.get("bookings", ())):
        rows.booking(booking, number)
    for refund in world.get("refunds", ()):
        rows.refund(refund)
    await _write_inventory(conn, rows)
    for table, columns in _COLUMNS.items():
        await _insert(conn, table, columns.split(), rows.tables[table])
    await _insert(
        conn,
        "linked_product",
        ["ref", "order_id", "kind", "name", "starts", "ends", "place", "changeable"],
        rows.linked,
    )
    await conn.bulk(
        """update sandbox.passenger p set age = r.age
           from jsonb_to_recordset(cast(:records as jsonb)) as r(id text, age integer) where p.passenger_id = r.id""",
        rows.ages,
    )
    await conn.bulk(
        """insert into sandbox.seat (segment_id, passenger_id, leg_key, seat)
           select r.segment, r.passenger, r.leg, r.seat from jsonb_to_recordset(cast(:records as jsonb))
             as r(segment text, passenger text, leg text, seat text)""",
        rows.seats,
    )
    await conn.bulk(
        """insert into sandbox.refund (refund_id, order_id, passenger_ids, amount, fee, currency, state, requested_at,
             validated_at, approved_at, sent_at, done_at, failed_at, next_at)
           select r.refund_id, r.order_id, array(select jsonb_array_elements_text(r.passenger_ids)), r.amount, r.fee,
             'CNY', r.state, r.requested, r.approved, r.approved, r.sent, r.done, r.failed, null
           from jsonb_to_recordset(cast(:records as jsonb)) as r(refund_id text, order_id text, passenger_ids jsonb,
             amount numeric, fee numeric, state text, requested timestamptz, approved timestamptz, sent timestamptz,
             done timestamptz, failed timestamptz)""",
        rows.refunds,
    )
    await _records(conn, world)


def cabin_of(row: Row) -> str:
    """Return the cabin letter of an offer or segment: as said, else by its class."""
    said = str(row.get("cabin", "")).lower()
    return _CABIN_WORDS.get(said) or _CABIN_OF.get(str(row.get("rbd", "Y")), "Y")


class _Rows:
    """Table rows of one world, in the making."""

    def __init__(self, world: World, flights: Mapping[LegKey, ScriptedFlight], now: datetime) -> None:
        self.flights = flights
        self.now = now
        self.tables: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        self.linked: list[tuple[Any, ...]] = []
        self.ages: list[dict[str, Any]] = []
        self.seats: list[dict[str, Any]] = []
        self.refunds: list[dict[str, Any]] = []
        self.sold: dict[tuple[str, str, str], int] = defaultdict(int)
        self._routes: dict[str, list[Row]] = defaultdict(list)
        self._tickets: dict[str, tuple[str, str]] = {}
        self._serial = 0
        self.members = {str(m.get("member_no")) for m in world.get("members", ()) if m.get("member_no")}
        for booking in world.get("bookings", ()):
            for segment in booking.get("segments", ()):
                self._routes[str(segment.get("flight_no"))].append(segment)

    def booking(self, booking: Row, number: int) -> None:
        order_id = new_id("ord")
        sold_at = self.now - _SOLD_BEFORE
        people = People.of(booking.get("pax", ()), order_id, self.members)
        self.tables["orders"].append(
            (order_id, booking["locator"], 1, booking.get("channel", "direct"), booking.get("group_name"),
             booking.get("payment_method", "card"), sold_at, [f"{x['type']}:{x['ref']}" for x in booking.get("linked", ())])
        )  # fmt: skip
        self.tables["passenger"] += people.rows
        self.ages += people.ages
        phone = to_e164(str(booking["contact_phone"])) if booking.get("contact_phone") else None
        if phone:
            self.tables["contact"].append((order_id, 1, "mobile", phone, "verified", None))
        total = Decimal(0)
        tickets = {p.passenger_id: self._ticket(p.ticket_no) for p in people.people}
        for person in people.people:
            self.tables["ticket"].append(
                (tickets[person.passenger_id], order_id, person.passenger_id, sold_at)
            )
            self._tickets[tickets[person.passenger_id]] = (order_id, person.passenger_id)
        for position, segment in enumerate(booking.get("segments", ()), 1):
            leg = leg_of(segment, self._routes)
            flight, cabin = self.flights[leg], cabin_of(segment)
            segment_id = new_id("seg")
            status, coupon = segment.get("status", "HK"), segment.get("coupon", "O")
            self.tables["segment"].append(
                (
                    segment_id,
                    order_id,
                    position,
                    str(leg),
                    cabin,
                    segment["rbd"],
                    status,
                    flight.departs,
                    flight.arrives,
                )
            )
            live = status in ("HK", "TK", "UN", "HL")
            for person in people.people:
                ids = (segment_id, person.passenger_id)
                self.tables["place"].append((*ids, person.kind != "INF"))
                self.tables["ssr"] += [(*ids, code, "HK") for code in person.ssrs]
                fare, taxes = person.price(segment)
                total += fare + taxes
                self.tables["coupon"].append(
                    (tickets[person.passenger_id], position, order_id, person.passenger_id, segment_id,
                     person.coupon or coupon, fare, taxes, segment.get("currency", "CNY"))
                )  # fmt: skip
                if (person.coupon or coupon) == "C":
                    self.tables["departure_control"].append(
                        (*ids, str(leg), None, self.now - timedelta(hours=1))
                    )
                if person.kind != "INF" and live:
                    self.sold[str(leg), cabin, segment["rbd"]] += 1
                if seat := person.seat or (segment.get("seats") or {}).get(person.name):
                    self.seats.append(
                        {
                            "segment": segment_id,
                            "passenger": person.passenger_id,
                            "leg": str(leg),
                            "seat": seat,
                        }
                    )
        self.tables["payment"].append(
            (
                new_id("pay"),
                order_id,
                booking.get("payment_method", "card"),
                total,
                "CNY",
                f"ACQ{number:09d}",
                sold_at,
                "sale",
            )
        )
        for product in booking.get("linked", ()):
            self._linked(order_id, product)

    def refund(self, refund: Row) -> None:
        ticket = str(refund.get("ticket_no") or "")
        found = self._tickets.get(ticket) or self._order_of_locator(refund.get("locator"))
        order_id, passenger_id = found or self._order_of_refund(refund)
        state = str(refund.get("state", "requested"))
        stamps = {
            "requested": _morning(refund.get("requested"), self.now) or self.now,
            "approved": _morning(refund.get("approved"), self.now),
            "sent": _morning(refund.get("sent_to_bank") or refund.get("sent"), self.now),
            "done": _morning(refund.get("done") or refund.get("paid"), self.now),
            "failed": _morning(refund.get("failed"), self.now),
        }
        self.refunds.append(
            {
                "refund_id": new_id("rfd"),
                "order_id": order_id,
                "passenger_ids": [passenger_id],
                "amount": refund["amount"],
                "fee": refund.get("fee", 0),
                "state": _REFUND_STATES.get(state, state),
                **stamps,
            }
        )

    def _linked(self, order_id: str, product: Row) -> None:
        hotel = product["type"] == "hotel"
        starts = product.get("in") if hotel else product.get("time")
        self.linked.append(
            (product["ref"], order_id, product["type"], product["name"], starts or product.get("starts"),
             product.get("out") or product.get("ends"), product.get("place"), product.get("changeable", True))
        )  # fmt: skip

    def _ticket(self, given: str | None) -> str:
        if given:
            return given
        self._serial += 1
        return f"0999{self._serial:09d}"

    def _order_of_locator(self, locator: Any) -> tuple[str, str] | None:
        order_id = next((row[0] for row in self.tables["orders"] if row[1] == locator), None)
        passenger = next((row[0] for row in self.tables["passenger"] if row[1] == order_id), None)
        return (order_id, passenger) if order_id and passenger else None

    def _order_of_refund(self, refund: Row) -> tuple[str, str]:
        """A refund may be all that is left of an order: its traveller, ticket and contact are still known."""
        order_id = new_id("ord")
        people = People.of([{"name": refund["name"], "type": "ADT"}], order_id, self.members)
        sold_at = self.now - _SOLD_BEFORE
        self.tables["orders"].append(
            (
                order_id,
                refund.get("locator") or f"R{order_id[-5:].upper()}",
                1,
                "direct",
                None,
                "card",
                sold_at,
                [],
            )
        )
        self.tables["passenger"] += people.rows
        if refund.get("contact_phone"):
            phone = to_e164(str(refund["contact_phone"]))
            self.tables["contact"].append((order_id, 1, "mobile", phone, "verified", None))
        passenger_id = people.people[0].passenger_id
        self.tables["ticket"].append((self._ticket(refund.get("ticket_no")), order_id, passenger_id, sold_at))
        return order_id, passenger_id


async def _write_inventory(conn: Connection, rows: _Rows) -> None:
    legs, cabins, classes = [], [], []
    for flight in rows.flights.values():
        key = str(flight.leg)
        legs.append(
            (key, flight.leg.carrier, flight.leg.board, flight.leg.off, flight.departs, flight.arrives)
        )
        sold: dict[str, int] = defaultdict(int)
        for (leg, cabin, _), seats in rows.sold.items():
            if leg == key:
                sold[cabin] += seats
        free: dict[str, int] = defaultdict(int)
        fares: dict[tuple[str, str], tuple[int, Any]] = {}
        for offer in flight.offers:
            cabin, seats = cabin_of(offer), int(offer.get("seats", 9))
            free[cabin] = max(free[cabin], seats)
            fares[cabin, offer["rbd"]] = (seats, offer["fare"])
        for cabin in {*sold, *free}:
            cabins.append((key, cabin, sold[cabin] + free[cabin], sold[cabin]))
        named = {(cabin, rbd) for leg, cabin, rbd in rows.sold if leg == key} | set(fares)
        for cabin, rbd in sorted(named):
            mine = rows.sold.get((key, cabin, rbd), 0)
            seats, fare = fares.get((cabin, rbd), (0, None))
            classes.append((key, cabin, rbd, mine + seats, mine, fare))
    await _insert(conn, "leg", ["leg_key", "carrier", "board", "off", "departs", "arrives"], legs)
    await _insert(conn, "cabin", ["leg_key", "cabin", "capacity", "sold"], cabins)
    await _insert(conn, "rbd", ["leg_key", "cabin", "rbd", "authorised", "sold", "fare"], classes)


async def _records(conn: Connection, world: World) -> None:
    records = []
    for key, (kind, names) in _RECORDS.items():
        for number, facts in enumerate(world.get(key, ())):
            ref = next((str(facts[n]) for n in names if facts.get(n)), str(number))
            records.append({"kind": kind, "ref": ref, "facts": dict(facts)})
    await conn.bulk(
        """insert into sandbox.partner_record (kind, ref, facts)
           select r.kind, r.ref, r.facts from jsonb_to_recordset(cast(:records as jsonb))
             as r(kind text, ref text, facts jsonb) on conflict (kind, ref) do update set facts = excluded.facts""",
        records,
    )


async def _insert(
    conn: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows whose values JSON can carry; the table's own types read them."""
    names = ", ".join(columns)
    await conn.bulk(
        f"""insert into sandbox.{table} ({names})
            select {", ".join(f"r.{c}" for c in columns)}
            from jsonb_populate_recordset(null::sandbox.{table}, cast(:records as jsonb)) r""",
        [dict(zip(columns, row, strict=True)) for row in rows],
    )


def _morning(day: Any, now: datetime) -> datetime | None:
    """Return ten o'clock of a day, in Shanghai; None when no day is given."""
    if not day:
        return None
    text = str(day)
    if "T" in text:
        return datetime.fromisoformat(text)
    return min(now, datetime.combine(date.fromisoformat(text), time(10, 0), ZoneInfo("Asia/Shanghai")))
