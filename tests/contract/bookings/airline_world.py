"""The small world an airline-system adapter is tested in: some flights, some orders, and faults on demand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hongyan.bookings.model import CouponStatus, HoldRequest, Order
from hongyan.bookings.ports import AirlineSystem
from hongyan.core.clock import ManualClock
from hongyan.flights import LegKey


@dataclass
class World:
    """An airline system with: ``old`` (a flight with orders), ``new`` (same route, empty, 20 seats in Y, 4 in J),
    ``via`` (two legs over another airport, empty), ``partner`` (same route, other carrier, by agreement).

    Orders: ``family`` two adults, a child and a lap infant; ``single`` one adult, not checked in; ``checked_in`` one
    adult who is. ``cancel`` makes operations cancel a leg, ``time_out_after_commit`` makes changes time out when done.
    """

    airline: AirlineSystem
    clock: ManualClock
    old: LegKey
    new: LegKey
    via: tuple[LegKey, LegKey]
    partner: LegKey
    family: str
    single: str
    checked_in: str
    cancel: Callable[[LegKey], Awaitable[Any]]
    time_out_after_commit: Callable[[bool], None]
    time_out_before_commit: Callable[[bool], None]

    async def order(self, order_id: str) -> Order:
        return (await self.airline.get([order_id]))[0]

    def ask(self, key: str, *legs: LegKey, seats: int = 1, cabin: str = "Y", hours: float = 6) -> HoldRequest:
        expires = self.clock.now() + timedelta(hours=hours)
        return HoldRequest(key, legs, (cabin,) * len(legs), seats, expires)

    async def held(self, key: str, *legs: LegKey, seats: int = 1, hours: float = 6) -> str:
        result = (await self.airline.hold([self.ask(key, *legs, seats=seats, hours=hours)]))[0]
        assert result.hold_id is not None, result.refused
        return result.hold_id

    async def seats_left(self, leg: LegKey, cabin: str = "Y") -> int:
        day = timedelta(days=2)
        found = await self.airline.availability(
            [leg.board], [leg.off], self.clock.now() - day, self.clock.now() + day
        )
        return next(f.seats[cabin] for f in found if f.leg == leg)

    async def sold(
        self, order_id: str, *legs: LegKey, key: str = "sell"
    ) -> tuple[Order, list[str], list[str]]:
        """Sell ``legs`` to everybody of the order; return it with its old and new segment ids."""
        order = await self.order(order_id)
        hold_id = await self.held(f"hold-{key}-{order_id}", *legs, seats=order.seats)
        after = await self.airline.sell(
            order_id, everybody_of(order), hold_id, order.version, f"{key}-{order_id}"
        )
        return after, segments_of(order), [i for i in segments_of(after) if i not in segments_of(order)]


def everybody_of(order: Order) -> list[str]:
    return [p.passenger_id for p in order.passengers]


def segments_of(order: Order) -> list[str]:
    return [s.segment_id for s in order.segments]


def statuses_of(order: Order, segment_ids: list[str]) -> set[CouponStatus]:
    return {c.status for c in order.coupons if c.segment_id in segment_ids}
