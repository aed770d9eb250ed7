"""Offers the blocks that suit the nearest free corner of a container best.

A block is rated by its volume, by how much of its surface touches others, by how well what stays of the space can be
used, and by how few boxes it takes (Araya, Guerrero and Nuñez 2017, "VCS: A new heuristic function for selecting
boxes in the single container loading problem").
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.compiled import compiled, inner
from optimizer.packing.blocks import KINDS, Blocks
from optimizer.packing.model import CONTOURED, MAX_WEIGHT, STOPS, Case, Real, Whole
from optimizer.packing.rules import keeps_rules
from optimizer.packing.state import (
    CORNER,
    DISTANCE,
    GIVEN_UP,
    PLACED,
    PRESENT_STOP,
    SPACES,
    WEIGHT,
    State,
)  # fmt: skip

# Places in `Ranking.taste`: the powers of the touching share and of the usable share, and how near touches.
TOUCHING, USABLE, NEAR = range(3)
# When the rules refused so many blocks in one space, only single boxes are looked at there, and of those so many.
MOST_REFUSED, MOST_SINGLES_REFUSED = 40, 80


class Ranking(NamedTuple):
    """The blocks from the best to the worst that they can be rated; their sizes, kinds and numbers of boxes once more
    in that order, in which memory is read quickest; and the taste that rates them."""

    order: Whole
    key: Real
    size: npt.NDArray[np.int16]
    kinds: npt.NDArray[np.int16]
    has: npt.NDArray[np.int16]
    taste: Real


@compiled
def offers(case: Case, blocks: Blocks, ranking: Ranking, state: State, found: Whole, score: Real) -> int:
    """The best blocks for the nearest free corner, as many as `found` has rows: (block, x, y, z), best first.

    Gives up the spaces into which nothing fits; 0 when that is all of them.
    """
    while True:
        row = _nearest(state)
        if row < 0:
            if state.sums[PRESENT_STOP] == 0:
                return 0
            state.sums[PRESENT_STOP] -= 1
            for other in range(state.sums[SPACES]):
                state.spaces[other, GIVEN_UP] = 0
            continue
        number = _best(case, blocks, ranking, state, state.spaces[row], found, score)
        if number:
            return number
        if case.limits[STOPS] > 1:
            state.spaces[row, GIVEN_UP] = 1
        else:
            state.sums[SPACES] -= 1
            for column in range(9):
                state.spaces[row, column] = state.spaces[state.sums[SPACES], column]


@inner
def _nearest(state: State) -> int:
    best, least, most = -1, np.int64(2**62), 0.0
    for row in range(state.sums[SPACES]):
        space = state.spaces[row]
        if space[GIVEN_UP] or space[DISTANCE] > least:
            continue
        volume = np.float64(space[3] - space[0]) * (space[4] - space[1]) * (space[5] - space[2])
        if space[DISTANCE] < least or volume > most:
            best, least, most = row, space[DISTANCE], volume
    return best


@inner
def _best(
    case: Case, blocks: Blocks, ranking: Ranking, state: State, space: Whole, found: Whole, score: Real
) -> int:
    number, most, refused = 0, len(found), 0
    length, width, height = space[3] - space[0], space[4] - space[1], space[5] - space[2]
    whole = np.float64(length) * width * height
    beside = _beside(state, space, ranking.taste[NEAR])
    at = np.zeros(3, dtype=np.int64)
    before, place = 0, state.chain[0]
    while place <= len(ranking.order):
        # No factor of the rating is above 1, so the ranking by `key` ends the look.
        if number == most and ranking.key[place - 1] <= score[most - 1]:
            break
        if not _enough(ranking, state, place - 1):
            place = state.chain[place]
            state.chain[before] = place
            continue
        before, place = place, state.chain[place]
        size, block = ranking.size[before - 1], ranking.order[before - 1]
        if size[0] > length or size[1] > width or size[2] > height:
            continue
        if state.sums[WEIGHT] + blocks.weight[block] > case.limits[MAX_WEIGHT]:
            continue
        if case.limits[STOPS] > 1 and case.stop[blocks.kinds[block, 0]] != state.sums[PRESENT_STOP]:
            continue
        usable = (
            np.float64(size[0] + state.reach[0, length - size[0]])
            * (size[1] + state.reach[0, width - size[1]])
            * (size[2] + state.reach[1, height - size[2]])
        ) / whole
        rating = ranking.key[before - 1] * _power(usable, ranking.taste[USABLE])
        if number == most:
            at_most = _most_touching(case, size, space, ranking.taste[NEAR])
            if rating * _power(at_most, ranking.taste[TOUCHING]) <= score[most - 1]:
                continue
        if not _corner(case, size, space, space[CORNER], at):
            continue
        rating *= _power(
            _touching(case, state, size, at, ranking.taste[NEAR], beside), ranking.taste[TOUCHING]
        )
        if number == most and rating <= score[most - 1]:
            continue
        if refused > MOST_REFUSED and blocks.boxes[block] > 1:
            continue
        if refused > MOST_SINGLES_REFUSED:
            break
        if not _placeable(case, blocks, state, block, space, at):
            refused += 1
            continue
        number = min(number + 1, most)
        slot = number - 1
        while slot > 0 and score[slot - 1] < rating:
            score[slot] = score[slot - 1]
            for column in range(4):
                found[slot, column] = found[slot - 1, column]
            slot -= 1
        score[slot] = rating
        found[slot, 0] = block
        for side in range(3):
            found[slot, side + 1] = at[side]
    return number


@inner
def _beside(state: State, space: Whole, near: float) -> Whole:
    """What has been placed that a block in the space may touch: the rows of it."""
    found = np.empty(state.sums[PLACED], dtype=np.int64)
    number = 0
    for row in range(state.sums[PLACED]):
        other, touches = state.placed[row], True
        for side in range(3):
            gap = np.int64(near * (space[3 + side] - space[side]))
            touches &= other[side] <= space[3 + side] + gap and other[3 + side] >= space[side] - gap
        if touches:
            found[number] = row
            number += 1
    return found[:number]


@inner
def _most_touching(case: Case, size: Whole, space: Whole, near: float) -> float:
    """What the touching share can be at most: on the far sides, a block touches only what bounds the space."""
    area = total = 0
    for side in range(3):
        face = np.int64(size[(side + 1) % 3]) * size[(side + 2) % 3]
        gap = space[3 + side] - space[side] - size[side]
        far = gap <= np.int64(size[side] * near) or (side == 1 and case.limits[CONTOURED])
        area += 2 * face if far else face
        total += face
    return area / (2 * total)


@inner
def _power(base: float, exponent: float) -> float:
    """Halves and whole powers by multiplication alone, so that every machine finds the same."""
    result = 1.0
    while exponent >= 1.0:
        result *= base
        exponent -= 1.0
    if exponent >= 0.5:
        result *= np.sqrt(base)
    return result


@inner
def _enough(ranking: Ranking, state: State, place: int) -> bool:
    for slot in range(KINDS):
        kind = ranking.kinds[place, slot]
        if kind < 0:
            return True
        if ranking.has[place, slot] > state.left[kind]:
            return False
    return True


@inner
def _corner(case: Case, size: Whole, space: Whole, corner: int, at: Whole) -> bool:
    """Where the block stands in that corner of the space, within the contour at that height."""
    at[2] = space[5] - size[2] if corner & 4 else space[2]
    at[0] = space[3] - size[0] if corner & 1 else space[0]
    near, far = space[1], space[4]
    if case.limits[CONTOURED]:
        top = at[2] + size[2]
        near = max(near, case.low[at[2]], case.low[top])
        far = min(far, case.high[at[2]], case.high[top])
        if far - near < size[1]:
            return False
    at[1] = far - size[1] if corner & 2 else near
    return True


@inner
def _placeable(case: Case, blocks: Blocks, state: State, block: int, space: Whole, at: Whole) -> bool:
    """Whether the rules allow the block there, or else in another lower corner of the space, to which `at` moves."""
    if keeps_rules(case, blocks, state, block, at):
        return True
    for turn in range(1, 4):
        corner = (space[CORNER] & 3) ^ turn
        if _corner(case, blocks.size[block], space, corner, at) and keeps_rules(
            case, blocks, state, block, at
        ):
            return True
    return False


@inner
def _touching(case: Case, state: State, size: Whole, at: Whole, near: float, beside: Whole) -> float:
    """The share of the block's surface that lies at a wall or at another block."""
    x1, y1, z1 = at[0], at[1], at[2]
    x2, y2, z2 = x1 + size[0], y1 + size[1], z1 + size[2]
    by_x, by_y, by_z = (y2 - y1) * (z2 - z1), (x2 - x1) * (z2 - z1), (x2 - x1) * (y2 - y1)
    gap_x, gap_y, gap_z = np.int64(size[0] * near), np.int64(size[1] * near), np.int64(size[2] * near)
    low, high = 0, case.size[1]
    if case.limits[CONTOURED]:
        low, high = max(case.low[z1], case.low[z2]), min(case.high[z1], case.high[z2])
    area = 0
    area += by_x * ((x1 <= gap_x) + (x2 + gap_x >= case.size[0]))
    area += by_y * ((y1 <= low + gap_y) + (y2 + gap_y >= high))
    area += by_z * ((z1 <= gap_z) + (z2 + gap_z >= case.size[2]))
    for row in beside:
        other = state.placed[row]
        over_x = min(x2, other[3]) - max(x1, other[0])
        if over_x < -gap_x:
            continue
        over_y = min(y2, other[4]) - max(y1, other[1])
        if over_y < -gap_y:
            continue
        over_z = min(z2, other[5]) - max(z1, other[2])
        if over_z < -gap_z:
            continue
        if over_x > 0:
            if over_y > 0 and over_z <= 0:
                area += over_x * over_y
            elif over_y <= 0 and over_z > 0:
                area += over_x * over_z
        elif over_y > 0 and over_z > 0:
            area += over_y * over_z
    return min(1.0, float(area) / float(2 * (by_x + by_y + by_z)))
