"""A good choice of slots in little time: parcels in turn by what they stand to lose, then moves and swaps that help."""

from collections import Counter

import numpy as np

from optimizer.deadline import Deadline
from optimizer.slotting.pairs import UNPLACED, Bools, Ints, Pairs

# So many swaps of a parcel are tried exactly.
TRIED = 5
NEVER = -(10**15)


class Placing:
    """Holds a choice that keeps all capacities, and what is free in each slot."""

    def __init__(self, pairs: Pairs, choice: Ints) -> None:
        self.pairs, self.choice = pairs, np.full(len(choice), UNPLACED, dtype=np.int64)
        self.free = pairs.room.copy()
        self.in_aisle: Counter[tuple[int, int]] = Counter()
        self.aisles = int(pairs.aisle.max(initial=-1)) + 1
        for row in self._by_regret():
            if choice[row] != UNPLACED and self._has_room(row)[choice[row]]:
                self._put(row, int(choice[row]))

    def _by_regret(self) -> list[int]:
        """The parcel whose second slot is most dearer than its first comes first; then the larger ones."""
        dear = np.where(self.pairs.allowed, self.pairs.cost, self.pairs.unplaced)
        if dear.shape[1] < 2:
            return list(range(len(dear)))
        two = np.partition(dear, 1, axis=1)[:, :2]
        order: list[int] = np.lexsort((-self.pairs.needs[:, 1], two[:, 0] - two[:, 1])).tolist()
        return order

    def fill(self) -> None:
        """Each parcel without a slot to where it costs least."""
        for row in self._by_regret():
            if self.choice[row] == UNPLACED:
                slot, _ = self._cheapest(row)
                if slot != UNPLACED:
                    self._put(row, slot)

    def improve(self, deadline: Deadline) -> None:
        """Moves and swaps while they help; the choice only ever gets better."""
        better = True
        while better:
            better = self._pass(deadline)

    def _pass(self, deadline: Deadline) -> bool:
        better = False
        for row in range(len(self.choice)):
            if deadline.over:
                return False
            better |= self._moved(row) or self._swapped(row)
        return better

    def _costs(self, row: int) -> Ints:
        """What the parcel would count in each slot, with its lane; it must lie nowhere."""
        lane = int(self.pairs.lane[row])
        costs: Ints = self.pairs.cost[row]
        if not self.pairs.spread or lane < 0:
            return costs
        held = np.array([self.in_aisle[lane, aisle] > 0 for aisle in range(self.aisles)], dtype=bool)
        if not held.any():
            return costs
        spread: Ints = costs + np.where(held[self.pairs.aisle], 0, self.pairs.spread)
        return spread

    def _has_room(self, row: int) -> Bools:
        room: Bools = self.pairs.allowed[row] & (self.free >= self.pairs.needs[row]).all(axis=1)
        return room

    def _cheapest(self, row: int) -> tuple[int, int]:
        costs = np.where(self._has_room(row), self._costs(row), self.pairs.unplaced)
        if not len(costs):
            return UNPLACED, self.pairs.unplaced
        slot = int(costs.argmin())
        return (
            (slot, int(costs[slot])) if costs[slot] < self.pairs.unplaced else (UNPLACED, self.pairs.unplaced)
        )

    def _moved(self, row: int) -> bool:
        before = int(self.choice[row])
        self._take(row)
        now = self._cost_at(row, before)
        slot, cost = self._cheapest(row)
        self._put(row, slot if cost < now else before)
        return cost < now

    def _swapped(self, row: int) -> bool:
        """With the parcel by which both together gain most, where both fit."""
        gains = self._swap_gains(row)
        for other in np.argsort(-gains, kind="stable")[:TRIED].tolist():
            if gains[other] + 2 * self.pairs.spread <= 0:
                return False
            if self._try_swap(row, other):
                return True
        return False

    def _swap_gains(self, row: int) -> Ints:
        """What the walking of both falls by, without lanes; far below zero where they do not fit."""
        pairs, here = self.pairs, int(self.choice[row])
        there = np.maximum(self.choice, 0)
        mine = np.where(self.choice == UNPLACED, pairs.unplaced, pairs.cost[row, there])
        own = np.where(
            self.choice == UNPLACED, pairs.unplaced, pairs.cost[np.arange(len(self.choice)), there]
        )
        fits = (self.choice != UNPLACED) & (self.choice != here) & pairs.allowed[row, there]
        fits &= (self.free[there] + pairs.needs >= pairs.needs[row]).all(axis=1)
        theirs: Ints = np.full(len(self.choice), pairs.unplaced, dtype=np.int64)
        if here != UNPLACED:
            theirs = pairs.cost[:, here]
            room = self.free[here] + pairs.needs[row]
            fits &= pairs.allowed[:, here] & (pairs.needs <= room).all(axis=1)
        gains: Ints = np.where(fits, own[row] + own - mine - theirs, NEVER)
        return gains

    def _try_swap(self, row: int, other: int) -> bool:
        """Exactly, with what lanes count; the caller has seen that both fit."""
        here, there = int(self.choice[row]), int(self.choice[other])
        self._take(row)
        now = self._cost_at(row, here)
        self._take(other)
        now += self._cost_at(other, there)
        then = self._cost_at(row, there)
        self._put(row, there)
        then += self._cost_at(other, here)
        if then < now:
            self._put(other, here)
            return True
        self._take(row)
        self._put(other, there)
        self._put(row, here)
        return False

    def _cost_at(self, row: int, slot: int) -> int:
        return self.pairs.unplaced if slot == UNPLACED else int(self._costs(row)[slot])

    def _put(self, row: int, slot: int) -> None:
        self._shift(row, slot, 1)
        self.choice[row] = slot

    def _take(self, row: int) -> None:
        self._shift(row, int(self.choice[row]), -1)
        self.choice[row] = UNPLACED

    def _shift(self, row: int, slot: int, sign: int) -> None:
        if slot != UNPLACED:
            self.free[slot] -= sign * self.pairs.needs[row]
            self.in_aisle[int(self.pairs.lane[row]), int(self.pairs.aisle[slot])] += sign
