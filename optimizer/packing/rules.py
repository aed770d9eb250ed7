"""The rules beside room and number, as the compiled search judges them before it places a block."""

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.blocks import KINDS, Blocks, unfold
from optimizer.packing.model import BEARING, ITEMISED, NEVER, SEGREGATED, STOPS, SUPPORT, Case, Whole
from optimizer.packing.state import BLOCK, ITEMS, PLACED, STOP, State

# Columns of `State.items`: two corners, kind, turn.
KIND, TURN = 6, 7


@compiled
def keeps_rules(case: Case, blocks: Blocks, state: State, block: int, at: Whole) -> bool:
    if case.limits[STOPS] > 1 and _blocks_a_way(case, blocks, state, block, at):
        return False
    if case.limits[SEGREGATED] and not _stands_apart(case, blocks, state, block, at):
        return False
    if not case.limits[ITEMISED]:
        return True
    noted = state.sums[ITEMS]
    loads = np.zeros(noted)
    for row in range(noted):
        loads[row] = state.loads[row]
    keeps = _add_items(case, blocks, state, block, at)
    state.sums[ITEMS] = noted
    for row in range(noted):
        state.loads[row] = loads[row]
    return keeps


@inner
def note_items(case: Case, blocks: Blocks, state: State, block: int, at: Whole) -> None:
    if case.limits[ITEMISED]:
        _add_items(case, blocks, state, block, at)


@inner
def _blocks_a_way(case: Case, blocks: Blocks, state: State, block: int, at: Whole) -> bool:
    """Whether of the block and something placed, the one unloaded later stands before the other one or above it."""
    size, stop = blocks.size[block], case.stop[blocks.kinds[block, 0]]
    for row in range(state.sums[PLACED]):
        other = state.placed[row]
        if other[STOP] == stop:
            continue
        over_x = min(other[3], at[0] + size[0]) > max(other[0], at[0])
        over_y = min(other[4], at[1] + size[1]) > max(other[1], at[1])
        over_z = min(other[5], at[2] + size[2]) > max(other[2], at[2])
        if other[STOP] > stop:
            before, above = other[0] >= at[0] + size[0], other[2] >= at[2] + size[2]
        else:
            before, above = at[0] >= other[3], at[2] >= other[5]
        if over_y and ((over_z and before) or (over_x and above)):
            return True
    return False


@inner
def _stands_apart(case: Case, blocks: Blocks, state: State, block: int, at: Whole) -> bool:
    size = blocks.size[block]
    for row in range(state.sums[PLACED]):
        other = state.placed[row]
        needed = np.int64(0)
        for place in range(KINDS):
            if blocks.kinds[block, place] < 0:
                break
            for against in range(KINDS):
                if blocks.kinds[other[BLOCK], against] < 0:
                    break
                one = case.group[blocks.kinds[block, place]]
                needed = max(needed, case.apart[one, case.group[blocks.kinds[other[BLOCK], against]]])
        if needed == 0:
            continue
        if needed == NEVER:
            return False
        gap_x = max(0, other[0] - at[0] - size[0], at[0] - other[3])
        gap_y = max(0, other[1] - at[1] - size[1], at[1] - other[4])
        if gap_x * gap_x + gap_y * gap_y < needed:
            return False
    return True


@inner
def _add_items(case: Case, blocks: Blocks, state: State, block: int, at: Whole) -> bool:
    """Notes the block's boxes one by one; false as soon as one lacks support or one below is overloaded."""
    unfolded = np.zeros((blocks.boxes[block], 5), dtype=np.int64)
    number = unfold(case, blocks, block, at[0], at[1], at[2], unfolded)
    for row in range(number):
        item = state.items[state.sums[ITEMS]]
        turn = unfolded[row, 1]
        for side in range(3):
            item[side] = unfolded[row, 2 + side]
            item[3 + side] = item[side] + case.turns[turn, 2 + side]
        item[KIND], item[TURN] = unfolded[row, 0], turn
        if not _rests(case, state, item):
            return False
        state.loads[state.sums[ITEMS]] = 0.0
        state.sums[ITEMS] += 1
        if case.limits[BEARING] and not _carried(case, state):
            return False
    return True


@inner
def shared(one: Whole, other: Whole) -> int:
    """The area that two cuboids have in common as seen from above."""
    over_x = min(one[3], other[3]) - max(one[0], other[0])
    over_y = min(one[4], other[4]) - max(one[1], other[1])
    return over_x * over_y if over_x > 0 and over_y > 0 else 0


@inner
def _rests(case: Case, state: State, item: Whole) -> bool:
    """Whether enough of its base rests, and it is not slipped under what stands already."""
    resting = 0
    for row in range(state.sums[ITEMS]):
        other = state.items[row]
        if other[5] == item[2]:
            resting += shared(item, other)
        elif case.limits[BEARING] and other[2] == item[5] and shared(item, other):
            return False
    if item[2] == 0:
        return True
    return bool(100 * resting >= case.limits[SUPPORT] * (item[3] - item[0]) * (item[4] - item[1]))


@inner
def _carried(case: Case, state: State) -> bool:
    """Hands the last item's weight down, to what it rests on by shares of the touching area."""
    last = state.sums[ITEMS] - 1
    extra = np.zeros(last + 1)
    extra[last] = case.weight[state.items[last, KIND]]
    for row in range(last, -1, -1):
        item = state.items[row]
        if extra[row] == 0.0 or item[2] == 0:
            continue
        resting = 0
        for below in range(row):
            if state.items[below, 5] == item[2]:
                resting += shared(item, state.items[below])
        for below in range(row):
            area = shared(item, state.items[below]) if state.items[below, 5] == item[2] else 0
            if area:
                extra[below] += extra[row] * area / resting
                limit = case.bears[state.items[below, KIND], case.turns[state.items[below, TURN], 1]]
                # The shares are rounded. Loads only grow, so the first breach decides.
                if state.loads[below] + extra[below] > limit * (1 - 1e-9):
                    return False
    for row in range(last):
        state.loads[row] += extra[row]
    return True
