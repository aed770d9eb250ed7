"""What the optimizer does for a plan of a load, in a process of its own."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from app.core.jobs.outcomes import Progress, Report
from app.planning.load_order import build_order
from app.planning.load_subjects import BEARS_G_PER_DM2, OFF_CENTRE, LoadSubjects
from app.planning.snapshots import Solved, Task
from app.planning.solving import told
from optimizer.packing import loading
from optimizer.packing.plans import Filling, LoadPlan, Placement, Unplaced
from optimizer.packing.problems import LoadProblem
from optimizer.packing.ulds import uld_types

MM3_IN_CM3 = 1_000


def solve_loads(task: Task, report: Report) -> Solved:
    """The cost is what stays behind, in cm3."""
    problem: LoadProblem = task.problem
    load = task.subjects.load
    if load is None:
        raise AssertionError("a load was read without its pieces")
    pieces = sum(box.count for box in problem.boxes)
    size = f"{pieces:,} pieces, {len(problem.containers):,} ULDs"
    whole = sum(box.length_mm * box.width_mm * box.height_mm * box.count for box in problem.boxes)
    bound = _left(whole, loading.volume_bound(problem))
    report(Progress(message=size))
    with told():
        answer = loading.solve(
            problem,
            replace(task.budget, cancelled=report.enough),
            on_better=lambda volume: report(
                Progress(best_cost=_left(whole, volume), bound=bound, message=size)
            ),
        )
    result = {"departure": load.departure, "pieces": pieces, **_kept(load, answer), **_rules(problem, load)}
    return Solved(answer.solver, _left(whole, answer.volume_mm3), bound, answer.seconds, result)


def _left(whole_mm3: int, volume_mm3: int) -> int:
    return max(0, whole_mm3 - volume_mm3) // MM3_IN_CM3


def _kept(load: LoadSubjects, answer: LoadPlan) -> dict[str, Any]:
    """A load as plans keep it: each ULD with its pieces in the order in which it is built, and what stays behind."""
    given: Counter[str] = Counter()
    ulds = [_uld(load, one, given) for one in answer.fillings]
    behind = [
        {"key": key, "kind": load.pieces[key].kind, "why": _why(line)}
        for line in answer.unplaced
        for key in load.alike[line.box][given[line.box] :]
    ]
    behind += [{"key": one.key, "kind": one.kind, "why": one.why} for one in load.behind]
    loaded = [each for one in ulds for each in one["pieces"]]
    return {
        "ulds": ulds,
        "behind": behind,
        "loaded": len(loaded),
        "guessed": sum(not each["measured"] for each in loaded),
        "verified": all(uld_types()[code].verified for code in load.types.values()),
    }


def _rules(problem: LoadProblem, load: LoadSubjects) -> dict[str, Any]:
    """What every ULD keeps to; `parted` are the UN numbers, two lists each, that are in different ULDs."""
    numbers: dict[str, set[str]] = {}
    for one in load.pieces.values():
        numbers.setdefault(one.group, set()).update(one.numbers)
    return {
        "support_percent": problem.support_percent,
        "bears_g_per_dm2": BEARS_G_PER_DM2,
        "off_centre": OFF_CENTRE,
        "parted": [[sorted(numbers[one.one]), sorted(numbers[one.other])] for one in problem.segregation],
    }


def _uld(load: LoadSubjects, filling: Filling, given: Counter[str]) -> dict[str, Any]:
    code = load.types[filling.container]
    kind = uld_types()[code]
    inside = kind.container
    return {
        "key": filling.container,
        "type": code,
        "name": kind.name,
        "inner_mm": [inside.length_mm, inside.width_mm, inside.height_mm],
        "contour": inside.contour or _rectangle(inside.width_mm, inside.height_mm),
        "tare_g": kind.tare_g,
        "max_gross_g": kind.max_gross_g,
        "gross_g": filling.weight_g + kind.tare_g,
        "volume_share": filling.volume_share,
        "weight_share": filling.weight_share,
        "centre_mm": filling.centre_mm,
        "pieces": [_piece(load, one, given) for one in _as_built(filling.placements)],
    }


def _as_built(places: Sequence[Placement]) -> Iterator[Placement]:
    at = [(one.x_mm, one.y_mm, one.z_mm) for one in places]
    size = [(one.length_mm, one.width_mm, one.height_mm) for one in places]
    return (places[number] for number in build_order(at, size))


def _rectangle(width_mm: int, height_mm: int) -> list[tuple[int, int]]:
    return [(0, 0), (width_mm, 0), (width_mm, height_mm), (0, height_mm)]


def _piece(load: LoadSubjects, place: Placement, given: Counter[str]) -> dict[str, Any]:
    """Of pieces that look alike the most urgent is placed first."""
    key = load.alike[place.box][given[place.box]]
    given[place.box] += 1
    one = load.pieces[key]
    return {
        "key": key,
        "kind": one.kind,
        "parcels": one.parcels,
        "weight_g": one.weight_g,
        "sides_mm": [one.sides.length_mm, one.sides.width_mm, one.sides.height_mm],
        "measured": one.measured,
        "dangerous": one.numbers,
        "at_mm": [place.x_mm, place.y_mm, place.z_mm],
        "size_mm": [place.length_mm, place.width_mm, place.height_mm],
    }


def _why(line: Unplaced) -> str:
    """The reason of each ULD, said once where it is the same."""
    said: dict[str, list[str]] = {}
    for one in line.refusals:
        said.setdefault(one.reason.text, []).append(one.container)
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(f"{', '.join(where)}: {text}" for text, where in said.items())
