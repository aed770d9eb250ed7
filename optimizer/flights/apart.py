"""Raises the bound of the prices by what each departure must lose, looked at alone.

The prices' bound fills every departure to its price's worth, as if pieces could be cut. Take the choice in which each
piece has its best way. To mend it, a departure must let pieces go and take others in, and still leaves room unused.
What a piece loses on its next best way is split once: letting it go costs `going[piece]`, and taking it in elsewhere
the rest of what it loses there. No split makes the two cost more than the loss, so what the departures lose at least,
each on its own, adds up to no more than any choice of the whole loses. Steps that ask more for a piece which nobody
takes, and less for one that two take, better the split (Held and Karp's subgradient).
"""

from dataclasses import dataclass

import numpy as np

from optimizer.compiled import compiled
from optimizer.deadline import Deadline
from optimizer.flights.bundles import Real, Whole
from optimizer.flights.mathopt import Relaxed
from optimizer.flights.options import Bools
from optimizer.flights.parts import Part

ROUNDS = 12
MOST_NODES = 1_000_000
FIRST_GUESS = 4.0
GUESSES_GROW = 1.5
# The split aims at so much more than the departures are known to lose.
AIM = 1.5
NOT_FOUND = -1.0
NOT_ENDED = -2.0


@dataclass(frozen=True)
class _Least:
    """What a departure loses at least, and which pieces it then holds."""

    lost: float
    holds: Bools


def least_lost(part: Part, loss: Real, prices: Relaxed, watch: Deadline) -> float:
    """The most that is proven while the watch runs; 0 when it is over at once."""
    home, second = loss.argmin(axis=1), np.partition(loss, 1, axis=1)[:, 1]
    going, best = second / 2, 0.0
    for number in range(ROUNDS):
        held, raised = (home == part.base).astype(np.int64), 0.0
        for way in range(part.base):
            if watch.over:
                return best
            least = _least(part, loss[:, way], prices, way, home == way, going)
            raised += least.lost
            held += least.holds
        best = max(best, raised)
        astray = 1 - held
        if not astray.any():
            break
        step = (AIM - 1) * best / (number + 1) / float((astray**2).sum())
        going = np.clip(going + step * astray, 0.0, second)
    return best


def _least(part: Part, loss: Real, prices: Relaxed, way: int, home: Bools, going: Real) -> _Least:
    """Pieces change sides, those that cost least first; the guess of what is lost grows until one such set fits."""
    cost = np.where(home, going, loss - going)
    rows = np.nonzero(part.allowed[:, way])[0]
    rows = rows[np.argsort(cost[rows], kind="stable")]
    freed_g = np.where(home, part.weight_g, -part.weight_g)[rows]
    freed_cm3 = np.where(home, part.volume_cm3, -part.volume_cm3)[rows]
    free_g = part.room_g[way] - part.weight_g[home].sum()
    free_cm3 = part.room_cm3[way] - part.volume_cm3[home].sum()
    guess, proven, changed = FIRST_GUESS, 0.0, np.empty(len(rows) + 1, dtype=np.int64)
    while True:
        found, number = search(
            cost[rows],
            freed_g,
            freed_cm3,
            free_g,
            free_cm3,
            prices.per_g[way],
            prices.per_cm3[way],
            guess,
            changed,
        )
        if found == NOT_ENDED:
            return _Least(proven, home)
        if found != NOT_FOUND:
            holds = home.copy()
            holds[rows[changed[:number]]] ^= True
            return _Least(max(proven, found), holds)
        proven, guess = guess, guess * GUESSES_GROW


@compiled
def search(
    cost: Real,
    freed_g: Whole,
    freed_cm3: Whole,
    free_g: int,
    free_cm3: int,
    per_g: float,
    per_cm3: float,
    guess: float,
    changed: Whole,
) -> tuple[float, int]:
    """The least that a set of changes which fits can lose, with the room it leaves at its price, if that is less than
    the guess; NOT_FOUND when it is not, NOT_ENDED when there are too many sets. `cost` ascends.

    `changed` is given the places of the best set; their number is the second value.
    """
    path = np.empty(len(cost) + 1, dtype=np.int64)
    least, found, depth, place, nodes, spent, number = guess, False, 0, 0, 0, 0.0, 0
    while True:
        worth = spent + per_g * free_g + per_cm3 * free_cm3
        if free_g >= 0 and free_cm3 >= 0 and worth < least:
            least, found, number = worth, True, depth
            changed[:depth] = path[:depth]
        while place == len(cost) or spent + cost[place] >= least:
            if depth == 0:
                return (least if found else NOT_FOUND), number
            depth -= 1
            place = path[depth]
            spent -= cost[place]
            free_g -= freed_g[place]
            free_cm3 -= freed_cm3[place]
            place += 1
        nodes += 1
        if nodes > MOST_NODES:
            return NOT_ENDED, 0
        path[depth] = place
        spent += cost[place]
        free_g += freed_g[place]
        free_cm3 += freed_cm3[place]
        depth, place = depth + 1, place + 1
