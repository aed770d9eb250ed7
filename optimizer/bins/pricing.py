"""The most valuable contents of one bin at given prices of pieces: an exact knapsack, by table or by HiGHS."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from optimizer.bins.model import Bools, Ints, Model, Pattern

# A table of the knapsack has this many cells at most; above, HiGHS is asked.
MOST_CELLS = 20_000_000


@dataclass(frozen=True)
class Priced:
    """`worth` is that of the pattern; no contents of this kind of bin are worth more than `most`."""

    pattern: Pattern
    worth: int
    most: int


def price(model: Model, place: int, prices: Ints, demand: Ints, seconds: float) -> Priced:
    """`prices` are whole numbers; no more of a kind is taken than `demand`. What fits no such bin is passed over."""
    rows = np.nonzero(model.allowed[:, place] & (prices > 0) & (demand > 0))[0]
    if not len(rows):
        return Priced(Pattern(place, ()), 0, 0)
    binding = _binding(model, place, rows, demand)
    if not binding:
        return _everything(place, rows, prices, demand)
    copies = _copies(model, place, rows, demand)
    capacity = int(model.capacity[place, binding[0]])
    if len(binding) == 1 and (capacity + 1) * len(copies) <= MOST_CELLS:
        return _by_table(model, place, prices, copies, binding[0], capacity)
    return _by_tree(model, place, rows, prices, demand, binding, seconds)


def _binding(model: Model, place: int, rows: Ints, demand: Ints) -> list[int]:
    """The resources of which this bin could not take all that is wanted."""
    wanted = demand[rows] @ model.needs[rows]
    return np.nonzero(wanted > model.capacity[place])[0].tolist()


def _everything(place: int, rows: Ints, prices: Ints, demand: Ints) -> Priced:
    contents = tuple((row, int(demand[row])) for row in rows.tolist())
    worth = int(prices[rows] @ demand[rows])
    return Priced(Pattern(place, contents), worth, worth)


def _copies(model: Model, place: int, rows: Ints, demand: Ints) -> list[tuple[int, int]]:
    """Every kind as packets of 1, 2, 4 … pieces, so that a table of packets covers every number up to the demand."""
    packets = []
    for row in rows.tolist():
        needs = model.needs[row]
        limits = model.capacity[place][needs > 0] // needs[needs > 0]
        left, size = int(min(demand[row], limits.min(initial=demand[row]))), 1
        while left > 0:
            packets.append((row, min(size, left)))
            left, size = left - size, 2 * size
    return packets


def _by_table(
    model: Model, place: int, prices: Ints, copies: Sequence[tuple[int, int]], resource: int, capacity: int
) -> Priced:
    """Bellman's table over the one resource that binds: worth by what is used, with the packets taken."""
    worth = np.zeros(capacity + 1, dtype=np.int64)
    taken: Bools = np.zeros((len(copies), capacity + 1), dtype=bool)
    for number, (row, size) in enumerate(copies):
        need, value = int(model.needs[row, resource]) * size, int(prices[row]) * size
        if need > capacity:
            continue
        other = worth[: capacity + 1 - need] + value
        better = other > worth[need:]
        taken[number, need:] = better
        worth[need:] = np.where(better, other, worth[need:])
    left, contents = capacity, dict[int, int]()
    for number in range(len(copies) - 1, -1, -1):
        if taken[number, left]:
            row, size = copies[number]
            contents[row] = contents.get(row, 0) + size
            left -= int(model.needs[row, resource]) * size
    most = int(worth[capacity])
    return Priced(Pattern(place, tuple(sorted(contents.items()))), most, most)


def _by_tree(
    model: Model,
    place: int,
    rows: Ints,
    prices: Ints,
    demand: Ints,
    binding: Sequence[int],
    seconds: float,
) -> Priced:
    tree = mathopt.Model()
    numbers = [
        tree.add_variable(lb=0.0, ub=float(number), is_integer=True) for number in demand[rows].tolist()
    ]
    for resource in binding:
        limit = tree.add_linear_constraint(ub=float(model.capacity[place, resource]))
        for variable, need in zip(numbers, model.needs[rows, resource].tolist(), strict=True):
            limit.set_coefficient(variable, float(need))
    for variable, value in zip(numbers, prices[rows].tolist(), strict=True):
        tree.objective.set_linear_coefficient(variable, float(value))
    tree.objective.is_maximize = True
    limits = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(0.01, seconds)), threads=1, relative_gap_tolerance=1e-6
    )
    result = mathopt.solve(tree, mathopt.SolverType.HIGHS, params=limits)
    most = int(prices[rows] @ demand[rows])
    if not result.has_primal_feasible_solution():
        return Priced(Pattern(place, ()), 0, most)
    found = np.rint(result.variable_values(numbers)).astype(np.int64)
    bound = result.best_objective_bound()
    contents = tuple((row, number) for row, number in zip(rows.tolist(), found.tolist(), strict=True) if number)
    worth = int(prices[rows] @ found)
    most = min(most, math.ceil(bound * (1 + 1e-9) + 1e-3)) if math.isfinite(bound) else most
    return Priced(Pattern(place, contents), worth, max(worth, most))
