"""Prices of room by subgradient steps: rougher than the relaxation's, at hand in a fraction of its time."""

import numpy as np
from numpy.typing import NDArray

from optimizer.budget import Watch
from optimizer.flights.mathopt import Relaxed
from optimizer.flights.parts import Part

ROUNDS = 200
PATIENCE = 4


def estimated(part: Part, watch: Watch) -> Relaxed:
    """The best prices met: each step makes overfull departures dearer and those with room cheaper."""
    # One unit of each price is the room of its departure, so that grams and cubic centimetres step alike.
    room = np.maximum(1.0, np.stack([part.room_g[: part.base], part.room_cm3[: part.base]]))
    use = np.stack([part.weight_g, part.volume_cm3])[:, :, None] / room[:, None, :]
    gain = np.where(part.allowed, part.gain, -np.inf)
    prices = best = np.zeros_like(room)
    lowest, idle, length = np.inf, 0, 1.0
    for _ in range(ROUNDS):
        bound, slack = _bound(gain, use, prices, part.base)
        if bound < lowest:
            lowest, best, idle = bound, prices, 0
        else:
            idle += 1
        if idle >= PATIENCE:
            length, idle, prices = length / 2, 0, best
            continue
        if watch.left <= 0 or not slack.any():
            break
        step = length * bound / 10 / float((slack**2).sum())
        prices = np.maximum(0.0, prices - step * slack)
    return Relaxed(best[0] / room[0], best[1] / room[1])


def _bound(
    gain: NDArray[np.float64], use: NDArray[np.float64], prices: NDArray[np.float64], base: int
) -> tuple[float, NDArray[np.float64]]:
    """What the choices gain at most at these prices, and the share of each room that their takers leave free."""
    worth = gain.copy()
    worth[:, :base] -= np.einsum("kij,kj->ij", use, prices)
    taken = worth.argmax(axis=1)
    rows = np.nonzero(taken < base)[0]
    slack = np.ones_like(prices)
    for kind in range(len(prices)):
        np.subtract.at(slack[kind], taken[rows], use[kind, rows, taken[rows]])
    return float(worth[np.arange(len(taken)), taken].sum() + prices.sum()), slack
