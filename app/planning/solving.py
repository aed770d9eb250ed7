"""What the optimizer does for a plan, in a process of its own: problem and wishes in, an answer to keep out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from app.core.errors import Fault, Invalid
from app.core.jobs.outcomes import Progress, Report
from app.planning.snapshots import Solved, Task
from optimizer.errors import OptimizerError
from optimizer.flights import flights
from optimizer.flights.plans import FlightPlan
from optimizer.routing import routes
from optimizer.routing.plans import RoutePlan, Run


def solve_flights(task: Task, report: Report) -> Solved:
    size = f"{len(task.problem.freight):,} pieces, {len(task.problem.departures):,} departures"
    report(Progress(message=size))
    with told():
        answer = flights.solve(
            task.problem,
            replace(task.budget, cancelled=report.enough),
            on_better=lambda so_far: report(
                Progress(best_cost=so_far.cost, bound=so_far.bound, message=size)
            ),
        )
    return Solved(answer.solver, answer.cost, answer.bound, answer.seconds, _flight_lines(task, answer))


def _flight_lines(task: Task, answer: FlightPlan) -> dict[str, Any]:
    lines = [
        {
            "freight": one.freight,
            "parcels": task.subjects.parcels[one.freight],
            "departure": one.departure,
            "departure_id": task.subjects.departures.get(one.departure) if one.departure else None,
            "late_s": one.late_s,
            "why": one.reason.text,
            "next_best": asdict(one.next_best) if one.next_best else None,
        }
        for one in answer.assignments
    ]
    return {
        "lines": lines,
        "pieces": len(lines),
        "assigned": sum(1 for one in lines if one["departure"]),
        "late": sum(1 for one in lines if one["departure"] and one["late_s"]),
        "gap": answer.gap,
        "loads": [asdict(one) for one in answer.loads],
    }


def solve_milk_run(task: Task, report: Report) -> Solved:
    report(Progress(message=f"{len(task.problem.stops):,} sellers"))
    with told():
        answer = routes.solve(
            task.problem,
            replace(task.budget, cancelled=report.enough),
            on_better=lambda plan: report(Progress(best_cost=plan.cost, message=plan.solver)),
        )
    return Solved(answer.solver, answer.cost, None, answer.seconds, _rounds(task, answer))


def _rounds(task: Task, answer: RoutePlan) -> dict[str, Any]:
    return {
        "runs": [_kept_run(one) for one in answer.runs],
        "unserved": [asdict(one) for one in answer.unserved],
        "parcels": task.subjects.parcels,
        "metres": sum(one.metres for one in answer.runs),
    }


def _kept_run(run: Run) -> dict[str, Any]:
    """A run as plans keep it, under the names that the pages and earlier plans use."""
    return {
        "vehicle": run.vehicle,
        "leaves_hub_s": run.leaves_s,
        "back_at_hub_s": run.back_s,
        "visits": [
            {
                "stop": visit.stop,
                "arrives_s": visit.arrives_s,
                "starts_s": visit.starts_s,
                "leaves_s": visit.leaves_s,
                "load_g": visit.load.weight_g,
                "load_cm3": visit.load.volume_cm3,
            }
            for visit in run.visits
        ],
        "metres": run.metres,
        "cost": run.cost,
    }


@contextmanager
def told() -> Iterator[None]:
    """What the optimizer cannot do, as the hub's own error with the rows that stand in the way."""
    try:
        yield
    except OptimizerError as error:
        faults = tuple(
            Fault(one.where, one.code, one.message, None, one.found, one.expected) for one in error.faults
        )
        raise Invalid(error.code, error.detail, error.hint, faults) from error
