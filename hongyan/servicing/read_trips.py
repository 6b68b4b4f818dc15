"""Finds orders and shows them as trips; proves that somebody may see one."""

import hmac
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hongyan.bookings.model import Order
from hongyan.bookings.ports import RetailSystem
from hongyan.core.clock import Clock
from hongyan.core.phone import to_e164
from hongyan.flights import Airports
from hongyan.servicing.describe_trip import Surroundings, describe_trip, is_live, phones_of
from hongyan.servicing.model import Trip
from hongyan.servicing.names import same_name
from hongyan.servicing.reads import Reads

_LAST_DIGITS = 4
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_NOBODY = "order-that-does-not-exist"


class TripReader:
    """Reads only."""

    def __init__(
        self,
        airline: RetailSystem,
        reads: Reads,
        airports: Airports,
        clock: Clock,
        past_days: int,
    ) -> None:
        self._airline = airline
        self._reads = reads
        self._airports = airports
        self._clock = clock
        self._past = timedelta(days=past_days)

    async def trips(self, phone: str | None, order_ids: Sequence[str], member_no: str | None) -> list[Trip]:
        """Return the live trips of a number or member, and the named orders whatever their state."""
        found: set[str] = set()
        number = to_e164(phone) if phone else None
        if number or member_no:
            found = set(
                await self._airline.find_orders(
                    phones=[number] if number else [], ffp_numbers=[member_no] if member_no else []
                )
            )
        orders = await self._reads.orders(sorted(found | set(order_ids)))
        shown = [o for o in orders if o.order_id in order_ids or self._is_current(o)]
        trips = await self.describe(shown)
        return sorted(
            trips, key=lambda t: (not t.flights, t.flights[0].departs.timestamp() if t.flights else 0)
        )

    async def describe(self, orders: Sequence[Order]) -> list[Trip]:
        """Show these orders with everything the house knows around them."""
        if not orders:
            return []
        ids = [o.order_id for o in orders]
        around = Surroundings(
            await self._reads.legs([s.leg for o in orders for s in o.segments if is_live(s)]),
            await self._reads.hits(ids),
            await self._reads.linked(ids),
        )
        return [describe_trip(order, around, self._airports) for order in orders]

    async def identify(
        self, locator: str | None, ticket_no: str | None, name: str | None, phone: str | None
    ) -> Trip | None:
        """Both proofs are always looked at, and an order is always read: a wrong proof takes as long as a right one."""
        locators = [locator.strip().upper()] if locator else []
        tickets = ["".join(c for c in ticket_no if c.isdigit())[:13]] if ticket_no else []
        if not locators and not tickets:
            return None
        ids = await self._airline.find_orders(locators=locators, ticket_numbers=tickets)
        orders = await self._reads.orders(ids or [_NOBODY])
        proved = [o for o in orders if _proves(o, name, phone)]
        current = sorted(proved, key=lambda o: (self._is_current(o), o.created_at or _LONG_AGO))
        trips = await self.describe(current[-1:])
        return trips[0] if trips else None

    def _is_current(self, order: Order) -> bool:
        since = self._clock.now() - self._past
        return any(is_live(s) and s.arrives >= since for s in order.segments)


def _proves(order: Order, name: str | None, phone: str | None) -> bool:
    by_name = name is not None and any(same_name(name, p.surname, p.given_name) for p in order.passengers)
    by_phone = phone is not None and _same_phone(phone, phones_of(order))
    return by_name or by_phone


def _same_phone(said: str, known: Sequence[str]) -> bool:
    digits = "".join(c for c in said if c.isdigit())
    if len(digits) == _LAST_DIGITS:
        return any(hmac.compare_digest(digits, number[-_LAST_DIGITS:]) for number in known)
    number = to_e164(said)
    return number is not None and any(hmac.compare_digest(number, other) for other in known)
