"""Holds seats for many requests in one transaction; each request is all or nothing and nobody is oversold."""

from collections.abc import Sequence
from datetime import datetime

from hongyan.bookings.adapters.sandbox import inventory, ledger
from hongyan.bookings.adapters.sandbox.allocate import allocate, classes_of
from hongyan.bookings.model import HoldRequest, HoldResult
from hongyan.core.errors import InvalidInput
from hongyan.core.ids import new_id
from hongyan.runtime.database import Connection


async def hold(conn: Connection, requests: Sequence[HoldRequest], now: datetime) -> list[HoldResult]:
    """Answer every request, in the order given; a key seen before gets its first answer."""
    _check(requests, now)
    first = await ledger.claim_all(conn, [r.idempotency_key for r in requests], "hold", now)
    answers = {key: dict(outcome.details) for key, outcome in first.items()}
    fresh = list({r.idempotency_key: r for r in requests if r.idempotency_key not in first}.values())
    if fresh:
        answers |= await _grant(conn, fresh, now)
    return [_result(r.idempotency_key, answers[r.idempotency_key]) for r in requests]


async def _grant(
    conn: Connection, requests: Sequence[HoldRequest], now: datetime
) -> dict[str, dict[str, str]]:
    cabins = await inventory.lock(conn, {str(leg) for r in requests for leg in r.legs}, now)
    classes = await inventory.free_in_classes(conn, {c for r in requests for c in classes_of(r)})
    answers: dict[str, dict[str, str]] = {}
    granted: list[tuple[str, HoldRequest]] = []
    for request, refused in zip(requests, allocate(requests, cabins, classes), strict=True):
        if refused is None:
            granted.append((new_id("hld"), request))
            answers[request.idempotency_key] = {"hold_id": granted[-1][0]}
        else:
            answers[request.idempotency_key] = {"refused": refused}
    await inventory.keep(conn, granted, now)
    await ledger.finish_all(conn, answers)
    return answers


def _check(requests: Sequence[HoldRequest], now: datetime) -> None:
    for request in requests:
        if request.seats < 1 or len(request.legs) != len(request.cabins):
            raise InvalidInput("a hold needs seats, and one cabin per leg", key=request.idempotency_key)
        if request.rbds and len(request.rbds) != len(request.legs):
            raise InvalidInput("a hold names one class per leg or none", key=request.idempotency_key)
        if len(set(request.legs)) != len(request.legs):
            raise InvalidInput("a hold names each leg once", key=request.idempotency_key)
        if request.expires_at <= now:
            raise InvalidInput("a hold expires in the future", key=request.idempotency_key)


def _result(key: str, details: dict[str, str]) -> HoldResult:
    return HoldResult(key, details.get("hold_id"), details.get("refused"))
