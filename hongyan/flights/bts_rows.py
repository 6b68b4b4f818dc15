"""Reads a day of flights in the form of the US BTS on-time data: what was planned, and what came of it."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median

from hongyan.core.errors import HongyanError
from hongyan.flights.airports import Airports
from hongyan.flights.model import Leg, LegKey

DAYS_AFTER = 2  # the file's next two days are the schedule for alternatives
_FEWEST_SEATS = 19  # a register row with fewer is another aircraft that once had the same tail number
_SEATS_WHEN_NOTHING_IS_KNOWN = 140
_EARLIEST = timedelta(hours=2)  # a flight does not leave earlier than this before its time
_COLUMNS = ("year", "month", "day", "dep_time", "sched_dep_time", "dep_delay", "arr_time", "sched_arr_time",
            "arr_delay", "carrier", "flight", "tailnum", "origin", "dest")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a leg. ``ata`` None after a departure = it did not arrive where it was going (diverted)."""

    cancelled: bool
    atd: datetime | None = None
    ata: datetime | None = None


@dataclass(slots=True)
class BtsDay:
    """One day and the two after it, of all carriers: planned legs, seats, and the day's outcomes.

    ``errors`` are (line of the file, reason) of rows that cannot be read; ``home`` is the busiest origin.
    """

    day: date
    carrier: str | None
    home: str = ""
    legs: list[Leg] = field(default_factory=list)
    seats: dict[LegKey, int] = field(default_factory=dict)
    outcomes: dict[LegKey, Outcome] = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)


def read_day(
    flights_csv: Path,
    planes_csv: Path,
    day: date,
    carrier: str | None = None,
    airports: Airports | None = None,
) -> BtsDay:
    """Read ``day`` and the two days after it. Without a flight of ``carrier`` on ``day`` the result has no legs."""
    found = BtsDay(day, carrier)
    airports = airports or Airports()
    seen: set[LegKey] = set()
    for line, row in _rows(flights_csv):
        try:
            on = _date(row)
            if on is None or not day <= on <= day + timedelta(days=DAYS_AFTER):
                continue
            leg, outcome = _read_row(row, on, airports)
            if leg.key in seen:
                raise ValueError(f"{leg.key} is in the file twice")
        except (ValueError, KeyError, TypeError, HongyanError) as error:
            found.errors.append((line, str(error)))
            continue
        seen.add(leg.key)
        found.legs.append(leg)
        if on == day:
            found.outcomes[leg.key] = outcome
    if not any(carrier in (None, key.carrier) for key in found.outcomes):
        found.legs.clear()
        found.outcomes.clear()
        return found
    found.home = Counter(key.board for key in found.outcomes).most_common(1)[0][0]
    found.legs.sort(key=lambda leg: (leg.std, leg.key))
    found.seats = _seats(found.legs, planes_csv)
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(_COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path.name} lacks the columns {', '.join(sorted(missing))}")
        for row in reader:
            yield reader.line_num, {k: "" if v in ("NA", None) else str(v) for k, v in row.items() if k}


def _date(row: dict[str, str]) -> date | None:
    return date(_number(row, "year"), _number(row, "month"), _number(row, "day"))


def _number(row: dict[str, str], name: str) -> int:
    try:
        return int(float(row[name]))
    except ValueError as error:
        raise ValueError(f"{name} is {row[name]!r}, not a number") from error


def _read_row(row: dict[str, str], on: date, airports: Airports) -> tuple[Leg, Outcome]:
    board, off, carrier = row["origin"].strip(), row["dest"].strip(), row["carrier"].strip()
    if len(carrier) != 2 or len(board) != 3 or len(off) != 3:
        raise ValueError(f"{carrier!r} {board!r} {off!r} are no carrier and two airports")
    number = _number(row, "flight")
    if not 0 < number < 10_000:
        raise ValueError(f"flight is {number}, which is no flight number")
    std = _local(on, row, "sched_dep_time", board, airports)
    sta = _after(std, row, "sched_arr_time", off, airports)
    key = LegKey(carrier, str(number), on, board, off)
    leg = Leg(leg_id="", key=key, std=std, sta=sta, registration=row["tailnum"].strip() or None)
    if not row["dep_time"]:
        return leg, Outcome(cancelled=True)
    if row["dep_delay"]:
        atd = std + timedelta(minutes=_number(row, "dep_delay"))
    else:
        atd = _after(std - _EARLIEST, row, "dep_time", board, airports)
    if row["arr_delay"]:
        return leg, Outcome(False, atd, sta + timedelta(minutes=_number(row, "arr_delay")))
    return leg, Outcome(False, atd, _after(atd, row, "arr_time", off, airports) if row["arr_time"] else None)


def _local(on: date, row: dict[str, str], name: str, station: str, airports: Airports) -> datetime:
    hhmm = _number(row, name)
    hours, minutes = divmod(hhmm, 100)
    if not (0 <= hours <= 23 and 0 <= minutes <= 59) and hhmm != 2400:
        raise ValueError(f"{name} is {hhmm}, which is no time of day")
    days = 1 if hhmm == 2400 else 0
    return airports.instant(on + timedelta(days=days), time(hours % 24, minutes), station)


def _after(start: datetime, row: dict[str, str], name: str, station: str, airports: Airports) -> datetime:
    """Return the first instant after ``start`` at which clocks at ``station`` show the row's time."""
    day = airports.local(start, station).date() - timedelta(days=1)
    for n in range(4):
        moment = _local(day + timedelta(days=n), row, name, station, airports)
        if moment > start:
            return moment.astimezone(UTC)
    raise ValueError(f"{name} has no instant after the departure")


def _seats(legs: list[Leg], planes_csv: Path) -> dict[LegKey, int]:
    """Return seats by tail number; an unknown tail gets the carrier's median, in the flights at hand."""
    by_tail: dict[str, int] = {}
    with planes_csv.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row.get("seats") or "").isdigit() and int(row["seats"]) >= _FEWEST_SEATS:
                by_tail[row["tailnum"]] = int(row["seats"])
    of_carrier: defaultdict[str, list[int]] = defaultdict(list)
    for leg in legs:
        if leg.registration in by_tail:
            of_carrier[leg.key.carrier].append(by_tail[leg.registration])
    typical = {carrier: int(median(seats)) for carrier, seats in of_carrier.items()}
    return {
        leg.key: by_tail.get(
            leg.registration or "", typical.get(leg.key.carrier, _SEATS_WHEN_NOTHING_IS_KNOWN)
        )
        for leg in legs
    }
