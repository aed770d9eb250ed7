"""Bins under the rule that some pieces must not meet, by CP-SAT: the rule is logical, so patterns do not help."""

from collections.abc import Sequence
from typing import Any

from ortools.sat.python import cp_model

from optimizer.bins.model import Model, Pattern
from optimizer.bins.problems import BinProblem
from optimizer.bins.quick import Rivals
from optimizer.deadline import Deadline


def rivals_of(problem: BinProblem, model: Model) -> list[frozenset[int]]:
    """The groups that must not meet, as kinds of pieces (each rival is a kind of its own)."""
    kind = {key: row for row, members in enumerate(model.members) for group in members for key in group}
    return [frozenset(kind[key] for key in group) for group in problem.apart if len(group) > 1]


def rivals_bound(model: Model, rivals: Rivals) -> int:
    """Pieces of one group need a bin each, so the cheapest bins are bought once for each of them."""
    cheapest: list[int] = []
    most = max((len(group) for group in rivals), default=0)
    for place in sorted(range(len(model.cost)), key=lambda place: int(model.cost[place])):
        count = model.count[place]
        number = most - len(cheapest) if count is None else min(count, most - len(cheapest))
        cheapest += [int(model.cost[place])] * number
    return sum(cheapest)


def separated(
    model: Model, rivals: Rivals, first: Sequence[Pattern] | None, deadline: Deadline
) -> tuple[list[Pattern] | None, int, bool]:
    """The best bins found, a bound on the cost, and whether it is proven that there are none at all."""
    places = _places(model, rivals, first)
    rules = cp_model.CpModel()
    opened = [rules.new_bool_var("") for _ in places]
    holds = [
        [rules.new_int_var(0, int(number) if model.allowed[kind, place] else 0, "") for place in places]
        for kind, number in enumerate(model.demand)
    ]
    for kind, row in enumerate(holds):
        rules.add(sum(row) == int(model.demand[kind]))
    for bin_number, place in enumerate(places):
        for resource in range(model.needs.shape[1]):
            used = sum(int(model.needs[kind, resource]) * row[bin_number] for kind, row in enumerate(holds))
            rules.add(used <= int(model.capacity[place, resource]) * opened[bin_number])
        for kind, row in enumerate(holds):
            rules.add(row[bin_number] <= int(model.demand[kind]) * opened[bin_number])
        for group in rivals:
            rules.add_at_most_one(_some(rules, holds[kind][bin_number]) for kind in sorted(group))
        if bin_number and places[bin_number - 1] == place:
            rules.add(opened[bin_number] <= opened[bin_number - 1])
    rules.minimize(sum(int(model.cost[place]) * one for place, one in zip(places, opened, strict=True)))
    _hint(rules, places, opened, holds, first)
    solver = _solver(deadline)
    with deadline.stopping(solver.stop_search):
        status = solver.solve(rules)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = [
            Pattern(
                place, tuple((k, solver.value(row[n])) for k, row in enumerate(holds) if solver.value(row[n]))
            )
            for n, place in enumerate(places)
        ]
        return [one for one in found if one.contents], round(solver.best_objective_bound), False
    return None, 0, status == cp_model.INFEASIBLE


def _some(rules: cp_model.CpModel, number: Any) -> Any:
    """Rivals are kinds of one piece, so their number says whether they are there."""
    one = rules.new_bool_var("")
    rules.add(number == one)
    return one


def _places(model: Model, rivals: Rivals, first: Sequence[Pattern] | None) -> list[int]:
    """Bins to choose from: as many of a kind as there are, as pieces there are, or as a first answer shows enough."""
    pieces = int(model.demand.sum())
    found = []
    for place, count in enumerate(model.count):
        most = pieces if count is None else min(count, pieces)
        if first is not None and count is None and int(model.cost[place]) > 0:
            most = min(most, model.cost_of(first) // int(model.cost[place]))
        found += [place] * most
    return found


def _hint(
    rules: cp_model.CpModel,
    places: Sequence[int],
    opened: Sequence[Any],
    holds: Sequence[Sequence[Any]],
    first: Sequence[Pattern] | None,
) -> None:
    free = list(range(len(places)))
    hinted: dict[int, dict[int, int]] = {}
    for pattern in first or ():
        number = next(n for n in free if places[n] == pattern.type)
        free.remove(number)
        hinted[number] = dict(pattern.contents)
    for number, one in enumerate(opened):
        if first is not None:
            rules.add_hint(one, number in hinted)
            for kind, row in enumerate(holds):
                rules.add_hint(row[number], hinted.get(number, {}).get(kind, 0))


def _solver(deadline: Deadline) -> cp_model.CpSolver:
    budget, solver = deadline.budget, cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = budget.seed
    solver.parameters.max_time_in_seconds = max(0.01, deadline.left)
    if budget.steps is not None:
        solver.parameters.max_number_of_conflicts = budget.steps
    return solver
