"""Joins blocks to larger ones that stay almost full, over which what stands on top still rests."""

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.blocks import (
    KINDS,
    ONE,
    OTHER,
    SHIFT_X,
    SHIFT_Y,
    SHIFT_Z,
    TOP_L,
    TOP_W,
    TOP_X,
    TOP_Y,
    TURN,
    Blocks,
    stands,
)  # fmt: skip
from optimizer.packing.model import MAX_WEIGHT, SEGREGATED, SUPPORT, Case, Whole

# A joined block fills at least this share of its cuboid.
LEAST_FILLED = 0.98


def join_blocks(case: Case, made: Blocks, number: int) -> int:
    """Joins blocks of almost equal cross-section, generation after generation, until the room is full."""
    marks = _marks(len(case.stock))
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


def _marks(kinds: int) -> Whole:
    """A random odd number for each kind, so that sums of them tell sets of boxes apart."""
    return np.random.default_rng(7).integers(1, 2**62, kinds + 3) | 1


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
                _join(case, made, number, lower, upper, axis, size)
                number += stands(case, size)
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
def _join(case: Case, made: Blocks, row: int, one: int, other: int, axis: int, size: Whole) -> None:
    for side in range(3):
        made.size[row, side] = size[side]
    made.volume[row] = made.volume[one] + made.volume[other]
    made.boxes[row] = made.boxes[one] + made.boxes[other]
    made.weight[row] = made.weight[one] + made.weight[other]
    parts, first, second = made.parts[row], made.parts[one], made.parts[other]
    parts[TURN], parts[ONE], parts[OTHER] = -1, one, other
    parts[SHIFT_X], parts[SHIFT_Y], parts[SHIFT_Z] = 0, 0, 0
    if axis == 2 and case.limits[SUPPORT] == 0:
        # Nothing need rest on anything, so the face that carries, which may be too small, tells nothing.
        parts[SHIFT_Z] = made.size[one, 2]
        return
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
