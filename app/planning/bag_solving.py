"""What the optimizer does for a plan of bags, in a process of its own."""

from collections import Counter
from dataclasses import replace
from typing import Any

from app.core.jobs.outcomes import Progress, Report
from app.planning.bag_subjects import BagSubjects
from app.planning.snapshots import Solved, Task
from app.planning.solving import told
from optimizer.bins import bins
from optimizer.bins.plans import Bin
from optimizer.bins.problems import BinProblem


def solve_bags(task: Task, report: Report) -> Solved:
    """The cost is the number of bags."""
    problem: BinProblem = task.problem
    subjects = task.subjects.bags
    if subjects is None:
        raise AssertionError("bags were read without their parcels")
    report(Progress(message=f"{len(problem.pieces):,} parcels, {len(problem.types):,} ways out"))
    with told():
        answer = bins.solve(problem, replace(task.budget, cancelled=report.enough))
    numbers: Counter[str] = Counter()
    made = [_bag(one, subjects, numbers) for one in sorted(answer.bins, key=lambda one: one.type)]
    result = {
        "bags": made,
        "pieces": len(problem.pieces),
        "large": list(subjects.large),
        "capacity": dict(zip(problem.resources, problem.types[0].capacity, strict=True)),
        "gap": answer.gap,
    }
    solver = f"bins, {answer.found_by}"
    return Solved(solver, answer.cost, float(answer.bound), answer.seconds, result)


def _bag(one: Bin, subjects: BagSubjects, numbers: Counter[str]) -> dict[str, Any]:
    """A bag as plans keep it: its parcels in the order in which they are walked."""
    numbers[one.type] += 1
    lines = sorted(one.pieces, key=lambda tracking: (subjects.parcels[tracking].walk_order, tracking))
    return {
        "key": f"{one.type} {numbers[one.type]}",
        "due_s": subjects.due_s.get(one.type),
        "weight_g": one.used[0],
        "cm3": one.used[1],
        "lines": [
            {
                "tracking": tracking,
                "parcel": subjects.parcels[tracking].id,
                "bin": subjects.parcels[tracking].bin,
            }
            for tracking in lines
        ],
    }
