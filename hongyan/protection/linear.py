"""The assignment as a linear program in HiGHS, built by arrays: group rows, leg×cabin capacity rows."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from hongyan.protection.candidates import Floats, Problem
from hongyan.protection.network import Ints


@dataclass(frozen=True, slots=True)
class Restricted:
    """Part of a problem: some columns, with what is left of the parties (``count``) and seats (``capacity``)."""

    columns: Ints
    count: Ints  # per group of the problem
    capacity: Ints  # per leg×cabin row of the problem


@dataclass(frozen=True, slots=True)
class LinearResult:
    """Values per chosen column and left-over per group; prices of group rows and capacity rows (LP only)."""

    x: Floats
    unassigned: Floats
    objective: float
    group_price: Floats
    seat_price: Floats


class Assignment:
    """One HiGHS model over a restricted problem; columns can be added and it is then solved from where it was."""

    def __init__(self, problem: Problem, part: Restricted, *, integer: bool = False) -> None:
        self._problem = problem
        self._part = part
        self._columns = part.columns
        groups = len(problem.groups)
        used = np.zeros(len(problem.capacity), dtype=np.bool_)
        for rows in (problem.columns.row1, problem.columns.row2):
            used[rows[rows >= 0]] = True
        self._seat_rows = np.flatnonzero(used)
        self._row_of = np.full(len(problem.capacity), -1, dtype=np.int64)
        self._row_of[self._seat_rows] = groups + np.arange(len(self._seat_rows))
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("random_seed", 0)
        self._pass_model(integer)

    def limit(self, *, nodes: int, seconds: float, relative_gap: float) -> None:
        """Bound branch and bound. The node limit binds first by design, which keeps runs repeatable."""
        self._highs.setOptionValue("mip_max_nodes", nodes)
        self._highs.setOptionValue("time_limit", seconds)
        self._highs.setOptionValue("mip_rel_gap", relative_gap)

    def solve(self) -> LinearResult:
        """Run HiGHS. An integer model stopped early gives its best solution so far."""
        self._highs.run()
        solution = self._highs.getSolution()
        groups = len(self._problem.groups)
        values = np.array(solution.col_value, dtype=np.float64)
        duals = np.array(solution.row_dual, dtype=np.float64)
        seat_price = np.zeros(len(self._problem.capacity))
        if len(duals):
            seat_price[self._seat_rows] = duals[groups:]
        left, x = values[:groups], values[groups:]
        objective = float(self._highs.getInfo().objective_function_value)
        return LinearResult(
            x, left, objective, duals[:groups] if len(duals) else np.zeros(groups), seat_price
        )

    def add(self, columns: Ints) -> None:
        """Add columns of the problem to the model."""
        lower, upper = np.zeros(len(columns)), self._upper(columns)
        starts, index, value = self._matrix(columns)
        cost = self._problem.columns.cost[columns]
        self._highs.addCols(len(columns), cost, lower, upper, len(index), starts[:-1], index, value)
        self._columns = np.concatenate([self._columns, columns])

    @property
    def columns(self) -> Ints:
        """Columns in the model, in the order of ``LinearResult.x``."""
        return self._columns

    def _upper(self, columns: Ints) -> Floats:
        """No column can carry more parties than there are, nor than whole parties fit its tightest leg."""
        c, part, size = self._problem.columns, self._part, self._problem.size
        group = c.group[columns]
        most = part.count[group].copy()
        for rows in (c.row1[columns], c.row2[columns]):
            fits = part.capacity[np.maximum(rows, 0)] // size[group] if len(part.capacity) else most
            most = np.where(rows >= 0, np.minimum(most, fits), most)
        return most.astype(np.float64)

    def _matrix(self, columns: Ints) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats]:
        """Return (starts, row indices, values) column by column."""
        c = self._problem.columns
        group = c.group[columns]
        size = self._problem.size[group].astype(np.float64)
        index = np.stack([group, self._rows(c.row1[columns]), self._rows(c.row2[columns])], axis=1)
        value = np.stack([np.ones(len(columns)), size, size], axis=1)
        present = index >= 0
        starts = np.concatenate([[0], np.cumsum(present.sum(axis=1))]).astype(np.int32)
        return starts, index[present].astype(np.int32), value[present]

    def _rows(self, seats: Ints) -> Ints:
        rows: Ints = (
            np.where(seats >= 0, self._row_of[np.maximum(seats, 0)], -1) if len(self._row_of) else seats
        )
        return rows

    def _pass_model(self, integer: bool) -> None:
        problem, part, columns = self._problem, self._part, self._part.columns
        groups, rows = len(problem.groups), len(problem.groups) + len(self._seat_rows)
        starts, index, value = self._matrix(columns)
        own = np.arange(groups, dtype=np.int32)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = groups + len(columns), rows
        lp.col_cost_ = np.concatenate([problem.unassigned_cost, problem.columns.cost[columns]])
        lp.col_lower_ = np.zeros(groups + len(columns))
        lp.col_upper_ = np.concatenate([part.count.astype(np.float64), self._upper(columns)])
        count, seats = part.count.astype(np.float64), part.capacity[self._seat_rows].astype(np.float64)
        lp.row_lower_ = np.concatenate([count, np.full(len(seats), -highspy.kHighsInf)])
        lp.row_upper_ = np.concatenate([count, seats])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_ = np.concatenate([own, groups + starts]).astype(np.int32)
        lp.a_matrix_.index_ = np.concatenate([own, index])
        lp.a_matrix_.value_ = np.concatenate([np.ones(groups), value])
        if integer:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * (groups + len(columns))
        self._highs.passModel(lp)


def reduced_costs(problem: Problem, result: LinearResult) -> Floats:
    """Return what each column of the whole problem would change the objective by, per party; < 0 = worth adding."""
    c = problem.columns
    size = problem.size[c.group].astype(np.float64)
    price = result.group_price[c.group].copy()
    for rows in (c.row1, c.row2):
        if len(result.seat_price):
            price += np.where(rows >= 0, result.seat_price[np.maximum(rows, 0)], 0.0) * size
    costs: Floats = c.cost - price
    return costs


def whole(values: Floats) -> Ints:
    """Round down to whole parties, forgiving the solver's tolerance."""
    down: Ints = np.floor(values + 1e-6).astype(np.int64)
    return down
