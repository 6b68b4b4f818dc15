"""One order's journey around a segment: which earlier and later flights connect, and which connections break. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hongyan.bookings.model import Order, Segment, SegmentStatus
from hongyan.disruptions.model import Onward
from hongyan.disruptions.settings import DisruptionsSettings
from hongyan.flights import LegKey

LIVE = frozenset(
    {SegmentStatus.HOLDING_CONFIRMED, SegmentStatus.TIME_CHANGED, SegmentStatus.UNABLE_FLIGHT_NOT_OPERATING}
)
CountryOf = Callable[[str], str | None]
Times = Mapping[LegKey, tuple[datetime, datetime]]
"""Best known (departs, arrives) of legs; a leg that is not there keeps its ticketed times."""


@dataclass(frozen=True, slots=True)
class Journey:
    """The segments of one trip in one direction: ``before`` and ``onward`` connect with ``segment``."""

    before: tuple[Segment, ...]
    segment: Segment
    onward: tuple[Segment, ...]

    @property
    def board(self) -> str:
        return (self.before[0] if self.before else self.segment).leg.board

    @property
    def last(self) -> Segment:
        return self.onward[-1] if self.onward else self.segment


def live_segment(order: Order, leg: LegKey) -> Segment | None:
    """Return the order's live segment on ``leg``, if any."""
    return next((s for s in order.segments if s.leg == leg and s.status in LIVE), None)


def journey_around(order: Order, segment: Segment, hours: int) -> Journey:
    """Return the trip ``segment`` belongs to: connections of at most ``hours``, never back to where one has been."""
    live = sorted((s for s in order.segments if s.status in LIVE), key=lambda s: s.departs)
    trip: list[Segment] = []
    for each in live:
        if trip and not _connects(trip, each, timedelta(hours=hours)):
            if segment in trip:
                break
            trip = []
        trip.append(each)
    at = trip.index(segment) if segment in trip else 0
    return Journey(tuple(trip[:at]), segment, tuple(trip[at + 1 :]))


def _connects(trip: Sequence[Segment], later: Segment, longest: timedelta) -> bool:
    been = {trip[0].leg.board, *(s.leg.off for s in trip)}
    wait = later.departs - trip[-1].arrives
    return (
        later.leg.board == trip[-1].leg.off and timedelta(0) <= wait <= longest and later.leg.off not in been
    )


def onward_of(
    journey: Journey,
    arrives: datetime | None,
    times: Times,
    country: CountryOf,
    settings: DisruptionsSettings,
) -> tuple[Onward, ...]:
    """List the connecting flights and mark those that are missed when ``segment`` is on blocks at ``arrives``.

    ``arrives`` None = it does not arrive at all (cancelled): everything onward needs a new plan, nothing is "missed".
    """
    found: list[Onward] = []
    previous, on_blocks = journey.segment, arrives
    for segment in journey.onward:
        departs, lands = times.get(segment.leg, (segment.departs, segment.arrives))
        onward = Onward(segment.segment_id, segment.leg, segment.cabin, departs, lands)
        if on_blocks is not None:
            least = minimum_connection(previous.leg, segment.leg, country, settings)
            if on_blocks + least > departs:
                onward, on_blocks = replace(onward, broken=True), None
            else:
                on_blocks = lands
        found.append(onward)
        previous = segment
    return tuple(found)


def minimum_connection(
    first: LegKey, second: LegKey, country: CountryOf, settings: DisruptionsSettings
) -> timedelta:
    """The shortest time between two flights that still connects; an unknown airport counts as abroad."""
    places = {country(first.board), country(first.off), country(second.off)}
    domestic = len(places) == 1 and None not in places
    return timedelta(
        minutes=settings.mct_domestic_minutes if domestic else settings.mct_international_minutes
    )
