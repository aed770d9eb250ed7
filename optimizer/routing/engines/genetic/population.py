"""Plans that are crossed: those that fit and those that do not, kept for being cheap and for being unlike others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.routing.engines.genetic.plan import Line

LEAST, MOST = 12, 40
ELITE, CLOSE = 4, 5
DEPOT = -1


@dataclass(frozen=True, slots=True, eq=False)
class Individual:
    """All calls, one route after the other, the routes' sizes, cost, what is above the room, and each call's
    neighbours on its route."""

    order: Line
    sizes: Line
    cost: int
    over: int
    after: Line
    before: Line


def individual(order: Line, sizes: Line, cost: int, over: int) -> Individual:
    after, before = np.full_like(order, DEPOT), np.full_like(order, DEPOT)
    joined = np.ones(len(order) - 1, dtype=bool)
    ends = np.cumsum(sizes)[:-1]
    joined[ends[(ends > 0) & (ends < len(order))] - 1] = False
    after[order[:-1][joined]] = order[1:][joined]
    before[order[1:][joined]] = order[:-1][joined]
    return Individual(order, sizes, cost, over, after, before)


class Group:
    """Individuals, and the share of broken pairs between any two."""

    def __init__(self) -> None:
        self.members: list[Individual] = []
        self.apart = np.zeros((MOST + 1, MOST + 1))
        self.known: tuple[int, NDArray[np.float64]] | None = None

    def add(self, child: Individual, price: int) -> None:
        size, self.known = len(self.members), None
        if size:
            self.apart[size, :size] = self.apart[:size, size] = self._broken(child)
        self.apart[size, size] = np.inf
        self.members.append(child)
        if len(self.members) >= MOST:
            while len(self.members) > LEAST:
                self._drop(price)

    def _broken(self, child: Individual) -> NDArray[np.float64]:
        after = np.array([member.after for member in self.members])
        before = np.array([member.before for member in self.members])
        pairs = ((child.after != after) & (child.after != before)).sum(axis=1)
        firsts = ((child.before == DEPOT) & (before != DEPOT) & (after != DEPOT)).sum(axis=1)
        return np.asarray((pairs + firsts) / len(child.order))

    def _drop(self, price: int) -> None:
        """Drops the least fit, a double before any other, never the cheapest."""
        size = len(self.members)
        double = self.apart[:size, :size].min(axis=1) < 1e-9
        costs = self._costs(price)
        worst = np.lexsort((self.fitness(price), double))
        row = int(next(row for row in worst[::-1] if row != int(np.argmin(costs))))
        self.members.pop(row)
        kept = [other for other in range(size) if other != row]
        self.apart[: size - 1, : size - 1] = self.apart[np.ix_(kept, kept)]

    def _costs(self, price: int) -> NDArray[np.int64]:
        return np.array([member.cost + price * member.over for member in self.members])

    def fitness(self, price: int) -> NDArray[np.float64]:
        """Rank by cost and rank by distance from the closest: the lower the fitter."""
        if self.known is None or self.known[0] != price or len(self.known[1]) != len(self.members):
            self.known = price, self._fitness(price)
        return self.known[1]

    def _fitness(self, price: int) -> NDArray[np.float64]:
        size = len(self.members)
        if size == 1:
            return np.zeros(1)
        close = min(CLOSE, size - 1)
        distance = np.partition(self.apart[:size, :size], close - 1, axis=1)[:, :close].mean(axis=1)
        by_cost = np.argsort(np.argsort(self._costs(price), kind="stable"), kind="stable") / (size - 1)
        by_distance = np.argsort(np.argsort(-distance, kind="stable"), kind="stable") / (size - 1)
        return np.asarray(by_cost + (1 - min(ELITE, size) / size) * by_distance)


class Population:
    """`price` is what a unit above the room costs at the time."""

    def __init__(self, price: int) -> None:
        self.price = price
        self.groups = {True: Group(), False: Group()}

    def add(self, child: Individual) -> None:
        self.groups[child.over == 0].add(child, self.price)

    def parents(self, random: np.random.Generator) -> tuple[Individual, Individual]:
        """Each the fitter of two drawn by chance."""
        members = [one for group in self.groups.values() for one in group.members]
        fitness = np.concatenate(
            [group.fitness(self.price) for group in self.groups.values() if group.members]
        )
        drawn = random.integers(0, len(members), size=(2, 2))
        first, second = (int(pair[np.argmin(fitness[pair])]) for pair in drawn)
        return members[first], members[second]
