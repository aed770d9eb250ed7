"""What the optimizer does for plans of put-away and of moves, in a process of its own."""

from dataclasses import asdict, replace
from typing import Any

from app.core.jobs.outcomes import Progress, Report
from app.planning.snapshots import Solved, Subjects, Task
from app.planning.solving import told
from optimizer.slotting import moves, slots
from optimizer.slotting.problems import MoveProblem, Slot, SlottingProblem


def solve_put_away(task: Task, report: Report) -> Solved:
    problem: SlottingProblem = task.problem
    report(Progress(message=f"{len(problem.parcels):,} parcels, {len(problem.slots):,} bins"))
    with told():
        answer = slots.solve(problem, replace(task.budget, cancelled=report.enough))
    places, subjects = _places(problem.slots), task.subjects
    lines = [
        {
            "parcel": one.parcel,
            "id": subjects.parcels[one.parcel][0],
            "slot": one.slot,
            "at": places.get(one.slot or ""),
            "why": one.reason.text,
            "next_best": one.next_best.slot if one.next_best else None,
        }
        for one in answer.placements
    ]
    result = {
        "lines": sorted(lines, key=lambda one: str(one["slot"] or "~")),
        "placed": sum(1 for one in lines if one["slot"]),
        "gap": answer.gap,
        "aisles": len({slot.aisle for slot in problem.slots if slot.key in {one["slot"] for one in lines}}),
    }
    return Solved(answer.solver, answer.mm_per_day, answer.bound_mm_per_day, answer.seconds, result)


def solve_moves(task: Task, report: Report) -> Solved:
    problem: MoveProblem = task.problem
    size = f"{len(problem.slotting.parcels):,} parcels, {len(problem.slotting.slots):,} bins"
    report(Progress(message=size))
    with told():
        answer = moves.solve(problem, replace(task.budget, cancelled=report.enough))
    places = _places(problem.slotting.slots)
    result: dict[str, Any] = {
        "moves": [
            {
                **asdict(one),
                "id": _id(task.subjects, one.parcel),
                "from_at": places[one.from_slot],
                "to_at": places[one.to_slot],
            }
            for one in answer.moves
        ],
        "gain_metres": answer.gain_mm / 1000,
        "looked_at": len(problem.slotting.parcels),
    }
    # What is saved is a cost below nothing.
    return Solved(answer.solver, -answer.gain_mm, None, answer.seconds, result)


def _id(subjects: Subjects, key: str) -> int:
    return subjects.parcels[key][0]


def _places(found: tuple[Slot, ...]) -> dict[str, tuple[int, int]]:
    return {one.key: (one.x_mm, one.y_mm) for one in found}
