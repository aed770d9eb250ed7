"""Every parcel with every slot as numbers: whether it may lie there, and what that counts a day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.slotting.problems import Slot, SlottingProblem, SlottingRules, Stored

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
UNPLACED = -1


@dataclass(frozen=True)
class Pairs:
    """`cost` and `allowed` are parcels × slots; `needs` (parcels) and `room` (slots) have grams, cm³ and number;
    `aisle` and `lane` are numbers, `lane` -1 for a parcel without one."""

    cost: Ints
    allowed: Bools
    needs: Ints
    room: Ints
    aisle: Ints
    lane: Ints
    unplaced: int
    spread: int

    def total(self, choice: Ints) -> int:
        placed = choice != UNPLACED
        rows = np.nonzero(placed)[0]
        walked = int(self.cost[rows, choice[rows]].sum()) + self.unplaced * int((~placed).sum())
        return walked + self.spread_of(choice)

    def spread_of(self, choice: Ints) -> int:
        """What lanes over more than one aisle count."""
        rows = np.nonzero((choice != UNPLACED) & (self.lane >= 0))[0]
        used = {(int(self.lane[row]), int(self.aisle[choice[row]])) for row in rows}
        return self.spread * (len(used) - len({lane for lane, _ in used}))

    def free(self, choice: Ints) -> Ints:
        free = self.room.copy()
        placed = choice != UNPLACED
        np.subtract.at(free, choice[placed], self.needs[placed])
        return free


def pairs_of(problem: SlottingProblem) -> Pairs:
    slots, parcels, rules = problem.slots, problem.parcels, problem.rules
    needs = np.array([(p.weight_g, p.volume_cm3, 1) for p in parcels], dtype=np.int64).reshape(-1, 3)
    room = np.array(
        [(s.capacity_g, s.capacity_cm3, s.capacity_parcels) for s in slots], dtype=np.int64
    ).reshape(-1, 3)
    fits = (needs[:, None, :] <= room[None, :, :]).all(axis=2)
    aisles = {name: number for number, name in enumerate(dict.fromkeys(slot.aisle for slot in slots))}
    lanes = {name: number for number, name in enumerate(dict.fromkeys(p.lane for p in parcels if p.lane))}
    return Pairs(
        cost=_costs(problem),
        allowed=_suiting(problem) & fits,
        needs=needs,
        room=room,
        aisle=np.array([aisles[slot.aisle] for slot in slots], dtype=np.int64),
        lane=np.array([lanes.get(parcel.lane, -1) for parcel in parcels], dtype=np.int64),
        unplaced=rules.unplaced_mm_per_day,
        spread=rules.spread_mm_per_day,
    )


def _costs(problem: SlottingProblem) -> Ints:
    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    slots, parcels, rules = problem.slots, problem.parcels, problem.rules
    visits = column([parcel.visits for parcel in parcels])[:, None]
    stay = column([parcel.stay_days for parcel in parcels])[:, None]
    weight = column([parcel.weight_g for parcel in parcels])[:, None]
    dock = column([slot.to_dock_mm for slot in slots])
    station = column([slot.to_station_mm for slot in slots])
    away = np.abs(column([slot.height_mm for slot in slots]) - rules.comfortable_mm)
    lift = weight * away * rules.lift_mm_per_kg_m // 1_000_000 * (1 + visits)
    costs: Ints = -(-(2 * dock + 2 * visits * station + lift) // stay)
    return costs


def _suiting(problem: SlottingProblem) -> Bools:
    """By kinds of needs and of zones, of which there are few."""
    needs = sorted({parcel.needs for parcel in problem.parcels}, key=sorted)
    rows = np.array([needs.index(parcel.needs) for parcel in problem.parcels], dtype=np.int64)
    zones = np.array(
        [[not why_not_zone(need, slot) for slot in problem.slots] for need in needs], dtype=bool
    ).reshape(len(needs), len(problem.slots))
    heavy = np.array([parcel.weight_g > problem.rules.heavy_g for parcel in problem.parcels], dtype=bool)
    high = np.array([slot.height_mm > problem.rules.heavy_up_to_mm for slot in problem.slots], dtype=bool)
    suiting: Bools = zones[rows] & ~(heavy[:, None] & high)
    return suiting


def why_not_zone(needs: frozenset[str], slot: Slot) -> str:
    """What keeps parcels with these needs out of the slot; nothing when they may lie there."""
    missing = needs - slot.zones
    if missing:
        return f"is not {', '.join(sorted(missing))}"
    if slot.reserved and not needs & slot.zones:
        return f"is kept for {', '.join(sorted(slot.zones)) or 'others'}"
    return ""


def why_not(rules: SlottingRules, parcel: Stored, slot: Slot) -> str:
    """As `why_not_zone`, with height and size of the empty slot."""
    if reason := why_not_zone(parcel.needs, slot):
        return reason
    if parcel.weight_g > rules.heavy_g and slot.height_mm > rules.heavy_up_to_mm:
        return f"is at {slot.height_mm} mm, too high for {parcel.weight_g} g"
    if parcel.weight_g > slot.capacity_g or parcel.volume_cm3 > slot.capacity_cm3:
        return "is too small"
    return "" if slot.capacity_parcels else "takes no parcels"
