"""A block is what it says: its boxes lie inside its cuboid, apart, and its face on top carries."""

import numpy as np
import pytest

from optimizer.packing.blocks import TOP_L, TOP_W, TOP_X, TOP_Y, Blocks, unfold
from optimizer.packing.grids import blocks_of
from optimizer.packing.model import Case, Whole, case_of
from optimizer.packing.problems import Container
from tests.unit.optimizer.packing.packings import freight

ROOM = Container("room", 587, 233, 220, 10**9)


def case(seed: int, support_percent: int) -> Case:
    boxes = freight(seed)
    return case_of(boxes, [box.count for box in boxes], ROOM, support_percent, ())


def corners(of: Case, blocks: Blocks, block: int) -> tuple[Whole, Whole]:
    """The lower and the upper corner of each box of the block."""
    found = np.zeros((blocks.boxes[block], 5), dtype=np.int64)
    assert unfold(of, blocks, block, 0, 0, 0, found) == blocks.boxes[block]
    return found[:, 2:5], found[:, 2:5] + of.turns[found[:, 1], 2:5]


def common(low: Whole, high: Whole, other_low: Whole, other_high: Whole) -> Whole:
    """What each box has in common with each of the others, along each axis."""
    return np.maximum(0, np.minimum(high[:, None], other_high) - np.maximum(low[:, None], other_low))


@pytest.mark.parametrize("support_percent", [0, 60, 100])
@pytest.mark.parametrize("seed", range(6))
def test_the_boxes_of_a_block_lie_inside_it_and_apart(seed: int, support_percent: int) -> None:
    of = case(seed, support_percent)
    blocks = blocks_of(of, 3_000, joined=True)
    for block in range(len(blocks.volume)):
        low, high = corners(of, blocks, block)
        assert (low >= 0).all()
        assert (high <= blocks.size[block]).all()
        assert common(low, high, low, high).prod(axis=2).sum() == blocks.volume[block]


@pytest.mark.parametrize("support_percent", [60, 100])
@pytest.mark.parametrize("seed", range(6))
def test_all_boxes_of_a_block_rest_and_its_face_on_top_is_whole(seed: int, support_percent: int) -> None:
    of = case(seed, support_percent)
    blocks = blocks_of(of, 3_000, joined=True)
    for block in range(len(blocks.volume)):
        low, high = corners(of, blocks, block)
        touching = common(low, high, low, high)[:, :, :2].prod(axis=2) * (low[:, None, 2] == high[:, 2])
        assert (touching.sum(axis=1) == (high - low)[:, :2].prod(axis=1))[low[:, 2] > 0].all()
        x, y, length, width = blocks.parts[block, [TOP_X, TOP_Y, TOP_L, TOP_W]]
        face = np.array([[x, y]]), np.array([[x + length, y + width]])
        uppermost = high[:, 2] == blocks.size[block, 2]
        shared = common(low[uppermost, :2], high[uppermost, :2], *face).prod(axis=2)
        assert shared.sum() == length * width
