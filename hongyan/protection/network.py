"""The flights with seats as arrays, and the routes between two airports they make: non-stop, over a hub, nearby."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from hongyan.bookings.model import FlightAvailability
from hongyan.protection.model import CABINS
from hongyan.protection.ports import Stations
from hongyan.protection.settings import ProtectionSettings

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
_EMPTY: Ints = np.zeros(0, dtype=np.int64)


def minute(instant: datetime) -> int:
    """Return whole minutes since 1970, UTC."""
    return int(instant.timestamp()) // 60


def instant(minutes: int) -> datetime:
    """Return the instant of ``minute``."""
    return datetime.fromtimestamp(int(minutes) * 60, UTC)


@dataclass(frozen=True, slots=True)
class Routes:
    """Itineraries between two airports as columns, earliest arrival first. Minutes since 1970; -1 = no second leg.

    ``leaves`` and ``arrives`` include the ground transport to and from nearby airports; ``wait`` is the time at
    the hub; ``day`` the local date of departure (ordinal).
    """

    first: Ints
    second: Ints
    leaves: Ints
    arrives: Ints
    wait: Ints
    ground: Ints
    day: Ints
    partner: Flags

    def __len__(self) -> int:
        return len(self.first)

    def pick(self, chosen: Flags | Ints) -> "Routes":
        """Return the rows chosen by mask or index."""
        return Routes(*(getattr(self, name)[chosen] for name in Routes.__slots__))


def join(parts: Sequence[Routes]) -> Routes:
    """Put routes one after the other."""
    return Routes(*(np.concatenate([getattr(p, name) for p in parts]) for name in Routes.__slots__))


NO_ROUTES = Routes(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, np.zeros(0, dtype=np.bool_))


class Network:
    """All flights that still have seats. ``seats[f, c]`` for cabin ``CABINS[c]``; -1 where the cabin is not fitted."""

    def __init__(
        self, flights: Sequence[FlightAvailability], stations: Stations, settings: ProtectionSettings
    ) -> None:
        self.flights = sorted((f for f in flights if f.operates), key=lambda f: (f.departs, str(f.leg)))
        self._stations = stations
        self._settings = settings
        self.departs: Ints = np.array([minute(f.departs) for f in self.flights], dtype=np.int64)
        self.arrives: Ints = np.array([minute(f.arrives) for f in self.flights], dtype=np.int64)
        self.partner: Flags = np.array(
            [f.carrier_agreement is not None for f in self.flights], dtype=np.bool_
        )
        self.seats: Ints = np.array(
            [[f.seats.get(c, -1) for c in CABINS] for f in self.flights], dtype=np.int64
        ).reshape(len(self.flights), len(CABINS))
        self._zones: dict[str, ZoneInfo] = {}
        self.day: Ints = np.array(
            [self.local_day(f.departs, f.leg.board) for f in self.flights], dtype=np.int64
        )
        pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, flight in enumerate(self.flights):
            pairs[flight.leg.board, flight.leg.off].append(index)
        self._pairs = {pair: np.array(rows, dtype=np.int64) for pair, rows in pairs.items()}
        self._offs: dict[str, set[str]] = defaultdict(set)
        self._boards: dict[str, set[str]] = defaultdict(set)
        for board, off in pairs:
            self._offs[board].add(off)
            self._boards[off].add(board)
        self._routes: dict[tuple[str, str, bool], Routes] = {}

    def local_day(self, when: datetime, iata: str) -> int:
        """Return the local calendar date at a station as an ordinal."""
        zone = self._zones.get(iata)
        if zone is None:
            zone = self._zones[iata] = ZoneInfo(self._stations.zone(iata))
        return when.astimezone(zone).date().toordinal()

    def min_connection(self, board: str, hub: str, off: str) -> int:
        """Return the minimum connection time at ``hub`` in minutes; longer when a border is crossed."""
        country = self._stations.country
        domestic = country(board) == country(hub) == country(off)
        s = self._settings
        return s.min_connection_minutes if domestic else s.min_connection_international_minutes

    def routes(self, board: str, off: str, *, nearby: bool = True) -> Routes:
        """Return every route from ``board`` to ``off``; with ``nearby``, also those of neighbouring airports."""
        key = (board, off, nearby)
        if key not in self._routes:
            parts = [self._nonstop(board, off, 0, 0), *self._over_hubs(board, off)]
            if nearby:
                parts.extend(self._from_nearby(board, off))
            routes = join(parts)
            order: Any = np.lexsort((routes.second, routes.first, routes.leaves, routes.arrives))
            self._routes[key] = routes.pick(order)
        return self._routes[key]

    def _nonstop(self, board: str, off: str, before: int, after: int) -> Routes:
        rows = self._pairs.get((board, off), _EMPTY)
        if not len(rows):
            return NO_ROUTES
        zeros = np.zeros(len(rows), dtype=np.int64)
        return Routes(
            rows,
            zeros - 1,
            self.departs[rows] - before,
            self.arrives[rows] + after,
            zeros,
            zeros + before + after,
            self.day[rows],
            self.partner[rows],
        )

    def _own(self, board: str, off: str) -> Ints:
        rows = self._pairs.get((board, off), _EMPTY)
        return rows[~self.partner[rows]] if len(rows) else rows

    def _over_hubs(self, board: str, off: str) -> list[Routes]:
        """Own connections: for each onward flight the two latest flights that reach the hub in time."""
        found = []
        for hub in sorted(self._offs.get(board, set()) & self._boards.get(off, set())):
            ins, outs = self._own(board, hub), self._own(hub, off)
            if not len(ins) or not len(outs):
                continue
            ins = ins[np.argsort(self.arrives[ins], kind="stable")]
            least = self.min_connection(board, hub, off)
            last = np.searchsorted(self.arrives[ins], self.departs[outs] - least, side="right") - 1
            for back in (0, 1):
                reach = last - back
                ok = reach >= 0
                first, second = ins[reach[ok]], outs[ok]
                wait = self.departs[second] - self.arrives[first]
                short = wait <= self._settings.max_connection_minutes
                found.append(self._pair_up(first[short], second[short], wait[short]))
        return found

    def _pair_up(self, first: Ints, second: Ints, wait: Ints) -> Routes:
        return Routes(
            first,
            second,
            self.departs[first],
            self.arrives[second],
            wait,
            np.zeros(len(first), dtype=np.int64),
            self.day[first],
            np.zeros(len(first), dtype=np.bool_),
        )

    def _from_nearby(self, board: str, off: str) -> list[Routes]:
        reach = self._settings.nearby_km
        boards = [(board, 0.0), *self._stations.nearby(board, reach)]
        offs = [(off, 0.0), *self._stations.nearby(off, reach)]
        return [
            self._nonstop(b, o, self._ground(km_board), self._ground(km_off))
            for b, km_board in boards
            for o, km_off in offs
            if (b, o) != (board, off) and b != o and not (km_board and km_off) and b != off and o != board
        ]

    def _ground(self, km: float) -> int:
        if not km:
            return 0
        return self._settings.ground_minutes + round(60 * km / self._settings.ground_km_per_hour)
