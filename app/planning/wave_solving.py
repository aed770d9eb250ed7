"""What the optimizer does for a plan of waves, in a process of its own."""

from dataclasses import replace
from typing import Any

from app.core.jobs.outcomes import Progress, Report
from app.planning.snapshots import Solved, Task
from app.planning.solving import told
from optimizer.picking import orders
from optimizer.picking.habits import first_come, s_shape_mm
from optimizer.picking.plans import Batch
from optimizer.picking.problems import PickingProblem
from optimizer.picking.waves import waves_of


def solve_waves(task: Task, report: Report) -> Solved:
    problem: PickingProblem = task.problem
    size = f"{sum(one.items for one in problem.orders):,} parcels in {len(problem.orders):,} places"
    report(Progress(message=size))
    with told():
        answer = orders.solve(
            problem,
            replace(task.budget, cancelled=report.enough),
            on_better=lambda length_mm: report(Progress(best_cost=length_mm, message=size)),
        )
    result = {
        "batches": [_kept(task, one) for one in answer.batches],
        "metres": answer.length_mm / 1000,
        "as_usual_metres": _as_usual_mm(problem) / 1000,
        "late_s": answer.late_s,
        "pieces": sum(len(one.tour.order) for one in answer.batches),
        "pickers": problem.crew.pickers,
    }
    return Solved(answer.solver, answer.length_mm, None, answer.seconds, result)


def _kept(task: Task, batch: Batch) -> dict[str, Any]:
    """A batch as plans keep it: its parcels in the order of walking, and the way on the hub's own floor."""
    subjects, floor = task.subjects, task.problem.floor
    orders = [order for order in task.problem.orders if order.key in set(batch.orders)]
    stops = {
        (floor.aisle_x_mm[pick.aisle], subjects.upwards * pick.y_mm) for one in orders for pick in one.picks
    }
    return {
        "key": batch.key,
        "picker": batch.picker + 1,
        "starts_at": batch.starts_at,
        "ends_at": batch.ends_at,
        "cutoff_at": min(order.cutoff_at for order in orders),
        "late_s": batch.late_s,
        "metres": batch.tour.length_mm / 1000,
        "way": [(x_mm, subjects.upwards * y_mm) for x_mm, y_mm in batch.tour.way],
        "stops": sorted(stops),
        "lines": [
            {"tracking": one, "parcel": subjects.parcels[one][0], "bin": subjects.bins[one]}
            for one in batch.tour.order
        ],
    }


def _as_usual_mm(problem: PickingProblem) -> int:
    """Walking when orders are batched as they came, wave after wave, and every tour is an S."""
    place = {order.key: number for number, order in enumerate(problem.orders)}
    came = (
        replace(problem, orders=tuple(sorted(own, key=lambda order: place[order.key])))
        for _, own in waves_of(problem)
    )
    batches = (batch for wave in came for batch in first_come(wave))
    return sum(
        s_shape_mm(problem.floor, [pick for order in batch for pick in order.picks]) for batch in batches
    )
