"""Searches one part of a flight problem: prices, a first choice, annealing, and the tree that ends a small one.

The relaxation's prices say what every way loses against the bound. Annealing seeks the choice that loses least, and
a way that loses more than the whole gap cannot be in a better choice, so the tree leaves it out and stays exact.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.budget import Budget, Watch
from optimizer.deadline import Deadline
from optimizer.flights.annealing import Annealing
from optimizer.flights.apart import least_lost
from optimizer.flights.mathopt import Relaxed, improve, relax
from optimizer.flights.moves import Floats, State, greedy, settled, state_of
from optimizer.flights.options import Bools, Ints
from optimizer.flights.parts import Part
from optimizer.flights.prices import estimated

SMALL_TREE = 1_500
PATIENCE = 12
NO_BOUND = 2**62
# What it takes to put one way into a model, generously.
BUILDING_S = 2e-5
FIRST_TREE_SHARE = 0.6
LAST_TREE_SHARE = 0.1
TIGHTENING_SHARE = 0.15
# What estimated prices may take when nobody waits any longer.
LAST_PRICES_S = 0.3


@dataclass(frozen=True)
class Found:
    """A choice, the most that any choice can gain, and the prices of room that the bound stands on."""

    state: State
    most: int
    per_g: Floats
    per_cm3: Floats


class Search:
    """Holds the best choice so far and the bound on every choice; both only ever improve."""

    def __init__(
        self,
        part: Part,
        start: Ints,
        watch: Deadline,
        budget: Budget,
        told: Callable[[int, int], None] | None = None,
    ) -> None:
        """`told` is given the gain of the best choice and the most that any can gain, each time one of them moves."""
        self.part, self.watch, self.budget, self.told = part, watch, budget, told
        self.random = np.random.default_rng(budget.seed)
        self.prices = self._priced()
        room = np.outer(part.weight_g, self.prices.per_g) + np.outer(part.volume_cm3, self.prices.per_cm3)
        worth = np.where(part.allowed, part.gain, -np.inf)
        worth[:, : part.base] -= room
        best = worth.max(axis=1)
        self.loss: Floats = best[:, None] - worth
        rooms = (
            self.prices.per_g @ part.room_g[: part.base] + self.prices.per_cm3 @ part.room_cm3[: part.base]
        )
        # What a way loses is counted from this bound, never from the lower one that a tree proves later.
        self.relaxed = float(best.sum() + rooms)
        self.priced = _floor(self.relaxed)
        self.most = self.priced
        self.state = self._first(start)
        self._tell()

    def _tell(self) -> None:
        if self.told is not None:
            self.told(self.state.gain, self.most)

    def _priced(self) -> Relaxed:
        relaxed = None
        if self._time_for(self.part.allowed, self.watch.left / 2):
            relaxed = relax(self.part, self.watch, self.watch.left / 2)
        seconds = LAST_PRICES_S if self.watch.cancelled else self.watch.left / 2
        return relaxed or estimated(self.part, Watch(seconds))

    def _time_for(self, ways: Bools, seconds: float) -> bool:
        """Whether a model of these ways can be built and still leave as much time to solve it."""
        return 2 * BUILDING_S * float(ways.sum()) < seconds

    def _first(self, start: Ints) -> State:
        fresh = np.full_like(start, self.part.base)
        starts = [fresh] if (start == fresh).all() else [fresh, start]
        firsts = [greedy(self.part, self.loss, begin) for begin in starts]
        return settled(self.part, max(firsts, key=lambda state: state.gain))

    @property
    def closed(self) -> bool:
        cost = self.part.base_cost - self.state.gain
        return self.most - self.state.gain <= self.budget.gap * cost

    def run(self) -> Found:
        annealing = Annealing(self.part, self.loss, self.prices, self.watch, self.random)
        if not self.closed:
            self._adopt(annealing.quenched(self.state))
        if not self.closed and self.small:
            self.tree(self.watch.left * FIRST_TREE_SHARE)
        if not self.closed:
            self.tighten()
        idle = 0
        while not self.closed and idle < PATIENCE and annealing.rounds < (self.budget.steps or math.inf):
            if self.watch.over or (self.small and self.watch.left <= LAST_TREE_SHARE * self.watch.seconds):
                break
            idle = 0 if self._adopt(annealing.round(self.state)) else idle + 1
        if not self.closed and not self.watch.over and self.small:
            self.tree(self.watch.left)
        return Found(settled(self.part, self.state), self.most, self.prices.per_g, self.prices.per_cm3)

    def tighten(self) -> None:
        """Lowers the most that any choice can gain by what the departures must lose, each on its own."""
        watch = self.watch.part(self.watch.left * TIGHTENING_SHARE)
        raised = least_lost(self.part, self.loss, self.prices, watch)
        self.most = min(self.most, max(self.state.gain, _floor(self.relaxed - raised)))
        self._tell()

    @property
    def small(self) -> bool:
        """Whether a tree of the ways that are left may end."""
        return int(self.kept().sum()) <= SMALL_TREE

    def kept(self) -> Bools:
        """The ways that a choice better than the one held could hold."""
        kept: Bools = self.part.allowed & (self.loss <= self.priced - self.state.gain + 1)
        return kept

    def tree(self, seconds: float) -> None:
        found = improve(self.part, self.kept(), self.state.choice, self.watch, seconds, self.budget.steps)
        if found is not None:
            self._adopt(found.choice)
            self.most = min(self.most, max(self.state.gain, _floor(found.gain_at_most)))
            self._tell()

    def _adopt(self, choice: Ints) -> bool:
        state = state_of(self.part, choice)
        if state is None or state.gain <= self.state.gain:
            return False
        self.state = state
        self._tell()
        return True


def _floor(gain: float) -> int:
    """Gains are whole; what a solver reports is right to about nine digits. Without time it reports infinity."""
    return math.floor(gain + 1e-3 + 1e-9 * abs(gain)) if math.isfinite(gain) else NO_BOUND
