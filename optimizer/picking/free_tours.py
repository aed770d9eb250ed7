"""A tour of one picker on a floor of any shape: exact for few places, by local search and PyVRP for more."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

import numpy as np
import pyvrp

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.picking.checks import check_free_tour, free_tour_proof
from optimizer.picking.held_karp import MOST_PLACES, shortest_cycle
from optimizer.picking.local_search import descended, nearest_first
from optimizer.picking.one_tree import lower_bound
from optimizer.picking.plans import Tour
from optimizer.picking.problems import FreeTourProblem
from optimizer.picking.validation import refuse_wrong_free_tour
from optimizer.proving import refuse_unsound

PYVRP = f"PyVRP {version('pyvrp')}"
PATIENCE = 20_000
BOUND_SHARE = 0.2


def solve(problem: FreeTourProblem, budget: Budget | None = None, start: Sequence[str] = ()) -> Tour:
    """The shortest tour found within the budget, checked, with a bound on every tour.

    `start` names places in the order of an earlier tour; those that are gone are passed over, new ones put in.
    Raises InvalidProblem for a table that is not square or not symmetric.
    """
    budget = budget or Budget()
    deadline = Deadline(budget)
    refuse_wrong_free_tour(problem)
    cycle, bound, solver = _search(problem, start, deadline)
    order = tuple(problem.keys[row - 1] for row in cycle[1:])
    tour = Tour(order, length_of(problem, cycle), bound, (), solver)
    refuse_unsound(check_free_tour(problem, tour))
    return replace(tour, proof=free_tour_proof())


def length_of(problem: FreeTourProblem, cycle: Sequence[int]) -> int:
    return sum(problem.distance_mm[a][b] for a, b in zip(cycle, [*cycle[1:], cycle[0]], strict=True))


def _search(problem: FreeTourProblem, start: Sequence[str], deadline: Deadline) -> tuple[list[int], int, str]:
    if len(problem.distance_mm) <= MOST_PLACES:
        cycle = shortest_cycle(problem.distance_mm)
        return cycle, length_of(problem, cycle), "Held-Karp"
    cycle = descended(
        problem.distance_mm, nearest_first(problem.distance_mm, _known(problem, start)), deadline
    )
    length = length_of(problem, cycle)
    bound = lower_bound(problem.distance_mm, length, deadline.part(BOUND_SHARE * deadline.seconds))
    if length - bound <= deadline.budget.gap * bound or deadline.over:
        return cycle, bound, "2-opt and Or-opt"
    found = _by_pyvrp(problem, cycle, bound, deadline)
    return min((found, cycle), key=lambda one: length_of(problem, one)), bound, PYVRP


def _known(problem: FreeTourProblem, start: Sequence[str]) -> list[int]:
    rows = {key: row + 1 for row, key in enumerate(problem.keys)}
    return list(dict.fromkeys(rows[key] for key in start if key in rows))


class _Stop:
    """Ends PyVRP's search: out of time or steps, at the bound, or nothing better for long."""

    def __init__(self, deadline: Deadline, bound: int) -> None:
        self.deadline, self.bound = deadline, bound
        self.steps = self.idle = 0
        self.best: int | None = None

    def __call__(self, best_cost: int) -> bool:
        self.idle = 0 if self.best is None or best_cost < self.best else self.idle + 1
        self.best = best_cost
        self.steps += 1
        steps = self.deadline.budget.steps
        ended = steps is not None and self.steps > steps
        return ended or self.idle >= PATIENCE or best_cost <= self.bound or self.deadline.over


def _by_pyvrp(problem: FreeTourProblem, cycle: Sequence[int], bound: int, deadline: Deadline) -> list[int]:
    table: Any = np.array(problem.distance_mm, dtype=np.int64)
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in table],
        clients=[pyvrp.Client(location=row) for row in range(1, len(table))],
        depots=[pyvrp.Depot(0)],
        vehicle_types=[pyvrp.VehicleType(num_available=1)],
        distance_matrices=[table],
        duration_matrices=[np.zeros_like(table)],
    )
    first = pyvrp.Solution(data, [pyvrp.Route(data, [row - 1 for row in cycle[1:]], 0)])
    stop = _Stop(deadline, bound)
    result = pyvrp.solve(data, stop, deadline.budget.seed, collect_stats=False, initial_solution=first)
    visits = [step.idx for route in result.best.routes() for step in route if step.is_client()]
    return [0, *(row + 1 for row in visits)]
