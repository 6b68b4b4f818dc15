"""Which itineraries could carry whom: like parties form a group, each group gets priced columns for the solver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hongyan.protection.limits import Limits, limits_of
from hongyan.protection.markets import (
    KEEPS_FIRST,
    KEEPS_ONWARD,
    ONWARD_OPEN,
    SAME_FLIGHT,
    Market,
    Options,
    options_for,
)
from hongyan.protection.model import CABINS, Itinerary, OfferKind, PartyNeed, PlannedLeg
from hongyan.protection.network import Flags, Ints, Network, instant
from hongyan.protection.priority import value_of
from hongyan.protection.settings import ProtectionSettings

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupKey:
    """Parties equal in all of this are interchangeable to the solver."""

    market: Market
    cabin: int
    size: int
    value: float
    limits: Limits
    current: str | None
    declined: frozenset[str]


@dataclass(slots=True)
class Group:
    key: GroupKey
    market: int
    members: list[int]  # indices of parties, in the order they are served
    reason: str | None = None  # why there is no column


@dataclass(frozen=True, slots=True)
class Columns:
    """Group-itinerary pairs, flat, sorted by group then cost. ``row1``/``row2`` index leg×cabin, -1 = none needed.

    ``cost`` is per party in points.
    """

    group: Ints
    option: Ints
    cabin: Ints
    row1: Ints
    row2: Ints
    cost: Floats
    delay: Ints

    def __len__(self) -> int:
        return len(self.group)


@dataclass(frozen=True, slots=True)
class Problem:
    """The whole assignment: groups, their columns (``starts[g]:starts[g+1]``) and the seats of each leg×cabin row."""

    needs: Sequence[PartyNeed]
    groups: list[Group]
    markets: list[Options]
    columns: Columns
    starts: Ints
    capacity: Ints
    size: Ints
    count: Ints
    unassigned_cost: Floats
    network: Network

    def itinerary(self, column: int) -> Itinerary:
        """Rebuild the itinerary of a column."""
        c = self.columns
        group = self.groups[int(c.group[column])]
        return _itinerary(
            group.key.market,
            self.markets[group.market],
            int(c.option[column]),
            int(c.cabin[column]),
            self.network,
        )


def build(
    needs: Sequence[PartyNeed], network: Network, now: datetime, settings: ProtectionSettings
) -> Problem:
    """Group the parties and price their candidates. Deterministic: the order of ``needs`` does not matter."""
    groups = _groups(needs, settings)
    markets: list[Options] = []
    known: dict[Market, int] = {}
    for group in groups:
        market = group.key.market
        if market not in known:
            known[market] = len(markets)
            markets.append(options_for(market, network, now, settings))
        group.market = known[market]
    parts = [_columns(index, g, markets[g.market], network, settings) for index, g in enumerate(groups)]
    columns = Columns(
        **{name: _concat([getattr(p, name) for p in parts], name) for name in Columns.__slots__}
    )
    starts = np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(np.int64)
    size = np.array([g.key.size for g in groups], dtype=np.int64)
    value = np.array([g.key.value for g in groups], dtype=np.float64)
    return Problem(
        needs,
        groups,
        markets,
        columns,
        starts,
        np.maximum(network.seats, 0).reshape(-1),
        size,
        np.array([len(g.members) for g in groups], dtype=np.int64),
        settings.weights.unassigned * value * size,
        network,
    )


def _concat(parts: list[NDArray[Any]], name: str) -> NDArray[Any]:
    kind = np.float64 if name == "cost" else np.int64
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _groups(needs: Sequence[PartyNeed], settings: ProtectionSettings) -> list[Group]:
    found: dict[GroupKey, list[int]] = {}
    order = sorted(range(len(needs)), key=lambda i: (-needs[i].fare, needs[i].party_id))
    for index in order:
        need = needs[index]
        cabin = CABINS.index(need.cabin) if need.cabin in CABINS else len(CABINS) - 1
        key = GroupKey(
            Market.of(need),
            cabin,
            need.seats,
            value_of(need, settings.weights),
            limits_of(need),
            need.current,
            need.declined,
        )
        found.setdefault(key, []).append(index)
    groups = [Group(key, -1, members) for key, members in found.items()]
    return sorted(groups, key=lambda g: min(needs[i].party_id for i in g.members))


def _allowed(key: GroupKey, options: Options, settings: ProtectionSettings) -> Flags:
    limits, r = key.limits, options.routes
    same = options.mode == SAME_FLIGHT
    ok = np.ones(len(r), dtype=np.bool_)
    if limits.nonstop:
        ok &= (r.second < 0) & (options.mode != KEEPS_FIRST)
    if limits.own_only:
        ok &= ~r.partner
    if limits.no_overnight:
        ok &= ~options.overnight
    if limits.same_airport:
        ok &= r.ground == 0
    if limits.slow_connection:
        least = settings.min_connection_minutes + settings.wheelchair_connection_minutes
        ok &= (r.second < 0) | (r.wait >= least)
    allowed: Flags = ok | same
    return allowed


def _columns(
    index: int, group: Group, options: Options, network: Network, settings: ProtectionSettings
) -> Columns:
    """Price the options of one group in every cabin with room for it, cheapest first, at most a fixed number."""
    key, w = group.key, settings.weights
    ok = np.flatnonzero(_allowed(key, options, settings))
    if not len(ok):
        group.reason = "no_route" if not len(options.routes) else "needs_acceptance"
    option, cabin = np.repeat(ok, len(CABINS)), np.tile(np.arange(len(CABINS)), len(ok))
    routes, mode = options.routes.pick(option), options.mode[option]
    room = _room(routes.first, cabin, network, key.size) & _room(routes.second, cabin, network, key.size)
    room &= (mode != SAME_FLIGHT) | (cabin == key.cabin)
    if len(ok) and not room.any():
        group.reason = "too_large" if key.size > 9 else "no_seats"
    option, cabin, mode, routes = option[room], cabin[room], mode[room], routes.pick(room)
    down, up = np.maximum(cabin - key.cabin, 0), np.maximum(key.cabin - cabin, 0)
    delay = options.delay[option]
    stops = (routes.second >= 0).astype(np.float64) + (mode == KEEPS_FIRST)
    hardship = delay + w.stop * stops + w.nearby * (routes.ground > 0) + w.onward_open * (mode == ONWARD_OPEN)
    hardship = hardship + w.earlier * options.early[option] + w.downgrade * down
    cash = w.partner * routes.partner + w.overnight * options.overnight[option] + w.upgrade * up
    cost = key.size * (key.value * hardship + cash)
    if key.current is not None or key.declined:
        cost, keep = _remembered(key, options, option, cabin, cost, network, settings)
        option, cabin, delay, cost = option[keep], cabin[keep], delay[keep], cost[keep]
        routes = routes.pick(keep)
    best = np.lexsort((cabin, option, cost))[: settings.candidates_considered]
    return Columns(
        np.full(len(best), index, dtype=np.int64),
        option[best],
        cabin[best],
        _row(routes.first[best], cabin[best]),
        _row(routes.second[best], cabin[best]),
        cost[best],
        delay[best],
    )


def _room(leg: Ints, cabin: Ints, network: Network, size: int) -> Flags:
    if not len(network.flights):
        return leg < 0
    fits: Flags = (leg < 0) | (network.seats[leg, cabin] >= size)
    return fits


def _row(leg: Ints, cabin: Ints) -> Ints:
    rows: Ints = np.where(leg < 0, -1, leg * len(CABINS) + cabin)
    return rows


def _remembered(
    key: GroupKey,
    options: Options,
    option: Ints,
    cabin: Ints,
    cost: Floats,
    network: Network,
    settings: ProtectionSettings,
) -> tuple[Floats, Ints]:
    """Make everything but the offer already named dearer, and drop what the party has declined."""
    names = [
        _itinerary(key.market, options, int(o), int(c), network).signature
        for o, c in zip(option, cabin, strict=True)
    ]
    keep = np.array([i for i, name in enumerate(names) if name not in key.declined], dtype=np.int64)
    if key.current is not None:
        other = np.array([name != key.current for name in names], dtype=np.float64)
        cost = cost + settings.weights.change * key.size * other
    return cost, keep


def _itinerary(market: Market, options: Options, option: int, cabin: int, network: Network) -> Itinerary:
    r, mode = options.routes, int(options.mode[option])
    legs = []
    for row in (int(r.first[option]), int(r.second[option])):
        if row >= 0:
            flight = network.flights[row]
            legs.append(PlannedLeg(flight.leg, CABINS[cabin], flight.departs, flight.arrives))
    if mode == SAME_FLIGHT:
        kind = OfferKind.SAME_FLIGHT
    elif r.partner[option]:
        kind = OfferKind.PARTNER
    elif r.ground[option] > 0:
        kind = OfferKind.NEARBY
    elif len(legs) > 1:
        kind = OfferKind.OWN_CONNECTION
    else:
        kind = OfferKind.OWN
    return Itinerary(
        kind=kind,
        legs=tuple(legs),
        departs=legs[0].departs if legs else instant(int(r.leaves[option])),
        arrives=instant(int(r.arrives[option])),
        arrival_delay_minutes=int(options.delay[option]),
        keeps_first=mode == KEEPS_FIRST,
        keeps_onward=mode == KEEPS_ONWARD,
        onward_open=mode == ONWARD_OPEN,
        overnight=bool(options.overnight[option]),
        ground_minutes=int(r.ground[option]),
    )
