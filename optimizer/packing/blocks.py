"""Blocks: cuboids of boxes that are placed as one, so that few decisions fill a container.

Simple blocks are grids of one box in one orientation; general blocks join two blocks along an axis and stay almost
full (Fanslau and Bortfeldt 2010, "A tree search algorithm for solving the container loading problem").
"""

from typing import NamedTuple

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.model import CONTOURED, Case, Real, Whole

# A general block holds at most so many different boxes.
KINDS = 6

# Columns of `Blocks.parts`. A grid has a turn and its counts along the axes; a join has its two parts, the axis,
# and where the second part stands; both have the face on top that carries others: its corner and its sides.
TURN, ACROSS_X, ACROSS_Y, ACROSS_Z, ONE, OTHER, SHIFT_X, SHIFT_Y, SHIFT_Z, TOP_X, TOP_Y, TOP_L, TOP_W = range(
    13
)


class Blocks(NamedTuple):
    """Row for row one block; `kinds` are its different boxes, their numbers in `has`; -1 ends the row."""

    size: Whole
    volume: Real
    boxes: Whole
    weight: Whole
    kinds: Whole
    has: Whole
    parts: Whole


def room_for(most: int) -> Blocks:
    return Blocks(
        size=np.zeros((most, 3), dtype=np.int64),
        volume=np.zeros(most),
        boxes=np.zeros(most, dtype=np.int64),
        weight=np.zeros(most, dtype=np.int64),
        kinds=np.full((most, KINDS), -1, dtype=np.int64),
        has=np.zeros((most, KINDS), dtype=np.int64),
        parts=np.full((most, 13), -1, dtype=np.int64),
    )


@inner
def stands(case: Case, size: Whole) -> bool:
    """Whether there is a height at which a cuboid of this size fits into the empty container."""
    if size[0] > case.size[0] or size[1] > case.size[1] or size[2] > case.size[2]:
        return False
    if not case.limits[CONTOURED]:
        return True
    for z in range(case.size[2] - size[2] + 1):
        top = z + size[2]
        if min(case.high[z], case.high[top]) - max(case.low[z], case.low[top]) >= size[1]:
            return True
    return False


@compiled
def unfold(case: Case, blocks: Blocks, block: int, x: int, y: int, z: int, found: Whole) -> int:
    """Writes (kind, turn, x, y, z) of each box of a block at (x, y, z), what carries before what it carries."""
    number, depth = 0, 1
    waiting = np.zeros((blocks.boxes[block] + 2, 4), dtype=np.int64)
    waiting[0, 0], waiting[0, 1], waiting[0, 2], waiting[0, 3] = block, x, y, z
    while depth:
        depth -= 1
        row, x, y, z = waiting[depth, 0], waiting[depth, 1], waiting[depth, 2], waiting[depth, 3]
        parts, turn = blocks.parts[row], blocks.parts[row, TURN]
        if turn >= 0:
            for k in range(parts[ACROSS_Z]):
                for i in range(parts[ACROSS_X]):
                    for j in range(parts[ACROSS_Y]):
                        found[number, 0], found[number, 1] = case.turns[turn, 0], turn
                        found[number, 2] = x + i * case.turns[turn, 2]
                        found[number, 3] = y + j * case.turns[turn, 3]
                        found[number, 4] = z + k * case.turns[turn, 4]
                        number += 1
            continue
        above = waiting[depth]
        above[0], above[1] = parts[OTHER], x + parts[SHIFT_X]
        above[2], above[3] = y + parts[SHIFT_Y], z + parts[SHIFT_Z]
        waiting[depth + 1, 0], waiting[depth + 1, 1] = parts[ONE], x
        waiting[depth + 1, 2], waiting[depth + 1, 3] = y, z
        depth += 2
    return number
