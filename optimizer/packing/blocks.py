"""Blocks: cuboids of boxes that are placed as one, so that few decisions fill a container.

Simple blocks are grids of one box in one orientation; general blocks join two blocks along an axis and stay almost
full (Fanslau and Bortfeldt 2010, "A tree search algorithm for solving the container loading problem").
"""

from typing import NamedTuple

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.model import BEARING, CONTOURED, MAX_WEIGHT, SEGREGATED, SUPPORT, Case, Real, Whole

# A general block holds at most so many different boxes, and fills at least this share of its cuboid.
KINDS = 6
LEAST_FILLED = 0.98

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


def blocks_of(case: Case, most: int, joined: bool) -> Blocks:
    """At most `most` blocks: all single boxes, the grids, and with `joined` the general blocks."""
    made = _room(most, len(case.stock))
    number, pace = most + 1, 1.0
    while number > most and pace < 1e3:
        number = _grids(case, made, pace)
        pace *= 1.3
    if joined:
        number = _joins(case, made, min(number, most), _marks(len(case.stock)))
    return Blocks._make(column[: min(number, most)] for column in made)


def _room(most: int, kinds: int) -> Blocks:
    return Blocks(
        size=np.zeros((most, 3), dtype=np.int64),
        volume=np.zeros(most),
        boxes=np.zeros(most, dtype=np.int64),
        weight=np.zeros(most, dtype=np.int64),
        kinds=np.full((most, KINDS), -1, dtype=np.int64),
        has=np.zeros((most, KINDS), dtype=np.int64),
        parts=np.full((most, 13), -1, dtype=np.int64),
    )


def _marks(kinds: int) -> Whole:
    """A random odd number for each kind, so that sums of them tell sets of boxes apart."""
    return np.random.default_rng(7).integers(1, 2**62, kinds + 3) | 1


@compiled
def _grids(case: Case, made: Blocks, pace: float) -> int:
    """Fills `made` with grids whose counts grow by `pace`; the number wanted, which may exceed the room."""
    number = 0
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
                nx = 1
                while nx <= long:
                    if number < len(made.volume):
                        _grid(case, made, number, turn, nx, ny, nz)
                        number += _stands(case, made.size[number])
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


@inner
def _stands(case: Case, size: Whole) -> bool:
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


def _joins(case: Case, made: Blocks, number: int, marks: Whole) -> int:
    """Joins blocks of almost equal cross-section, generation after generation, until the room is full."""
    seen = np.zeros(1 << 17, dtype=np.int64)
    _note(made, number, seen, marks)
    begun = 0
    while begun < number < len(made.volume):
        until = number
        ranked = [np.argsort(made.size[:until, (axis + 1) % 3], kind="stable") for axis in range(3)]
        # Small blocks first: they join with most others, and fill the last corners.
        small_first = begun + np.argsort(made.boxes[begun:until], kind="stable")
        number = _join_all(case, made, small_first, np.array(ranked), number, seen, marks)
        begun = until
    return number


@compiled
def _note(made: Blocks, number: int, seen: Whole, marks: Whole) -> None:
    for row in range(number):
        _is_new(seen, _mark(made.size[row], made.kinds[row], made.has[row], marks))


@compiled
def _join_all(
    case: Case, made: Blocks, rows: Whole, ranked: Whole, number: int, seen: Whole, marks: Whole
) -> int:
    for row in rows:
        for axis in range(3):
            number = _join_along(case, made, row, axis, ranked[axis], number, seen, marks)
    return number


@inner
def _join_along(
    case: Case, made: Blocks, row: int, axis: int, ranked: Whole, number: int, seen: Whole, marks: Whole
) -> int:
    one_side, other_side = (axis + 1) % 3, (axis + 2) % 3
    wide, high = made.size[row, one_side], made.size[row, other_side]
    size = np.zeros(3, dtype=np.int64)
    # By bisection, the first block that is not too narrow.
    first, after = 0, len(ranked)
    while first < after:
        middle = (first + after) // 2
        if made.size[ranked[middle], one_side] < LEAST_FILLED * wide:
            first = middle + 1
        else:
            after = middle
    for place in range(first, len(ranked)):
        other = ranked[place]
        if LEAST_FILLED * made.size[other, one_side] > wide or number == len(made.volume):
            break
        if (
            LEAST_FILLED * made.size[other, other_side] > high
            or LEAST_FILLED * high > made.size[other, other_side]
        ):
            continue
        if made.weight[row] + made.weight[other] > case.limits[MAX_WEIGHT]:
            continue
        # Side by side, the order matters to nothing.
        for order in range(2 if axis == 2 and case.limits[SUPPORT] > 0 and row != other else 1):
            lower, upper = (row, other) if order == 0 else (other, row)
            if (
                number < len(made.volume)
                and _joined_size(case, made, lower, upper, axis, size)
                and _merge(case, made, lower, upper, number)
                and _is_new(seen, _mark(size, made.kinds[number], made.has[number], marks))
            ):
                _join(made, number, lower, upper, axis, size)
                number += _stands(case, size)
    return number


@inner
def _joined_size(case: Case, made: Blocks, one: int, other: int, axis: int, size: Whole) -> bool:
    filled = made.volume[one] + made.volume[other]
    for side in range(3):
        if side == axis:
            size[side] = made.size[one, side] + made.size[other, side]
        else:
            size[side] = max(made.size[one, side], made.size[other, side])
        if size[side] > case.size[side]:
            return False
    if filled < LEAST_FILLED * (np.float64(size[0]) * size[1] * size[2]):
        return False
    if axis == 2 and case.limits[SUPPORT] > 0:
        parts = made.parts[one]
        return bool(made.size[other, 0] <= parts[TOP_L] and made.size[other, 1] <= parts[TOP_W])
    return True


@inner
def _merge(case: Case, made: Blocks, one: int, other: int, row: int) -> bool:
    """Writes the boxes of both into the row; false when there are too few of them, or too many kinds."""
    kinds, has = made.kinds[row], made.has[row]
    for place in range(KINDS):
        kinds[place], has[place] = made.kinds[one, place], made.has[one, place]
    for place in range(KINDS):
        kind = made.kinds[other, place]
        if kind < 0:
            break
        slot = 0
        while slot < KINDS and kinds[slot] >= 0 and kinds[slot] != kind:
            slot += 1
        if slot == KINDS:
            return False
        if kinds[slot] < 0:
            kinds[slot], has[slot] = kind, 0
            if not _may_meet(case, kinds, slot):
                return False
        has[slot] += made.has[other, place]
        if has[slot] > case.stock[kind]:
            return False
    return True


@inner
def _may_meet(case: Case, kinds: Whole, slot: int) -> bool:
    for place in range(slot):
        if case.stop[kinds[place]] != case.stop[kinds[slot]]:
            return False
        if case.limits[SEGREGATED] and case.apart[case.group[kinds[place]], case.group[kinds[slot]]] > 0:
            return False
    return True


@inner
def _join(made: Blocks, row: int, one: int, other: int, axis: int, size: Whole) -> None:
    for side in range(3):
        made.size[row, side] = size[side]
    made.volume[row] = made.volume[one] + made.volume[other]
    made.boxes[row] = made.boxes[one] + made.boxes[other]
    made.weight[row] = made.weight[one] + made.weight[other]
    parts, first, second = made.parts[row], made.parts[one], made.parts[other]
    parts[TURN], parts[ONE], parts[OTHER] = -1, one, other
    parts[SHIFT_X], parts[SHIFT_Y], parts[SHIFT_Z] = 0, 0, 0
    if axis == 2:
        # What stands on top stands on the face that carries.
        parts[SHIFT_X], parts[SHIFT_Y], parts[SHIFT_Z] = first[TOP_X], first[TOP_Y], made.size[one, 2]
        parts[TOP_X], parts[TOP_Y] = first[TOP_X] + second[TOP_X], first[TOP_Y] + second[TOP_Y]
        parts[TOP_L], parts[TOP_W] = second[TOP_L], second[TOP_W]
        return
    parts[SHIFT_X + axis] = made.size[one, axis]
    parts[TOP_X], parts[TOP_Y], parts[TOP_L], parts[TOP_W] = (
        first[TOP_X],
        first[TOP_Y],
        first[TOP_L],
        first[TOP_W],
    )
    if made.size[other, 2] > made.size[one, 2]:
        parts[TOP_X], parts[TOP_Y] = second[TOP_X] + parts[SHIFT_X], second[TOP_Y] + parts[SHIFT_Y]
        parts[TOP_L], parts[TOP_W] = second[TOP_L], second[TOP_W]
    elif made.size[other, 2] == made.size[one, 2]:
        _widen(parts, first, second, axis)


@inner
def _widen(parts: Whole, first: Whole, second: Whole, axis: int) -> None:
    """The faces on top of two blocks of one height are one face where they meet, over what both span across."""
    across = 1 - axis
    ends = first[TOP_X + axis] + first[TOP_L + axis]
    begins = second[TOP_X + axis] + parts[SHIFT_X + axis]
    near = max(first[TOP_X + across], second[TOP_X + across])
    far = min(first[TOP_X + across] + first[TOP_L + across], second[TOP_X + across] + second[TOP_L + across])
    along = first[TOP_L + axis] + second[TOP_L + axis]
    if ends == begins and along * max(0, far - near) >= first[TOP_L] * first[TOP_W]:
        parts[TOP_X + axis], parts[TOP_L + axis] = first[TOP_X + axis], along
        parts[TOP_X + across], parts[TOP_L + across] = near, far - near


@inner
def _mark(size: Whole, kinds: Whole, has: Whole, marks: Whole) -> int:
    mark = size[0] * marks[-1] + size[1] * marks[-2] + size[2] * marks[-3]
    for place in range(KINDS):
        if kinds[place] < 0:
            break
        mark += has[place] * marks[kinds[place]]
    return int(mark) | 1


@inner
def _is_new(seen: Whole, mark: int) -> bool:
    slot = (mark ^ (mark >> 31)) & (len(seen) - 1)
    while seen[slot]:
        if seen[slot] == mark:
            return False
        slot = (slot + 1) & (len(seen) - 1)
    seen[slot] = mark
    return True


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
