"""Bins beside the best known, on files of OR-Library and on drawn triplets."""

import random
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rich.table import Table

from benchmarks.optimizer.report import Report
from optimizer.bins import bins
from optimizer.bins.problems import BinProblem, BinType, Piece
from optimizer.budget import Budget

SHARE_BAR, OVER_BAR = 0.95, 1
TRIPLET_CAPACITY = 1_000
TRIPLETS = 20


@dataclass(frozen=True, slots=True)
class Instance:
    name: str
    capacity: int
    best_known: int
    sizes: tuple[int, ...]


def or_library(path: Path) -> Iterator[Instance]:
    """The number of instances; then for each its name, capacity, number of pieces, best known number, and sizes."""
    words = iter(path.read_text(encoding="ascii").split())
    for _ in range(int(next(words))):
        name, capacity, pieces, best = next(words), float(next(words)), int(next(words)), int(next(words))
        # The triplets' sizes have one decimal there.
        scale = 1 if capacity.is_integer() and "u" in name else 10
        sizes = tuple(round(float(next(words)) * scale) for _ in range(pieces))
        yield Instance(name, round(capacity * scale), best, sizes)


def triplets(pieces: int, number: int) -> Iterator[Instance]:
    """As Falkenauer (1996) drew them: three pieces fill each bin exactly, the first of 380 to 490, none below 250."""
    for seed in range(number):
        draw, sizes = random.Random(seed), list[int]()
        for _ in range(pieces // 3):
            first = draw.randint(380, 490)
            second = draw.randint(250, (TRIPLET_CAPACITY - first) // 2)
            sizes += [first, second, TRIPLET_CAPACITY - first - second]
        draw.shuffle(sizes)
        yield Instance(f"t{pieces}_{seed:02}", TRIPLET_CAPACITY, pieces // 3, tuple(sizes))


def run(report: Report, folder: Path | None, seconds: float, limit: int, number: int = TRIPLETS) -> bool:
    """One row for each set; returns whether every bar was reached."""
    table = Table(title=f"One-dimensional bins, at most {seconds:g} s each, one core")
    for name in (
        "set",
        "instances",
        "optimal",
        "proven",
        "most over",
        "mean s",
        "most s",
        "mean CPU s",
        "bar",
    ):
        table.add_column(name, justify="left" if name == "set" else "right")
    files = sorted(folder.glob("binpack*.txt")) if folder else []
    sets: list[tuple[str, Iterable[Instance]]] = [
        (path.stem, islice(or_library(path), limit)) for path in files
    ]
    sets += [(f"triplets of {size}, drawn", triplets(size, number)) for size in (60, 120, 249)]
    reached = [_row(report, table, name, instances, seconds) for name, instances in sets]
    report.show(table)
    return all(reached)


def _row(report: Report, table: Table, name: str, instances: Iterable[Instance], seconds: float) -> bool:
    over, proven, wall, cpu = list[int](), 0, list[float](), list[float]()
    for instance in report.track(list(instances), name):
        began, spent = time.perf_counter(), time.process_time()
        plan = bins.solve(_problem(instance), Budget(seconds=seconds))
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - spent)
        over.append(plan.cost - instance.best_known)
        proven += plan.cost == plan.bound
        if plan.cost != instance.best_known:
            known = f"best known {instance.best_known}, bound {plan.bound}"
            report.say(f"{instance.name}: {plan.cost} bins, {known}, by {plan.found_by}")
    optimal = sum(each <= 0 for each in over)
    table.add_row(
        name,
        str(len(over)),
        f"{optimal} ({100 * optimal / len(over):.0f} %)",
        str(proven),
        str(max(over)),
        f"{statistics.mean(wall):.2f}",
        f"{max(wall):.2f}",
        f"{statistics.mean(cpu):.2f}",
        f"≥ {100 * SHARE_BAR:.0f} %, ≤ {OVER_BAR} over",
    )
    return optimal >= SHARE_BAR * len(over) and max(over) <= OVER_BAR


def _problem(instance: Instance) -> BinProblem:
    pieces = tuple(Piece(f"P{row}", (size,)) for row, size in enumerate(instance.sizes))
    return BinProblem(("size",), pieces, (BinType("bin", (instance.capacity,)),))
