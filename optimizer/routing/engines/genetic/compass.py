"""Where calls lie around the depot, from nothing but the ways between them, so that routes can be told in turn."""

import numpy as np
from numpy.typing import NDArray

from optimizer.routing.engines.genetic.plan import Line

Flat = NDArray[np.float64]


def flattened(metres: NDArray[np.int64]) -> Flat:
    """East and north of each place from the last one, which is the depot, by classical scaling (W. Torgerson, 1952)."""
    squares = metres.astype(np.float64) ** 2
    middle = np.eye(len(squares)) - 1.0 / len(squares)
    values, vectors = np.linalg.eigh(-0.5 * middle @ squares @ middle)
    flat = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 0.0))
    return np.asarray((flat - flat[-1]).T)


def in_turn(order: Line, sizes: Line, flat: Flat) -> tuple[Line, Line]:
    """The same routes, in the order of the directions in which their middles lie."""
    used = sizes[sizes > 0]
    begins = np.cumsum(used) - used
    east, north = (np.add.reduceat(line[order], begins) / used for line in flat)
    turn = np.argsort(np.arctan2(north, east), kind="stable")
    turned = np.zeros_like(sizes)
    turned[: len(used)] = used[turn]
    first = np.cumsum(used[turn]) - used[turn]
    at = np.repeat(begins[turn] - first, used[turn]) + np.arange(len(order))
    return order[at], turned
