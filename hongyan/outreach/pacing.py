"""Pacing: a token bucket on the product's clock, bounded by free lines and by people who can take over calls."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Bucket:
    """A channel's live pacing. ``tokens`` were counted at ``refilled_at``; None = no such limit."""

    channel: str
    per_second: float
    tokens: float
    refilled_at: datetime
    lines: int | None = None
    transfer_capacity: int | None = None
    paused: bool = False

    def refilled(self, now: datetime, burst_seconds: float) -> "Bucket":
        """Return the bucket at ``now``; it never holds more than ``burst_seconds`` of its rate."""
        elapsed = max(0.0, (now - self.refilled_at).total_seconds())
        tokens = min(self.tokens + elapsed * self.per_second, max(1.0, self.per_second * burst_seconds))
        return replace(self, tokens=tokens, refilled_at=max(now, self.refilled_at))

    def allowance(self, in_flight: int, transfer_share: float) -> int:
        """Return how many attempts may start now, with ``in_flight`` calls already under way."""
        if self.paused:
            return 0
        limits = [int(self.tokens)]
        if self.lines is not None:
            limits.append(self.lines - in_flight)
        if self.transfer_capacity is not None and transfer_share > 0:
            limits.append(int(self.transfer_capacity / transfer_share) - in_flight)
        return max(0, min(limits))

    def spent(self, count: int) -> "Bucket":
        return replace(self, tokens=self.tokens - count)

    def next_token_at(self, now: datetime) -> datetime:
        """Return when the next whole token is there (at least a tenth of a second from ``now`` if there is none)."""
        if self.tokens >= 1:
            return now
        return now + timedelta(seconds=max(0.1, (1 - self.tokens) / self.per_second))


def calls_a_second(bucket: Bucket, mean_call_seconds: float, transfer_share: float) -> float:
    """Return the rate that can be sustained: the bucket's own, or what lines and colleagues let through."""
    if bucket.paused:
        return 0.0
    rates = [bucket.per_second]
    if bucket.lines is not None:
        rates.append(bucket.lines / mean_call_seconds)
    if bucket.transfer_capacity is not None and transfer_share > 0:
        rates.append(bucket.transfer_capacity / transfer_share / mean_call_seconds)
    return min(rates)


def burst_seconds(real_seconds_a_second: float) -> float:
    """Return how many seconds of tokens may pile up: one, or more when the product's clock outruns the machine's."""
    if real_seconds_a_second <= 0:
        return 1.0
    return max(1.0, 0.5 / real_seconds_a_second)
