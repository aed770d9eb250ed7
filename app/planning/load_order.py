"""In which order people build a unit load device: from the back to the door, from the floor up."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


def build_order(at_mm: Sequence[Sequence[int]], size_mm: Sequence[Sequence[int]]) -> list[int]:
    """Numbers of the pieces, whose lowest corners and sizes are rows of (x, y, z), x running to the door.

    What another rests on comes before it, and so does what stands behind it. Where pieces block each other all round,
    which no door allows to be built, the one farthest from the door goes on.
    """
    near = np.array(at_mm, dtype=np.int64).reshape(-1, 3)
    first = _comes_before(near, near + np.array(size_mm, dtype=np.int64).reshape(-1, 3))
    waits = first.sum(axis=0)
    left = {number: (int(x), int(z), int(y)) for number, (x, y, z) in enumerate(near)}
    order = []
    while left:
        free = [number for number in left if waits[number] == 0] or list(left)
        chosen = min(free, key=lambda number: left[number])
        del left[chosen]
        waits -= first[chosen]
        order.append(chosen)
    return order


def _comes_before(near: Rows, far: Rows) -> Rows:
    """1 in row i, column j where piece i is under piece j, or behind it."""
    over = (near[:, None] < far[None, :]) & (near[None, :] < far[:, None])
    ends = far[:, None] <= near[None, :]
    under = over[..., 0] & over[..., 1] & ends[..., 2]
    behind = over[..., 1] & over[..., 2] & ends[..., 0]
    return (under | behind).astype(np.int64)
