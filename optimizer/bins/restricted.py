"""The whole-numbered master over the patterns known so far, by HiGHS."""

import datetime
from collections.abc import Sequence

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from optimizer.bins.model import Model, Pattern
from optimizer.deadline import Deadline


def restricted(
    model: Model, patterns: Sequence[Pattern], goal: int, best: int, deadline: Deadline
) -> list[Pattern] | None:
    """The cheapest choice of these patterns that covers all pieces, if one below `best` is found in the time.

    Ends once a choice costs no more than `goal`.
    """
    tree = mathopt.Model()
    numbers = [tree.add_variable(lb=0.0, is_integer=True) for _ in patterns]
    cover = [tree.add_linear_constraint(lb=float(number)) for number in model.demand.tolist()]
    limits = {
        place: tree.add_linear_constraint(ub=float(count))
        for place, count in enumerate(model.count)
        if count is not None
    }
    for variable, pattern in zip(numbers, patterns, strict=True):
        tree.objective.set_linear_coefficient(variable, float(model.cost[pattern.type]))
        for kind, number in pattern.contents:
            cover[kind].set_coefficient(variable, float(number))
        if pattern.type in limits:
            limits[pattern.type].set_coefficient(variable, 1.0)
    tree.add_linear_constraint(tree.objective.as_linear_expression() <= float(best - 1))
    result = mathopt.solve(tree, mathopt.SolverType.HIGHS, params=highs_limits(goal, deadline))
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values(numbers)
    found = [pattern for pattern, value in zip(patterns, values, strict=True) for _ in range(round(value))]
    return found if model.cost_of(found) < best else None


def highs_limits(goal: int, deadline: Deadline) -> mathopt.SolveParameters:
    """One thread; ends once an answer costs no more than `goal`."""
    highs = highs_pb2.HighsOptionsProto()
    highs.int_options["threads"] = 1
    highs.string_options["parallel"] = "off"
    highs.double_options["objective_target"] = goal + 0.5
    return mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=deadline.deaf),
        random_seed=deadline.budget.seed,
        node_limit=deadline.budget.steps,
        highs=highs,
    )
