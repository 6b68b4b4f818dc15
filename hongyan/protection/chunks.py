"""Cuts the parties into chunks that compete for the same seats as much as possible, each small enough for a MIP."""

from collections import Counter

import numpy as np

from hongyan.protection.candidates import Problem
from hongyan.protection.network import Flags, Ints


def chunks(problem: Problem, promising: Flags, most_columns: int) -> list[Ints]:
    """Return group indices chunk by chunk.

    Groups are ordered by the rarer end of their journey (the spoke, not the hub), because those who share it want
    the same flights; a chunk ends when it has ``most_columns`` promising columns.
    """
    ends: Counter[str] = Counter()
    for group in problem.groups:
        ends[group.key.market.board] += 1
        ends[group.key.market.final_off] += 1

    def rarer(index: int) -> tuple[int, str, int]:
        market = problem.groups[index].key.market
        count, station = min((ends[market.board], market.board), (ends[market.final_off], market.final_off))
        return count, station, index

    width = np.bincount(problem.columns.group[promising], minlength=len(problem.groups)).tolist()
    found: list[list[int]] = [[]]
    total = 0
    for index in sorted(range(len(problem.groups)), key=rarer):
        if total + width[index] > most_columns and found[-1]:
            found.append([])
            total = 0
        found[-1].append(index)
        total += width[index]
    return [np.array(chunk, dtype=np.int64) for chunk in found if chunk]
