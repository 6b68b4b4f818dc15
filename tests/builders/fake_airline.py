"""A small airline in memory behind the real port, whose faults a test sets call by call."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hongyan.bookings.errors import CouponNotOpen, HoldGone, VersionConflict
from hongyan.bookings.model import (
    Coupon,
    CouponStatus,
    FlightAvailability,
    HoldRequest,
    HoldResult,
    OperationOutcome,
    Order,
    Passenger,
    Payment,
    Refund,
    RefundState,
    Segment,
    SegmentStatus,
)
from hongyan.bookings.ports import AirlineCapabilities
from hongyan.core.clock import Clock
from hongyan.core.money import Money
from hongyan.flights import LegKey

DAY = date(2026, 11, 22)
DEPARTS = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OLD_LEG = LegKey("ZZ", "101", DAY, "PEK", "CAN")
NEW_LEG = LegKey("ZZ", "103", DAY, "PEK", "CAN")
PARTNER_LEG = LegKey("YY", "7", DAY, "PEK", "CAN")


@dataclass
class Hold:
    legs: tuple[LegKey, ...]
    cabins: tuple[str, ...]
    seats: int
    state: str = "live"


@dataclass
class FakeAirline:
    """``before`` and ``after`` are called with (operation, order_id, key) around each effect; they may raise."""

    clock: Clock
    capabilities: AirlineCapabilities = field(default_factory=lambda: AirlineCapabilities(name="fake"))
    orders: dict[str, Order] = field(default_factory=dict)
    holds: dict[str, Hold] = field(default_factory=dict)
    done: dict[str, OperationOutcome] = field(default_factory=dict)
    fenced: set[str] = field(default_factory=set)
    payments: dict[str, Payment] = field(default_factory=dict)
    refunded: dict[str, Refund] = field(default_factory=dict)
    effects: list[tuple[str, str]] = field(default_factory=list)
    capacity: dict[LegKey, int] = field(default_factory=dict)
    before: Callable[[str, str, str], None] = lambda operation, order_id, key: None
    after: Callable[[str, str, str], None] = lambda operation, order_id, key: None

    def add_order(self, order_id: str = "ord_1", seats: int = 1, **changes: object) -> Order:
        order = build_order(order_id, seats, **changes)
        self.orders[order_id] = order
        return order

    def add_hold(self, hold_id: str = "hld_1", legs: Sequence[LegKey] = (NEW_LEG,), seats: int = 1) -> str:
        self.holds[hold_id] = Hold(tuple(legs), ("Y",) * len(legs), seats)
        return hold_id

    def seats_taken(self, leg: LegKey) -> int:
        """Count seats on a leg, in orders and in live holds."""
        placed = sum(
            len(s.passenger_ids)
            for o in self.orders.values()
            for s in o.segments
            if s.leg == leg and s.status is SegmentStatus.HOLDING_CONFIRMED
        )
        return placed + sum(h.seats for h in self.holds.values() if h.state == "live" and leg in h.legs)

    def open_coupons(self, order_id: str) -> list[tuple[str, LegKey]]:
        order = self.orders[order_id]
        legs = {s.segment_id: s.leg for s in order.segments}
        return sorted(
            (c.passenger_id, legs[c.segment_id]) for c in order.coupons if c.status is CouponStatus.OPEN
        )

    def change(self, order_id: str, **changes: object) -> None:
        """Change an order behind the saga's back."""
        order = self.orders[order_id]
        self.orders[order_id] = replace(order, version=order.version + 1, **changes)  # type: ignore[arg-type]

    def check_in(self, order_id: str) -> None:
        order = self.orders[order_id]
        coupons = tuple(
            replace(c, status=CouponStatus.CHECKED_IN) if c.status is CouponStatus.OPEN else c
            for c in order.coupons
        )
        self.change(order_id, coupons=coupons)

    # — the port —

    async def get(self, order_ids: Sequence[str]) -> list[Order]:
        for order_id in order_ids:
            self.before("get", order_id, "")
        return [self.orders[i] for i in order_ids if i in self.orders]

    async def orders_on(self, legs: Sequence[LegKey]) -> list[Order]:
        return [o for o in self.orders.values() if any(s.leg in legs for s in o.segments)]

    async def availability(
        self, boards: Sequence[str], offs: Sequence[str], earliest: datetime, latest: datetime
    ) -> list[FlightAvailability]:
        return []

    async def hold(self, requests: Sequence[HoldRequest]) -> list[HoldResult]:
        results = []
        for request in requests:
            key = request.idempotency_key
            self.before("hold", "", key)
            if key not in self.done:
                room = all(
                    self.seats_taken(leg) + request.seats <= self.capacity[leg] for leg in request.legs
                )
                details = {"hold_id": f"hld_{key}"} if room else {"refused": "no_seats"}
                if room:
                    self.holds[f"hld_{key}"] = Hold(request.legs, request.cabins, request.seats)
                self._did("hold", "", key, details)
            self.after("hold", "", key)
            details = self.done[key].details
            results.append(HoldResult(key, details.get("hold_id"), details.get("refused")))
        return results

    async def extend_holds(self, hold_ids: Sequence[str], expires_at: datetime) -> list[str]:
        return [h for h in hold_ids if self.holds[h].state == "live"]

    async def release_holds(self, hold_ids: Sequence[str], idempotency_key: str) -> int:
        live = [self.holds[h] for h in hold_ids if h in self.holds and self.holds[h].state == "live"]
        for hold in live:
            hold.state = "released"
        self.effects.append(("release_holds", ",".join(hold_ids)))
        return len(live)

    async def sell(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        hold_id: str,
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        def act(order: Order) -> Order:
            hold = self.holds.get(hold_id)
            if hold is None or hold.state != "live":
                raise HoldGone
            hold.state = "sold"
            new = tuple(
                build_segment(f"{order_id}/{leg.flight}/{order.version}", leg, 3 + n, tuple(passenger_ids))
                for n, leg in enumerate(hold.legs)
            )
            return replace(order, segments=(*order.segments, *new))

        return self._on_order("sell", order_id, idempotency_key, expected_version, act)

    async def off_load(
        self, order_id: str, passenger_ids: Sequence[str], segment_ids: Sequence[str], idempotency_key: str
    ) -> Order:
        def act(order: Order) -> Order:
            return self._coupons(order, passenger_ids, segment_ids, {"C": CouponStatus.OPEN})

        return self._on_order("off_load", order_id, idempotency_key, None, act)

    async def revalidate(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        old_segment_ids: Sequence[str],
        new_segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        def act(order: Order) -> Order:
            self._require_open(order, passenger_ids, old_segment_ids)
            to = dict(zip(old_segment_ids, new_segment_ids, strict=True))
            coupons = tuple(
                replace(c, segment_id=to[c.segment_id])
                if c.segment_id in to and c.passenger_id in passenger_ids
                else c
                for c in order.coupons
            )
            return replace(order, coupons=coupons)

        return self._on_order("revalidate", order_id, idempotency_key, expected_version, act)

    async def reissue(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        old_segment_ids: Sequence[str],
        new_segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
        fare_differences: Mapping[str, Decimal] | None = None,
    ) -> Order:
        def act(order: Order) -> Order:
            self._require_open(order, passenger_ids, old_segment_ids)
            old = self._coupons(order, passenger_ids, old_segment_ids, {"O": CouponStatus.EXCHANGED})
            new = tuple(build_coupon(f"reissued/{p}", p, s) for p in passenger_ids for s in new_segment_ids)
            return replace(old, coupons=(*old.coupons, *new))

        return self._on_order("reissue", order_id, idempotency_key, expected_version, act)

    async def collect(
        self, order_id: str, amount: Money, method: str, expected_version: int, idempotency_key: str
    ) -> Payment:
        payment_id = f"pay_{idempotency_key}"

        def act(order: Order) -> Order:
            self.payments[payment_id] = Payment(payment_id, order_id, amount, method)
            return order

        self._on_order("collect", order_id, idempotency_key, expected_version, act)
        return self.payments[payment_id]

    async def give_back(self, payment_id: str, idempotency_key: str) -> Payment:
        self.payments[payment_id] = replace(self.payments[payment_id], given_back=True)
        self.effects.append(("give_back", payment_id))
        return self.payments[payment_id]

    async def release(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        expected_version: int,
        idempotency_key: str,
    ) -> Order:
        def act(order: Order) -> Order:
            return replace(
                order, segments=tuple(_without(s, passenger_ids, segment_ids) for s in order.segments)
            )

        return self._on_order("release", order_id, idempotency_key, expected_version, act)

    async def refund(
        self,
        order_id: str,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        fee: Money,
        expected_version: int,
        idempotency_key: str,
    ) -> Refund:
        refund_id = f"rfd_{idempotency_key}"

        def act(order: Order) -> Order:
            self._require_open(order, passenger_ids, segment_ids)
            now = self.clock.now()
            self.refunded[refund_id] = Refund(
                refund_id,
                order_id,
                tuple(passenger_ids),
                Money(Decimal(800), "CNY") - fee,
                fee,
                RefundState.REQUESTED,
                now,
                ((RefundState.REQUESTED, now),),
            )
            return self._coupons(order, passenger_ids, segment_ids, {"O": CouponStatus.REFUNDED})

        self._on_order("refund", order_id, idempotency_key, expected_version, act)
        return self.refunded[refund_id]

    async def refunds(self, refund_ids: Sequence[str]) -> list[Refund]:
        self.before("refunds", "", "")
        return [self.refunded[r] for r in refund_ids if r in self.refunded]

    def move_refund(self, refund_id: str, *states: RefundState) -> None:
        for state in states:
            old = self.refunded[refund_id]
            history = (*old.history, (state, self.clock.now()))
            self.refunded[refund_id] = replace(old, state=state, history=history)

    async def checked_in(self, passenger_ids: Sequence[str], leg: LegKey) -> dict[str, bool]:
        return dict.fromkeys(passenger_ids, False)

    async def member_tiers(self, ffp_numbers: Sequence[str]) -> dict[str, str]:
        return dict.fromkeys(ffp_numbers, "gold")

    async def lookup(self, idempotency_key: str) -> OperationOutcome | None:
        self.before("lookup", "", idempotency_key)
        if idempotency_key not in self.done:
            self.fenced.add(idempotency_key)  # "it never took effect and never will"
        return self.done.get(idempotency_key)

    # — how it works —

    def _on_order(
        self, operation: str, order_id: str, key: str, version: int | None, act: Callable[[Order], Order]
    ) -> Order:
        self.before(operation, order_id, key)
        assert key not in self.fenced, "a key said never to have happened is used again"
        if key not in self.done:
            order = self.orders[order_id]
            if version is not None and version != order.version:
                raise VersionConflict
            self.orders[order_id] = replace(act(order), version=order.version + 1)
            self._did(operation, order_id, key, {})
        self.after(operation, order_id, key)
        return self.orders[order_id]

    def _did(self, operation: str, order_id: str, key: str, details: dict[str, str]) -> None:
        version = self.orders[order_id].version if order_id else None
        self.done[key] = OperationOutcome(operation, order_id or None, version, details)
        self.effects.append((operation, order_id))

    def _require_open(self, order: Order, passenger_ids: Sequence[str], segment_ids: Sequence[str]) -> None:
        for c in order.coupons:
            mine = c.passenger_id in passenger_ids and c.segment_id in segment_ids
            if mine and c.status is not CouponStatus.OPEN:
                raise CouponNotOpen

    def _coupons(
        self,
        order: Order,
        passenger_ids: Sequence[str],
        segment_ids: Sequence[str],
        to: dict[str, CouponStatus],
    ) -> Order:
        coupons = tuple(
            replace(c, status=to.get(c.status.value, c.status))
            if c.passenger_id in passenger_ids and c.segment_id in segment_ids
            else c
            for c in order.coupons
        )
        return replace(order, coupons=coupons)


def _without(segment: Segment, passenger_ids: Sequence[str], segment_ids: Sequence[str]) -> Segment:
    if segment.segment_id not in segment_ids:
        return segment
    left = tuple(p for p in segment.passenger_ids if p not in passenger_ids)
    return replace(segment, passenger_ids=left, status=segment.status if left else SegmentStatus.CANCELLED)


def build_segment(
    segment_id: str,
    leg: LegKey,
    hours: int = 0,
    passenger_ids: tuple[str, ...] = (),
    status: SegmentStatus = SegmentStatus.HOLDING_CONFIRMED,
) -> Segment:
    departs = DEPARTS + timedelta(hours=hours)
    return Segment(
        segment_id, leg, "Y", "Y", status, departs, departs + timedelta(hours=3), passenger_ids=passenger_ids
    )


def build_coupon(
    ticket: str, passenger_id: str, segment_id: str, status: CouponStatus = CouponStatus.OPEN
) -> Coupon:
    return Coupon(
        ticket, 1, passenger_id, segment_id, status, Money(Decimal(750), "CNY"), Money(Decimal(50), "CNY")
    )


def build_order(
    order_id: str = "ord_1",
    seats: int = 1,
    status: SegmentStatus = SegmentStatus.HOLDING_CONFIRMED,
    coupon_status: CouponStatus = CouponStatus.OPEN,
    payment_method: str = "card",
) -> Order:
    """An order of ``seats`` adults on OLD_LEG, segment ``<order>/old``, passengers ``<order>/p1`` …"""
    people = tuple(f"{order_id}/p{n}" for n in range(1, seats + 1))
    return Order(
        order_id=order_id,
        locator=order_id[-6:].upper(),
        version=1,
        passengers=tuple(Passenger(p, "ZHANG", "SAN", ffp_number=f"ffp/{p}") for p in people),
        segments=(build_segment(f"{order_id}/old", OLD_LEG, 0, people, status),),
        coupons=tuple(build_coupon(f"ticket/{p}", p, f"{order_id}/old", coupon_status) for p in people),
        contacts=(),
        payment_method=payment_method,
    )


def failing(operation: str, error: type[Exception], times: int) -> Callable[[str, str, str], None]:
    """Return a fault that raises ``error`` at the first ``times`` calls of ``operation``."""
    left = {"n": times}

    def fault(called: str, order_id: str, key: str) -> None:
        if called == operation and left["n"] > 0:
            left["n"] -= 1
            raise error

    return fault
