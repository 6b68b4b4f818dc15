"""The front door of servicing: trips, options, quotes, refunds, and acts carried out once."""

from collections.abc import Sequence
from copy import copy
from typing import Any, Self

from hongyan.bookings import Changes, refund_due
from hongyan.bookings.model import Order, Refund
from hongyan.bookings.ports import RetailSystem
from hongyan.core.clock import Clock
from hongyan.disruptions import Disruptions, Stations
from hongyan.flights import Airports, FlightBoard
from hongyan.jobs import Outbox
from hongyan.loyalty import Loyalty
from hongyan.messaging import Sender
from hongyan.runtime import Database
from hongyan.servicing import repository
from hongyan.servicing.acts import Acts
from hongyan.servicing.buy import Buyer
from hongyan.servicing.find_options import OptionFinder
from hongyan.servicing.model import Act, FlightOption, Quote, Receipt, RefundView, Trip
from hongyan.servicing.perform import Performer
from hongyan.servicing.quote import Quoter
from hongyan.servicing.read_trips import TripReader
from hongyan.servicing.reads import Reads
from hongyan.servicing.request_changes import ChangePlanner
from hongyan.servicing.send_copy import CopySender
from hongyan.servicing.settings import ServicingSettings


class Servicing:
    """Orders as a conversation needs them; the same for chat, phone and desk."""

    def __init__(
        self,
        db: Database,
        outbox: Outbox,
        airline: RetailSystem,
        changes: Changes,
        loyalty: Loyalty,
        sms: Sender,
        disruptions: Disruptions,
        board: FlightBoard,
        airports: Airports,
        clock: Clock,
        settings: ServicingSettings,
    ) -> None:
        self._db = db
        self._airline = airline
        self._airports = airports
        self._clock = clock
        self._past_days = settings.past_days
        self._stations = Stations(airports)
        self._reads = Reads(airline, disruptions, board)
        self._look_with(self._reads)
        planner = ChangePlanner(self.quoter, disruptions)
        buyer = Buyer(airline, self.finder, clock, settings)
        copies = CopySender(sms, clock)
        performer = Performer(
            db, airline, loyalty, self.quoter, self._reads, self.reader, buyer, copies, airports, clock
        )
        self.acts = Acts(db, outbox, clock, changes, planner, performer, settings)

    def in_turn(self) -> Self:
        """Return the same for one turn of a conversation: its questions read an order and its flights once.

        What is carried out always reads anew. After an act take another one.
        """
        other = copy(self)
        other._look_with(self._reads.once())
        return other

    def _look_with(self, reads: Reads) -> None:
        self.reader = TripReader(self._airline, reads, self._airports, self._clock, self._past_days)
        self.finder = OptionFinder(self._airline, reads, self._airports)
        self.quoter = Quoter(reads, self.finder, self._airports, self._clock)

    async def trips(
        self, *, phone: str | None = None, order_ids: Sequence[str] = (), member_no: str | None = None
    ) -> list[Trip]:
        """Return live trips by contact phone, order ids or member, soonest departure first."""
        return await self.reader.trips(phone, order_ids, member_no)

    async def identify(
        self,
        *,
        locator: str | None = None,
        ticket_no: str | None = None,
        name: str | None = None,
        phone: str | None = None,
    ) -> Trip | None:
        """Return the trip when a locator or ticket agrees with a traveller's name or the contact phone; else None."""
        return await self.reader.identify(locator, ticket_no, name, phone)

    async def search(
        self, origin: str, destination: str, date: str, *, cabin: str | None = None, seats: int = 1
    ) -> list[FlightOption]:
        """Return the cheapest class with seats of each flight and cabin on a local day, by departure."""
        return await self.finder.search(origin, destination, date, cabin, seats)

    async def options(
        self,
        order_id: str,
        segment_id: str,
        passenger_ids: Sequence[str],
        date: str,
        *,
        cabin: str | None = None,
    ) -> list[FlightOption]:
        """Return flights this segment can be changed to on a local day, with seats for all, by departure."""
        return await self.quoter.options(order_id, segment_id, passenger_ids, date, cabin)

    async def quote_change(
        self,
        order_id: str,
        segment_id: str,
        passenger_ids: Sequence[str],
        option_id: str,
        *,
        minutes_before: int | None = None,
    ) -> Quote:
        """Price a change by the carrier's ladder, or at no cost when it is involuntary. Nothing is held.

        ``minutes_before``: as if asked for that long before departure, to tell what it would cost then.
        """
        return await self.quoter.change(order_id, segment_id, passenger_ids, option_id, minutes_before)

    async def quote_refund(
        self,
        order_id: str,
        segment_ids: Sequence[str],
        passenger_ids: Sequence[str],
        reason: str = "voluntary",
        *,
        minutes_before: int | None = None,
    ) -> Quote:
        """Price a refund: fee by the ladder, nothing when it is involuntary; taxes always come back."""
        return await self.quoter.refund(order_id, segment_ids, passenger_ids, reason, minutes_before)

    async def refunds(self, order_ids: Sequence[str]) -> list[RefundView]:
        """Return the refunds of these orders with their steps and due day, the newest first."""
        found = await self._airline.refunds_of(order_ids)
        orders = {o.order_id: o for o in await self._airline.get(sorted({r.order_id for r in found}))}
        views = [self._refund(r, orders[r.order_id]) for r in found if r.order_id in orders]
        return sorted(views, key=lambda v: v.steps[0][1], reverse=True)

    async def carry_out(self, act: Act) -> Receipt:
        """Do it exactly once; waits a short while, then answers ``running``. Idempotent by act_id.

        Raises InvalidInput (no consent, unknown kind), OrderChanged, PriceChanged, AlreadyChosen (Conflict), SeatsGone.
        """
        return await self.acts.carry_out(act)

    async def receipt(self, act_id: str) -> Receipt | None:
        """Return how an act stands."""
        return await self.acts.receipt(act_id)

    async def document(self, document_id: str) -> dict[str, Any] | None:
        """Return a certificate or invoice as it was issued, or None. Personal data."""
        async with self._db.snapshot() as conn:
            return await repository.document(conn, document_id)

    def _refund(self, refund: Refund, order: Order) -> RefundView:
        airports = {code for s in order.segments for code in (s.leg.board, s.leg.off)}
        due = refund_due(refund.requested_at, order.payment_method, airports, self._stations.country)
        return RefundView(
            refund_id=refund.refund_id,
            order_id=refund.order_id,
            passenger_ids=refund.passenger_ids,
            amount=refund.amount.amount,
            fee=refund.fee.amount,
            currency=refund.amount.currency,
            state=refund.state.value,
            steps=tuple((state.value, at) for state, at in refund.history),
            due_on=due.on,
            basis=due.basis,
        )
