"""The most valuable contents of one bin at given prices of pieces: by table, by density, or proven by CP-SAT."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from ortools.sat.python import cp_model

from optimizer.bins.model import Bools, Ints, Model, Pattern
from optimizer.deadline import Deadline

# A table of the knapsack is exact up to so many cells; beyond, amounts are rounded down to so many steps.
MOST_CELLS = 40_000_000
STEPS = 1_000


@dataclass(frozen=True)
class Priced:
    """`worth` is that of the pattern; no contents of this kind of bin are worth more than `most`."""

    pattern: Pattern
    worth: int
    most: int


def quickly_priced(model: Model, place: int, prices: Ints, demand: Ints) -> Priced:
    """A good pattern, the best one where a table tells. `prices` are whole numbers; no more of a kind is taken than
    `demand`, and what fits no such bin is passed over."""
    return _Knapsack(model, place, prices, demand).quickly()


def bounded(model: Model, quick: Priced, prices: Ints, demand: Ints) -> Priced:
    """The same pattern with a lower `most`, by rounding."""
    if quick.worth == quick.most:
        return quick
    knapsack = _Knapsack(model, quick.pattern.type, prices, demand)
    return Priced(quick.pattern, quick.worth, max(quick.worth, min(quick.most, knapsack.rounded_bound())))


def proven(model: Model, quick: Priced, prices: Ints, demand: Ints, deadline: Deadline) -> Priced:
    """The best pattern, if the time is enough to prove it."""
    if quick.worth == quick.most:
        return quick
    return _Knapsack(model, quick.pattern.type, prices, demand).proven(quick, deadline)


class _Knapsack:
    """One bin of a kind, with the pieces that are worth something and may go into it."""

    def __init__(self, model: Model, place: int, prices: Ints, demand: Ints) -> None:
        self.model, self.place, self.prices, self.demand = model, place, prices, demand
        self.rows: Ints = np.nonzero(model.allowed[:, place] & (prices > 0) & (demand > 0))[0]
        wanted = demand[self.rows] @ model.needs[self.rows]
        # The resources of which this bin could not take all that is wanted.
        self.binding: list[int] = np.nonzero(wanted > model.capacity[place])[0].tolist()

    @cached_property
    def _needs(self) -> list[list[int]]:
        needs: list[list[int]] = self.model.needs[self.rows].tolist()
        return needs

    @cached_property
    def _least(self) -> list[int]:
        least: list[int] = self.model.needs[self.rows].min(axis=0).tolist()
        return least

    @cached_property
    def _wanted(self) -> list[int]:
        wanted: list[int] = self.demand[self.rows].tolist()
        return wanted

    def quickly(self) -> Priced:
        if not self.binding:
            return self._everything()
        if len(self.binding) == 1 and self._cells <= MOST_CELLS:
            return self._by_table()
        return self._by_density()

    @property
    def _cells(self) -> int:
        return (int(self.model.capacity[self.place, self.binding[0]]) + 1) * len(self.packets)

    @cached_property
    def packets(self) -> list[tuple[int, int]]:
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

    def _by_table(self) -> Priced:
        """Bellman's table over the one resource that binds: worth by what is used, with the packets taken."""
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

    def _by_density(self) -> Priced:
        """The best of a few greedy fillings: by worth for the share of one resource, and of all together."""
        shares = self.model.needs[self.rows] / self.model.capacity[self.place].clip(1)
        single = np.eye(shares.shape[1])[self.binding]
        weights = [*single, *(single + 0.5 * single.sum(axis=0)), single.sum(axis=0)]
        prices = self.prices[self.rows]
        fillings = [self._greedy(np.argsort(-prices / (shares @ one).clip(1e-9))) for one in weights]
        contents = max(fillings, key=lambda held: sum(int(self.prices[row]) * n for row, n in held.items()))
        self._exchange(contents)
        worth = sum(int(self.prices[row]) * number for row, number in contents.items())
        return Priced(Pattern(self.place, tuple(sorted(contents.items()))), worth, self._everything().worth)

    def _greedy(self, order: Ints) -> dict[int, int]:
        free, contents = self.model.capacity[self.place].tolist(), dict[int, int]()
        for row in order.tolist():
            needs, number = self._needs[row], self._wanted[row]
            for room, need in zip(free, needs, strict=True):
                if need * number > room:
                    number = room // need
            if number:
                contents[int(self.rows[row])] = number
                free = [room - number * need for room, need in zip(free, needs, strict=True)]
                if any(room < least for room, least in zip(free, self._least, strict=True)):
                    break
        return contents

    def _exchange(self, contents: dict[int, int]) -> None:
        """A piece for a dearer one that fits in its place, and more into what is left, while that is possible."""
        needs, prices = self.model.needs[self.rows], self.prices[self.rows]
        held = np.array([contents.get(row, 0) for row in self.rows.tolist()], dtype=np.int64)
        free = self.model.capacity[self.place] - held @ needs
        better = True
        while better:
            better = False
            for out in [-1, *np.nonzero(held)[0].tolist()]:
                room, worth = (free, 0) if out < 0 else (free + needs[out], int(prices[out]))
                fits = (needs <= room).all(axis=1) & (held < self.demand[self.rows])
                best = int(np.where(fits, prices, 0).argmax())
                if fits[best] and int(prices[best]) > worth and (out < 0 or held[out]):
                    free = room - needs[best]
                    held[best] += 1
                    held[out] -= out >= 0
                    better = True
        contents.clear()
        contents |= {int(self.rows[n]): int(held[n]) for n in np.nonzero(held)[0]}

    def rounded_bound(self) -> int:
        """The least, over the resources, of what a table of amounts rounded down allows."""
        return min((self._rounded(resource) for resource in self.binding), default=self._everything().worth)

    def _rounded(self, resource: int) -> int:
        capacity = int(self.model.capacity[self.place, resource])
        worth = np.zeros(STEPS + 1, dtype=np.int64)
        for row, size in self.packets:
            need = int(self.model.needs[row, resource]) * size * STEPS // max(1, capacity)
            other = worth[: STEPS + 1 - need] + int(self.prices[row]) * size
            np.maximum(other, worth[need:], out=worth[need:])
        return int(worth[STEPS])

    def proven(self, quick: Priced, deadline: Deadline) -> Priced:
        """The knapsack of several resources by CP-SAT, from the quick pattern."""
        model, hint = cp_model.CpModel(), dict(quick.pattern.contents)
        numbers = {row: model.new_int_var(0, int(self.demand[row]), "") for row in self.rows.tolist()}
        for resource in self.binding:
            used = sum(int(self.model.needs[row, resource]) * number for row, number in numbers.items())
            model.add(used <= int(self.model.capacity[self.place, resource]))
        for row, number in numbers.items():
            model.add_hint(number, hint.get(row, 0))
        model.maximize(sum(int(self.prices[row]) * number for row, number in numbers.items()))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = deadline.budget.seed
        solver.parameters.max_time_in_seconds = deadline.deaf
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return quick
        found = {row: solver.value(number) for row, number in numbers.items()}
        contents = tuple((row, number) for row, number in found.items() if number)
        worth = sum(int(self.prices[row]) * number for row, number in contents)
        bound = int(np.floor(solver.best_objective_bound + 1e-3))
        return Priced(Pattern(self.place, contents), worth, max(worth, min(quick.most, bound)))
