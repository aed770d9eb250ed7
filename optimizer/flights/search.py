"""Searches one part of a flight problem: prices, a first choice, neighbourhoods, and the tree that ends it.

The relaxation's prices say what every way loses against the bound. Neighbourhoods are drawn where most is lost, and
a way that loses more than the whole gap cannot be in a better choice, so the tree leaves it out and stays exact.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.budget import Budget, Watch
from optimizer.deadline import Deadline
from optimizer.flights.exchange import exchanged
from optimizer.flights.mathopt import Relaxed, improve, relax
from optimizer.flights.moves import Floats, State, greedy, settled, state_of
from optimizer.flights.options import Bools, Ints
from optimizer.flights.parts import Part
from optimizer.flights.prices import estimated

NEIGHBOURS = 8
EXTRA_WAYS = 150
NEIGHBOURHOOD_NODES = 50
FIRST_KICKS = 30
LATER_KICKS = 20
SMALL_TREE = 1_500
PATIENCE = 60
NO_BOUND = 2**62
# What it takes to put one way into a model, generously.
BUILDING_S = 2e-5
FIRST_TREE_SHARE = 0.6
LAST_TREE_SHARE = 0.1
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
        self.priced = _floor(float(best.sum() + rooms))
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
        if not self.closed:
            self.exchange(FIRST_KICKS)
        if not self.closed and self.kept().sum() <= SMALL_TREE:
            self.tree(self.watch.left * FIRST_TREE_SHARE)
        rounds = idle = 0
        while not self.closed and idle < PATIENCE and rounds < (self.budget.steps or math.inf):
            if self.watch.over or self.watch.left <= LAST_TREE_SHARE * self.watch.seconds:
                break
            better = [self.neighbourhood(), self.exchange(LATER_KICKS)]
            idle = 0 if any(better) else idle + 1
            rounds += 1
        if not self.closed and not self.watch.over and self._time_for(self.kept(), self.watch.left):
            self.tree(self.watch.left)
        return Found(settled(self.part, self.state), self.most, self.prices.per_g, self.prices.per_cm3)

    def exchange(self, kicks: int) -> bool:
        tolerance = (self.most - self.state.gain) // (4 * self.part.base) + 1
        return self._adopt(
            exchanged(self.part, self.state, self.loss, kicks, tolerance, self.random, self.watch).choice
        )

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

    def neighbourhood(self) -> bool:
        """Frees the pieces of a few departures and of the base, and lets them choose again among those."""
        columns = self._drawn()
        ways = np.append(columns, self.part.base)
        rows = np.nonzero(np.isin(self.state.choice, ways))[0]
        part = self.part.within(rows, columns, *self._room_without(columns))
        places = np.searchsorted(ways, self.state.choice[rows])
        keep = _likely(part, self.loss[np.ix_(rows, ways)], places)
        found = improve(part, keep, places, self.watch, self.watch.left, NEIGHBOURHOOD_NODES)
        if found is None:
            return False
        choice = self.state.choice.copy()
        choice[rows] = ways[found.choice]
        return self._adopt(choice)

    def _room_without(self, columns: Ints) -> tuple[Ints, Ints]:
        """The room of these departures once their own pieces are taken off."""
        on = self.state.choice == columns[:, None]
        return self.state.free_g[columns] + on @ self.part.weight_g, (
            self.state.free_cm3[columns] + on @ self.part.volume_cm3
        )

    def _drawn(self) -> Ints:
        """A few departures, each as likely as its share in what the choice loses against the bound."""
        pieces, real = np.arange(len(self.state.choice)), slice(self.part.base)
        lost = np.zeros(self.part.base + 1)
        np.add.at(lost, self.state.choice, self.loss[pieces, self.state.choice])
        room = self.prices.per_g * self.state.free_g[real] + self.prices.per_cm3 * self.state.free_cm3[real]
        weights = lost[real] + room
        weights += 1e-6 + weights.sum() / 100
        number = min(NEIGHBOURS, self.part.base)
        drawn: Ints = self.random.choice(self.part.base, number, replace=False, p=weights / weights.sum())
        return np.sort(drawn)

    def _adopt(self, choice: Ints) -> bool:
        state = state_of(self.part, choice)
        if state is None or state.gain <= self.state.gain:
            return False
        self.state = state
        self._tell()
        return True


def _likely(part: Part, loss: Floats, places: Ints) -> Bools:
    """The ways that lose least, a few more than there are pieces, with those taken now and the base."""
    number = min(loss.size, len(places) + EXTRA_WAYS)
    keep: Bools = part.allowed & (loss <= np.partition(loss, number - 1, axis=None)[number - 1])
    keep[np.arange(len(places)), places] = True
    keep[:, part.base] = True
    return keep


def _floor(gain: float) -> int:
    """Gains are whole; what a solver reports is right to about nine digits. Without time it reports infinity."""
    return math.floor(gain + 1e-3 + 1e-9 * abs(gain)) if math.isfinite(gain) else NO_BOUND
