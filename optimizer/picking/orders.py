"""Orders to be picked: into batches that walk least, batches into waves before their cut-offs, each to a picker."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.picking.aisle_tours import walk
from optimizer.picking.batches import Batches
from optimizer.picking.batching import Annealing, by_arrival, by_savings
from optimizer.picking.checks import check_picking, picking_proof
from optimizer.picking.lengths import rows_of
from optimizer.picking.plans import PickingPlan, Tour
from optimizer.picking.problems import Order, PickingProblem, TourProblem
from optimizer.picking.validation import refuse_wrong_picking
from optimizer.picking.waves import scheduled, summed, waves_of
from optimizer.proving import refuse_unsound

NAME = "savings, annealing, exact tours"
# Tours, schedule and checks at the end take their part of the time.
READING_S = 0.002


def solve(
    problem: PickingProblem,
    budget: Budget | None = None,
    start: PickingPlan | None = None,
    on_better: Callable[[int], None] | None = None,
) -> PickingPlan:
    """The plan with the least walking found within the budget, checked.

    `start` is an earlier plan, perhaps of other orders; the search begins with what of its batches still holds when
    that walks less than savings. `on_better` is given the walking of all batches, in millimetres, as it shrinks. A
    wave that cannot be ready in time is planned all the same; its `slack_s` says by how much. Raises InvalidProblem,
    and Infeasible for orders that fit no cart.
    """
    budget = budget or Budget()
    deadline = Deadline(budget)
    refuse_wrong_picking(problem)
    usable = Deadline(budget, max(0.5 * budget.seconds, budget.seconds - READING_S * len(problem.orders)))
    waiting = len(problem.orders)
    drawn = [
        (wave, orders, Batches(problem.floor, orders, problem.cart)) for wave, orders in waves_of(problem)
    ]
    teller = _Teller(
        [batches.total(by_arrival(batches, len(orders))) for _, orders, batches in drawn], on_better
    )
    waves = []
    for number, (wave, orders, batches) in enumerate(drawn):
        part = usable.part(usable.left * len(orders) / waiting)
        waiting -= len(orders)
        waves.append((wave, _batched(problem, orders, batches, start, part, teller.of_wave(number))))
    walked = scheduled(problem, waves)
    plan = PickingPlan(
        batches=tuple(walked),
        waves=summed(problem, walked),
        length_mm=sum(batch.tour.length_mm for batch in walked),
        late_s=sum(batch.late_s for batch in walked),
        seconds=0.0,
        solver=NAME,
        seed=budget.seed,
    )
    refuse_unsound(check_picking(problem, plan))
    return replace(plan, seconds=round(deadline.spent, 3), proof=picking_proof())


class _Teller:
    """Tells what is walked in all while one wave after the other is batched; those to come walk as they came."""

    def __init__(self, lengths: list[int], on_better: Callable[[int], None] | None) -> None:
        self.lengths, self.on_better = lengths, on_better
        if on_better is not None:
            on_better(sum(lengths))

    def of_wave(self, number: int) -> Callable[[int], None]:
        def told(length_mm: int) -> None:
            if self.on_better is not None and length_mm < self.lengths[number]:
                self.lengths[number] = length_mm
                self.on_better(sum(self.lengths))

        return told


def _batched(
    problem: PickingProblem,
    orders: Sequence[Order],
    batches: Batches,
    start: PickingPlan | None,
    deadline: Deadline,
    told: Callable[[int], None],
) -> list[tuple[list[Order], Tour]]:
    firsts = [by_arrival(batches, len(orders)), by_savings(batches, len(orders), deadline)]
    if start is not None:
        firsts.append(_known(batches, orders, start))
    best = min(firsts, key=batches.total)
    told(batches.total(best))
    found = Annealing(batches, len(orders), best, deadline.budget.seed).run(deadline, told)
    held = [[orders[row] for row in rows_of(members)] for members in found]
    return [
        (own, walk(TourProblem(problem.floor, tuple(pick for order in own for pick in order.picks))))
        for own in held
    ]


def _known(batches: Batches, orders: Sequence[Order], start: PickingPlan) -> list[int]:
    """The earlier batches without orders that are gone; what no longer fits and what is new stands alone."""
    rows = {order.key: row for row, order in enumerate(orders)}
    found = []
    for batch in start.batches:
        members = 0
        for key in batch.orders:
            if key in rows and batches.fits(batches.load(members) + batches.loads[rows[key]]):
                members |= 1 << rows.pop(key)
        found += [members] if members else []
    return [*found, *(1 << row for row in rows.values())]
