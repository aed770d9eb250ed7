"""Makes the blocks of a container: the grids of one box, then what can be joined of them."""

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.blocks import (
    ACROSS_X,
    ACROSS_Y,
    ACROSS_Z,
    KINDS,
    TOP_L,
    TOP_W,
    TOP_X,
    TOP_Y,
    TURN,
    Blocks,
    room_for,
    stands,
)  # fmt: skip
from optimizer.packing.joins import join_blocks
from optimizer.packing.model import BEARING, MAX_WEIGHT, Case


def blocks_of(case: Case, most: int, joined: bool) -> Blocks:
    """At most `most` blocks, or else one for each turn: all single boxes, the grids, and with `joined` the general
    blocks."""
    most = max(most, len(case.turns))
    made = room_for(most)
    number, pace = most + 1, 1.0
    while number > most and pace < 1e3:
        number = _grids(case, made, pace)
        pace *= 1.3
    if joined:
        number = join_blocks(case, made, min(number, most))
    return Blocks._make(column[: min(number, most)] for column in made)


@compiled
def _grids(case: Case, made: Blocks, pace: float) -> int:
    """Fills `made` with grids whose counts grow by `pace`; the number wanted, which may exceed the room."""
    number = 0
    for turn in range(len(case.turns)):
        _grid(case, made, number, turn, 1, 1, 1)
        number += 1
    for turn in range(len(case.turns)):
        kind = case.turns[turn, 0]
        sides = case.turns[turn, 2:]
        count = case.stock[kind]
        if case.weight[kind] > 0:
            count = min(count, case.limits[MAX_WEIGHT] // case.weight[kind])
        high = min(count, case.size[2] // sides[2])
        if case.limits[BEARING] and case.weight[kind] > 0:
            bears = case.bears[kind, case.turns[turn, 1]]
            if bears < np.inf:
                high = min(high, 1 + np.int64(bears) // case.weight[kind])
        nz = 1
        while nz <= high:
            wide = min(count // nz, case.size[1] // sides[1])
            ny = 1
            while ny <= wide:
                long = min(count // (nz * ny), case.size[0] // sides[0])
                nx = 2 if nz == ny == 1 else 1
                while nx <= long:
                    if number < len(made.volume):
                        _grid(case, made, number, turn, nx, ny, nz)
                        number += stands(case, made.size[number])
                    else:
                        number += 1
                    nx = _next(nx, long, pace)
                ny = _next(ny, wide, pace)
            nz = _next(nz, high, pace)
    return number


@inner
def _next(count: int, most: int, pace: float) -> int:
    """The following count; the greatest one is never passed over."""
    following = max(count + 1, int(count * pace))
    return most if count < most < following else following


@inner
def _grid(case: Case, made: Blocks, row: int, turn: int, nx: int, ny: int, nz: int) -> None:
    kind = case.turns[turn, 0]
    number = nx * ny * nz
    made.size[row, 0] = nx * case.turns[turn, 2]
    made.size[row, 1] = ny * case.turns[turn, 3]
    made.size[row, 2] = nz * case.turns[turn, 4]
    made.volume[row] = np.float64(made.size[row, 0]) * made.size[row, 1] * made.size[row, 2]
    made.boxes[row] = number
    made.weight[row] = number * case.weight[kind]
    for place in range(KINDS):
        made.kinds[row, place] = -1
    made.kinds[row, 0] = kind
    made.has[row, 0] = number
    parts = made.parts[row]
    parts[TURN], parts[ACROSS_X], parts[ACROSS_Y], parts[ACROSS_Z] = turn, nx, ny, nz
    parts[TOP_X], parts[TOP_Y], parts[TOP_L], parts[TOP_W] = 0, 0, made.size[row, 0], made.size[row, 1]
