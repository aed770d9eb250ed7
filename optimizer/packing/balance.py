"""Brings the centre of gravity of a filling within its limits: mirrors it, moves it, and takes boxes off last."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import numpy.typing as npt

from optimizer.packing.model import BALANCED, CONTOURED, STOPS, Case, Real, Whole

Flags = npt.NDArray[np.bool_]


def balanced(case: Case, items: Whole) -> Whole:
    """The items, rows of (kind, turn, x, y, z), as many as can stay with the centre of gravity within its limits."""
    if not case.limits[BALANCED]:
        return items
    standing = _standing(items, case.turns[items[:, 1], 2:5])
    while len(items) and _weights(case, items).sum():
        for turned in _mirrored(case, items):
            moved = _moved(case, turned)
            if moved is not None:
                return moved
        leaves = _lightest_loss(case, items, np.flatnonzero(~standing.any(axis=1)))
        items = np.delete(items, leaves, axis=0)
        standing = np.delete(np.delete(standing, leaves, axis=0), leaves, axis=1)
    return items


def _weights(case: Case, items: Whole) -> Whole:
    return case.weight[items[:, 0]]


def _mirrored(case: Case, items: Whole) -> Iterator[Whole]:
    """As it is, then mirrored along x, along y and both. Doors and lopsided contours do not allow all of these."""
    sides = case.turns[items[:, 1], 2:5]
    may = [case.limits[STOPS] == 1, not case.limits[CONTOURED] or _is_even(case)]
    for along_x, along_y in product(*([False, True] if allowed else [False] for allowed in may)):
        turned = items.copy()
        for side, mirror in enumerate((along_x, along_y)):
            if mirror:
                turned[:, 2 + side] = case.size[side] - items[:, 2 + side] - sides[:, side]
        yield turned


def _is_even(case: Case) -> bool:
    return bool((case.low + case.high == case.size[1]).all())


def _moved(case: Case, items: Whole) -> Whole | None:
    """Moved as a whole within the free room at the walls, or None when that does not suffice."""
    sides = case.turns[items[:, 1], 2:5]
    weights = _weights(case, items)
    moved = items.copy()
    for side in range(2):
        low, high = (int(limit) for limit in case.balance[2 * side : 2 * side + 2])
        least, most = _slack(case, items, sides, side)
        total = int(weights.sum())
        twice = int((weights * (2 * items[:, 2 + side] + sides[:, side])).sum())
        # The least and the greatest whole move that brings the centre between low and high.
        up, down = -(-(2 * total * low - twice) // (2 * total)), (2 * total * high - twice) // (2 * total)
        first, last = max(up, least), min(down, most)
        if first > last:
            return None
        moved[:, 2 + side] += min(max(0, first), last)
    return moved


def _slack(case: Case, items: Whole, sides: Whole, side: int) -> tuple[int, int]:
    low, high = np.zeros(len(items), dtype=np.int64), np.full(len(items), case.size[side])
    if side == 1 and case.limits[CONTOURED]:
        bottom, top = items[:, 4], items[:, 4] + sides[:, 2]
        low = np.maximum(case.low[bottom], case.low[top])
        high = np.minimum(case.high[bottom], case.high[top])
    at = items[:, 2 + side]
    return int((low - at).max()), int((high - at - sides[:, side]).min())


def _lightest_loss(case: Case, items: Whole, free: Whole) -> int:
    """The box, among the free ones, whose leaving brings the centre nearest for its volume."""
    sides = case.turns[items[:, 1], 2:5]
    weights = _weights(case, items)
    total = weights.sum()
    gain = np.zeros(len(free))
    for side in range(2):
        low, high = case.balance[2 * side : 2 * side + 2]
        moments = weights * (items[:, 2 + side] + sides[:, side] / 2)
        now = moments.sum() / total
        left = np.maximum(total - weights[free], 1)
        after = (moments.sum() - moments[free]) / left
        gain += _outside(now, low, high) - _outside(after, low, high)
    volumes = sides[free].prod(axis=1)
    # Where none helps by itself, the smallest goes.
    chosen = np.argmax(gain / volumes) if gain.max() > 0 else np.argmin(volumes)
    return int(free[chosen])


def _outside(centre: float | Real, low: int, high: int) -> Real:
    return np.maximum(0.0, np.maximum(low - centre, centre - high))


def _standing(items: Whole, sides: Whole) -> Flags:
    """For each box, in its row, which boxes stand on it."""
    near, far = items[:, 2:5], items[:, 2:5] + sides
    over = np.ones((len(items), len(items)), dtype=bool)
    for side in range(2):
        over &= (near[:, None, side] < far[None, :, side]) & (near[None, :, side] < far[:, None, side])
    standing: Flags = over & (far[:, None, 2] == near[None, :, 2])
    return standing
