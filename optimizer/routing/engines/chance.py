"""Random numbers by Marsaglia's xorshift: the same from the same state everywhere."""

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import compiled, inlined

Chance = NDArray[np.uint64]


def chance(seed: int) -> Chance:
    return np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) & ((1 << 64) - 1) | 1], dtype=np.uint64)


@inlined
def fraction(state: Chance) -> float:
    """0 up to 1."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return float(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inlined
def upto(state: Chance, most: int) -> int:
    """A whole number from 0 to below `most`."""
    return int(fraction(state) * most)


@compiled
def shuffle(state: Chance, line: NDArray[np.int64]) -> None:
    for at in range(line.shape[0] - 1, 0, -1):
        other = upto(state, at + 1)
        line[at], line[other] = line[other], line[at]
