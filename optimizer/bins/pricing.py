"""The most valuable contents of one bin at given prices of pieces: an exact knapsack, by table or by HiGHS."""

import datetime
import math
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
    knapsack = _Knapsack(model, place, prices, demand)
    return knapsack.by_table() if knapsack.suits_table else knapsack.by_tree(seconds)


def price_by_table(model: Model, place: int, prices: Ints, demand: Ints) -> Priced:
    """As `price`, but nothing when only HiGHS could tell."""
    knapsack = _Knapsack(model, place, prices, demand)
    return knapsack.by_table() if knapsack.suits_table else Priced(Pattern(place, ()), 0, 0)


class _Knapsack:
    """One bin of a kind, with the pieces that are worth something and may go into it."""

    def __init__(self, model: Model, place: int, prices: Ints, demand: Ints) -> None:
        self.model, self.place, self.prices, self.demand = model, place, prices, demand
        self.rows: Ints = np.nonzero(model.allowed[:, place] & (prices > 0) & (demand > 0))[0]
        wanted = demand[self.rows] @ model.needs[self.rows]
        # The resources of which this bin could not take all that is wanted.
        self.binding: list[int] = np.nonzero(wanted > model.capacity[place])[0].tolist()
        self.packets = self._packets()

    @property
    def suits_table(self) -> bool:
        if len(self.binding) > 1:
            return False
        return not self.binding or self._cells <= MOST_CELLS

    @property
    def _cells(self) -> int:
        return (int(self.model.capacity[self.place, self.binding[0]]) + 1) * len(self.packets)

    def _packets(self) -> list[tuple[int, int]]:
        """Every kind as packets of 1, 2, 4 … pieces, so that packets cover every number up to the demand."""
        packets = []
        for row in self.rows.tolist():
            needs = self.model.needs[row]
            limits = self.model.capacity[self.place][needs > 0] // needs[needs > 0]
            left, size = int(min(self.demand[row], limits.min(initial=self.demand[row]))), 1
            while left > 0:
                packets.append((row, min(size, left)))
                left, size = left - size, 2 * size
        return packets

    def _everything(self) -> Priced:
        contents = tuple((row, int(self.demand[row])) for row in self.rows.tolist())
        worth = int(self.prices[self.rows] @ self.demand[self.rows])
        return Priced(Pattern(self.place, contents), worth, worth)

    def by_table(self) -> Priced:
        """Bellman's table over the one resource that binds: worth by what is used, with the packets taken."""
        if not self.binding:
            return self._everything()
        needs = self.model.needs[:, self.binding[0]].tolist()
        capacity = int(self.model.capacity[self.place, self.binding[0]])
        prices = self.prices.tolist()
        worth = np.zeros(capacity + 1, dtype=np.int64)
        taken: Bools = np.zeros((len(self.packets), capacity + 1), dtype=bool)
        for number, (row, size) in enumerate(self.packets):
            need = needs[row] * size
            other = worth[: capacity + 1 - need] + prices[row] * size
            np.greater(other, worth[need:], out=taken[number, need:])
            np.maximum(other, worth[need:], out=worth[need:])
        left, contents = capacity, dict[int, int]()
        for number in range(len(self.packets) - 1, -1, -1):
            if taken[number, left]:
                row, size = self.packets[number]
                contents[row] = contents.get(row, 0) + size
                left -= needs[row] * size
        most = int(worth[capacity])
        return Priced(Pattern(self.place, tuple(sorted(contents.items()))), most, most)

    def by_tree(self, seconds: float) -> Priced:
        """The knapsack of several resources by HiGHS; `most` is what its bound proves."""
        tree = mathopt.Model()
        rows, prices = self.rows.tolist(), self.prices[self.rows].tolist()
        numbers = [
            tree.add_variable(lb=0.0, ub=float(number), is_integer=True)
            for number in self.demand[self.rows].tolist()
        ]
        for resource in self.binding:
            limit = tree.add_linear_constraint(ub=float(self.model.capacity[self.place, resource]))
            for variable, need in zip(numbers, self.model.needs[rows, resource].tolist(), strict=True):
                limit.set_coefficient(variable, float(need))
        for variable, value in zip(numbers, prices, strict=True):
            tree.objective.set_linear_coefficient(variable, float(value))
        tree.objective.is_maximize = True
        limits = mathopt.SolveParameters(
            time_limit=datetime.timedelta(seconds=max(0.01, seconds)), threads=1, relative_gap_tolerance=1e-6
        )
        result = mathopt.solve(tree, mathopt.SolverType.HIGHS, params=limits)
        all_worth = self._everything().worth
        if not result.has_primal_feasible_solution():
            return Priced(Pattern(self.place, ()), 0, all_worth)
        found = [round(value) for value in result.variable_values(numbers)]
        worth = sum(value * number for value, number in zip(prices, found, strict=True))
        bound = result.best_objective_bound()
        most = math.ceil(bound * (1 + 1e-9) + 1e-3) if math.isfinite(bound) else all_worth
        contents = tuple((row, number) for row, number in zip(rows, found, strict=True) if number)
        return Priced(Pattern(self.place, contents), worth, max(worth, min(all_worth, most)))
