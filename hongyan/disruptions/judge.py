"""The policy: does a leg, as it stands, disrupt its passengers, and is an open disruption over. Pure."""

from dataclasses import dataclass
from datetime import datetime

from hongyan.disruptions.model import DisruptionKind, Verdict
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.flights import Leg, LegStatus

_HAVE_LEFT = frozenset({LegStatus.DEPARTED, LegStatus.ARRIVED})


def judge(leg: Leg, settings: DisruptionsSettings) -> Verdict | None:
    """Say which disruption ``leg`` is for everyone on it, or None. Broken connections are judged by order elsewhere.

    A delay counts until the flight has left: later, nobody on board can be moved.
    """
    kind = _kind(leg, settings)
    if kind is None:
        return None
    return verdict_of(leg, kind)


def verdict_of(leg: Leg, kind: DisruptionKind) -> Verdict:
    return Verdict(kind, departure_delay(leg), leg.arrival_delay_minutes)


def departure_delay(leg: Leg) -> int:
    """Minutes off blocks after schedule (negative = early), whole minutes rounded down."""
    return int((leg.departs - leg.std).total_seconds() // 60)


def _kind(leg: Leg, settings: DisruptionsSettings) -> DisruptionKind | None:
    if leg.status is LegStatus.CANCELLED:
        return DisruptionKind.CANCELLED
    if leg.status is LegStatus.DIVERTED:
        return DisruptionKind.DIVERTED
    if leg.status in _HAVE_LEFT:
        return None
    late = max(departure_delay(leg), leg.arrival_delay_minutes)
    if leg.status is LegStatus.RETURNED and (late >= settings.delay_minutes or not leg.departure_time_known):
        return DisruptionKind.RETURNED
    if late >= settings.delay_minutes:
        return DisruptionKind.DELAYED
    return DisruptionKind.ADVANCED if -departure_delay(leg) >= settings.advance_minutes else None


def may_break_connections(leg: Leg, settings: DisruptionsSettings) -> bool:
    """Say whether onward connections of a leg that is no disruption by itself should be checked."""
    return (
        leg.status is not LegStatus.CANCELLED
        and leg.arrival_delay_minutes >= settings.misconnect_from_minutes
    )


def has_left(leg: Leg) -> bool:
    return leg.status in _HAVE_LEFT or leg.status is LegStatus.DIVERTED


def why_over(leg: Leg, kind: DisruptionKind, settings: DisruptionsSettings) -> str | None:
    """Say why an open disruption of ``kind`` is over when ``judge`` finds none: reinstated, delay_shrunk or departed.

    None = it stays open: a delay that shrank a little is not withdrawn, lest it flaps.
    """
    if kind is DisruptionKind.CANCELLED:
        return "reinstated"
    if kind is DisruptionKind.DIVERTED:
        return "departed" if leg.status is LegStatus.ARRIVED else "reinstated"
    if leg.status in _HAVE_LEFT:
        return "departed"
    late = max(departure_delay(leg), leg.arrival_delay_minutes)
    return "delay_shrunk" if late < settings.withdraw_below_minutes else None


@dataclass(frozen=True, slots=True)
class ToldAt:
    """One change of a leg as an event told it: when, what, and the delays it named."""

    at: datetime
    what: str
    departure_delay_minutes: int
    arrival_delay_minutes: int


def known_at(told: list[ToldAt], kind: DisruptionKind, settings: DisruptionsSettings) -> datetime:
    """Return when a disruption of ``kind`` became known: the first message that tells it, else the last one."""
    told = sorted(told, key=lambda t: t.at)
    return next((t.at for t in told if _tells(t, kind, settings)), told[-1].at)


def _tells(told: ToldAt, kind: DisruptionKind, settings: DisruptionsSettings) -> bool:
    late = max(told.departure_delay_minutes, told.arrival_delay_minutes)
    match kind:
        case DisruptionKind.DELAYED | DisruptionKind.RETURNED:
            return late >= settings.delay_minutes
        case DisruptionKind.MISCONNECT:
            return told.arrival_delay_minutes >= settings.misconnect_from_minutes
        case DisruptionKind.ADVANCED:
            return -told.departure_delay_minutes >= settings.advance_minutes
    return told.what == str(kind)


def is_relevant(told: ToldAt, settings: DisruptionsSettings) -> bool:
    """Say whether a change can open a disruption at all, so that the many harmless ones cost nothing."""
    if told.what in {"cancelled", "diverted", "returned", "reinstated", "rerouted"}:
        return True
    late = max(told.departure_delay_minutes, told.arrival_delay_minutes)
    return (
        late >= settings.misconnect_from_minutes or -told.departure_delay_minutes >= settings.advance_minutes
    )
