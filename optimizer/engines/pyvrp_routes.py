"""Milk runs by PyVRP's iterated local search, the engine that finds the plan."""

import warnings
from importlib.metadata import version
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from optimizer.budget import Budget, Watch
from optimizer.engines.routing import Answer, Way, whole_costs
from optimizer.problems import RouteProblem

INFEASIBLE = int(np.iinfo(np.int64).max)
PATIENCE_A_STOP = 200
LEAST_PATIENCE = 2_000
LEAST_PENALTY = 100_000.0


class _Stop:
    """Ends the search: out of time, out of steps, or nothing better for long. Without any feasible answer it gives
    up at `share` of the time, so that another engine still has some."""

    def __init__(self, seconds: float, share: float, steps: int | None, patience: int) -> None:
        self.watch, self.share, self.limit, self.patience = Watch(seconds), share, steps, patience
        self.steps = self.idle = 0
        self.best = INFEASIBLE

    def __call__(self, best_cost: int) -> bool:
        self.idle = 0 if best_cost < self.best else self.idle + 1
        self.best = min(self.best, best_cost)
        if self.limit is not None and self.steps >= self.limit:
            return True
        self.steps += 1
        found = self.best < INFEASIBLE
        share = 1.0 if found else self.share
        return self.watch.spent >= share * self.watch.seconds or (found and self.idle >= self.patience)


class PyVRP:
    name = f"PyVRP {version('pyvrp')}"

    def __init__(self, share_without_answer: float = 1.0) -> None:
        self.share = share_without_answer

    def search(self, problem: RouteProblem, seconds: float, budget: Budget, start: tuple[Way, ...]) -> Answer:
        data = _data(problem)
        patience = max(LEAST_PATIENCE, PATIENCE_A_STOP * len(problem.stops))
        stop = _Stop(seconds, self.share, budget.steps, patience)
        first = _start(data, problem, start) if start else None
        with warnings.catch_warnings():
            # It warns that it finds nothing feasible; that is its answer, and ours to report.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            result = pyvrp.solve(
                data,
                stop,
                budget.seed,
                collect_stats=False,
                params=pyvrp.SolveParams(penalty=_penalties(problem)),
                initial_solution=first,
            )
        return Answer(_ways(result.best) if result.is_feasible() else None, stop.steps)


def _data(problem: RouteProblem) -> pyvrp.ProblemData:
    costs, hub = whole_costs(problem), problem.hub
    clients = [
        pyvrp.Client(
            location=stop.at,
            pickup=[stop.demand_g, stop.demand_cm3],
            service_duration=stop.service_s,
            tw_early=stop.window_open_s,
            tw_late=stop.window_close_s,
            prize=prize,
            required=stop.prize is None,
        )
        for stop, prize in zip(problem.stops, costs.prizes, strict=True)
    ]
    vehicles = [
        pyvrp.VehicleType(
            num_available=vehicle.count,
            capacity=[vehicle.capacity_g, vehicle.capacity_cm3],
            fixed_cost=fixed,
            tw_early=hub.open_s,
            tw_late=hub.close_s,
            shift_duration=vehicle.shift_s,
            unit_distance_cost=by_metre,
            unit_duration_cost=by_second,
        )
        for vehicle, (fixed, by_metre, by_second) in zip(problem.vehicles, costs.vehicles, strict=True)
    ]
    places = len(problem.travel.metres)
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(places)],
        clients=clients,
        depots=[pyvrp.Depot(hub.at)],
        vehicle_types=vehicles,
        distance_matrices=[_table(problem.travel.metres)],
        duration_matrices=[_table(problem.travel.seconds)],
    )


def _penalties(problem: RouteProblem) -> pyvrp.PenaltyParams:
    """PyVRP's own ceiling suits costs of about a hundred a second; ours must not let a late vehicle seem cheaper
    than one more vehicle, whatever unit the whole costs came out in."""
    costs, travel = whole_costs(problem).vehicles, problem.travel
    metres, seconds = np.mean(travel.metres), max(1.0, float(np.mean(travel.seconds)))
    a_second = max(by_metre * metres / seconds + by_second for _, by_metre, by_second in costs)
    return pyvrp.PenaltyParams(max_penalty=max(LEAST_PENALTY, 600.0 * float(a_second)))


def _table(rows: tuple[tuple[int, ...], ...]) -> Any:
    return np.array(rows, dtype=np.int64)


def _start(data: pyvrp.ProblemData, problem: RouteProblem, start: tuple[Way, ...]) -> pyvrp.Solution:
    """The earlier ways; required stops that they lack go on the last one, for the search to place."""
    planned = {stop for way in start for stop in way.stops}
    lacking = [row for row, stop in enumerate(problem.stops) if stop.prize is None and row not in planned]
    ways = [*start[:-1], Way(start[-1].vehicle, (*start[-1].stops, *lacking))]
    return pyvrp.Solution(data, [pyvrp.Route(data, list(way.stops), way.vehicle) for way in ways])


def _ways(solution: pyvrp.Solution) -> tuple[Way, ...]:
    return tuple(
        Way(route.vehicle_type(), tuple(step.idx for step in route if step.is_client()))
        for route in solution.routes()
    )
