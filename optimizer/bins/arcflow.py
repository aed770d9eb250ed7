"""Bins as paths: a flow of whole bins through the amounts that can be filled, for small capacities (HiGHS).

Valério de Carvalho 1999: pieces in falling order of size, an arc for each piece that can follow at an amount, and arcs
that leave the rest empty. The model is as large as the capacity, but its relaxation is as tight as that of patterns.
"""

from collections import defaultdict
from itertools import pairwise

from ortools.math_opt.python import mathopt

from optimizer.bins.model import Model, Pattern
from optimizer.bins.restricted import highs_limits
from optimizer.deadline import Deadline

MOST_ARCS = 12_000

Arc = tuple[int, int, int]
EMPTY = -1


def suits(model: Model) -> bool:
    """One kind of bin without limit and one resource."""
    return len(model.cost) == 1 and model.count[0] is None and model.needs.shape[1] == 1


def by_flow(model: Model, goal: int, best: int, deadline: Deadline) -> list[Pattern] | None:
    """An answer below `best`, if one is found in the time; None at once when there would be too many arcs."""
    arcs = _arcs(model)
    if len(arcs) > MOST_ARCS:
        return None
    capacity, unit = int(model.capacity[0, 0]), int(model.cost[0])
    flow = mathopt.Model()
    numbers = [flow.add_variable(lb=0.0, is_integer=True) for _ in arcs]
    bins = flow.add_variable(lb=0.0, ub=float((best - 1) // unit), is_integer=True)
    flow.objective.set_linear_coefficient(bins, float(unit))
    kept = {node: flow.add_linear_constraint(lb=0.0, ub=0.0) for node in _nodes(arcs)}
    wanted = {row: flow.add_linear_constraint(lb=float(n)) for row, n in enumerate(model.demand.tolist())}
    kept[0].set_coefficient(bins, 1.0)
    kept[capacity].set_coefficient(bins, -1.0)
    for number, (start, end, kind) in zip(numbers, arcs, strict=True):
        kept[start].set_coefficient(number, -1.0)
        kept[end].set_coefficient(number, 1.0)
        if kind != EMPTY:
            wanted[kind].set_coefficient(number, 1.0)
    result = mathopt.solve(flow, mathopt.SolverType.HIGHS, params=highs_limits(goal, deadline))
    if not result.has_primal_feasible_solution():
        return None
    taken = {arc: round(value) for arc, value in zip(arcs, result.variable_values(numbers), strict=True)}
    return _paths({arc: number for arc, number in taken.items() if number}, capacity)


def _arcs(model: Model) -> list[Arc]:
    """Only amounts that pieces in falling order can fill; then every amount may be left at the end of a bin."""
    capacity, sizes = int(model.capacity[0, 0]), model.needs[:, 0].tolist()
    filled, arcs = {0}, set[Arc]()
    for kind in sorted((row for row, size in enumerate(sizes) if size), key=lambda row: -sizes[row]):
        size, fresh = sizes[kind], set[int]()
        for start in filled:
            for number in range(int(model.demand[kind])):
                end = start + size * (number + 1)
                if end > capacity:
                    break
                arcs.add((end - size, end, kind))
                fresh.add(end)
        filled |= fresh
        if len(arcs) > MOST_ARCS:
            break
    filled.add(capacity)
    ordered = sorted(filled)
    return [*sorted(arcs), *((a, b, EMPTY) for a, b in pairwise(ordered))]


def _nodes(arcs: list[Arc]) -> set[int]:
    return {start for start, _, _ in arcs} | {end for _, end, _ in arcs}


def _paths(taken: dict[Arc, int], capacity: int) -> list[Pattern]:
    """The flow cut into bins, each a path from nothing to the full capacity."""
    leaving: dict[int, list[Arc]] = defaultdict(list)
    for arc in sorted(taken):
        leaving[arc[0]] += [arc] * taken[arc]
    patterns = []
    while leaving[0]:
        at, contents = 0, dict[int, int]()
        while at != capacity:
            _, at, kind = leaving[at].pop()
            if kind != EMPTY:
                contents[kind] = contents.get(kind, 0) + 1
        patterns.append(Pattern(0, tuple(sorted(contents.items()))))
    return patterns
