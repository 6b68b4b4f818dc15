"""What is possible for all parties who need the same journey from the same moment, before cabins and seats."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from hongyan.protection.model import HeldOnward, PartyNeed
from hongyan.protection.network import NO_ROUTES, Flags, Ints, Network, Routes, join, minute
from hongyan.protection.settings import ProtectionSettings

WHOLE, KEEPS_ONWARD, KEEPS_FIRST, ONWARD_OPEN, SAME_FLIGHT = range(5)


@dataclass(frozen=True, slots=True)
class Market:
    """The journey: from where, to where, from when, and what of the booking still stands."""

    board: str
    off: str
    final_off: str
    departs: datetime
    original_arrival: datetime
    onward: HeldOnward | None
    operates_at: tuple[datetime, datetime] | None
    departed: bool

    @classmethod
    def of(cls, need: PartyNeed) -> "Market":
        return cls(
            need.board,
            need.off,
            need.final_off,
            need.departs,
            need.original_arrival,
            need.onward,
            need.operates_at,
            need.departed,
        )


@dataclass(frozen=True, slots=True)
class Options:
    """Routes with how they use the booking (``mode``); ``delay`` at the final destination in minutes, ≥ 0."""

    routes: Routes
    mode: Ints
    delay: Ints
    early: Ints  # minutes of leaving before the booked departure
    overnight: Flags


def options_for(market: Market, network: Network, now: datetime, settings: ProtectionSettings) -> Options:
    """Return every option of a market, the delayed flight itself included, ordered by kind then arrival."""
    ready = minute(now) + settings.ready_minutes
    until = minute(market.departs) + settings.horizon_hours * 60
    parts = [(routes, mode) for routes, mode in _parts(market, network, settings) if len(routes)]
    kept: list[tuple[Routes, int]] = []
    for routes, mode in parts:
        if mode == SAME_FLIGHT:
            kept.append((routes, mode))
            continue
        kept.append((routes.pick((routes.leaves >= ready) & (routes.leaves <= until)), mode))
    if not sum(len(routes) for routes, _ in kept) and market.off != market.final_off and not market.departed:
        routes = network.routes(market.board, market.off)
        kept = [(routes.pick((routes.leaves >= ready) & (routes.leaves <= until)), ONWARD_OPEN)]
    return _as_options(market, network, kept)


def _as_options(market: Market, network: Network, parts: list[tuple[Routes, int]]) -> Options:
    routes = join([r for r, _ in parts]) if parts else NO_ROUTES
    mode = np.concatenate(
        [np.full(len(r), m, dtype=np.int64) for r, m in parts] or [np.zeros(0, dtype=np.int64)]
    )
    delay = np.maximum(routes.arrives - minute(market.original_arrival), 0)
    booked = minute(market.departs)
    booked_day = network.local_day(market.departs, market.board)
    early = np.where((mode == KEEPS_FIRST) | (mode == SAME_FLIGHT), 0, np.maximum(booked - routes.leaves, 0))
    overnight = (routes.day > booked_day) & (routes.leaves - booked >= 240)
    return Options(routes, mode, delay, early, overnight)


def _parts(market: Market, network: Network, settings: ProtectionSettings) -> list[tuple[Routes, int]]:
    connecting = market.off != market.final_off
    parts: list[tuple[Routes, int]] = []
    if market.operates_at is not None:
        parts.append((_same_flight(market, network), SAME_FLIGHT))
        if connecting:
            parts.append((_after_first(market, network), KEEPS_FIRST))
    if market.departed:
        return parts  # they are in the air: only the rest of the journey can change
    parts.append((network.routes(market.board, market.final_off), WHOLE))
    if connecting and market.onward is not None:
        parts.append((_to_onward(market, network, market.onward), KEEPS_ONWARD))
    return parts


def _same_flight(market: Market, network: Network) -> Routes:
    """The delayed flight itself, when it still gets the party to the end of the journey as booked."""
    assert market.operates_at is not None
    departs, arrives = market.operates_at
    end = arrives
    if market.off != market.final_off:
        onward = market.onward
        if onward is None:
            return NO_ROUTES
        if arrives + timedelta(minutes=_connection(market, network)) > onward.departs:
            return NO_ROUTES
        end = onward.arrives
    one = np.ones(1, dtype=np.int64)
    return Routes(
        -one,
        -one,
        one * minute(departs),
        one * minute(end),
        one * 0,
        one * 0,
        one * network.local_day(departs, market.board),
        np.zeros(1, dtype=np.bool_),
    )


def _after_first(market: Market, network: Network) -> Routes:
    """New onward flights after the delayed leg lands."""
    assert market.operates_at is not None
    landed = minute(market.operates_at[1])
    routes = network.routes(market.off, market.final_off, nearby=False)
    wait = routes.leaves - landed
    return routes.pick(wait >= _connection(market, network))


def _to_onward(market: Market, network: Network, onward: HeldOnward) -> Routes:
    """Other ways to the connection that catch the onward flight still held; they arrive as booked."""
    routes = network.routes(market.board, market.off, nearby=False)
    wait = minute(onward.departs) - routes.arrives
    caught = routes.pick(wait >= _connection(market, network))
    return Routes(
        caught.first,
        caught.second,
        caught.leaves,
        np.full(len(caught), minute(onward.arrives), dtype=np.int64),
        wait[wait >= _connection(market, network)],
        caught.ground,
        caught.day,
        caught.partner,
    )


def _connection(market: Market, network: Network) -> int:
    return network.min_connection(market.board, market.off, market.final_off)
