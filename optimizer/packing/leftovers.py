"""What a filled container refuses: adds the boxes that still go in, and says which rule keeps the others out."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from optimizer.packing.blocks import Blocks
from optimizer.packing.filling import place
from optimizer.packing.grids import blocks_of
from optimizer.packing.model import (
    BALANCED,
    BEARING,
    CONTOURED,
    ITEMISED,
    MAX_WEIGHT,
    SEGREGATED,
    STOPS,
    SUPPORT,
    Case,
    Whole,
)  # fmt: skip
from optimizer.packing.rules import keeps_rules
from optimizer.packing.search import Meter
from optimizer.packing.state import MOMENT_X, PLACED, SPACES, WEIGHT, empty_state

# So many places are judged for each box in each orientation.
MOST_SPOTS = 60
# Where each rule stands in the limits; one stop alone is no rule.
RULES = {"support": SUPPORT, "top_load": BEARING, "segregation": SEGREGATED, "unload_order": STOPS}
RULED = {"support": 0, "top_load": 0, "segregation": 0, "unload_order": 1}


@dataclass(frozen=True, slots=True)
class Kept:
    """The rules that keep a kind of box out where the fewest do; `largest` is the largest free cuboid."""

    rules: frozenset[str]
    largest: tuple[int, int, int]


class Leftovers:
    """A container with its boxes one by one. Free space is judged without the support rule, so that a box kept out by
    that rule alone is told apart from one that has no room."""

    def __init__(self, case: Case, items: Whole) -> None:
        self.case = case
        self._bare = _with(case, {"top_load"})
        self._judges = {
            rule: _with(case, {rule}) for rule, place in RULES.items() if case.limits[place] > RULED[rule]
        }
        self._singles = _singles(case)
        self.state = empty_state(self._bare, self._singles)
        self._added: list[tuple[int, int, int, int, int]] = []
        for kind, turn, x, y, z in items[np.argsort(items[:, 4], kind="stable")].tolist():
            self._put(kind, turn, np.array([x, y, z], dtype=np.int64))

    @property
    def weight_g(self) -> int:
        return int(self.state.sums[WEIGHT])

    def add(self, meter: Meter) -> Whole:
        """The boxes that still went in until the meter stopped, as rows of (kind, turn, x, y, z)."""
        self._added.clear()
        turns = self.case.turns
        largest_first = np.argsort(-turns[:, 2:].prod(axis=1), kind="stable").tolist()
        # What was added may carry what had no support before.
        while sum(self._add_one(turn) for turn in largest_first if not meter.stopped):
            continue
        return np.array(self._added, dtype=np.int64).reshape(-1, 5)

    def _add_one(self, turn: int) -> bool:
        kind = int(self.case.turns[turn, 0])
        heavy = self.weight_g + self.case.weight[kind] > self.case.limits[MAX_WEIGHT]
        if heavy or not self.state.left[kind]:
            return False
        at = next((at for at in self._spots(turn) if not self._broken(turn, at)), None)
        if at is not None:
            self._put(kind, turn, at)
        return at is not None

    def kept_out(self, kind: int, meter: Meter) -> Kept:
        if meter.stopped:
            return Kept(frozenset({"time"}), self._largest())
        found: Counter[frozenset[str]] = Counter()
        heavy = self.state.sums[WEIGHT] + self.case.weight[kind] > self.case.limits[MAX_WEIGHT]
        for turn in np.flatnonzero(self.case.turns[:, 0] == kind).tolist():
            for at in self._spots(turn):
                rules = frozenset(self._broken(turn, at) | ({"weight"} if heavy else set()))
                found[rules] += 1
        rules = min(found, key=lambda rules: (len(rules), -found[rules], sorted(rules)), default=frozenset())
        if not found:
            rules = frozenset({"no_room", "weight"} if heavy else {"no_room"})
        return Kept(rules or frozenset({"time"}), self._largest())

    def _put(self, kind: int, turn: int, at: Whole) -> None:
        place(self._bare, self._singles, self.state, turn, at)
        self._added.append((kind, turn, int(at[0]), int(at[1]), int(at[2])))

    def _largest(self) -> tuple[int, int, int]:
        spaces = self.state.spaces[: self.state.sums[SPACES]]
        sides = spaces[:, 3:6] - spaces[:, :3]
        if not len(sides):
            return 0, 0, 0
        length, width, height = sides[np.argmax(sides.prod(axis=1))].tolist()
        return length, width, height

    def _spots(self, turn: int) -> list[Whole]:
        """Where a box could stand in a free space: in its lower corners, and in those of what lies below it."""
        sides = self.case.turns[turn, 2:]
        spots: dict[tuple[int, int, int], None] = {}
        for space in self.state.spaces[: self.state.sums[SPACES]]:
            if (space[3:6] - space[:3] < sides).any():
                continue
            z = int(space[2])
            low, high = self._ends(z, z + int(sides[2]), space)
            for area in self._areas(space):
                for x in (area[0], area[2] - sides[0]):
                    for y in (max(area[1], low), min(area[3], high) - sides[1]):
                        if space[0] <= x <= space[3] - sides[0] and low <= y <= high - sides[1]:
                            spots[int(x), int(y), z] = None
            if len(spots) > MOST_SPOTS:
                break
        return [np.array(spot, dtype=np.int64) for spot in spots]

    def _ends(self, z: int, top: int, space: Whole) -> tuple[int, int]:
        low, high = int(space[1]), int(space[4])
        if self.case.limits[CONTOURED]:
            low = max(low, int(self.case.low[z]), int(self.case.low[top]))
            high = min(high, int(self.case.high[z]), int(self.case.high[top]))
        return low, high

    def _areas(self, space: Whole) -> list[Whole]:
        """The space as seen from above, and its part over each box whose top is its floor."""
        placed = self.state.placed[: self.state.sums[PLACED]]
        below = placed[placed[:, 5] == space[2]] if space[2] else placed[:0]
        corners = np.column_stack([
            np.maximum(below[:, :2], space[:2]), np.minimum(below[:, 3:5], space[3:5])
        ])  # fmt: skip
        over = corners[(corners[:, 2] > corners[:, 0]) & (corners[:, 3] > corners[:, 1])]
        return [space[[0, 1, 3, 4]], *over]

    def _broken(self, turn: int, at: Whole) -> set[str]:
        broken = {
            rule
            for rule, case in self._judges.items()
            if not keeps_rules(case, self._singles, self.state, turn, at)
        }
        if self.case.limits[BALANCED] and not self._balanced_with(turn, at):
            broken.add("balance")
        return broken

    def _balanced_with(self, turn: int, at: Whole) -> bool:
        own = self.case.weight[self.case.turns[turn, 0]]
        weight = self.state.sums[WEIGHT] + own
        for side in range(2):
            moment = self.state.totals[MOMENT_X + side] + own * (
                at[side] + self.case.turns[turn, 2 + side] / 2
            )
            low, high = self.case.balance[2 * side : 2 * side + 2]
            if not low * weight <= moment <= high * weight:
                return False
        return True


def _with(case: Case, rules: set[str]) -> Case:
    """The same case with these rules alone, judged box by box."""
    kept = np.zeros_like(case.limits)
    for place_in_limits in [MAX_WEIGHT, CONTOURED, *(RULES[rule] for rule in rules)]:
        kept[place_in_limits] = case.limits[place_in_limits]
    kept[ITEMISED] = 1
    return case._replace(limits=kept)


def _singles(case: Case) -> Blocks:
    """One block for each turn: a single box."""
    return blocks_of(case._replace(stock=np.minimum(case.stock, 1)), max(len(case.turns), 1), False)
