"""Bundles: the pieces of one way that may go to another at once, one, two or none, by what their going loses."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import inner

Whole = NDArray[np.int64]
Real = NDArray[np.float64]

# A bundle holds at most two pieces, and one way sends at most so many bundles to another.
MOST = 100


class Ground(NamedTuple):
    """What does not change: one row a piece, one column a way, the base last. `loss` is what a way falls short of the
    piece's best at the prices of room; `open` is whether it may be taken. Room of the base has no price."""

    open: NDArray[np.bool_]
    loss: Real
    weight_g: Whole
    volume_cm3: Whole
    per_g: Real
    per_cm3: Real


class Standing(NamedTuple):
    """One way for each piece, and the room left on each way."""

    choice: Whole
    free_g: Whole
    free_cm3: Whole


class Bundles(NamedTuple):
    """Sums over the pieces of each bundle; `one` and `two` are rows or -1, and `gain` is below zero for a loss."""

    one: Whole
    two: Whole
    weight_g: Whole
    volume_cm3: Whole
    gain: Real


@inner
def bundled(ground: Ground, choice: Whole, here: int, there: int, limit: float) -> Bundles:
    """The empty bundle, and those that lose less than the limit; a lower limit when these would be too many."""
    rows = np.nonzero((choice == here) & ground.open[:, there])[0]
    gains = np.empty(len(rows))
    for place in range(len(rows)):
        gains[place] = ground.loss[rows[place], here] - ground.loss[rows[place], there]
    order = np.argsort(-gains)
    rows, gains = rows[order], gains[order]
    one, two = np.full(MOST, -1), np.full(MOST, -1)
    number = _paired(gains, limit, one, two)
    while number > MOST:
        limit *= 0.7
        number = _paired(gains, limit, one, two) if limit > 1e-6 else MOST
    return _summed(ground, rows, gains, one[:number], two[:number])


@inner
def _paired(gains: Real, limit: float, one: Whole, two: Whole) -> int:
    """Writes places of ones and pairs after the empty bundle; more than MOST when there are more."""
    number = 1
    for first in range(len(gains)):
        if gains[first] <= -limit:
            break
        for second in range(-1, first):
            if second >= 0 and gains[first] + gains[second] <= -limit:
                break
            if number == MOST:
                return MOST + 1
            one[number], two[number] = first, second
            number += 1
    return number


@inner
def _summed(ground: Ground, rows: Whole, gains: Real, one: Whole, two: Whole) -> Bundles:
    weight_g, volume_cm3, gain = np.zeros_like(one), np.zeros_like(one), np.zeros(len(one))
    for places in (one, two):
        for bundle in range(len(places)):
            if places[bundle] >= 0:
                row = rows[places[bundle]]
                weight_g[bundle] += ground.weight_g[row]
                volume_cm3[bundle] += ground.volume_cm3[row]
                gain[bundle] += gains[places[bundle]]
                places[bundle] = row
    return Bundles(one, two, weight_g, volume_cm3, gain)
