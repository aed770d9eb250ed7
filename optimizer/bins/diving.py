"""From the relaxed master to whole bins: takes patterns one after the other and asks for new ones in between.

Each dive rounds the strongest patterns up, leaves their pieces out and solves the relaxation of the rest anew (Sadykov
et al. 2019). A dive that cannot get below the best plan is left at once; the next one chooses with some chance.
"""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from optimizer.bins.master import Master
from optimizer.bins.model import Ints, Model, Pattern
from optimizer.bins.quick import quick
from optimizer.deadline import Deadline

ALMOST = 1e-6
NOISE = 0.4


class Diver:
    """Holds the best whole answer; `dive` tries for a better one."""

    def __init__(self, model: Model, master: Master, best: Sequence[Pattern] | None, seed: int) -> None:
        self.model, self.master, self.best = model, master, best
        self.cost: float = math.inf if best is None else model.cost_of(best)
        self.random = random.Random(seed)
        self.dives = 0

    def dive(self, root: dict[Pattern, float], deadline: Deadline) -> bool:
        """Whether a better answer was found on the way down."""
        before = self.cost
        rest, taken = self.model, list[Pattern]()
        numbers: dict[Pattern, float] | None = root
        while numbers is not None and not deadline.over:
            fresh = self._strongest(rest, numbers)
            if not fresh:
                break
            taken += fresh
            rest = _without(rest, fresh)
            self._finish(rest, taken, deadline)
            spent = self.model.cost_of(taken)
            if not rest.demand.any() or spent >= self.cost:
                break
            self.master.want(rest.demand, rest.count)
            goal = None if self.cost == math.inf else int(self.cost) - spent
            found = self.master.solve(deadline, goal)
            if spent + self.master.bound >= self.cost:
                break
            numbers = found
        self.dives += 1
        self.master.want(self.model.demand, self.model.count)
        return self.cost < before

    def _strongest(self, rest: Model, numbers: dict[Pattern, float]) -> list[Pattern]:
        """All whole bins of the relaxation, or one of the patterns that come nearest to one."""
        whole = [
            pattern
            for pattern, number in numbers.items()
            for _ in range(math.floor(number + ALMOST))
            if self._holds(rest, pattern)
        ]
        if whole:
            return _while_wanted(rest, whole)
        noise = NOISE if self.dives else 0.0
        parts = [pattern for pattern in numbers if self._holds(rest, pattern)]
        best = max(parts, key=lambda one: numbers[one] * (1 - noise * self.random.random()), default=None)
        return [best] if best else []

    def _holds(self, rest: Model, pattern: Pattern) -> bool:
        return rest.count[pattern.type] != 0 and any(rest.demand[kind] > 0 for kind, _ in pattern.contents)

    def _finish(self, rest: Model, taken: list[Pattern], deadline: Deadline) -> None:
        """The rest by decreasing order, which near the end is often enough."""
        quickly = quick(rest, deadline)
        if quickly is not None and self.model.cost_of([*taken, *quickly]) < self.cost:
            self.best = [*taken, *quickly]
            self.cost = self.model.cost_of(self.best)


def _while_wanted(rest: Model, patterns: Iterable[Pattern]) -> list[Pattern]:
    """The patterns in turn, as long as bins of their kind are left and a piece of theirs is still wanted."""
    taken, left = [], rest
    for pattern in patterns:
        wanted = any(left.demand[kind] > 0 for kind, _ in pattern.contents)
        if wanted and left.count[pattern.type] != 0:
            taken.append(pattern)
            left = _without(left, [pattern])
    return taken


def _without(model: Model, patterns: Iterable[Pattern]) -> Model:
    demand: Ints = model.demand.copy()
    count = list(model.count)
    for pattern in patterns:
        for kind, number in pattern.contents:
            demand[kind] -= number
        left = count[pattern.type]
        count[pattern.type] = None if left is None else left - 1
    return replace(model, demand=np.maximum(0, demand), count=tuple(count))
