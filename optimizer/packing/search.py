"""Beam search over blocks, one container at a time: a first answer at once, then wider beams until the budget ends.

Every state of the beam is judged by the volume to which greedy filling brings it (Araya and Riff 2014, "A beam search
approach to the container loading problem"). When a beam has come to its end, the next one is wider and rates blocks a
little differently.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from random import Random
from typing import NamedTuple

import numpy as np

from optimizer.budget import Budget, Watch
from optimizer.packing.blocks import Blocks, unfold
from optimizer.packing.filling import fill, grow, place
from optimizer.packing.grids import blocks_of
from optimizer.packing.model import ITEMISED, Case, Real, Whole
from optimizer.packing.rating import Ranking, offers
from optimizer.packing.state import FULL, PLACED, State, blank_state, copy_state, empty_state

FIRST_BLOCKS = 1_000
MOST_BLOCKS = 5_000
WIDE, WIDEST = 50, 400
# So many blocks are placed between two looks at the clock: few where rules ask for every box.
AT_ONCE = {False: 64, True: 4}
NOTHING = np.array([-1, 0, 0, 0], dtype=np.int64)


class Taste(NamedTuple):
    """How blocks are rated: the powers of touching share, usable share and one over the number of boxes, and
    how near, as a part of the block's extent, counts as touching. The first three are halves or whole."""

    touching: float = 4.0
    usable: float = 1.0
    boxes: float = 0.2
    near: float = 0.04


@dataclass(slots=True)
class Meter:
    """What is left of a budget; `steps` counts greedy fillings."""

    watch: Watch
    budget: Budget
    steps: int = 0

    @property
    def over(self) -> bool:
        return (self.budget.steps is not None and self.steps >= self.budget.steps) or self.stopped

    @property
    def stopped(self) -> bool:
        """Whether even a filling that was begun must end as it is."""
        cancelled = self.budget.cancelled
        return self.watch.left == 0 or (cancelled is not None and cancelled())

    def within(self, seconds: float) -> "Meter":
        """For what follows the search: so many seconds, called off like the whole."""
        return Meter(Watch(seconds), self.budget)


class Search:
    """The best filling of one container; `rated` is its volume, less a penalty while it is out of balance."""

    def __init__(self, case: Case, meter: Meter) -> None:
        self.case, self.meter = case, meter
        self.rated = -1.0
        self.items = np.zeros((0, 5), dtype=np.int64)
        most = min(float((_volumes(case) * case.stock).sum()), float(case.size.prod()))
        self._enough = most * (1 - meter.budget.gap)
        self._random = Random(meter.budget.seed)

    def run(self) -> Iterator[Whole]:
        """Each better filling as rows of (kind, turn, x, y, z), what carries before what it carries."""
        for most, joined in ((FIRST_BLOCKS, False), (MOST_BLOCKS, True)):
            beams = _Beams(self.case, blocks_of(self.case, most, joined), self.meter)
            width, taste = 1, Taste()
            while not self._done():
                for value, state in beams.run(width, taste):
                    if value > self.rated:
                        self.rated, self.items = value, beams.items(state)
                        yield self.items
                    if self._done():
                        return
                if not joined or width == WIDEST:
                    break
                width = min(WIDEST, ceil(width * sqrt(2)) if width > 1 else 2)
                taste = Taste() if width <= WIDE else self._varied()

    def _varied(self) -> Taste:
        """Beams that have grown wide find little by growing on; another taste leads elsewhere."""
        draw = self._random
        return Taste(
            draw.choice((2.0, 3.0, 4.0, 5.0)), 1.0, draw.choice((0.1, 0.2, 0.3)), draw.choice((0.0, 0.04))
        )

    def _done(self) -> bool:
        return self.rated >= 0 and (self.meter.over or self.rated >= self._enough)


class _Beams:
    def __init__(self, case: Case, blocks: Blocks, meter: Meter) -> None:
        self.case, self.blocks, self.meter = case, blocks, meter
        self._filled = blank_state(case, blocks)
        self._spare: list[State] = []
        self._at_once = AT_ONCE[bool(case.limits[ITEMISED])]

    def run(self, width: int, taste: Taste) -> Iterator[tuple[float, State]]:
        """Every filling that a beam of this width tries; the state is good until the next one is asked for."""
        ranking = _ranking(self.blocks, taste)
        root = empty_state(self.case, self.blocks)
        value = self._grow(ranking, root, NOTHING)
        yield value, self._filled
        beam = [(value, root)]
        while beam:
            offered: list[tuple[float, State, Whole]] = []
            for value, state in beam:
                found = self._offers(ranking, state, width)
                # The best offer is the one that greedy filling took.
                offered.extend((value, state, offer) for offer in found[:1])
                for offer in found[1:]:
                    value_after = self._grow(ranking, state, offer)
                    yield value_after, self._filled
                    offered.append((value_after, state, offer))
            beam = self._next(beam, offered, width)

    def items(self, state: State) -> Whole:
        rows = []
        for placed in state.placed[: state.sums[PLACED]]:
            x, y, z, block = (int(placed[column]) for column in (0, 1, 2, 6))
            found = np.zeros((self.blocks.boxes[block], 5), dtype=np.int64)
            unfold(self.case, self.blocks, block, x, y, z, found)
            rows.append(found)
        return np.concatenate(rows) if rows else np.zeros((0, 5), dtype=np.int64)

    def _offers(self, ranking: Ranking, state: State, width: int) -> Whole:
        found, score = np.zeros((width, 4), dtype=np.int64), np.zeros(width)
        return found[: offers(self.case, self.blocks, ranking, state, found, score)]

    def _grow(self, ranking: Ranking, source: State, offer: Whole) -> float:
        self.meter.steps += 1
        state, most = self._filled, self._at_once
        value = grow(self.case, self.blocks, ranking, source, offer, state, most)
        while not state.sums[FULL] and not self.meter.stopped:
            value = fill(self.case, self.blocks, ranking, state, most)
        return value

    def _next(
        self, beam: list[tuple[float, State]], offered: list[tuple[float, State, Whole]], width: int
    ) -> list[tuple[float, State]]:
        """The best of the offered, carried out; of those that fill to the same volume only one."""
        chosen: dict[float, tuple[State, Whole]] = {}
        for value, state, offer in sorted(offered, key=lambda offer: -offer[0]):
            chosen.setdefault(value, (state, offer))
            if len(chosen) == width:
                break
        following = []
        for value, (state, offer) in chosen.items():
            child = self._spare.pop() if self._spare else blank_state(self.case, self.blocks)
            copy_state(state, child)
            place(self.case, self.blocks, child, offer[0], offer[1:])
            following.append((value, child))
        self._spare.extend(state for _, state in beam)
        return following


def _ranking(blocks: Blocks, taste: Taste) -> Ranking:
    # Rounded, so that the last bit of a power, which may differ between machines, decides nothing.
    key: Real = np.round(blocks.volume * blocks.boxes.astype(np.float64) ** (-taste.boxes))
    order = np.argsort(-key, kind="stable")
    size, kinds, has = (column[order].astype(np.int16) for column in (blocks.size, blocks.kinds, blocks.has))
    return Ranking(order, key[order], size, kinds, has, np.array([taste.touching, taste.usable, taste.near]))


def _volumes(case: Case) -> Whole:
    """The volume of one box of each kind; 0 for those that do not fit into the empty container."""
    volumes = np.zeros(len(case.stock), dtype=np.int64)
    volumes[case.turns[:, 0]] = case.turns[:, 2:].prod(axis=1)
    return volumes
