"""What trips and quotes read of the house: orders, how their flights stand, and what went wrong with them."""

from collections.abc import Collection, Mapping, Sequence

from hongyan.bookings.model import LinkedProduct, Order
from hongyan.bookings.ports import RetailSystem
from hongyan.disruptions import AffectedPassenger, Disruption, Disruptions
from hongyan.flights import FlightBoard, Leg, LegKey

Hit = tuple[Disruption, AffectedPassenger]


class Reads:
    """Asked again, it reads again."""

    def __init__(self, airline: RetailSystem, disruptions: Disruptions, board: FlightBoard) -> None:
        self._airline = airline
        self._disruptions = disruptions
        self._board = board

    def once(self) -> "ReadOnce":
        """Return reads for one turn of a conversation."""
        return ReadOnce(self._airline, self._disruptions, self._board)

    async def orders(self, order_ids: Sequence[str]) -> list[Order]:
        """Return the orders that exist."""
        return await self._airline.get(order_ids)

    async def legs(self, keys: Collection[LegKey]) -> Mapping[LegKey, Leg]:
        """Return how these legs stand today, as far as operations have said."""
        return await self._board.by_keys(set(keys)) if keys else {}

    async def hits(self, order_ids: Sequence[str]) -> list[Hit]:
        """Return the open disruptions of these orders, with each traveller hit."""
        return await self._disruptions.of_orders(order_ids)

    async def linked(self, order_ids: Sequence[str]) -> Sequence[LinkedProduct]:
        """Return what was booked with these orders."""
        return await self._airline.linked_products(order_ids)


class ReadOnce(Reads):
    """Reads each order, leg and disruption once: what a turn says of one order is of one moment. Made for a turn, then dropped."""

    def __init__(self, airline: RetailSystem, disruptions: Disruptions, board: FlightBoard) -> None:
        super().__init__(airline, disruptions, board)
        self._orders: dict[str, Order | None] = {}
        self._legs: dict[LegKey, Leg | None] = {}
        self._hits: dict[str, list[Hit]] = {}

    async def orders(self, order_ids: Sequence[str]) -> list[Order]:
        if new := [i for i in order_ids if i not in self._orders]:
            self._orders |= dict.fromkeys(new) | {o.order_id: o for o in await super().orders(new)}
        return [order for i in order_ids if (order := self._orders[i]) is not None]

    async def legs(self, keys: Collection[LegKey]) -> Mapping[LegKey, Leg]:
        if new := [k for k in keys if k not in self._legs]:
            self._legs |= dict.fromkeys(new) | dict(await super().legs(new))
        return {k: leg for k in keys if (leg := self._legs[k]) is not None}

    async def hits(self, order_ids: Sequence[str]) -> list[Hit]:
        if new := [i for i in order_ids if i not in self._hits]:
            found = await super().hits(new)
            self._hits |= {i: [hit for hit in found if hit[1].order_id == i] for i in new}
        return [hit for i in order_ids for hit in self._hits[i]]
