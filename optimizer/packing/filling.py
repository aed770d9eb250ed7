"""Fills a container block by block: the nearest free corner first, and there the block that loses least.

A block is rated by its volume, by how much of its surface touches others, by how well what stays of the space can be
used, and by how few boxes it takes (Araya, Guerrero and Nuñez 2017, "VCS: A new heuristic function for selecting
boxes in the single container loading problem").
"""

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.blocks import KINDS, TOP_L, TOP_W, TOP_X, TOP_Y, Blocks
from optimizer.packing.model import CONTOURED, MAX_WEIGHT, STOPS, Case, Real, Whole
from optimizer.packing.rules import keeps_rules, note_items
from optimizer.packing.state import (
    BLOCK,
    CORNER,
    DISTANCE,
    GIVEN_UP,
    MOMENT_X,
    MOMENT_Y,
    PLACED,
    PRESENT_STOP,
    SPACES,
    STOP,
    VOLUME,
    WEIGHT,
    State,
    copy_state,
    cut,
    measure,
)  # fmt: skip

# Places in `taste`: the powers of the touching share and of the usable share, and how near touches.
TOUCHING, USABLE, NEAR = range(3)
# When the rules refused so many blocks in one space, only single boxes are looked at there.
MOST_REFUSED = 40


@compiled
def offers(
    case: Case, blocks: Blocks, order: Whole, key: Real, taste: Real, state: State, found: Whole, score: Real
) -> int:
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
        number = _best(case, blocks, order, key, taste, state, state.spaces[row], found, score)
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
    case: Case, blocks: Blocks, order: Whole, key: Real, taste: Real, state: State, space: Whole, found: Whole,
    score: Real,
) -> int:  # fmt: skip
    number, most, refused = 0, len(found), 0
    length, width, height = space[3] - space[0], space[4] - space[1], space[5] - space[2]
    whole = np.float64(length) * width * height
    before = 0
    place = state.chain[0]
    at = np.zeros(3, dtype=np.int64)
    while place <= len(order):
        # No factor of the rating is above 1, so the ranking by `key` ends the look.
        if number == most and key[place - 1] <= score[most - 1]:
            break
        block = order[place - 1]
        if not _enough(blocks, state, block):
            place = state.chain[place]
            state.chain[before] = place
            continue
        before, place = place, state.chain[place]
        size = blocks.size[block]
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
        rating = key[before - 1] * _power(usable, taste[USABLE])
        if number == most and rating <= score[most - 1]:
            continue
        if not _corner(case, size, space, space[CORNER], at):
            continue
        rating *= _power(touching(case, state, size, at, taste[NEAR]), taste[TOUCHING])
        if number == most and rating <= score[most - 1]:
            continue
        if refused > MOST_REFUSED and blocks.boxes[block] > 1:
            continue
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
def _enough(blocks: Blocks, state: State, block: int) -> bool:
    for place in range(KINDS):
        kind = blocks.kinds[block, place]
        if kind < 0:
            return True
        if blocks.has[block, place] > state.left[kind]:
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
def touching(case: Case, state: State, size: Whole, at: Whole, near: float) -> float:
    """The share of the block's surface that lies at a wall or at another block."""
    x1, y1, z1 = at[0], at[1], at[2]
    x2, y2, z2 = x1 + size[0], y1 + size[1], z1 + size[2]
    by_x, by_y, by_z = size[1] * size[2], size[0] * size[2], size[0] * size[1]
    gap_x, gap_y, gap_z = np.int64(size[0] * near), np.int64(size[1] * near), np.int64(size[2] * near)
    low, high = 0, case.size[1]
    if case.limits[CONTOURED]:
        low, high = max(case.low[z1], case.low[z2]), min(case.high[z1], case.high[z2])
    area = 0
    area += by_x * ((x1 <= gap_x) + (x2 + gap_x >= case.size[0]))
    area += by_y * ((y1 <= low + gap_y) + (y2 + gap_y >= high))
    area += by_z * ((z1 <= gap_z) + (z2 + gap_z >= case.size[2]))
    for row in range(state.sums[PLACED]):
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


@compiled
def place(case: Case, blocks: Blocks, state: State, block: int, at: Whole) -> None:
    size, row = blocks.size[block], state.sums[PLACED]
    taken = state.placed[row]
    for side in range(3):
        taken[side], taken[3 + side] = at[side], at[side] + size[side]
    taken[BLOCK] = block
    taken[STOP] = case.stop[blocks.kinds[block, 0]]
    note_items(case, blocks, state, block, at)
    state.sums[PLACED] += 1
    state.sums[WEIGHT] += blocks.weight[block]
    state.totals[VOLUME] += blocks.volume[block]
    state.totals[MOMENT_X] += np.float64(blocks.weight[block]) * (at[0] + size[0] / 2)
    state.totals[MOMENT_Y] += np.float64(blocks.weight[block]) * (at[1] + size[1] / 2)
    for slot in range(KINDS):
        if blocks.kinds[block, slot] < 0:
            break
        state.left[blocks.kinds[block, slot]] -= blocks.has[block, slot]
    measure(case, state)
    flat, high = 2**62, 2**62
    for turn in range(len(case.turns)):
        if state.left[case.turns[turn, 0]] > 0:
            flat = min(flat, case.turns[turn, 2], case.turns[turn, 3])
            high = min(high, case.turns[turn, 4])
    top = np.zeros(6, dtype=np.int64)
    parts = blocks.parts[block]
    top[0], top[1] = at[0] + parts[TOP_X], at[1] + parts[TOP_Y]
    top[3], top[4] = top[0] + parts[TOP_L], top[1] + parts[TOP_W]
    cut(case, state, taken, top, flat, high)


@compiled
def grow(
    case: Case,
    blocks: Blocks,
    order: Whole,
    key: Real,
    taste: Real,
    source: State,
    offer: Whole,
    state: State,
) -> float:
    """Copies the source, places the offer and fills the rest greedily into `state`; its rated volume."""
    copy_state(source, state)
    if offer[0] >= 0:
        place(case, blocks, state, offer[0], offer[1:])
    return fill(case, blocks, order, key, taste, state)


@inner
def fill(case: Case, blocks: Blocks, order: Whole, key: Real, taste: Real, state: State) -> float:
    found = np.zeros((1, 4), dtype=np.int64)
    score = np.zeros(1)
    while offers(case, blocks, order, key, taste, state, found, score):
        place(case, blocks, state, found[0, 0], found[0, 1:])
    return rated(case, state)


@inner
def rated(case: Case, state: State) -> float:
    """The volume, less what a centre of gravity outside its limits will cost in boxes taken off again."""
    weight = state.sums[WEIGHT]
    if weight == 0:
        return float(state.totals[VOLUME])
    out = 0.0
    for side in range(2):
        centre = state.totals[MOMENT_X + side] / weight
        low, high = case.balance[2 * side], case.balance[2 * side + 1]
        mirrored = case.size[side] - centre
        outside = min(max(low - centre, centre - high), max(low - mirrored, mirrored - high))
        out += max(0.0, outside) / case.size[side]
    return float(state.totals[VOLUME]) * max(0.0, 1.0 - 2.0 * out)
