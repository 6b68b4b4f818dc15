"""Applies messages to flights, purely: which flight is meant, what its legs are afterwards, and what changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from hongyan.flights.merge import Pair, legs_from, merge_facts
from hongyan.flights.messages import Fact, FlightMessage, Movement, OriginDay, UtcDay
from hongyan.flights.model import Leg, LegStatus

FlightKey = tuple[str, str, date]  # carrier, number, local date at the first station
_LATEST_ARRIVAL = timedelta(hours=12)


@dataclass(slots=True)
class Flight:
    """All that is known of one flight on one day: the facts, and the legs that follow from them."""

    carrier: str
    number: str
    origin_date: date
    facts: tuple[Fact, ...] = ()
    legs: dict[Pair, Leg] = field(default_factory=dict)
    touched: bool = False

    @property
    def key(self) -> FlightKey:
        return (self.carrier, self.number, self.origin_date)

    def first_departure(self) -> datetime | None:
        """Return the earliest departure as first scheduled: UTC-dated messages name the flight by it."""
        firsts: dict[tuple[str | None, str | None], Fact] = {}
        for fact in self.facts:
            pair = (fact.board, fact.off)
            if fact.field == "exists" and (pair not in firsts or fact.at < firsts[pair].at):
                firsts[pair] = fact
        return min((datetime.fromisoformat(f.value) for f in firsts.values()), default=None)


@dataclass(frozen=True, slots=True)
class Change:
    """One leg before and after one message; ``what`` as in ``events.LegChanged``."""

    what: str
    before: Leg | None
    after: Leg
    message: FlightMessage


class FlightBook:
    """The flights a batch of messages speaks of. ``new_leg_id`` supplies identities, so that the rest is pure."""

    def __init__(self, flights: Iterable[Flight], new_leg_id: Callable[[], str]) -> None:
        self.flights: dict[FlightKey, Flight] = {flight.key: flight for flight in flights}
        self._new_leg_id = new_leg_id
        self.grown: set[tuple[str, str]] = set()  # carrier and number of flights that got a new leg

    def apply(self, message: FlightMessage) -> tuple[list[Change], bool]:
        """Apply one message; return the changes and whether its flight is known (False: it has to wait)."""
        key = self.find(message)
        if key is None:
            return [], False
        flight = self.flights.setdefault(key, Flight(*key))
        facts = merge_facts(flight.facts, message.facts)
        if facts == flight.facts:
            return [], _concerns(flight, message)
        before = flight.legs
        flight.facts, flight.touched = facts, True
        flight.legs, changes = self._new_legs(flight, message, before)
        return changes, _concerns(flight, message)

    def _new_legs(
        self, flight: Flight, message: FlightMessage, before: dict[Pair, Leg]
    ) -> tuple[dict[Pair, Leg], list[Change]]:
        legs: dict[Pair, Leg] = {}
        changes: list[Change] = []
        for pair, leg in legs_from(*flight.key, flight.facts).items():
            old = before.get(pair)
            if old is None:
                after = replace(leg, leg_id=self._new_leg_id(), version=1)
                self.grown.add((flight.carrier, flight.number))
            else:
                after = replace(
                    leg, leg_id=old.leg_id, version=old.version, inherited_cause=old.inherited_cause
                )
                if after != old:
                    after = replace(after, version=old.version + 1)
            legs[pair] = after
            if after != old:
                changes.extend(Change(what, old, after, message) for what in what_changed(old, after))
        return legs, changes

    def find(self, message: FlightMessage) -> FlightKey | None:
        """Return the flight a message means; None while no known flight fits a UTC date or a movement."""
        day = message.day
        if isinstance(day, OriginDay):
            return (message.carrier, message.number, day.day)
        around = [(message.carrier, message.number, day.day + timedelta(days=n)) for n in (0, -1, 1)]
        candidates = [self.flights[key] for key in around if key in self.flights]
        if isinstance(day, UtcDay):
            return next(
                (f.key for f in candidates if (first := f.first_departure()) and first.date() == day.day),
                None,
            )
        fits = [f for f in candidates if any(_fits(leg, day) for leg in f.legs.values())]
        fits.sort(key=lambda f: not any(_same_aircraft(leg, day) for leg in f.legs.values()))
        return fits[0].key if fits else None


def _concerns(flight: Flight, message: FlightMessage) -> bool:
    """Tell whether any leg that is known is one the message speaks of."""
    for leg in flight.legs.values():
        for fact in message.facts:
            if fact.board in (None, leg.key.board) and fact.off in (None, leg.key.off, leg.diverted_to):
                return True
    return bool(flight.legs) and not message.facts


def _fits(leg: Leg, movement: Movement) -> bool:
    """A movement names its leg by station and scheduled UTC day; an arrival may be dated by the day it arrives."""
    if not movement.arriving:
        return leg.key.board == movement.station and leg.std.date() == movement.day
    if movement.station not in (leg.key.off, leg.diverted_to):
        return False
    moment = movement.moment
    if leg.std.date() == movement.day:
        return moment is None or moment >= leg.std - timedelta(hours=1)
    return leg.sta.date() == movement.day and (moment is None or leg.std < moment < leg.sta + _LATEST_ARRIVAL)


def _same_aircraft(leg: Leg, movement: Movement) -> bool:
    return leg.registration is not None and leg.registration == movement.registration


def what_changed(before: Leg | None, after: Leg) -> list[str]:
    """Return what happened to the leg, the main thing only; a leg that is created cancelled is both."""
    if before is None:
        return ["created", "cancelled"] if after.status is LegStatus.CANCELLED else ["created"]
    if before.status is not after.status:
        if before.status is LegStatus.CANCELLED and after.status is LegStatus.SCHEDULED:
            return ["reinstated"]
        if after.status is not LegStatus.SCHEDULED:
            return [str(after.status)]
    if before.via != after.via:
        return ["rerouted"]
    if (before.std, before.sta) != (after.std, after.sta):
        return ["retimed"]
    if (before.departs, before.arrives) != (after.departs, after.arrives):
        if after.departs < after.std and after.arrives <= after.sta:
            return ["advanced"] if before.departs != after.departs else ["info"]
        return ["delayed"]
    if (before.aircraft_type, before.configuration) != (after.aircraft_type, after.configuration):
        return ["equipment"]
    return ["info"]
