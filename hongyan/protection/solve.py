"""Whole parties to itineraries: LP with column pricing, then small MIPs, each rounding a chunk of the LP's answer."""

import time
from dataclasses import dataclass

import numpy as np

from hongyan.protection.candidates import Floats, Problem
from hongyan.protection.chunks import chunks
from hongyan.protection.linear import Assignment, LinearResult, Restricted, reduced_costs, whole
from hongyan.protection.network import Flags, Ints
from hongyan.protection.settings import ProtectionSettings


@dataclass(frozen=True, slots=True)
class Solution:
    """``counts[c]`` parties travel by column c, ``unassigned[g]`` parties of group g by none.

    ``lp_bound`` holds for every considered column (not only those the LP was given); ``left`` are free seats;
    ``fractional_parties`` are those the LP had split between itineraries.
    """

    counts: Ints
    unassigned: Ints
    left: Ints
    objective: float
    lp_bound: float
    fractional_parties: int
    seconds: float

    @property
    def gap(self) -> float:
        """(objective − bound) / bound; 0 when nothing costs anything."""
        if self.objective <= 1e-6:
            return 0.0
        return max(0.0, (self.objective - self.lp_bound) / max(abs(self.lp_bound), 1e-9))


def solve(problem: Problem, settings: ProtectionSettings) -> Solution:
    """Assign every group. Deterministic unless the emergency time limit strikes."""
    began = time.perf_counter()
    if not problem.groups:
        none = np.zeros(0, dtype=np.int64)
        return Solution(none, none, problem.capacity, 0.0, 0.0, 0, 0.0)
    values, prices, bound = _relax(problem, settings)
    split = values - whole(values)
    small = len(problem.columns) <= settings.chunk_columns  # then one MIP may see everything
    promising: Flags = (prices < settings.promising_within) | small
    counts = _round(problem, values, promising, settings)
    counts = counts + _fill(problem, counts, settings)
    unassigned = problem.count - _per_group(problem, counts)
    return Solution(
        counts=counts,
        unassigned=unassigned,
        left=problem.capacity - whole(_used(problem, counts)),
        objective=float(counts @ problem.columns.cost + unassigned @ problem.unassigned_cost),
        lp_bound=bound,
        fractional_parties=round(float(split[split > 1e-6].sum())),
        seconds=time.perf_counter() - began,
    )


def _relax(problem: Problem, settings: ProtectionSettings) -> tuple[Floats, Floats, float]:
    """Solve the LP on the best columns of each group, adding those its prices call for.

    Returns values and reduced costs of all columns, and a lower bound that counts the columns never added.
    """
    place = np.arange(len(problem.columns)) - problem.starts[problem.columns.group]
    active: Flags = place < settings.candidates_per_party
    model = Assignment(problem, Restricted(np.flatnonzero(active), problem.count, problem.capacity))
    result, prices = _priced(problem, model)
    for _ in range(settings.pricing_rounds):
        wanted = np.flatnonzero((prices < -1e-6) & ~active)
        if not len(wanted):
            break
        active[wanted] = True
        model.add(wanted)
        result, prices = _priced(problem, model)
    values = np.zeros(len(problem.columns))
    values[model.columns] = result.x
    worst = np.zeros(len(problem.groups))
    np.minimum.at(worst, problem.columns.group, np.where(active, 0.0, np.minimum(prices, 0.0)))
    return values, prices, result.objective + float(worst @ problem.count)


def _priced(problem: Problem, model: Assignment) -> tuple[LinearResult, Floats]:
    result = model.solve()
    return result, reduced_costs(problem, result)


def _round(problem: Problem, values: Floats, promising: Flags, settings: ProtectionSettings) -> Ints:
    """Make the LP's answer whole, chunk by chunk.

    While one chunk is solved as a MIP, the others hold the seats the LP (or an earlier MIP) gave them, so whole
    parties of one chunk trade seats among themselves and no chunk can take what another still needs.
    """
    values = values.copy()
    group = problem.columns.group
    for members in chunks(problem, promising, settings.chunk_columns):
        inside = np.zeros(len(problem.groups), dtype=np.bool_)
        inside[members] = True
        mine: Flags = inside[group]
        left = np.maximum(whole(problem.capacity - _used(problem, np.where(mine, 0.0, values))), 0)
        rest = np.where(inside, problem.count, 0)
        values[mine] = _solve_whole(problem, mine & promising, rest, left, settings)[mine]
    return np.round(values).astype(np.int64)


def _fill(problem: Problem, counts: Ints, settings: ProtectionSettings) -> Ints:
    """Give the seats that are still free to the parties still without one, over all considered columns."""
    rest = problem.count - _per_group(problem, counts)
    left = problem.capacity - whole(_used(problem, counts))
    every = np.ones(len(problem.columns), dtype=np.bool_)
    return _solve_whole(problem, every, rest, left, settings)


def _solve_whole(
    problem: Problem, allowed: Flags, rest: Ints, left: Ints, settings: ProtectionSettings
) -> Ints:
    """Branch and bound over ``allowed`` columns for ``rest`` parties per group and ``left`` seats per row."""
    c = problem.columns
    room = allowed & (rest[c.group] > 0)
    for rows in (c.row1, c.row2):
        if len(left):
            room &= (rows < 0) | (left[np.maximum(rows, 0)] >= problem.size[c.group])
    columns = np.flatnonzero(room)
    counts = np.zeros(len(c), dtype=np.int64)
    if len(columns):
        model = Assignment(problem, Restricted(columns, rest, left), integer=True)
        model.limit(nodes=settings.mip_nodes, seconds=settings.mip_seconds, relative_gap=settings.mip_gap)
        result = model.solve()
        if len(result.x) == len(columns):
            counts[columns] = np.round(result.x).astype(np.int64)
    return counts


def _per_group(problem: Problem, counts: Ints) -> Ints:
    return np.bincount(problem.columns.group, weights=counts, minlength=len(problem.groups)).astype(np.int64)


def _used(problem: Problem, counts: Ints | Floats) -> Floats:
    """Return the seats taken per leg×cabin row."""
    c = problem.columns
    seats = counts * problem.size[c.group]
    used = np.zeros(len(problem.capacity))
    for rows in (c.row1, c.row2):
        present = rows >= 0
        np.add.at(used, rows[present], seats[present])
    return used
