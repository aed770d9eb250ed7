"""Ways by PyVRP's iterated local search, the engine that finds the plan."""

import warnings
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from optimizer.budget import Budget, Watch
from optimizer.routing.engines.engine import Answer, Ways, whole_costs
from optimizer.routing.engines.pyvrp_model import Model
from optimizer.routing.network import Network

INFEASIBLE = int(np.iinfo(np.int64).max)
PATIENCE_A_CALL = 200
LEAST_PATIENCE = 2_000
LEAST_PENALTY = 100_000.0


class _Stop:
    """Ends the search: out of time, out of steps, cancelled, or nothing better for long. Without any feasible answer
    it gives up at `share` of the time, so that another engine still has some."""

    def __init__(self, seconds: float, share: float, budget: Budget, patience: int) -> None:
        self.watch, self.share, self.budget, self.patience = Watch(seconds), share, budget, patience
        self.steps = self.idle = 0
        self.best = INFEASIBLE

    def __call__(self, best_cost: int) -> bool:
        self.idle = 0 if best_cost < self.best else self.idle + 1
        self.best = min(self.best, best_cost)
        if self.budget.steps is not None and self.steps >= self.budget.steps:
            return True
        if self.budget.cancelled is not None and self.budget.cancelled():
            return True
        self.steps += 1
        found = self.best < INFEASIBLE
        share = 1.0 if found else self.share
        return self.watch.spent >= share * self.watch.seconds or (found and self.idle >= self.patience)


class _Tell(pyvrp.IteratedLocalSearchCallbacks):
    """Hands each better answer on."""

    def __init__(self, found: Callable[[pyvrp.Solution], None]) -> None:
        self.found = found

    def on_start(self, ils: pyvrp.IteratedLocalSearch) -> None:
        if ils.initial_solution.is_feasible():
            self.found(ils.initial_solution)

    def on_best(self, best: pyvrp.Solution) -> None:
        self.found(best)


class PyVRP:
    name = f"PyVRP {version('pyvrp')}"

    def __init__(self, share_without_answer: float = 1.0) -> None:
        self.share = share_without_answer

    def supports(self, net: Network) -> bool:
        """It knows no rests; its ways are timed with them afterwards, and may then fail."""
        return all(vehicle.pause is None for vehicle in net.problem.vehicles)

    def search(
        self, net: Network, seconds: float, budget: Budget, start: Ways, found: Callable[[Ways], None]
    ) -> Answer:
        model = Model(net)
        stop = _Stop(seconds, self.share, budget, max(LEAST_PATIENCE, PATIENCE_A_CALL * len(net.calls)))
        tell = _Tell(lambda solution: found(model.ways(solution)))
        with warnings.catch_warnings():
            # It warns that it finds nothing feasible; that is its answer, and ours to report.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            result = pyvrp.solve(
                model.data,
                stop,
                budget.seed,
                collect_stats=False,
                params=pyvrp.SolveParams(
                    ils=pyvrp.IteratedLocalSearchParams(callbacks=tell), penalty=_penalties(net)
                ),
                initial_solution=model.solution(start) if start else None,
            )
        return Answer(model.ways(result.best) if result.is_feasible() else None, stop.steps)


def _penalties(net: Network) -> Any:
    """PyVRP's own ceiling suits costs of about a hundred a second; ours must not let a late vehicle seem cheaper
    than one more vehicle, whatever unit the whole costs came out in."""
    metres, seconds = np.mean(net.metres), max(1.0, float(np.mean(net.seconds)))
    a_second = max(
        by_metre * metres / seconds + by_second for _, by_metre, by_second in whole_costs(net).vehicles
    )
    return pyvrp.PenaltyParams(max_penalty=max(LEAST_PENALTY, 600.0 * float(a_second)))
