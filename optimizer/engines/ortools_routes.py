"""Milk runs by OR-Tools' routing search: the fallback, and the cross-check of what PyVRP finds."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from optimizer.budget import Budget
from optimizer.engines.routing import Answer, Way, WholeCosts, whole_costs
from optimizer.problems import RouteProblem

HUB = 0


class OrTools:
    """Begins afresh whatever the start, so that it checks PyVRP's answer and does not repeat it."""

    name = f"OR-Tools routing {version('ortools')}"

    def search(self, problem: RouteProblem, seconds: float, budget: Budget, start: tuple[Way, ...]) -> Answer:
        fleet = [place for place, vehicle in enumerate(problem.vehicles) for _ in range(vehicle.count)]
        manager = pywrapcp.RoutingIndexManager(len(problem.stops) + 1, len(fleet), HUB)
        model = pywrapcp.RoutingModel(manager)
        costs = whole_costs(problem)
        _add_costs(model, problem, fleet, costs)
        _add_time(model, manager, problem, fleet, costs)
        _add_loads(model, problem, fleet)
        for row, stop in enumerate(problem.stops):
            if stop.prize is not None:
                model.AddDisjunction([manager.NodeToIndex(row + 1)], costs.prizes[row])
        solution = _solve(model, seconds, budget)
        if solution is None:
            return Answer(None, model.solver().Solutions())
        return Answer(_ways(model, manager, solution, fleet), model.solver().Solutions())


def _places(problem: RouteProblem) -> list[int]:
    return [problem.hub.at, *(stop.at for stop in problem.stops)]


def _add_costs(model: Any, problem: RouteProblem, fleet: Sequence[int], costs: WholeCosts) -> None:
    places, metres = _places(problem), problem.travel.metres
    by_rate: dict[int, int] = {}
    for number, vehicle in enumerate(fleet):
        fixed, by_metre, _ = costs.vehicles[vehicle]
        if by_metre not in by_rate:
            table = [[metres[here][there] * by_metre for there in places] for here in places]
            by_rate[by_metre] = model.RegisterTransitMatrix(table)
        model.SetArcCostEvaluatorOfVehicle(by_rate[by_metre], number)
        model.SetFixedCostOfVehicle(fixed, number)


def _add_time(
    model: Any, manager: Any, problem: RouteProblem, fleet: Sequence[int], costs: WholeCosts
) -> None:
    """The clock of each vehicle: service and driving pass it on, waiting is slack."""
    places, seconds, hub = _places(problem), problem.travel.seconds, problem.hub
    service = [0, *(stop.service_s for stop in problem.stops)]
    table = [
        [0 if row == column else seconds[here][there] + service[row] for column, there in enumerate(places)]
        for row, here in enumerate(places)
    ]
    model.AddDimension(model.RegisterTransitMatrix(table), hub.close_s, hub.close_s, False, "time")
    clock = model.GetDimensionOrDie("time")
    for row, stop in enumerate(problem.stops):
        latest = min(stop.window_close_s, hub.close_s)
        clock.CumulVar(manager.NodeToIndex(row + 1)).SetRange(min(stop.window_open_s, latest), latest)
    for number, vehicle in enumerate(fleet):
        clock.CumulVar(model.Start(number)).SetRange(hub.open_s, hub.close_s)
        clock.CumulVar(model.End(number)).SetRange(hub.open_s, hub.close_s)
        clock.SetSpanUpperBoundForVehicle(problem.vehicles[vehicle].shift_s, number)
        clock.SetSpanCostCoefficientForVehicle(costs.vehicles[vehicle][2], number)


def _add_loads(model: Any, problem: RouteProblem, fleet: Sequence[int]) -> None:
    grams = [0, *(stop.demand_g for stop in problem.stops)]
    cubes = [0, *(stop.demand_cm3 for stop in problem.stops)]
    most_g = [problem.vehicles[vehicle].capacity_g for vehicle in fleet]
    most_cm3 = [problem.vehicles[vehicle].capacity_cm3 for vehicle in fleet]
    for name, amounts, most in (("weight", grams, most_g), ("volume", cubes, most_cm3)):
        transit = model.RegisterUnaryTransitVector(amounts)
        model.AddDimensionWithVehicleCapacity(transit, 0, most, True, name)


def _solve(model: Any, seconds: float, budget: Budget) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
    if budget.steps is not None:
        parameters.solution_limit = budget.steps
    return model.SolveWithParameters(parameters)


def _ways(model: Any, manager: Any, solution: Any, fleet: Sequence[int]) -> tuple[Way, ...]:
    ways = []
    for number, vehicle in enumerate(fleet):
        stops, index = [], solution.Value(model.NextVar(model.Start(number)))
        while not model.IsEnd(index):
            stops.append(manager.IndexToNode(index) - 1)
            index = solution.Value(model.NextVar(index))
        if stops:
            ways.append(Way(vehicle, tuple(stops)))
    return tuple(ways)
