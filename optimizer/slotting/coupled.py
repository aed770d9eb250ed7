"""Slotting where weight, volume or lanes couple the parcels: CP-SAT from a hint, over near slots of each parcel."""

from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from optimizer.deadline import Deadline
from optimizer.slotting.pairs import UNPLACED, Bools, Ints, Pairs

MOST_PAIRS = 40_000
WHOLE_SHARE = 0.4
FREED = 10
NEIGHBOURHOODS = 100_000
NEIGHBOURHOOD_S = 0.5
# A neighbourhood ends after so many conflicts, whatever the machine.
CONFLICTS = 1_000
# What it takes to put one pair into a model, generously.
BUILDING_S = 2e-5


def improve(pairs: Pairs, choice: Ints, bound: int, deadline: Deadline) -> tuple[Ints, int]:
    """A choice at least as good, and the higher bound if one was proven: the whole model when it is small, else
    neighbourhoods in turn, each freeing the parcels of a few slots."""
    pairs_in_time = min(MOST_PAIRS, deadline.left / (4 * BUILDING_S))
    if pairs.allowed.sum() <= pairs_in_time:
        part = deadline.part(WHOLE_SHARE * deadline.left)
        choice, proven = _Model(pairs, pairs.allowed, choice).solve(choice, part, deadline.budget.steps)
        bound = max(bound, min(proven, pairs.total(choice)))
    draw = np.random.default_rng(deadline.budget.seed)
    steps = deadline.budget.steps or NEIGHBOURHOODS
    # With steps the answer must not hang on the machine.
    seconds = NEIGHBOURHOOD_S if deadline.budget.steps is None else deadline.seconds
    while steps > 0 and pairs.total(choice) > bound and not deadline.over:
        kept = _neighbourhood(pairs, choice, draw)
        choice, _ = _Model(pairs, kept, choice).solve(choice, deadline.part(seconds), CONFLICTS)
        steps -= 1
    return choice, bound


def _neighbourhood(pairs: Pairs, choice: Ints, draw: np.random.Generator) -> Bools:
    """A parcel that lies far above its cheapest slot, the slots that are cheapest for it, its own and a few others."""
    least = np.where(pairs.allowed, pairs.cost, pairs.unplaced).min(axis=1, initial=pairs.unplaced)
    now = np.where(
        choice == UNPLACED, pairs.unplaced, pairs.cost[np.arange(len(choice)), np.maximum(choice, 0)]
    )
    lost = (now - least).astype(np.float64) + 1.0
    row = int(draw.choice(len(choice), p=lost / lost.sum()))
    near = np.where(pairs.allowed[row], pairs.cost[row], np.iinfo(np.int64).max).argsort(kind="stable")
    number = pairs.allowed.shape[1]
    slots = np.concatenate([near[: 2 * FREED], draw.choice(number, min(number, 2 * FREED), replace=False)])
    slots = np.append(draw.permutation(np.unique(slots))[:FREED], choice[row])
    freed = np.isin(choice, slots) | (choice == UNPLACED)
    kept: Bools = np.zeros_like(pairs.allowed)
    kept[np.ix_(freed, slots[slots != UNPLACED])] = True
    kept &= pairs.allowed
    placed = np.nonzero(choice != UNPLACED)[0]
    kept[placed, choice[placed]] = True
    return kept


class _Model:
    def __init__(self, pairs: Pairs, kept: Bools, choice: Ints) -> None:
        self.model = cp_model.CpModel()
        self.pairs = pairs
        rows, slots = (axis.tolist() for axis in np.nonzero(kept))
        self.lies = {(row, slot): self.model.new_bool_var("") for row, slot in zip(rows, slots, strict=True)}
        self.stays = [self.model.new_bool_var("") for _ in choice]
        for (row, slot), one in self.lies.items():
            self.model.add_hint(one, bool(choice[row] == slot))
        for row, one in enumerate(self.stays):
            self.model.add_hint(one, bool(choice[row] == UNPLACED))
        self._once()
        self._capacities()
        walked = sum(int(pairs.cost[row, slot]) * one for (row, slot), one in self.lies.items())
        self.model.minimize(walked + pairs.unplaced * sum(self.stays) + self._spread(choice))

    def _once(self) -> None:
        ways: list[list[Any]] = [[one] for one in self.stays]
        for (row, _), one in self.lies.items():
            ways[row].append(one)
        for way in ways:
            self.model.add_exactly_one(way)

    def _capacities(self) -> None:
        in_slot: dict[int, list[tuple[int, Any]]] = {}
        for (row, slot), one in self.lies.items():
            in_slot.setdefault(slot, []).append((row, one))
        for slot, held in in_slot.items():
            for resource, room in enumerate(self.pairs.room[slot].tolist()):
                needs = self.pairs.needs[:, resource]
                if sum(int(needs[row]) for row, _ in held) > room:
                    self.model.add(sum(int(needs[row]) * one for row, one in held) <= room)

    def _spread(self, choice: Ints) -> Any:
        """The aisles that a lane uses, less one for each lane that uses any."""
        if not self.pairs.spread:
            return 0
        uses: dict[tuple[int, int], list[Any]] = {}
        for (row, slot), one in self.lies.items():
            if self.pairs.lane[row] >= 0:
                uses.setdefault((int(self.pairs.lane[row]), int(self.pairs.aisle[slot])), []).append(one)
        aisles: dict[int, list[Any]] = {}
        for (lane, _), ones in uses.items():
            used = self.model.new_bool_var("")
            self.model.add_max_equality(used, ones)
            aisles.setdefault(lane, []).append(used)
        anywhere = []
        for used_aisles in aisles.values():
            any_used = self.model.new_bool_var("")
            self.model.add_max_equality(any_used, used_aisles)
            anywhere.append(any_used)
        return self.pairs.spread * (sum(one for used in aisles.values() for one in used) - sum(anywhere))

    def solve(self, choice: Ints, deadline: Deadline, conflicts: int | None = None) -> tuple[Ints, int]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = deadline.budget.seed
        solver.parameters.max_time_in_seconds = max(0.01, deadline.left)
        if conflicts is not None:
            solver.parameters.max_number_of_conflicts = conflicts
        with deadline.stopping(solver.stop_search):
            status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return choice, 0
        found = np.full(len(choice), UNPLACED, dtype=np.int64)
        for (row, slot), one in self.lies.items():
            if solver.boolean_value(one):
                found[row] = slot
        better = self.pairs.total(found) < self.pairs.total(choice)
        # The bound is a float that stands for a whole number.
        bound = int(np.ceil(solver.best_objective_bound - 1e-3))
        return (found if better else choice), bound
