"""How cuboids lie to each other and to a container: what the checker of packings sees. No packing code is used here.

`near` and `far` are the corners of boxes, one row (x, y, z) for each.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Contour = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Cuboids:
    near: Rows
    far: Rows

    def __len__(self) -> int:
        return len(self.near)

    def common(self, row: int, side: int, others: Rows | slice) -> Rows:
        """How much of the axis `side` the box shares with each of the others; 0 or less when they do not meet."""
        shared: Rows = np.minimum(self.far[row, side], self.far[others, side]) - np.maximum(
            self.near[row, side], self.near[others, side]
        )
        return shared


def outside(boxes: Cuboids, size: tuple[int, int, int], contour: Contour) -> tuple[Flags, Flags]:
    """Which boxes are empty or go through the walls, and which go through the convex contour over (y, z)."""
    wrong = (boxes.near < 0) | (boxes.far <= boxes.near) | (boxes.far > np.array(size))
    walls: Flags = np.asarray(wrong.any(axis=1))
    slants = np.zeros(len(boxes), dtype=bool)
    turning = 1 if twice_area(contour) > 0 else -1
    for (y1, z1), (y2, z2) in zip(contour, contour[1:] + contour[:1], strict=True):
        for y in (boxes.near[:, 1], boxes.far[:, 1]):
            for z in (boxes.near[:, 2], boxes.far[:, 2]):
                slants |= turning * ((y2 - y1) * (z - z1) - (z2 - z1) * (y - y1)) < 0
    return walls, slants & ~walls


def twice_area(contour: Contour) -> int:
    """By the shoelace formula: above 0 when the points run from y to z."""
    return sum(
        y1 * z2 - y2 * z1 for (y1, z1), (y2, z2) in zip(contour, contour[1:] + contour[:1], strict=True)
    )


def overlaps(boxes: Cuboids) -> Iterator[tuple[int, int]]:
    """The pairs of boxes that have room in common."""
    order = np.argsort(boxes.near[:, 0], kind="stable")
    begins = boxes.near[order, 0]
    for place, row in enumerate(order.tolist()):
        others = order[place + 1 : int(np.searchsorted(begins, boxes.far[row, 0]))]
        meet = np.ones(len(others), dtype=bool)
        for side in range(3):
            meet &= boxes.common(row, side, others) > 0
        yield from ((row, other) for other in others[meet].tolist())


def resting(boxes: Cuboids) -> Iterator[tuple[Rows, Rows]]:
    """For each box, the boxes that it rests on, and the areas on which it does."""
    levels = {int(z): np.flatnonzero(boxes.far[:, 2] == z) for z in np.unique(boxes.near[:, 2])}
    for row in range(len(boxes)):
        below = levels[int(boxes.near[row, 2])]
        along_x, along_y = boxes.common(row, 0, below), boxes.common(row, 1, below)
        touching = (along_x > 0) & (along_y > 0)
        yield below[touching], (along_x * along_y)[touching]


def nearer(boxes: Cuboids, ones: Rows, others: Rows, apart_mm: int | None) -> Iterator[tuple[int, int]]:
    """The pairs that are less than `apart_mm` from each other as seen from above; all of them when it is None."""
    for one in ones.tolist():
        gaps = [np.maximum(0, -boxes.common(one, side, others)) for side in range(2)]
        near = others != one
        if apart_mm is not None:
            near &= gaps[0] ** 2 + gaps[1] ** 2 < apart_mm**2
        yield from ((one, other) for other in others[near].tolist())


def barred(boxes: Cuboids, stops: Rows) -> Iterator[tuple[int, int]]:
    """The pairs (outer, inner) where the outer one, unloaded later, stands between the inner one and the door, which
    is where x is greatest, or above it."""
    for inner in range(len(boxes)):
        later = np.flatnonzero(stops > stops[inner])
        along_x, along_y, along_z = (boxes.common(inner, side, later) > 0 for side in range(3))
        before = along_y & along_z & (boxes.near[later, 0] >= boxes.far[inner, 0])
        above = along_x & along_y & (boxes.near[later, 2] >= boxes.far[inner, 2])
        yield from ((outer, inner) for outer in later[before | above].tolist())
