"""One step of a change at the airline system: look before acting, act once under its key, translate what comes back."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from hongyan.bookings import assess
from hongyan.bookings.change import Change
from hongyan.bookings.errors import (
    AirlineError,
    CouponNotOpen,
    HoldGone,
    NoSeats,
    OutcomeUnknown,
    ReissueNeeded,
    VersionConflict,
)
from hongyan.bookings.model import HoldRequest, Order, Refund
from hongyan.bookings.ports import AirlineSystem
from hongyan.bookings.record_outcome import Reported
from hongyan.bookings.saga import Outcome, Step, key_for
from hongyan.core.errors import HongyanError, Unavailable
from hongyan.core.money import Money

log = structlog.get_logger(__name__)

_HOLD_FOR = timedelta(minutes=30)  # long enough to sell through an outage, short enough to give seats back


@dataclass(frozen=True, slots=True)
class Carried:
    """A step's report with the change as it now knows itself, the order (None: read it again), a refund begun."""

    reported: Reported
    change: Change
    order: Order | None
    refund: Refund | None = None
    begun_on: Order | None = None  # the order as it was when the refund began


class StepCarrier:
    """Carries out single steps; keeps nothing between them. ``read`` gets one order, or None when there is none."""

    def __init__(
        self,
        airline: AirlineSystem,
        timeout_seconds: float,
        read: Callable[[str], Awaitable[Order | None]],
    ) -> None:
        self._airline = airline
        self._timeout = timeout_seconds
        self._read_order = read

    async def carry_out(
        self, change: Change, step: Step, order: Order, *, ask_first: bool, now: datetime
    ) -> Carried:
        """Carry out ``step``; with ``ask_first`` look up whether its key took effect before. Never raises."""
        unresolved = ask_first
        try:
            async with asyncio.timeout(self._timeout):
                found = False
                if ask_first and step is not Step.CONFIRM:
                    found = await self._airline.lookup(_key(change, step)) is not None
                    unresolved = found
                    if not found:
                        return Carried(Reported(Outcome.NEVER_HAPPENED), change, order)
                if not found and (finding := assess.before(step, change, order)) is not None:
                    return Carried(Reported(finding.outcome, finding.reason), change, order)
                return await self._act(change, step, order, found, now)
        except Exception as error:
            return await self._translate(error, change, step, order, unresolved)

    async def _act(self, change: Change, step: Step, order: Order, found: bool, now: datetime) -> Carried:
        """Act, or, when the key is known to have taken effect, collect what it made."""
        done = Reported(Outcome.DONE)
        if step is Step.HOLD:
            return await self._hold(change, order, now)
        if step is Step.REFUND:
            return await self._refund(change, order)
        if step is Step.COLLECT:
            return await self._collect(change, order)
        if step is Step.UNDO:
            return await self._undo(change, order)
        if step is Step.CONFIRM:
            order = await self._read(change.order_id) or order
            finding = assess.confirmed(change, order)
            return Carried(Reported(finding.outcome, finding.reason), change, order)
        if found:
            order = await self._read(change.order_id) or order
        else:
            order = await self._change_order(change, step, order)
        if step is Step.SELL:
            sold = assess.new_segments(change, order)
            if not sold:
                return Carried(Reported(Outcome.REFUSED, "new_segment_missing"), change, order)
            change = replace(change, new_segment_ids=sold)
        if step is Step.OFF_LOAD:
            change = replace(change, off_loaded=True)
        return Carried(done, change, order)

    async def _change_order(self, change: Change, step: Step, order: Order) -> Order:
        key = _key(change, step)
        if step is Step.SELL:
            if change.hold_id is None:
                raise HoldGone("there is no hold to sell")
            return await self._airline.sell(
                change.order_id, change.passenger_ids, change.hold_id, order.version, key
            )
        if step is Step.OFF_LOAD:
            return await self._airline.off_load(
                change.order_id, change.passenger_ids, change.old_segment_ids, key
            )
        if step is Step.RELEASE_OLD:
            return await self._airline.release(
                change.order_id, change.passenger_ids, change.old_segment_ids, order.version, key
            )
        return await self._exchange(change, order, key)

    async def _exchange(self, change: Change, order: Order, key: str) -> Order:
        what = (
            change.order_id,
            change.passenger_ids,
            assess.in_journey_order(order, change.old_segment_ids),
            change.new_segment_ids,
            order.version,
            key,
        )
        dearer = any(change.fare_differences.values())
        if self._airline.capabilities.revalidate and not dearer and assess.may_revalidate(change, order):
            try:
                return await self._airline.revalidate(*what)
            except ReissueNeeded:
                log.info("revalidation refused; reissuing", change_id=change.change_id)
        return await self._airline.reissue(*what, fare_differences=change.fare_differences)

    async def _hold(self, change: Change, order: Order, now: datetime) -> Carried:
        request = HoldRequest(
            _key(change, Step.HOLD),
            change.legs,
            change.cabins,
            assess.seats_needed(change, order),
            now + _HOLD_FOR,
            change.rbds,
        )
        (result,) = await self._airline.hold([request])
        if result.hold_id is None:
            return Carried(Reported(Outcome.SEATS_GONE, result.refused or "no_seats"), change, order)
        return Carried(Reported(Outcome.DONE), replace(change, hold_id=result.hold_id), order)

    async def _collect(self, change: Change, order: Order) -> Carried:
        assert change.collect is not None  # assess found something to collect
        payment = await self._airline.collect(
            change.order_id,
            change.collect,
            change.payment_method or order.payment_method,
            order.version,
            _key(change, Step.COLLECT),
        )
        return Carried(Reported(Outcome.DONE), replace(change, payment_id=payment.payment_id), order)

    async def _refund(self, change: Change, order: Order) -> Carried:
        fee = change.fee or Money.zero(_currency(change, order))
        refund = await self._airline.refund(
            change.order_id,
            change.passenger_ids,
            change.old_segment_ids,
            fee,
            order.version,
            _key(change, Step.REFUND),
        )
        return Carried(
            Reported(Outcome.DONE), replace(change, refund_id=refund.refund_id), None, refund, order
        )

    async def _undo(self, change: Change, order: Order) -> Carried:
        key = _key(change, Step.UNDO)
        if change.payment_id is not None:  # one key for ever: money goes back once
            await self._airline.give_back(change.payment_id, f"{change.change_id}:give_back")
        if change.new_segment_ids:
            order = await self._airline.release(
                change.order_id, change.passenger_ids, change.new_segment_ids, order.version, key
            )
        elif change.hold_id is not None:
            await self._airline.release_holds([change.hold_id], f"{key}:hold")
        if change.off_loaded:
            return Carried(Reported(Outcome.LEFT_OVER, f"{change.reason}_after_off_load"), change, order)
        return Carried(Reported(Outcome.DONE), change, order)

    async def _translate(
        self, error: Exception, change: Change, step: Step, order: Order, unresolved: bool
    ) -> Carried:
        slug = error.slug if isinstance(error, HongyanError) else type(error).__name__
        if isinstance(error, OutcomeUnknown | TimeoutError):
            reported = Reported(Outcome.UNKNOWN, error=slug, unresolved=True)
        elif isinstance(error, Unavailable):
            reported = Reported(Outcome.UNAVAILABLE, error=slug, unresolved=unresolved)
        elif isinstance(error, VersionConflict):
            return Carried(Reported(Outcome.VERSION_MOVED, error=slug), change, None)
        elif isinstance(error, HoldGone | NoSeats):
            return await self._seats_gone(error, change, step, order)
        elif isinstance(error, CouponNotOpen):
            return await self._coupon_not_open(change, step, order)
        elif isinstance(error, AirlineError | HongyanError):
            reported = Reported(Outcome.REFUSED, slug.replace("-", "_"))
        else:  # a broken connection or a bug: either way nobody knows whether the act took effect
            log.warning("airline step broke", change_id=change.change_id, step=step.value, exc_info=error)
            reported = Reported(Outcome.UNKNOWN, error=slug, unresolved=True)
        return Carried(reported, change, order)

    async def _seats_gone(self, error: HongyanError, change: Change, step: Step, order: Order) -> Carried:
        """A hold may be gone because an earlier try of ours sold it."""
        reason = error.slug.replace("-", "_")
        try:
            for number in range(change.key_number):
                if step is Step.SELL and await self._airline.lookup(key_for(change.change_id, step, number)):
                    return await self._act(change, step, order, True, change.due_at)
        except Exception as doubt:
            log.warning("cannot look up an earlier sale", change_id=change.change_id, exc_info=doubt)
            return Carried(Reported(Outcome.UNAVAILABLE, error=type(doubt).__name__), change, order)
        return Carried(Reported(Outcome.SEATS_GONE, reason), change, order)

    async def _coupon_not_open(self, change: Change, step: Step, order: Order) -> Carried:
        """Read again: checked in meanwhile and moved by another change are answered differently."""
        try:
            order = await self._read(change.order_id) or order
        except Exception as doubt:
            log.warning("cannot read the order again", change_id=change.change_id, exc_info=doubt)
            return Carried(Reported(Outcome.UNAVAILABLE, error=type(doubt).__name__), change, order)
        finding = assess.before(step, change, order) or assess.Finding(Outcome.REFUSED, "coupon_not_open")
        return Carried(Reported(finding.outcome, finding.reason), change, order)

    async def _read(self, order_id: str) -> Order | None:
        async with asyncio.timeout(self._timeout):
            return await self._read_order(order_id)


def _key(change: Change, step: Step) -> str:
    return key_for(change.change_id, step, change.key_number)


def _currency(change: Change, order: Order) -> str:
    mine = (c.fare.currency for c in order.coupons if c.passenger_id in change.passenger_ids)
    return next(mine, "CNY")
