"""Fills a container block by block: the nearest free corner first, and there the block that loses least."""

import numpy as np

from optimizer.compiled import compiled, inner
from optimizer.packing.blocks import KINDS, TOP_L, TOP_W, TOP_X, TOP_Y, Blocks
from optimizer.packing.model import Case, Whole
from optimizer.packing.rating import Ranking, offers
from optimizer.packing.rules import note_items
from optimizer.packing.state import (
    BLOCK,
    FULL,
    MOMENT_X,
    MOMENT_Y,
    PLACED,
    STOP,
    VOLUME,
    WEIGHT,
    State,
    copy_state,
    cut,
    measure,
)  # fmt: skip


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
    case: Case, blocks: Blocks, ranking: Ranking, source: State, offer: Whole, state: State, most: int
) -> float:
    """Copies the source, places the offer and fills `state` with up to `most` more blocks; its rated volume."""
    copy_state(source, state)
    if offer[0] >= 0:
        place(case, blocks, state, offer[0], offer[1:])
    return fill(case, blocks, ranking, state, most)


@compiled
def fill(case: Case, blocks: Blocks, ranking: Ranking, state: State, most: int) -> float:
    """Places the best block at the nearest free corner, up to `most` times; the rated volume."""
    found = np.zeros((1, 4), dtype=np.int64)
    score = np.zeros(1)
    for _ in range(most):
        if offers(case, blocks, ranking, state, found, score) == 0:
            state.sums[FULL] = 1
            break
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
