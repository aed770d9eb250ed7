"""A bound on every choice of slots, by prices on what is scarce in each slot (Lagrange, with Polyak's steps)."""

import numpy as np

from optimizer.deadline import Deadline
from optimizer.slotting.pairs import Ints, Pairs

ROUNDS = 1_500
SHRINK_AFTER = 20


def priced(pairs: Pairs, cost: int, deadline: Deadline) -> tuple[int, Ints]:
    """A cost that no choice is below (lanes left out), and all costs with the prices that prove it charged.

    Each parcel takes the slot that is cheapest with its grams, cubic centimetres and place paid for; what all slots
    hold is paid back. Any prices give a bound; the search raises them where slots are overfull, in steps that follow
    from `cost`, that of a known choice.
    """
    scale = np.maximum(1, pairs.needs.max(axis=0, initial=1)).astype(np.float64)
    needs, room = pairs.needs / scale, pairs.room / scale
    prices = best_prices = np.zeros_like(room)
    walk = np.where(pairs.allowed, pairs.cost, np.inf).astype(np.float64)
    best, step, idle = 0.0, 1.0, 0
    for rounds in range(ROUNDS):
        if not walk.size or (rounds and deadline.over):
            break
        charged = walk + needs @ prices.T
        taken = charged.argmin(axis=1)
        least = charged[np.arange(len(taken)), taken]
        placed = least < pairs.unplaced
        bound = float(np.minimum(least, pairs.unplaced).sum() - (prices * room).sum())
        idle = 0 if bound > best else idle + 1
        if bound > best:
            best, best_prices = bound, prices
        if idle > SHRINK_AFTER:
            step, idle = step / 2, 0
        used = np.zeros_like(room)
        np.add.at(used, taken[placed], needs[placed])
        over = used - room
        over[(prices == 0) & (over < 0)] = 0
        length = float((over**2).sum())
        if length == 0:
            break
        prices = np.maximum(0.0, prices + step * max(cost - bound, 1.0) / length * over)
    charged_costs: Ints = pairs.cost + np.rint(needs @ best_prices.T).astype(np.int64)
    return max(0, int(np.ceil(best * (1 - 1e-9) - 1e-6))), charged_costs
