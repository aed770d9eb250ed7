"""Instant answers: pieces in falling order of size, each into the first or the fullest bin that takes it."""

from collections.abc import Sequence

import numpy as np

from optimizer.bins.model import Ints, Model, Pattern
from optimizer.deadline import Deadline

Rivals = Sequence[frozenset[int]]
FORGETTING = 50


def quick(model: Model, deadline: Deadline, rivals: Rivals = ()) -> list[Pattern] | None:
    """The cheapest of a few decreasing-order answers, of one at least; None when limited bins ran out.

    `rivals` are groups of kinds that share no bin.
    """
    tried: list[list[Pattern] | None] = []
    for order in _orders(model):
        for best_fit in (True, False):
            for dear in (False, True) if len(model.cost) > 1 else (False,):
                if not tried or (deadline.spent < deadline.seconds / 4 and not deadline.over):
                    tried.append(_filled(model, order, best_fit, rivals, dear))
    found = [patterns for patterns in tried if patterns is not None]
    return min(found, key=model.cost_of, default=None)


def _orders(model: Model) -> list[list[int]]:
    """By the largest share of any resource, and by the sum of shares; pieces with few kinds of bins first."""
    shares = model.needs / np.maximum(1, model.capacity.max(axis=0))
    choices = model.allowed.sum(axis=1)
    sizes = [shares.max(axis=1), shares.sum(axis=1)] if shares.shape[1] > 1 else [shares[:, 0]]
    return [np.lexsort((-size, choices)).tolist() for size in sizes]


class _Shelf:
    """Bins being filled, side by side: what is free in each, and what it holds."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.size = 0
        self.free: Ints = np.zeros((8, model.needs.shape[1]), dtype=np.int64)
        self.types: Ints = np.zeros(8, dtype=np.int64)
        self.contents: list[dict[int, int]] = []
        # Bins that may still take something, from the first.
        self.alive: Ints = np.zeros(0, dtype=np.int64)
        self.used = [0] * len(model.cost)

    def place(self, kind: int, enemies: frozenset[int], best_fit: bool) -> int | None:
        """The first bin, or the fullest one, that takes the piece."""
        free = self.free[self.alive]
        fits = (free >= self.model.needs[kind]).all(axis=1)
        fits &= self.model.allowed[kind, self.types[self.alive]]
        places = self.alive[fits]
        if enemies:
            places = np.array([n for n in places if not enemies & self.contents[n].keys()], dtype=np.int64)
        if not len(places):
            return None
        if not best_fit:
            return int(places[0])
        left = self.free[places] / self.model.capacity[self.types[places]].clip(1)
        return int(places[left.sum(axis=1).argmin()])

    def open(self, kind: int, dear: bool) -> int | None:
        """A new bin: the one that costs least for its room, or the roomiest; None when none of its kinds are left."""
        model = self.model
        rooms = (model.capacity / model.capacity.max(axis=0).clip(1)).min(axis=1)
        types = [
            place
            for place, count in enumerate(model.count)
            if model.allowed[kind, place] and (count is None or self.used[place] < count)
        ]
        if not types:
            return None
        if dear:
            chosen = max(types, key=lambda place: float(rooms[place]))
        else:
            chosen = min(types, key=lambda place: float(model.cost[place] / max(rooms[place], 1e-9)))
        if self.size == len(self.types):
            self.free = np.concatenate([self.free, np.zeros_like(self.free)])
            self.types = np.concatenate([self.types, np.zeros_like(self.types)])
        self.free[self.size], self.types[self.size] = model.capacity[chosen], chosen
        self.contents.append({})
        self.used[chosen] += 1
        self.alive = np.append(self.alive, self.size)
        self.size += 1
        return self.size - 1

    def put(self, kind: int, place: int, number: int) -> None:
        self.free[place] -= number * self.model.needs[kind]
        self.contents[place][kind] = self.contents[place].get(kind, 0) + number

    def forget(self, least: Ints) -> None:
        """Leaves out the bins that cannot even take the least amounts that are still to come."""
        self.alive = self.alive[(self.free[self.alive] >= least).all(axis=1)]

    def patterns(self) -> list[Pattern]:
        types = self.types[: self.size].tolist()
        return [
            Pattern(kind, tuple(sorted(held.items())))
            for kind, held in zip(types, self.contents, strict=True)
        ]


def _filled(
    model: Model, order: Sequence[int], best_fit: bool, rivals: Rivals, dear: bool
) -> list[Pattern] | None:
    shelf = _Shelf(model)
    least = np.minimum.accumulate(model.needs[order][::-1])[::-1]
    for turn, kind in enumerate(order):
        if turn % FORGETTING == 0:
            shelf.forget(least[turn])
        enemies = frozenset[int]().union(*(group for group in rivals if kind in group)) - {kind}
        left = int(model.demand[kind])
        while left:
            place = shelf.place(kind, enemies, best_fit)
            if place is None:
                place = shelf.open(kind, dear)
            if place is None:
                return None
            needs = model.needs[kind]
            number = min([left, *(shelf.free[place][needs > 0] // needs[needs > 0]).tolist()])
            shelf.put(kind, place, number)
            left -= number
    return shelf.patterns()
