"""Flight assignment beside first-come, CP-SAT and HiGHS on drawn problems."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from ortools.sat.python import cp_model
from rich.table import Table

from benchmarks.optimizer.report import Report
from optimizer.budget import Budget
from optimizer.flights import flights
from optimizer.flights.options import Options, options_of
from optimizer.flights.problems import Departure, FlightProblem, Freight

NOW, HOUR = 1_800_000_000, 3_600
GATEWAYS = ("SIN", "HKG", "SYD")
ROOM = 0.8
# Freight, departures, and the gap to the bound that is wanted, in percent.
SIZES = ((1_000, 15, 0.1), (3_000, 20, 1.0))


@dataclass(frozen=True, slots=True)
class Figure:
    """What one engine came to; `gap` is in percent of our bound, which the checker has recomputed."""

    pieces: int
    departures: int
    seed: int
    engine: str
    cost: float | None
    bound: int
    gap: float | None
    wall_s: float


def drawn(pieces: int, departures: int, seed: int) -> FlightProblem:
    """Departures that hold four fifths of the freight in all, by weight and by volume, so that most pieces compete."""
    draw = np.random.default_rng(seed)
    arrives_h = draw.integers(14, 60, departures)
    share = draw.dirichlet(np.ones(departures) * 4)
    freight = tuple(_piece(f"P{row}", draw) for row in range(pieces))
    weight_g, volume_cm3 = sum(one.weight_g for one in freight), sum(one.volume_cm3 for one in freight)
    return FlightProblem(
        freight,
        tuple(
            Departure(
                key=f"F{row}",
                gateway=GATEWAYS[row % len(GATEWAYS)],
                cutoff_at=NOW + int(arrives_h[row] - 10) * HOUR,
                departs_at=NOW + int(arrives_h[row] - 7) * HOUR,
                arrives_at=NOW + int(arrives_h[row]) * HOUR,
                capacity_g=int(share[row] * weight_g * ROOM),
                capacity_cm3=int(share[row] * volume_cm3 * ROOM),
                cost_per_kg=int(draw.integers(200, 700)),
            )
            for row in range(departures)
        ),
        NOW,
    )


def _piece(key: str, draw: np.random.Generator) -> Freight:
    return Freight(
        key=key,
        weight_g=int(draw.integers(100, 5_000)),
        volume_cm3=int(draw.integers(500, 30_000)),
        ready_at=NOW + int(draw.integers(-6, 20)) * HOUR,
        due_at=NOW + int(draw.integers(10, 50)) * HOUR,
        gateways=frozenset(name for name in GATEWAYS if draw.random() < 0.7),
        lateness_cost_per_hour=int(draw.integers(10, 300)),
        unassigned_cost=int(draw.integers(2_000, 9_000)),
    )


def first_come(options: Options, seconds: float) -> float | None:
    """Each piece in its turn where it costs least and there is room."""
    room = np.column_stack([options.room_g, options.room_cm3]).astype(np.int64)
    cost = 0
    for row, allowed in enumerate(options.allowed):
        need = np.array([options.weight_g[row], options.volume_cm3[row]])
        ways = np.where(allowed & (room >= need).all(axis=1), options.cost[row], options.stay[row])
        best = int(ways.argmin()) if len(ways) else 0
        if len(ways) and ways[best] < options.stay[row]:
            room[best] -= need
            cost += int(ways[best])
        else:
            cost += int(options.stay[row])
    return cost


def cp_sat(options: Options, seconds: float) -> float | None:
    model = cp_model.CpModel()
    cost, on = list[Any](), [list[Any]() for _ in options.room_g]
    for row, allowed in enumerate(options.allowed):
        stays = model.new_bool_var("")
        ways = [(column, model.new_bool_var("")) for column in np.flatnonzero(allowed).tolist()]
        model.add_exactly_one([stays, *(way for _, way in ways)])
        cost += [int(options.stay[row]) * stays, *(int(options.cost[row, at]) * way for at, way in ways)]
        for column, way in ways:
            on[column].append((row, way))
    for column, pieces in enumerate(on):
        model.add(sum(int(options.weight_g[row]) * way for row, way in pieces) <= int(options.room_g[column]))
        model.add(
            sum(int(options.volume_cm3[row]) * way for row, way in pieces) <= int(options.room_cm3[column])
        )
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, seconds
    found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.objective_value if found else None


def highs(options: Options, seconds: float) -> float | None:
    model = mathopt.Model()
    cost, on = list[Any](), [list[Any]() for _ in options.room_g]
    for row, allowed in enumerate(options.allowed):
        ways = [(column, model.add_binary_variable()) for column in np.flatnonzero(allowed).tolist()]
        stays = model.add_binary_variable()
        model.add_linear_constraint(stays + sum(way for _, way in ways) == 1)
        cost += [int(options.stay[row]) * stays, *(int(options.cost[row, at]) * way for at, way in ways)]
        for column, way in ways:
            on[column].append((row, way))
    for column, pieces in enumerate(on):
        if pieces:
            weight = sum(int(options.weight_g[row]) * way for row, way in pieces)
            volume = sum(int(options.volume_cm3[row]) * way for row, way in pieces)
            model.add_linear_constraint(weight <= int(options.room_g[column]))
            model.add_linear_constraint(volume <= int(options.room_cm3[column]))
    model.minimize(sum(cost))
    own = highs_pb2.HighsOptionsProto()
    own.int_options["threads"], own.string_options["parallel"] = 1, "off"
    limits = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds), highs=own)
    found = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limits)
    return found.objective_value() if found.has_primal_feasible_solution() else None


ENGINES: dict[str, Callable[[Options, float], float | None]] = {
    "first come": first_come,
    "CP-SAT": cp_sat,
    "HiGHS": highs,
}


def measured(pieces: int, departures: int, seed: int, seconds: float, engines: list[str]) -> list[Figure]:
    """Ours first, whose bound the others are held against; then each of the engines in the same time."""
    problem = drawn(pieces, departures, seed)
    began = time.monotonic()
    plan = flights.solve(problem, Budget(seconds, 1))
    spent = time.monotonic() - began
    gap = 100 * (plan.cost / plan.bound - 1)
    found = [Figure(pieces, departures, seed, "ours", plan.cost, plan.bound, gap, spent)]
    options = options_of(problem)
    for name in engines:
        began = time.monotonic()
        cost = ENGINES[name](options, seconds)
        spent = time.monotonic() - began
        gap_of = None if cost is None else 100 * (cost / plan.bound - 1)
        found.append(Figure(pieces, departures, seed, name, cost, plan.bound, gap_of, spent))
    return found


def run(report: Report, seconds: float, seeds: int, engines: list[str]) -> bool:
    """One row for each size and engine; whether ours reached its bars."""
    table = Table(title=f"flight assignment, {seconds:g} s for each, one thread; gap to our bound")
    for name in ("freight × departures", "engine", "mean gap %", "worst gap %", "mean s", "bar %"):
        table.add_column(name, justify="left" if name == "engine" else "right")
    reached = True
    for pieces, departures, bar in SIZES:
        name = f"{pieces:,} × {departures}"
        drawn = report.track(range(1, seeds + 1), name)
        rows = [one for seed in drawn for one in measured(pieces, departures, seed, seconds, engines)]
        for engine in ("ours", *engines):
            own = [one for one in rows if one.engine == engine]
            gaps = [one.gap for one in own if one.gap is not None]
            mean = sum(gaps) / len(gaps) if gaps else float("nan")
            spent = sum(one.wall_s for one in own) / len(own)
            shown = f"{bar:g}" if engine == "ours" else ""
            worst = max(gaps, default=float("nan"))
            table.add_row(name, engine, f"{mean:.3f}", f"{worst:.3f}", f"{spent:.1f}", shown)
            reached = reached and (engine != "ours" or mean <= bar)
    report.show(table)
    return reached
