"""Says of every parcel why it lies where it does, or nowhere, and what its next best slot would count."""

import numpy as np

from optimizer.plans import Reason
from optimizer.slotting.pairs import UNPLACED, Bools, Ints, Pairs, why_not
from optimizer.slotting.plans import OtherSlot, Placement
from optimizer.slotting.problems import SlottingProblem
from optimizer.wording import cubic_metres, kilograms

NAMED = 3


class Explainer:
    def __init__(self, problem: SlottingProblem, pairs: Pairs, choice: Ints) -> None:
        self.problem, self.pairs, self.choice = problem, pairs, choice
        self.free = pairs.free(choice)

    def placements(self) -> tuple[Placement, ...]:
        return tuple(self._placement(row) for row in range(len(self.choice)))

    def _placement(self, row: int) -> Placement:
        slot, costs = int(self.choice[row]), self.pairs.cost[row]
        now = self.pairs.unplaced if slot == UNPLACED else int(costs[slot])
        return Placement(
            parcel=self.problem.parcels[row].key,
            slot=None if slot == UNPLACED else self.problem.slots[slot].key,
            mm_per_day=now,
            reason=self._why_none(row) if slot == UNPLACED else self._why(row, slot, now),
            next_best=self._next_best(row, slot, now),
        )

    def _next_best(self, row: int, slot: int, now: int) -> OtherSlot | None:
        others = self.pairs.allowed[row].copy()
        if slot != UNPLACED:
            others[slot] = False
        if not others.any():
            return None
        costs = np.where(others, self.pairs.cost[row], np.iinfo(np.int64).max)
        best = int(costs.argmin())
        return OtherSlot(self.problem.slots[best].key, int(costs[best]) - now, bool(self._roomy(row)[best]))

    def _roomy(self, row: int) -> Bools:
        roomy: Bools = (self.free >= self.pairs.needs[row]).all(axis=1)
        return roomy

    def _why(self, row: int, slot: int, now: int) -> Reason:
        nearer = self.pairs.allowed[row] & (self.pairs.cost[row] < now)
        if not nearer.any():
            return Reason("nearest", f"The least walking of all slots: {_metres(now)} a day")
        open_ones = np.nonzero(nearer & self._roomy(row))[0]
        lane = self.problem.parcels[row].lane
        if len(open_ones):
            best = self.problem.slots[int(open_ones[self.pairs.cost[row, open_ones].argmin()])].key
            if lane and self.pairs.spread:
                aisle = self.problem.slots[slot].aisle
                return Reason(
                    "with_its_lane", f"{best} is nearer, but lane {lane} is kept together in aisle {aisle}"
                )
            return Reason("not_searched", f"{best} is nearer and has room; the search ended before it")
        ranked = np.nonzero(nearer)[0]
        ranked = ranked[self.pairs.cost[row, ranked].argsort(kind="stable")]
        return Reason("nearer_full", self._full(row, ranked))

    def _full(self, row: int, ranked: Ints) -> str:
        named = [
            f"{self.problem.slots[slot].key} {self._lacks(row, slot)}" for slot in ranked[:NAMED].tolist()
        ]
        more = len(ranked) - NAMED
        return "; ".join(named) + (f"; and {more} more nearer ones are full" if more > 0 else "")

    def _lacks(self, row: int, slot: int) -> str:
        short_g, short_cm3, short = (self.pairs.needs[row] - self.free[slot]).tolist()
        if short > 0:
            return "holds as many parcels as it takes"
        lacks = [f"{kilograms(short_g)} too heavy"] if short_g > 0 else []
        lacks += [f"{cubic_metres(short_cm3)} too big"] if short_cm3 > 0 else []
        return "is full: " + " and ".join(lacks)

    def _why_none(self, row: int) -> Reason:
        parcel, allowed = self.problem.parcels[row], self.pairs.allowed[row]
        if not allowed.any():
            found = [f"{slot.key} {why_not(self.problem.rules, parcel, slot)}" for slot in self.problem.slots]
            more = len(found) - NAMED
            text = "; ".join(found[:NAMED]) + (f"; and {more} more do not suit" if more > 0 else "")
            return Reason("no_slot_suits", text or "There are no slots")
        worth = np.nonzero(allowed & (self.pairs.cost[row] < self.pairs.unplaced))[0]
        if not len(worth):
            return Reason("dearer_than_none", "Every slot that suits counts more than no slot at all")
        if self._roomy(row)[worth].any():
            return Reason("not_searched", "A slot that suits has room; the search ended before it")
        ranked = worth[self.pairs.cost[row, worth].argsort(kind="stable")]
        return Reason("full", "All slots that suit are full: " + self._full(row, ranked))


def _metres(mm: int) -> str:
    return f"{mm / 1000:,.1f} m"
