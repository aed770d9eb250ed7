"""A bound on all tours: the least 1-tree, with penalties that draw every place towards two edges (Held & Karp 1971)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from optimizer.deadline import Deadline

ROUNDS = 150
Ints = NDArray[np.int64]


def lower_bound(distance: Sequence[Sequence[int]], length: int, deadline: Deadline) -> int:
    """No tour is shorter. `length` is that of a known tour. Penalties are whole, so the bound is exact."""
    table: Ints = np.array(distance, dtype=np.int64)
    penalty = np.zeros(len(table), dtype=np.int64)
    best, scale = 0, 1.0
    for rounds in range(ROUNDS):
        cost, degree = _one_tree(table + penalty[:, None] + penalty)
        bound = cost - 2 * int(penalty.sum())
        best = max(best, bound)
        excess = degree - 2
        if best >= length or not excess.any() or (rounds and deadline.over):
            break
        step = scale * (length - bound) / float((excess**2).sum())
        penalty += np.rint(step * excess).astype(np.int64)
        scale *= 0.97
    return min(best, length)


def _one_tree(table: Ints) -> tuple[int, Ints]:
    """The least tree over all places but the first (Prim), and the first place's two shortest edges."""
    places = len(table)
    degree = np.zeros(places, dtype=np.int64)
    nearest, near = np.full(places, 1), table[1].copy()
    waiting = np.ones(places, dtype=bool)
    waiting[:2] = False
    far = np.iinfo(np.int64).max
    total = 0
    for _ in range(places - 2):
        row = int(np.where(waiting, near, far).argmin())
        total += int(near[row])
        degree[row] += 1
        degree[nearest[row]] += 1
        waiting[row] = False
        closer = waiting & (table[row] < near)
        near[closer], nearest[closer] = table[row][closer], row
    first = np.argsort(table[0, 1:], kind="stable")[:2] + 1
    degree[first] += 1
    degree[0] = 2
    return total + int(table[0, first].sum()), degree
