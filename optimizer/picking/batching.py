"""Which orders are picked together: savings first, then simulated annealing, with the exact tour of every batch."""

import heapq
import math
import random
from collections.abc import Callable, Sequence

from optimizer.deadline import Deadline
from optimizer.picking.batches import Batches
from optimizer.picking.lengths import rows_of

# Temperatures as shares of the mean length of a batch, at the beginning and at the end. Few orders begin hotter: every
# change of theirs is large beside a batch.
HOT, COLD = 0.04, 0.001
HOTTER_BELOW = 30
# The search cools over this many steps an order, or over its time or steps, whichever is less.
STEPS_AN_ORDER = 100_000
STRIDE = 64
TOLD_EVERY_S = 0.2
MOVES_SHARE = 0.7
# Savings need a tour for every pair: above this many orders each is paired with its next ones only.
PAIRED = 400


def by_arrival(batches: Batches, orders: int) -> list[int]:
    """First come, first served: a batch is closed when the next order does not fit."""
    found, load = [0], 0
    for order in range(orders):
        if not batches.fits(load + batches.loads[order]):
            found.append(0)
            load = 0
        found[-1] |= 1 << order
        load += batches.loads[order]
    return found


def by_savings(batches: Batches, orders: int, deadline: Deadline) -> list[int]:
    """Clarke & Wright 1964 for batches: the pair that saves most is joined, until no pair saves or fits."""
    alive = {1 << order for order in range(orders)}
    heap = [
        pair
        for row in range(orders)
        for other in range(row + 1, min(orders, row + PAIRED))
        if not deadline.over
        for pair in _saving(batches, 1 << row, 1 << other)
    ]
    heapq.heapify(heap)
    while heap and not deadline.over:
        _, one, other = heapq.heappop(heap)
        if one in alive and other in alive:
            joined = one | other
            alive -= {one, other}
            for third in alive:
                for pair in _saving(batches, joined, third):
                    heapq.heappush(heap, pair)
            alive.add(joined)
    return sorted(alive)


def _saving(batches: Batches, one: int, other: int) -> list[tuple[int, int, int]]:
    if not batches.fits(batches.load(one) + batches.load(other)):
        return []
    more = batches.length(one | other) - batches.length(one) - batches.length(other)
    return [(more, one, other)] if more < 0 else []


class Annealing:
    """Moves an order to another batch or swaps two, always within a cart; a worse plan is taken with a chance that
    falls as the search cools. Keeps the best batches seen."""

    def __init__(self, batches: Batches, orders: int, start: Sequence[int], seed: int) -> None:
        self.batches, self.orders = batches, orders
        # An empty batch lets the search open one more.
        self.members = [*start, 0]
        self.used = [batches.load(members) for members in self.members]
        self.holder = [0] * orders
        for place, members in enumerate(self.members):
            for order in rows_of(members):
                self.holder[order] = place
        self.random = random.Random(seed)
        self.cost = self.best_cost = batches.total(self.members)
        self.best = list(self.members)
        self.scale = self.cost / max(1, len(start))

    def run(self, deadline: Deadline, told: Callable[[int], None] = lambda _length_mm: None) -> list[int]:
        """The best batches; `told` is given their walking now and then, as millimetres."""
        limit = min(STEPS_AN_ORDER * self.orders, deadline.budget.steps or 10**12)
        timed = deadline.budget.steps is None
        hot = HOT * (1 + HOTTER_BELOW / max(1, self.orders))
        step, told_at = 0, -TOLD_EVERY_S
        while step < limit and self.orders > 1 and not deadline.over:
            share = step / limit
            if timed:
                share = max(share, deadline.spent / deadline.seconds)
            temperature = self.scale * hot * (COLD / hot) ** min(1.0, share)
            for _ in range(min(STRIDE, limit - step)):
                self._step(temperature)
            step += STRIDE
            if deadline.spent >= told_at + TOLD_EVERY_S:
                told_at = deadline.spent
                told(self.best_cost)
        return [members for members in self.best if members]

    def _step(self, temperature: float) -> None:
        draw, batches, loads = self.random.random, self.batches, self.batches.loads
        one = int(draw() * self.orders)
        here = self.holder[one]
        other = int(draw() * self.orders)
        there = self.holder[other] if draw() < 0.98 else len(self.members) - 1
        if here == there:
            return
        if draw() < MOVES_SHARE and batches.fits(self.used[there] + loads[one]):
            self._try(here, there, 1 << one, 0, loads[one], temperature)
        elif self.holder[other] == there:
            more = loads[one] - loads[other]
            if batches.fits(self.used[there] + more) and batches.fits(self.used[here] - more):
                self._try(here, there, 1 << one, 1 << other, more, temperature)

    def _try(self, here: int, there: int, out: int, back: int, load: int, temperature: float) -> None:
        length, members = self.batches.length, self.members
        left, right = members[here], members[there]
        new_left, new_right = left ^ out | back, right ^ back | out
        more = length(new_left) + length(new_right) - length(left) - length(right)
        if more > 0 and self.random.random() >= math.exp(-more / temperature):
            return
        members[here], members[there] = new_left, new_right
        self.used[here] -= load
        self.used[there] += load
        for order in rows_of(out):
            self.holder[order] = there
        for order in rows_of(back):
            self.holder[order] = here
        self.cost += more
        if there == len(members) - 1:
            members.append(0)
            self.used.append(0)
        if self.cost < self.best_cost:
            self.best_cost, self.best = self.cost, list(members)
