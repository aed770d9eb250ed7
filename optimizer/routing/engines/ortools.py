"""Ways by OR-Tools' routing search: for drivers' rests, as the fallback, and to cross-check the others."""

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from optimizer.budget import Budget
from optimizer.routing.engines.engine import Answer, Ways
from optimizer.routing.engines.ortools_model import Model
from optimizer.routing.network import Network


class OrTools:
    """Begins afresh whatever the start, so that it checks another's answer and does not repeat it."""

    name = f"OR-Tools routing {version('ortools')}"

    def supports(self, net: Network) -> bool:
        """It has no word for reloading."""
        return all(vehicle.most_reloads == 0 for vehicle in net.problem.vehicles)

    def search(
        self, net: Network, seconds: float, budget: Budget, start: Ways, found: Callable[[Ways], None]
    ) -> Answer:
        model = Model(net)
        routing, solver = model.routing, model.routing.solver()
        routing.AddAtSolutionCallback(lambda: found(model.ways(lambda variable: variable.Value())))
        if budget.cancelled is not None:
            routing.AddSearchMonitor(solver.CustomLimit(budget.cancelled))
        solution = routing.SolveWithParameters(_parameters(seconds, budget.steps))
        if solution is None:
            return Answer(None, solver.Solutions())
        return Answer(model.ways(solution.Value), solver.Solutions())


def _parameters(seconds: float, steps: int | None) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    if steps is not None:
        parameters.solution_limit = steps
    return parameters
