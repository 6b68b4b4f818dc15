"""The same day at a desk: travellers come in random order and each party takes what is best for itself."""

import random

import numpy as np

from hongyan.protection.candidates import Problem
from hongyan.protection.network import Ints


def first_come(problem: Problem, seed: int) -> Ints:
    """Return the column each party takes (-1 = nothing left), by party index.

    The desk has the same flights, hard limits and price list as the plan (columns are sorted by cost) and keeps
    families together; only foresight and priority are missing. A group's pointer never goes back, because seats
    only become fewer and its parties are of one size.
    """
    chosen = np.full(len(problem.needs), -1, dtype=np.int64)
    left = problem.capacity.tolist()
    row1, row2 = problem.columns.row1.tolist(), problem.columns.row2.tolist()
    starts, size = problem.starts.tolist(), problem.size.tolist()
    pointer, group_of = list(starts[:-1]), _group_of(problem)
    arrivals = sorted(range(len(problem.needs)), key=lambda i: problem.needs[i].party_id)
    random.Random(seed).shuffle(arrivals)
    for party in arrivals:
        group = group_of[party]
        seats = size[group]
        while pointer[group] < starts[group + 1]:
            column = pointer[group]
            a, b = row1[column], row2[column]
            if (a < 0 or left[a] >= seats) and (b < 0 or left[b] >= seats):
                chosen[party] = column
                if a >= 0:
                    left[a] -= seats
                if b >= 0:
                    left[b] -= seats
                break
            pointer[group] += 1
    return chosen


def _group_of(problem: Problem) -> list[int]:
    group_of = [0] * len(problem.needs)
    for index, group in enumerate(problem.groups):
        for party in group.members:
            group_of[party] = index
    return group_of
