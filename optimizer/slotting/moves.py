"""Re-slotting: which stored parcels are worth moving, what each move gains, in an order in which there is room."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.plans import Reason
from optimizer.proving import refuse_unsound
from optimizer.slotting.checks import check_moves, move_proof
from optimizer.slotting.pairs import Bools, Ints, pairs_of
from optimizer.slotting.plans import Move, MovePlan
from optimizer.slotting.problems import MoveProblem
from optimizer.slotting.validation import refuse_wrong_moves

NAME = "best move next, with chains of two"
# So many of the best moves that lack room are tried with another parcel moved out first.
BLOCKED = 60
NEVER = -(10**15)


def solve(problem: MoveProblem, budget: Budget | None = None, start: MovePlan | None = None) -> MovePlan:
    """The moves found within the budget, checked: each has room when its turn comes, and none is a loss by itself
    unless the next one needs its room and both together gain.

    An earlier plan, `start`, is not needed: what of it is still worth doing is found again. Raises InvalidProblem, and
    Infeasible when slots hold more than they take.
    """
    budget = budget or Budget()
    deadline = Deadline(budget, 0.9 * budget.seconds)
    refuse_wrong_moves(problem)
    moves = tuple(_Mover(problem).run(deadline))
    plan = MovePlan(
        moves=moves,
        gain_mm=sum(move.gain_mm for move in moves),
        saves_mm_per_day=sum(move.saves_mm_per_day for move in moves),
        seconds=0.0,
        solver=NAME,
        seed=budget.seed,
    )
    refuse_unsound(check_moves(problem, plan))
    return replace(plan, seconds=round(deadline.spent, 3), proof=move_proof())


class _Mover:
    """Where every parcel lies, what is free, and what each move would gain; a parcel is moved once at most."""

    def __init__(self, problem: MoveProblem) -> None:
        self.problem, slots = problem, problem.slotting.slots
        self.pairs = pairs_of(problem.slotting)
        columns = {slot.key: column for column, slot in enumerate(slots)}
        self.at: Ints = np.array([columns[p.slot or ""] for p in problem.slotting.parcels], dtype=np.int64)
        self.free = self.pairs.free(self.at)
        self.at_first = self.free.copy()
        self.came_in = np.zeros_like(self.free)
        place = np.array([(slot.x_mm, slot.y_mm) for slot in slots], dtype=np.int64).reshape(-1, 2)
        way = np.abs(place[self.at][:, None, :] - place).sum(axis=2)
        stay = np.array([parcel.stay_days for parcel in problem.slotting.parcels], dtype=np.int64)
        self.costs: Ints = way + problem.handling_mm
        self.saves: Ints = self.pairs.cost[np.arange(len(self.at)), self.at][:, None] - self.pairs.cost
        gain = self.saves * stay[:, None] - self.costs
        self.gain: Ints = np.where(self.pairs.allowed, gain, NEVER)
        self.gain[np.arange(len(self.at)), self.at] = NEVER
        self.moved_out: dict[int, list[str]] = {}

    def run(self, deadline: Deadline) -> Iterator[Move]:
        left = min(self.problem.most_moves, deadline.budget.steps or self.problem.most_moves)
        while left > 0 and self.gain.size and not deadline.over:
            chain = self._best(left)
            if not chain:
                return
            for row, slot in chain:
                yield self._move(row, slot)
            left -= len(chain)

    def _best(self, left: int) -> list[tuple[int, int]]:
        """The move that gains most, or two of which the first makes room for the second and that gain more a move."""
        roomy = self._roomy()
        open_gain = np.where(roomy, self.gain, NEVER)
        row, slot = divmod(int(open_gain.argmax()), open_gain.shape[1])
        single = int(open_gain[row, slot])
        best, chain = max(0, single), [(row, slot)] if single > 0 else []
        if left < 2:
            return chain
        blocked = np.where(roomy, NEVER, self.gain).ravel()
        for place in np.argsort(-blocked, kind="stable")[:BLOCKED].tolist():
            if blocked[place] <= best:
                break
            second = divmod(place, open_gain.shape[1])
            for first, gain in self._makes_room(second, open_gain):
                if (int(blocked[place]) + gain) / 2 > best:
                    best, chain = (int(blocked[place]) + gain) // 2, [first, second]
        return chain

    def _roomy(self) -> Bools:
        roomy: Bools = self.pairs.allowed.copy()
        for resource in range(3):
            roomy &= self.free[:, resource] >= self.pairs.needs[:, resource][:, None]
        return roomy

    def _makes_room(self, wanted: tuple[int, int], open_gain: Ints) -> Iterator[tuple[tuple[int, int], int]]:
        """Moves out of the slot wanted, each to where it loses least, after which the parcel fits in."""
        row, slot = wanted
        for other in np.nonzero(self.at == slot)[0].tolist():
            to = int(open_gain[other].argmax())
            after = self.free[slot] + self.pairs.needs[other]
            if open_gain[other, to] > NEVER and (after >= self.pairs.needs[row]).all():
                yield (other, to), int(open_gain[other, to])

    def _move(self, row: int, slot: int) -> Move:
        parcel, slots = self.problem.slotting.parcels[row], self.problem.slotting.slots
        before, needs = int(self.at[row]), self.pairs.needs[row]
        waits = (self.at_first[slot] - self.came_in[slot] < needs).any()
        move = Move(
            parcel=parcel.key,
            from_slot=slots[before].key,
            to_slot=slots[slot].key,
            saves_mm_per_day=int(self.saves[row, slot]),
            costs_mm=int(self.costs[row, slot]),
            gain_mm=int(self.gain[row, slot]),
            reason=self._why(row, slot),
            after=tuple(self.moved_out.get(slot, ())) if waits else (),
        )
        self.free[before] += needs
        self.free[slot] -= needs
        self.came_in[slot] += needs
        self.at[row] = slot
        self.gain[row] = NEVER
        self.moved_out.setdefault(before, []).append(parcel.key)
        return move

    def _why(self, row: int, slot: int) -> Reason:
        saves, costs = int(self.saves[row, slot]), int(self.costs[row, slot])
        days = self.problem.slotting.parcels[row].stay_days
        if self.gain[row, slot] <= 0:
            return Reason(
                "makes_room", f"Makes room for the next move, at {_metres(-int(self.gain[row, slot]))}"
            )
        text = f"Saves {_metres(saves)} a day for {days} days; the move itself takes {_metres(costs)}"
        return Reason("saves", text)


def _metres(mm: int) -> str:
    return f"{mm / 1000:,.1f} m"
