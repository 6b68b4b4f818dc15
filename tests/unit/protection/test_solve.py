"""The solver against brute force, its bound, and first come, first served."""

import itertools
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plan import run
from hongyan.protection.candidates import Problem, build
from hongyan.protection.first_come import first_come
from hongyan.protection.model import DayPlan
from hongyan.protection.network import Network
from hongyan.protection.plan_day import plan_day
from hongyan.protection.settings import ProtectionSettings
from hongyan.protection.solve import solve
from tests.builders.protection import NOW, Places, flight, need

SETTINGS = ProtectionSettings()
HUB = [flight("210", 4, off="CTU", Y=3), flight("211", 7, board="CTU", Y=4)]


@st.composite
def days(draw: st.DrawFn) -> tuple[list, list]:
    """A few parties of one to three and a few flights with little room, one way over a hub."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=5))
    seats = draw(st.lists(st.integers(0, 4), min_size=1, max_size=3))
    tiers = st.sampled_from(["none", "gold"])
    needs = [need(f"p{i}", seats=n, tier=draw(tiers)) for i, n in enumerate(sizes)]
    flights = [flight(str(200 + i), 4 + 3 * i, Y=n, J=draw(st.integers(0, 1))) for i, n in enumerate(seats)]
    return needs, flights + (HUB if draw(st.booleans()) else [])


def problem_of(needs: list, flights: list) -> Problem:
    return build(needs, Network(flights, Places(), SETTINGS), NOW, SETTINGS)


def cheapest(problem: Problem) -> float:
    """Try every way to give every party one of its columns, or none."""
    columns, group_of = problem.columns, {}
    for index, group in enumerate(problem.groups):
        group_of.update(dict.fromkeys(group.members, index))
    choices = [
        [None, *range(problem.starts[group_of[i]], problem.starts[group_of[i] + 1])]
        for i in range(len(problem.needs))
    ]
    best = float("inf")
    for given_out in itertools.product(*choices):
        used: Counter[int] = Counter()
        cost = 0.0
        for party, column in enumerate(given_out):
            group = group_of[party]
            if column is None:
                cost += float(problem.unassigned_cost[group])
                continue
            cost += float(columns.cost[column])
            for row in {int(columns.row1[column]), int(columns.row2[column])} - {-1}:
                used[row] += int(problem.size[group])
        if all(problem.capacity[row] >= n for row, n in used.items()):
            best = min(best, cost)
    return best


@given(days())
@settings(max_examples=60, deadline=None)
def test_as_good_as_brute_force_and_never_below_the_bound(day: tuple[list, list]) -> None:
    needs, flights = day
    needs = needs[:4]
    problem = problem_of(needs, flights)
    solution = solve(problem, SETTINGS)
    best = cheapest(problem)
    assert solution.lp_bound <= best + 1e-4
    assert solution.objective == pytest.approx(best, rel=2e-3, abs=1e-3)


@given(days())
@settings(max_examples=60, deadline=None)
def test_no_flight_is_overfilled_and_every_party_counted_once(day: tuple[list, list]) -> None:
    needs, flights = day
    plan = plan_day(needs, flights, NOW, Places(), SETTINGS)
    assert sorted(p.party_id for p in plan.parties) == sorted(n.party_id for n in needs)
    assert_fits(plan, needs, flights)


def assert_fits(plan: DayPlan, needs: list, flights: list) -> None:
    size = {n.party_id: n.seats for n in needs}
    used: Counter[tuple] = Counter()
    for party in plan.parties:
        for leg in party.best.legs if party.best else ():
            used[leg.leg, leg.cabin] += size[party.party_id]
    free = {(f.leg, c): n for f in flights for c, n in f.seats.items()}
    assert all(n <= free[place] for place, n in used.items())
    for party in plan.parties:  # alternatives have room beside the plan, each on its own
        for other in party.alternatives:
            assert all(
                free[g.leg, g.cabin] - used[g.leg, g.cabin] >= size[party.party_id] for g in other.legs
            )


@given(days(), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_the_desk_overfills_nothing_and_never_beats_the_bound(day: tuple[list, list], seed: int) -> None:
    needs, flights = day
    problem = problem_of(needs, flights)
    given_out = first_come(problem, seed)
    cost = 0.0
    used: Counter[int] = Counter()
    for index, group in enumerate(problem.groups):
        for party in group.members:
            column = given_out[party]
            if column < 0:
                cost += float(problem.unassigned_cost[index])
                continue
            cost += float(problem.columns.cost[column])
            for row in (int(problem.columns.row1[column]), int(problem.columns.row2[column])):
                used[row] += group.key.size if row >= 0 else 0
    assert all(problem.capacity[row] >= n for row, n in used.items() if row >= 0)
    assert solve(problem, SETTINGS).lp_bound <= cost + 1e-4


def test_the_order_of_the_parties_does_not_matter() -> None:
    needs = [need(f"p{i}", seats=1 + i % 3, fare=100.0 * i) for i in range(30)]
    flights = [flight(str(200 + i), 4 + i, Y=7) for i in range(6)]
    first = plan_day(needs, flights, NOW, Places(), SETTINGS)
    random.Random(1).shuffle(needs)
    random.Random(2).shuffle(flights)
    again = plan_day(needs, flights, NOW, Places(), SETTINGS)
    assert first.parties == again.parties
    assert_fits(first, needs, flights)


def test_care_comes_before_tier_before_fare() -> None:
    needs = [need("a"), need("b", fare=9000.0), need("c", tier="gold"), need("d", ssrs=frozenset({"WCHC"}))]
    flights = [flight("200", 4, Y=1), flight("201", 6, Y=1), flight("202", 8, Y=1), flight("203", 10, Y=1)]
    plan = plan_day(needs, flights, NOW, Places(), SETTINGS)
    got = {p.party_id[-1]: p.best.legs[0].leg.flight for p in plan.parties if p.best}
    assert got == {"d": "ZZ200", "c": "ZZ201", "b": "ZZ202", "a": "ZZ203"}


def test_columns_left_out_at_first_are_priced_in() -> None:
    few = ProtectionSettings(candidates_per_party=1)
    needs = [need(f"p{i:02d}") for i in range(12)]
    flights = [flight(str(200 + i), 4 + i, Y=2) for i in range(6)]
    plan = plan_day(needs, flights, NOW, Places(), few)
    assert all(p.best is not None for p in plan.parties)
    assert plan.gap < 1e-6


def test_a_storm_is_planned_within_half_a_percent_of_the_bound() -> None:
    result = run(passengers=3000, flights=20)
    assert result["passengers"] == 3000
    assert 0 <= result["gap"] <= 0.005
    assert result["hongyan"]["unassigned_passengers"] <= result["first_come"]["unassigned_passengers"]
    assert result["hongyan"]["mean_delay_minutes"] <= result["first_come"]["mean_delay_minutes"]
    assert result["hongyan"]["mean_delay_care_minutes"] < result["first_come"]["mean_delay_care_minutes"]
