"""Instant answers: pieces in falling order of size, each into the first or the fullest bin that takes it."""

from collections.abc import Sequence

import numpy as np

from optimizer.bins.model import Ints, Model, Pattern

Rivals = Sequence[frozenset[int]]


def quick(model: Model, demand: Ints | None = None, rivals: Rivals = ()) -> list[Pattern] | None:
    """The cheapest of a few decreasing-order answers; None when limited bins ran out.

    `demand` is what is left to pack (all, when not given); `rivals` are groups of kinds that share no bin.
    """
    left = model.demand if demand is None else demand
    tried = [
        _filled(model, left, order, best_fit, rivals, dear)
        for order in _orders(model)
        for best_fit in (True, False)
        for dear in (False, True)
    ]
    found = [patterns for patterns in tried if patterns is not None]
    return min(found, key=model.cost_of, default=None)


def _orders(model: Model) -> list[list[int]]:
    """By the largest share of any resource, and by the sum of shares; pieces with few kinds of bins first."""
    shares = model.needs / np.maximum(1, model.capacity.max(axis=0))
    choices = model.allowed.sum(axis=1)
    sizes = [shares.max(axis=1), shares.sum(axis=1)] if shares.shape[1] > 1 else [shares[:, 0]]
    return [np.lexsort((-size, choices)).tolist() for size in sizes]


class _Open:
    """A bin being filled."""

    def __init__(self, kind: int, free: Ints) -> None:
        self.type, self.free = kind, free
        self.contents: dict[int, int] = {}

    def put(self, kind: int, needs: Ints) -> None:
        self.free = self.free - needs
        self.contents[kind] = self.contents.get(kind, 0) + 1

    def pattern(self) -> Pattern:
        return Pattern(self.type, tuple(sorted(self.contents.items())))


def _filled(
    model: Model, demand: Ints, order: Sequence[int], best_fit: bool, rivals: Rivals, dear: bool
) -> list[Pattern] | None:
    bins: list[_Open] = []
    used = [0] * len(model.cost)
    for kind in order:
        enemies = frozenset[int]().union(*(group for group in rivals if kind in group)) - {kind}
        for _ in range(int(demand[kind])):
            place = _place(model, bins, kind, enemies, best_fit)
            if place is None:
                opened = _opened(model, used, kind, dear)
                if opened is None:
                    return None
                used[opened] += 1
                bins.append(_Open(opened, model.capacity[opened]))
                place = bins[-1]
            place.put(kind, model.needs[kind])
    return [one.pattern() for one in bins]


def _place(
    model: Model, bins: Sequence[_Open], kind: int, enemies: frozenset[int], best_fit: bool
) -> _Open | None:
    needs, allowed = model.needs[kind], model.allowed[kind]
    fitting = (
        one
        for one in bins
        if allowed[one.type] and (one.free >= needs).all() and not enemies & one.contents.keys()
    )
    if not best_fit:
        return next(fitting, None)
    return min(
        fitting, key=lambda one: float((one.free / model.capacity[one.type].clip(1)).sum()), default=None
    )


def _opened(model: Model, used: Sequence[int], kind: int, dear: bool) -> int | None:
    """The bin that costs least for what it holds, or the largest first; free ones before all others."""
    rooms = (model.capacity / model.capacity.max(axis=0).clip(1)).min(axis=1)
    types = [
        place
        for place, count in enumerate(model.count)
        if model.allowed[kind, place] and (count is None or used[place] < count)
    ]
    if dear:
        return max(types, key=lambda place: rooms[place], default=None)
    return min(types, key=lambda place: model.cost[place] / max(rooms[place], 1e-9), default=None)
