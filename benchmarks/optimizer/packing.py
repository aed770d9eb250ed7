"""Container loading: how full containers become on published instances, beside the bars."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.optimizer.container_files import Instance, instances_in
from benchmarks.optimizer.report import Report
from optimizer.budget import Budget
from optimizer.packing.loading import solve
from optimizer.packing.problems import LoadProblem
from optimizer.packing.start import ready

# Mean share of the volume over BR1 to BR7 after 5 s, by the support rule.
BARS = {0: 0.955, 100: 0.92}


@dataclass(frozen=True, slots=True)
class Row:
    """One instance solved: shares of the container's volume, wall seconds; `best_known` is 0 when not told."""

    instance: str
    family: str
    engine: str
    utilisation: float
    first: float
    seconds: float
    steps: int
    best_known: float


def rows(
    folder: Path,
    seconds: float,
    limit: int,
    support_percent: int = 0,
    seed: int = 1,
    steps: int | None = None,
) -> Iterator[Row]:
    """Solves the first `limit` instances of each class in the folder; each answer is checked."""
    ready()
    for instance in instances_in(folder, limit):
        yield _row(instance, support_percent, Budget(seconds, seed, steps))


def _row(instance: Instance, support_percent: int, budget: Budget) -> Row:
    problem = LoadProblem(instance.boxes, (instance.container,), support_percent)
    began = time.perf_counter()
    plan = solve(problem, budget)
    seconds = time.perf_counter() - began
    container = instance.container
    room = container.length_mm * container.width_mm * container.height_mm
    first = solve(problem, Budget(60.0, budget.seed, steps=1))
    return Row(
        instance=instance.name,
        family=instance.family,
        engine=plan.solver,
        utilisation=plan.volume_mm3 / room,
        first=first.volume_mm3 / room,
        seconds=seconds,
        steps=plan.steps,
        best_known=instance.best_known_mm3 / room,
    )


def run(report: Report, folder: Path, seconds: float, limit: int, support_percent: int, seed: int) -> bool:
    """Shows the instances and the means of the classes; whether the bar is reached."""
    what = f"container loading, support {support_percent} %"
    found = list(report.track(rows(folder, seconds, limit, support_percent, seed), what))
    if not found:
        report.say(f"There is no BR*.txt file in {folder}.")
        return False
    table = Table(title=f"Container loading, {seconds:g} s, support {support_percent} %, seed {seed}")
    for name in ("instance", "engine", "volume %", "first %", "seconds", "steps", "best known %"):
        table.add_column(name, justify="left" if name in ("instance", "engine") else "right")
    families = list(dict.fromkeys(row.family for row in found))
    for family in families:
        own = [row for row in found if row.family == family]
        for row in own:
            _add(table, row.instance, [row])
        _add(table, f"mean of {family}", own)
        table.add_section()
    mean = statistics.mean(
        statistics.mean(row.utilisation for row in found if row.family == family) for family in families
    )
    report.show(table)
    bar = BARS.get(support_percent)
    beside = f" (bar {100 * bar:.1f} % at 5 s)" if bar else ""
    report.say(f"mean of the classes: {100 * mean:.2f} %{beside}")
    return bar is None or mean >= bar


def _add(table: Table, name: str, own: list[Row]) -> None:
    def mean(values: list[float]) -> float:
        return statistics.mean(values)

    best = mean([row.best_known for row in own])
    table.add_row(
        name,
        own[0].engine,
        f"{100 * mean([row.utilisation for row in own]):.2f}",
        f"{100 * mean([row.first for row in own]):.2f}",
        f"{mean([row.seconds for row in own]):.2f}",
        f"{mean([float(row.steps) for row in own]):.0f}",
        f"{100 * best:.2f}" if best else "-",
    )
