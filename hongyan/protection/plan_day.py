"""One call from parties and seats to a plan: candidates, solution, alternatives, first-come comparison. Pure."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from hongyan.bookings.model import FlightAvailability
from hongyan.protection.candidates import Problem, build
from hongyan.protection.first_come import first_come
from hongyan.protection.limits import needs_care
from hongyan.protection.model import CABINS, DayPlan, Itinerary, Outcome, PartyNeed, PartyPlan
from hongyan.protection.network import Ints, Network
from hongyan.protection.ports import Stations
from hongyan.protection.settings import ProtectionSettings
from hongyan.protection.solve import Solution, solve


def plan_day(
    needs: Sequence[PartyNeed],
    flights: Sequence[FlightAvailability],
    now: datetime,
    stations: Stations,
    settings: ProtectionSettings,
) -> DayPlan:
    """Plan all ``needs`` onto the free seats of ``flights``. Same input, same plan, in whatever order it comes."""
    began = time.perf_counter()
    needs = sorted(needs, key=lambda n: n.party_id)
    problem = build(needs, Network(flights, stations, settings), now, settings)
    built = time.perf_counter()
    solution = solve(problem, settings)
    solved = time.perf_counter()
    desk = first_come(problem, settings.first_come_seed)
    given = _give_out(problem, solution)
    plans = _party_plans(problem, solution, given, desk, settings)
    report = {
        "groups": len(problem.groups),
        "columns": len(problem.columns),
        "fractional_parties": solution.fractional_parties,
        "build_seconds": round(built - began, 3),
        "solve_seconds": round(solved - built, 3),
    }
    return DayPlan(
        parties=tuple(plans),
        objective=solution.objective,
        lp_bound=solution.lp_bound,
        gap=solution.gap,
        seconds=time.perf_counter() - began,
        hongyan=outcome(problem, given, settings),
        first_come=outcome(problem, desk, settings),
        report=report,
    )


def _give_out(problem: Problem, solution: Solution) -> Ints:
    """Name the parties behind the counts: within a group the better itinerary goes to the higher fare."""
    given = np.full(len(problem.needs), -1, dtype=np.int64)
    counts = solution.counts.tolist()
    starts = problem.starts.tolist()
    for index, group in enumerate(problem.groups):
        members: Iterable[int] = iter(group.members)
        for column in range(starts[index], starts[index + 1]):
            for _ in range(counts[column]):
                given[next(iter(members))] = column
    return given


def _party_plans(
    problem: Problem, solution: Solution, given: Ints, desk: Ints, settings: ProtectionSettings
) -> list[PartyPlan]:
    made: dict[int, Itinerary] = {}

    def itinerary(column: int) -> Itinerary:
        if column not in made:
            made[column] = problem.itinerary(column)
        return made[column]

    delay = problem.columns.delay
    plans: list[PartyPlan | None] = [None] * len(problem.needs)
    for index, group in enumerate(problem.groups):
        open_columns = _open_columns(problem, solution, index, settings.alternatives)
        for party in group.members:
            best, seen = int(given[party]), int(desk[party])
            others = [c for c in open_columns if c != best][: settings.alternatives]
            plans[party] = PartyPlan(
                party_id=problem.needs[party].party_id,
                best=itinerary(best) if best >= 0 else None,
                alternatives=tuple(itinerary(c) for c in others),
                first_come_delay_minutes=int(delay[seen]) if seen >= 0 else None,
                reason=None if best >= 0 else (group.reason or "no_seats"),
            )
    return [plan for plan in plans if plan is not None]


def _open_columns(problem: Problem, solution: Solution, group: int, wanted: int) -> list[int]:
    """Columns of a group that still have room after the plan, cheapest first, one per pair of flights."""
    c, left = problem.columns, solution.left
    span = np.arange(problem.starts[group], problem.starts[group + 1])
    ok = np.ones(len(span), dtype=np.bool_)
    for rows in (c.row1[span], c.row2[span]):
        if len(left):
            ok &= (rows < 0) | (left[np.maximum(rows, 0)] >= problem.size[group])
    found: list[int] = []
    options: set[int] = set()
    for column in span[ok].tolist():
        option = int(c.option[column])
        if option not in options:
            options.add(option)
            found.append(column)
        if len(found) > wanted:
            break
    return found


def outcome(problem: Problem, given: Ints, settings: ProtectionSettings) -> Outcome:
    """Measure a way of giving out seats, per passenger who takes a seat."""
    seats = np.array([n.seats for n in problem.needs], dtype=np.float64)
    if not seats.sum():
        return Outcome(0.0, 0.0, None, 0, 0.0, 0)
    has = given >= 0
    column = np.maximum(given, 0)
    delay = np.full(len(seats), float(settings.unassigned_counts_minutes))
    same = np.zeros(len(seats), dtype=np.bool_)
    night = np.zeros(len(seats), dtype=np.bool_)
    if len(problem.columns):
        delay = np.where(has, problem.columns.delay[column], delay)
        booked = np.array([CABINS.index(n.cabin) if n.cabin in CABINS else 3 for n in problem.needs])
        same = has & (problem.columns.cabin[column] == booked)
        night = has & _overnight(problem, column)
    care = np.array([needs_care(n) for n in problem.needs], dtype=np.bool_)
    carried = float(seats[has].sum())
    return Outcome(
        mean_delay_minutes=round(float(delay @ seats / seats.sum()), 1),
        mean_delay_assigned_minutes=round(float(delay[has] @ seats[has] / carried), 1) if carried else 0.0,
        mean_delay_care_minutes=round(float(delay[care] @ seats[care] / seats[care].sum()), 1)
        if care.any()
        else None,
        unassigned_passengers=int(seats[~has].sum()),
        same_cabin_share=round(float(seats[same].sum() / carried), 4) if carried else 0.0,
        overnight_passengers=int(seats[night].sum()),
    )


def _overnight(problem: Problem, column: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    c = problem.columns
    market = np.array([g.market for g in problem.groups])[c.group[column]]
    nights = [m.overnight for m in problem.markets]
    return np.array(
        [bool(nights[m][o]) for m, o in zip(market, c.option[column], strict=True)], dtype=np.bool_
    )
