"""The relaxed master: how many bins of each pattern cover all pieces at the least cost, patterns being made as needed.

Gilmore & Gomory 1961: the prices of pieces in the relaxation are asked of a knapsack per kind of bin; what is worth
more than its bin costs becomes a new pattern. Farley's bound (1990) holds at every step, in whole numbers.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt

from optimizer.bins.model import Ints, Model, Pattern
from optimizer.bins.pricing import Priced, bounded, proven, quickly_priced
from optimizer.deadline import Deadline

# Prices are kept as whole multiples of the dearest bin's cost by this.
SCALE = 10**6
# More patterns that a kind of bin may add at each step.
OTHERS = 6


class Master:
    """Holds patterns; `demand` and the number of bins that are left may change between solves."""

    def __init__(self, model: Model, patterns: Iterable[Pattern]) -> None:
        self.model = model
        self.lp = mathopt.Model()
        self.rows = [self.lp.add_linear_constraint(lb=float(number)) for number in model.demand.tolist()]
        self.limits = {
            place: self.lp.add_linear_constraint(ub=float(count))
            for place, count in enumerate(model.count)
            if count is not None
        }
        # A piece left out costs more than any bin, so the relaxation always has an answer.
        self.penalty = 10.0 * float(model.cost.max(initial=1) + 1)
        self.left_out = [self.lp.add_variable(lb=0.0) for _ in self.rows]
        for variable, row in zip(self.left_out, self.rows, strict=True):
            row.set_coefficient(variable, 1.0)
            self.lp.objective.set_linear_coefficient(variable, self.penalty)
        self.columns: dict[Pattern, mathopt.Variable] = {}
        for pattern in patterns:
            self.add(pattern)
        self.solver = mathopt.IncrementalSolver(self.lp, mathopt.SolverType.GLOP)
        self.demand = model.demand
        self.unit = max(1, int(model.cost.max(initial=1)))
        self.bound = 0
        self.short: list[int] = []

    def add(self, pattern: Pattern) -> bool:
        if pattern in self.columns or not pattern.contents:
            return False
        variable = self.lp.add_variable(lb=0.0)
        for kind, number in pattern.contents:
            self.rows[kind].set_coefficient(variable, float(number))
        if pattern.type in self.limits:
            self.limits[pattern.type].set_coefficient(variable, 1.0)
        self.lp.objective.set_linear_coefficient(variable, float(self.model.cost[pattern.type]))
        self.columns[pattern] = variable
        return True

    def want(self, demand: Ints, left: Sequence[int | None]) -> None:
        """Only this many pieces of each kind, with this many bins of each kind left."""
        self.demand = demand
        for row, number in zip(self.rows, demand.tolist(), strict=True):
            row.lower_bound = float(number)
        for place, limit in self.limits.items():
            limit.upper_bound = float(left[place] or 0)

    def solve(
        self, deadline: Deadline, goal: int | None = None, exact: bool = False
    ) -> dict[Pattern, float] | None:
        """Patterns with their numbers in the relaxation; None when the time ended first.

        `self.bound` is then proven for the demand in force, and `self.short` has the kinds that found no room. With
        `goal`, ends once the bound reaches it; with `exact`, only when it is proven that no pattern is missing.
        """
        self.bound = 0
        while not deadline.over:
            result = self.solver.solve(params=_limits(deadline))
            if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
                return None
            more = self._more_patterns(result, exact, deadline)
            if not more or (goal is not None and self.bound >= goal):
                self.short = self._left_out(result)
                return self._numbers(result)
        return None

    def _more_patterns(self, result: mathopt.SolveResult, exact: bool, deadline: Deadline) -> bool:
        """Adds what quick pricing finds; only when that is nothing, bounds, and with `exact` proves."""
        prices, places = self.prices(result), range(len(self.model.cost))
        priced = [quickly_priced(self.model, place, prices, self.demand) for place in places]
        self._bound_by(prices, priced)
        if self._add_all(priced, prices, result):
            return True
        priced = [bounded(self.model, one, prices, self.demand) for one in priced]
        self._bound_by(prices, priced)
        unsure = [one.most > self._worth_of(one.pattern.type, result) for one in priced]
        if not exact or not any(unsure):
            return False
        priced = [
            proven(self.model, one, prices, self.demand, deadline) if open_still else one
            for one, open_still in zip(priced, unsure, strict=True)
        ]
        self._bound_by(prices, priced)
        return self._add_all(priced, prices, result)

    def _bound_by(self, prices: Ints, priced: Sequence[Priced]) -> None:
        self.bound = max(self.bound, self._farley(prices, [one.most for one in priced]))

    def _add_all(self, priced: Sequence[Priced], prices: Ints, result: mathopt.SolveResult) -> bool:
        fresh = [self.add(one.pattern) for one in priced if self._is_worth_it(one, result)]
        fresh += [self.add(other) for one in priced for other in self._others(one, prices, result)]
        return any(fresh)

    def _others(self, best: Priced, prices: Ints, result: mathopt.SolveResult) -> Iterator[Pattern]:
        """The next patterns of what the best one leaves over: cheap to find, and they save solves of the relaxation."""
        left, one = self.demand.copy(), best
        for _ in range(OTHERS):
            if not one.pattern.contents or not self._is_worth_it(one, result):
                return
            for kind, number in one.pattern.contents:
                left[kind] -= number
            one = quickly_priced(self.model, best.pattern.type, prices, left)
            if one.pattern.contents and self._is_worth_it(one, result):
                yield one.pattern

    def prices(self, result: mathopt.SolveResult) -> Ints:
        duals: NDArray[np.float64] = np.array(result.dual_values(self.rows))
        return np.rint(np.maximum(duals, 0.0) * (SCALE / self.unit)).astype(np.int64)

    def _worth_of(self, place: int, result: mathopt.SolveResult) -> float:
        """What a pattern of this kind of bin must be worth more than, to be of use."""
        cost = float(self.model.cost[place])
        if place in self.limits:
            cost -= float(result.dual_values(self.limits[place]))
        return (cost / self.unit) * SCALE + SCALE * 1e-5

    def _is_worth_it(self, one: Priced, result: mathopt.SolveResult) -> bool:
        return one.worth > self._worth_of(one.pattern.type, result)

    def _farley(self, prices: Ints, most: Sequence[int]) -> int:
        """The cost of any plan, from prices that are cut until no bin without limit is worth more than it costs; a
        limited one is charged for what it is worth above its cost."""
        cost = [Fraction(int(c) * SCALE, self.unit) for c in self.model.cost]
        free = [place for place in range(len(most)) if place not in self.limits and most[place] > 0]
        cut = min((cost[place] / most[place] for place in free), default=Fraction(1))
        cut = min(Fraction(1), cut)
        total = cut * int(prices @ self.demand)
        for place, limit in self.limits.items():
            total -= int(limit.upper_bound) * max(Fraction(0), cut * most[place] - cost[place])
        bound = total * self.unit / SCALE
        return max(0, -(-bound.numerator // bound.denominator))

    def _left_out(self, result: mathopt.SolveResult) -> list[int]:
        """The kinds of which even the relaxation leaves pieces out."""
        values = result.variable_values(self.left_out)
        return [kind for kind, value in enumerate(values) if value > 1e-6]

    def _numbers(self, result: mathopt.SolveResult) -> dict[Pattern, float]:
        """Patterns made from this very result are not in it yet."""
        values = result.variable_values()
        numbers = {pattern: values.get(variable, 0.0) for pattern, variable in self.columns.items()}
        return {pattern: number for pattern, number in numbers.items() if number > 1e-7}


def _limits(deadline: Deadline) -> mathopt.SolveParameters:
    return mathopt.SolveParameters(time_limit=datetime.timedelta(seconds=max(0.01, deadline.left)))
