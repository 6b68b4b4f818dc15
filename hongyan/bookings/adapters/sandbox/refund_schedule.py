"""How a refund moves through the airline's finance department: a deterministic function of its id and request. Pure.

requested → validated → approved → sent → done (or failed). Each step waits the settings' span, made longer by up to
``spread`` of itself, the same for all steps of one refund and fixed by its id; so a day replayed gives the same instants.
"""

import zlib
from datetime import datetime, timedelta

from hongyan.bookings.adapters.sandbox.settings import FinanceSettings
from hongyan.bookings.model import RefundState


def share_of(refund_id: str, purpose: str) -> float:
    """Return a number in [0, 1) fixed by the refund and the purpose."""
    return zlib.crc32(f"{purpose}:{refund_id}".encode()) / 2**32


def schedule(
    refund_id: str, requested_at: datetime, settings: FinanceSettings
) -> tuple[tuple[RefundState, datetime], ...]:
    """Return every state the refund will take with its instant, from requested to its last."""
    longer = 1 + settings.spread * share_of(refund_id, "pace")
    fails = share_of(refund_id, "bank") < settings.failing
    steps: list[tuple[RefundState, timedelta]] = [
        (RefundState.VALIDATED, settings.validate_after),
        (RefundState.APPROVED, settings.approve_after),
        (RefundState.SENT, settings.send_after),
        (RefundState.FAILED if fails else RefundState.DONE, settings.done_after),
    ]
    at = requested_at
    states = [(RefundState.REQUESTED, at)]
    for state, wait in steps:
        at += wait * longer
        states.append((state, at))
    return tuple(states)


def reached(
    refund_id: str, requested_at: datetime, now: datetime, settings: FinanceSettings
) -> tuple[tuple[tuple[RefundState, datetime], ...], datetime | None]:
    """Return the states taken up to ``now`` and the instant of the next step (None = it was the last)."""
    states = schedule(refund_id, requested_at, settings)
    taken = tuple(step for step in states if step[1] <= now) or states[:1]
    following = states[len(taken)][1] if len(taken) < len(states) else None
    return taken, following
