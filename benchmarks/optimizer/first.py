"""The first plan for 200 stops: how soon it comes and how good it is after a second, for rounds of every kind."""

import statistics
from dataclasses import dataclass

from rich.table import Table

from benchmarks.optimizer.report import Report
from benchmarks.optimizer.rounds import KINDS, STOPS, Kind, drawn
from optimizer.budget import Budget, Watch
from optimizer.errors import NoPlanFound
from optimizer.routing import routes
from optimizer.routing.engines.ready import ready
from optimizer.routing.plans import RoutePlan
from optimizer.routing.problems import RouteProblem

# Seconds in which the first plan is wanted, and how far above the best that a long search finds, in percent.
SOON_S, BAR = 1.0, 3.0


@dataclass(frozen=True, slots=True)
class Figure:
    """`gap` is that of a plan asked for within a second, `early_gap` that of the plan which the long search told within
    its first; both in percent of the best cost that any of the two searches found."""

    seed: int
    engine: str
    first_s: float | None
    cost: int | None
    best: int
    gap: float | None
    early_gap: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """A better plan, and when it was told."""

    at_s: float
    plan: RoutePlan


def run(report: Report, seconds: float, seeds: int, engine_seed: int) -> bool:
    """One row for each problem, whose reference has `seconds`; whether the first plans of each kind reach the bar."""
    ready()
    jobs = [(kind, seed) for kind in KINDS for seed in range(1, seeds + 1)]
    found = dict[str, list[Figure]]()
    for kind, seed in report.track(jobs, "first"):
        found.setdefault(kind.name, []).append(measured(kind, seed, seconds, engine_seed))
    _show(report, found, seconds)
    return all(map(_reached, found.values()))


def measured(kind: Kind, seed: int, seconds: float, engine_seed: int) -> Figure:
    problem = drawn(kind, seed)
    soon, long = (_told(problem, Budget(each_s, engine_seed)) for each_s in (SOON_S, seconds))
    early = [told.plan for told in long if told.at_s <= SOON_S]
    if not long:
        raise NoPlanFound(f"{kind.name} {seed}: {seconds:g} s are too few for any plan", ())
    best = min(told.plan.cost for told in (*soon, *long))
    cost = soon[-1].plan.cost if soon else None
    return Figure(
        seed=seed,
        engine=soon[-1].plan.solver if soon else "–",
        first_s=soon[0].at_s if soon else None,
        cost=cost,
        best=best,
        gap=_gap(cost, best),
        early_gap=_gap(early[-1].cost if early else None, best),
    )


def _told(problem: RouteProblem, budget: Budget) -> list[Told]:
    """The plans in the order in which they came, the answer last; none when there is none."""
    watch, told = Watch(budget.seconds), list[Told]()
    try:
        plan = routes.solve(problem, budget, on_better=lambda better: told.append(Told(watch.spent, better)))
    except NoPlanFound:
        return []
    return [*told, Told(watch.spent, plan)]


def _gap(cost: int | None, best: int) -> float | None:
    return None if cost is None else 100 * (cost / best - 1)


def _reached(figures: list[Figure]) -> bool:
    gaps = [
        one.gap
        for one in figures
        if one.gap is not None and one.first_s is not None and one.first_s <= SOON_S
    ]
    return len(gaps) == len(figures) and statistics.fmean(gaps) <= BAR


def _show(report: Report, found: dict[str, list[Figure]], seconds: float) -> None:
    title = f"first plan for {STOPS} stops; gap in percent of the best of {seconds:g} s"
    table = Table(title=title)
    columns = (
        "kind",
        "problem",
        "engine",
        "first after s",
        "cost",
        "best",
        "gap % of 1 s",
        "gap % at 1 s",
        "bar %",
    )
    for column in columns:
        table.add_column(column, justify="left" if column in ("kind", "engine") else "right")
    for kind, figures in found.items():
        for one in figures:
            shown = (_number(one.first_s, 2), _number(one.cost), _number(one.best))
            table.add_row(
                kind, str(one.seed), one.engine, *shown, _number(one.gap, 2), _number(one.early_gap, 2), ""
            )
        means = (_mean(figures, "first_s"), "", "", _mean(figures, "gap"), _mean(figures, "early_gap"))
        table.add_row(kind, "mean", "", *means, f"{BAR:g}", end_section=True)
    report.show(table)


def _mean(figures: list[Figure], name: str) -> str:
    values = [value for one in figures if (value := getattr(one, name)) is not None]
    return _number(statistics.fmean(values), 2) if values else "–"


def _number(value: float | None, decimals: int = 0) -> str:
    return "–" if value is None else f"{value:,.{decimals}f}"
