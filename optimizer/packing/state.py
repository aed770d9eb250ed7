"""A container that is being filled: what is left, the free spaces, and what stands where."""

from typing import NamedTuple

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.blocks import Blocks
from optimizer.packing.model import STOPS, SUPPORT, Case, Real, Whole

# Columns of `State.spaces`: two corners, distance of the space's best corner, which corner that is, and whether
# the present stop has given it up.
X1, Y1, Z1, X2, Y2, Z2, DISTANCE, CORNER, GIVEN_UP = range(9)
# Columns of `State.placed`: two corners, the block's row and its stop.
BLOCK, STOP = 6, 7
# Places in `State.sums`; FULL is 1 once nothing more goes in.
SPACES, PLACED, WEIGHT, ITEMS, PRESENT_STOP, FULL = range(6)
# Places in `State.totals`: volume, and the weight's moments along x and y.
VOLUME, MOMENT_X, MOMENT_Y = range(3)

MOST_SPACES = 1024


class State(NamedTuple):
    """`chain[i]` is the place in the blocks' ranking that follows place i - 1; blocks that can no longer be placed
    are passed over. `reach` tells, for the horizontal and the vertical edges of what is left, the longest row of
    them that is not longer than a given length. `items` and `loads` are kept only where a rule asks for them."""

    left: Whole
    spaces: Whole
    placed: Whole
    sums: Whole
    totals: Real
    chain: Whole
    reach: Whole
    items: Whole
    loads: Real


def empty_state(case: Case, blocks: Blocks) -> State:
    state = blank_state(case, blocks)
    _begin(case, state)
    return state


def blank_state(case: Case, blocks: Blocks) -> State:
    boxes = int(case.stock.sum())
    return State(
        left=np.zeros(len(case.stock), dtype=np.int64),
        spaces=np.zeros((MOST_SPACES, 9), dtype=np.int64),
        placed=np.zeros((boxes + 1, 8), dtype=np.int64),
        sums=np.zeros(6, dtype=np.int64),
        totals=np.zeros(3),
        chain=np.zeros(len(blocks.volume) + 1, dtype=np.int64),
        reach=np.zeros((2, int(case.size.max()) + 1), dtype=np.int64),
        items=np.zeros((boxes + 1, 8), dtype=np.int64),
        loads=np.zeros(boxes + 1),
    )


@compiled
def _begin(case: Case, state: State) -> None:
    _copy_line(case.stock, state.left)
    for place in range(len(state.chain)):
        state.chain[place] = place + 1
    state.sums[SPACES] = 1
    state.sums[PRESENT_STOP] = case.limits[STOPS] - 1
    for side in range(3):
        state.spaces[0, side], state.spaces[0, 3 + side] = 0, case.size[side]
    anchor(case, state.spaces[0])
    measure(case, state)


@compiled
def copy_state(source: State, target: State) -> None:
    _copy(source.spaces, target.spaces, source.sums[SPACES])
    _copy(source.placed, target.placed, source.sums[PLACED])
    _copy(source.items, target.items, source.sums[ITEMS])
    _copy(source.reach, target.reach, len(source.reach))
    for row in range(source.sums[ITEMS]):
        target.loads[row] = source.loads[row]
    for row in range(len(source.totals)):
        target.totals[row] = source.totals[row]
    _copy_line(source.left, target.left)
    _copy_line(source.sums, target.sums)
    _copy_line(source.chain, target.chain)


@inner
def _copy(source: Whole, target: Whole, rows: int) -> None:
    for row in range(rows):
        _copy_line(source[row], target[row])


@inner
def _copy_line(source: Whole, target: Whole) -> None:
    for column in range(len(source)):
        target[column] = source[column]


@inner
def anchor(case: Case, space: Whole) -> None:
    """Notes the space's corner that is nearest to its corner of the container: with a support rule one at the floor,
    with several stops one away from the door."""
    space[DISTANCE], space[CORNER] = 0, 0
    for side in range(3):
        near, far = space[side], case.size[side] - space[3 + side]
        one_way = (side == 2 and case.limits[SUPPORT] > 0) or (side == 0 and case.limits[STOPS] > 1)
        if far < near and not one_way:
            space[DISTANCE] += far
            space[CORNER] += 1 << side
        else:
            space[DISTANCE] += near
    space[GIVEN_UP] = 0


@inner
def measure(case: Case, state: State) -> None:
    """Writes `reach`: which lengths rows of the edges of what is left can have, each box used at most so often."""
    for upright in range(2):
        longest = case.size[2] if upright else max(case.size[0], case.size[1])
        words = longest // 64 + 1
        bits = np.zeros(words, dtype=np.uint64)
        bits[0] = 1
        for row in range(len(case.edges)):
            count = state.left[case.edges[row, 1]]
            if count and case.edges[row, 0] == upright:
                _extend(bits, case.edges[row, 2], count, longest)
        last = 0
        for length in range(longest + 1):
            if (bits[length >> 6] >> np.uint64(length & 63)) & np.uint64(1):
                last = length
            state.reach[upright, length] = last


@inner
def _extend(bits: Whole, edge: int, count: int, longest: int) -> None:
    """Adds up to `count` times the edge to every length, by doubling."""
    count = min(count, longest // edge)
    step = 1
    while count > 0:
        times = min(step, count)
        count -= times
        _shift_in(bits, times * edge)
        step *= 2


@inner
def _shift_in(bits: Whole, by: int) -> None:
    words, rest = by >> 6, np.uint64(by & 63)
    for word in range(len(bits) - 1, words - 1, -1):
        moved = bits[word - words] << rest
        if rest and word > words:
            moved |= bits[word - words - 1] >> (np.uint64(64) - rest)
        bits[word] |= moved


@inner
def cut(case: Case, state: State, box: Whole, top: Whole, least_flat: int, least_high: int) -> None:
    """Takes the cuboid `box` out of the free spaces, which stay maximal; where full support is asked for, what is
    free above it is bounded by `top`, the face that carries. Spaces that nothing left fits into are dropped."""
    supported = case.limits[SUPPORT] == 100
    spaces = state.spaces
    kept, fresh = 0, 0
    pieces = np.empty((512, 9), dtype=np.int64)
    for row in range(state.sums[SPACES]):
        space = spaces[row]
        if (
            space[X2] <= box[0] or space[X1] >= box[3] or space[Y2] <= box[1] or space[Y1] >= box[4]
            or space[Z2] <= box[2] or space[Z1] >= box[5]
        ):  # fmt: skip
            if (
                space[X2] - space[X1] >= least_flat
                and space[Y2] - space[Y1] >= least_flat
                and space[Z2] - space[Z1] >= least_high
            ):
                if kept < row:
                    _copy_line(space, spaces[kept])
                kept += 1
            continue
        for side in range(3):
            least = least_high if side == 2 else least_flat
            if box[side] - space[side] >= least and fresh < len(pieces):
                _copy_line(space, pieces[fresh])
                pieces[fresh, 3 + side] = box[side]
                fresh += 1
            if space[3 + side] - box[3 + side] >= least and fresh < len(pieces):
                _copy_line(space, pieces[fresh])
                pieces[fresh, side] = box[3 + side]
                if side == 2 and supported:
                    for flat in range(2):
                        pieces[fresh, flat] = max(space[flat], top[flat])
                        pieces[fresh, 3 + flat] = min(space[3 + flat], top[3 + flat])
                        if pieces[fresh, 3 + flat] - pieces[fresh, flat] < least_flat:
                            fresh -= 1
                            break
                fresh += 1
    total = kept
    for row in range(fresh):
        if _is_maximal(spaces, kept, total, pieces, row, fresh):
            if total == MOST_SPACES:
                break
            anchor(case, pieces[row])
            _copy_line(pieces[row], spaces[total])
            total += 1
    state.sums[SPACES] = total


@inner
def _is_maximal(spaces: Whole, kept: int, total: int, pieces: Whole, row: int, fresh: int) -> bool:
    for other in range(kept):
        if _holds(spaces[other], pieces[row]):
            return False
    for other in range(fresh):
        # Of two equal pieces the first is kept.
        if (
            other != row
            and _holds(pieces[other], pieces[row])
            and (other < row or not _holds(pieces[row], pieces[other]))
        ):
            return False
    return True


@inner
def _holds(outer: Whole, inner: Whole) -> bool:
    return bool(
        outer[X1] <= inner[X1] and outer[X2] >= inner[X2] and outer[Y1] <= inner[Y1]
        and outer[Y2] >= inner[Y2] and outer[Z1] <= inner[Z1] and outer[Z2] >= inner[Z2]
    )  # fmt: skip
