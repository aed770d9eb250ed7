"""Routes on published instances: ours beside each engine's own."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from benchmarks.optimizer.instances import Instance, lilim, solomon
from benchmarks.optimizer.report import Report
from benchmarks.optimizer.vrplib import homberger, x
from optimizer.budget import Budget
from optimizer.errors import OptimizerError
from optimizer.routing import routes
from optimizer.routing.checks import check_routes
from optimizer.routing.engines.engine import Engine
from optimizer.routing.engines.ortools import OrTools
from optimizer.routing.engines.pyvrp import PyVRP
from optimizer.routing.network import network
from optimizer.routing.plans import RoutePlan
from optimizer.routing.timing import timed

SETS = {"solomon": solomon, "homberger": homberger, "lilim": lilim, "x": x}
ENGINES: dict[str, Engine | None] = {"ours": None, "ortools": OrTools(), "pyvrp": PyVRP()}


@dataclass(frozen=True, slots=True)
class Bar:
    """The mean gap in percent that ours keeps from so many seconds on, for instances of so many stops."""

    seconds: float
    stops: range
    gap: float


SOME, MANY = range(600), range(600, 2000)
BARS = {
    "solomon": (Bar(0, SOME, 0.5),),
    "homberger": (Bar(0, MANY, 5.0), Bar(60, MANY, 3.0)),
    "x": (Bar(0, SOME, 0.5), Bar(0, MANY, 3.7)),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one engine came to on one instance; `gap` is in percent of the best known distance,
    `early_gap` that of the plan told within the first second."""

    instance: str
    stops: int
    engine: str
    distance: float | None
    vehicles: int | None
    best: float | None
    best_vehicles: int | None
    gap: float | None
    first_s: float | None
    early_gap: float | None
    wall_s: float
    cpu_s: float


def run(
    report: Report, name: str, folder: Path, seconds: float, limit: int | None, seed: int, engines: list[str]
) -> bool:
    """One row for each instance and engine; whether ours came within the set's bars, where it has any."""
    jobs = [(instance, engine) for instance in list(SETS[name](folder))[:limit] for engine in engines]
    figures = [
        measure(instance, engine, Budget(seconds, seed)) for instance, engine in report.track(jobs, name)
    ]
    _show(report, name, figures, engines, seconds)
    ours = [one for one in figures if one.engine == "ours"]
    return all(_keeps(ours, bar) for bar in BARS.get(name, ()) if seconds >= bar.seconds)


def _keeps(figures: list[Figure], bar: Bar) -> bool:
    """An instance without a plan keeps no bar."""
    known = [one for one in figures if one.stops in bar.stops and one.best]
    gaps = [one.gap for one in known if one.gap is not None]
    return len(gaps) == len(known) and (not gaps or statistics.fmean(gaps) <= bar.gap)


def measure(instance: Instance, name: str, budget: Budget) -> Figure:
    wall, cpu = time.monotonic(), time.process_time()
    told: list[tuple[float, RoutePlan]] = []

    def better(plan: RoutePlan) -> None:
        told.append((time.monotonic() - wall, plan))

    plan = _plan(instance, ENGINES[name], budget, better)
    spent = time.monotonic() - wall, time.process_time() - cpu
    distance = _distance(instance, plan) if plan else None
    early = [_distance(instance, plan) for at_s, plan in told if at_s <= 1.0]
    return Figure(
        instance=instance.name,
        stops=len(instance.problem.stops),
        engine=name,
        distance=distance,
        vehicles=len(plan.runs) if plan else None,
        best=instance.best,
        best_vehicles=instance.best_vehicles,
        gap=_gap(instance, distance),
        first_s=round(told[0][0], 3) if told else None,
        early_gap=_gap(instance, early[-1]) if early else None,
        wall_s=round(spent[0], 2),
        cpu_s=round(spent[1], 2),
    )


def _plan(
    instance: Instance, engine: Engine | None, budget: Budget, better: Callable[[RoutePlan], None]
) -> RoutePlan | None:
    try:
        if engine is None:
            return routes.solve(instance.problem, budget, on_better=better)
        return _alone(instance, engine, budget)
    except OptimizerError:
        return None


def _alone(instance: Instance, engine: Engine, budget: Budget) -> RoutePlan | None:
    """One engine without what stands around it, under the same checker."""
    net = network(instance.problem)
    answer = engine.search(net, budget.seconds, budget, (), lambda _: None)
    runs = tuple(run for way in answer.ways or () if (run := timed(net, way)))
    plan = RoutePlan(runs, (), sum(run.cost for run in runs), (), 0.0, engine.name, budget.seed)
    return None if answer.ways is None or check_routes(instance.problem, plan) else plan


def _distance(instance: Instance, plan: RoutePlan) -> float:
    return sum(run.metres for run in plan.runs) / instance.scale


def _gap(instance: Instance, distance: float | None) -> float | None:
    return None if distance is None or not instance.best else round(100 * (distance / instance.best - 1), 3)


def _show(report: Report, name: str, figures: list[Figure], engines: list[str], seconds: float) -> None:
    table = Table(
        title=f"{name}, {seconds:g} s for each instance, one thread; gap in percent of the best known distance"
    )
    columns = (
        "instance",
        "best known",
        "engine",
        "distance",
        "vehicles",
        "gap %",
        "first after s",
        "gap % at 1 s",
    )
    for column in (*columns, "wall s", "CPU s"):
        table.add_column(column, justify="left" if column in ("instance", "engine") else "right")
    for one in figures:
        best = f"{one.best or '–'}" + (f" ({one.best_vehicles} v)" if one.best_vehicles else "")
        shown = [one.distance, one.vehicles, one.gap, one.first_s, one.early_gap, one.wall_s, one.cpu_s]
        table.add_row(
            one.instance, best, one.engine, *("–" if value is None else f"{value:,.6g}" for value in shown)
        )
    report.show(table)
    for engine in engines:
        report.say(_summary(engine, [one for one in figures if one.engine == engine]))


def _summary(engine: str, figures: list[Figure]) -> str:
    gaps = [one.gap for one in figures if one.gap is not None]
    firsts = [one.first_s for one in figures if one.first_s is not None]
    parts = [
        f"{engine}: {len(figures)} instances, {sum(one.distance is None for one in figures)} without a plan"
    ]
    if gaps:
        parts.append(f"mean gap {statistics.fmean(gaps):.3f} %, worst {max(gaps):.2f} %")
    if any(one.best_vehicles for one in figures):
        parts.append(f"at the best known or better, vehicles first: {sum(map(_as_good, figures))}")
    if firsts:
        parts.append(
            f"first plan after {statistics.fmean(firsts):.2f} s on average, {max(firsts):.2f} s at most"
        )
    return "; ".join(parts)


def _as_good(one: Figure) -> bool:
    """Published distances have two decimals."""
    if one.vehicles is None or one.best_vehicles is None or one.distance is None or one.best is None:
        return False
    return (one.vehicles, one.distance) <= (one.best_vehicles, one.best + 0.01)
