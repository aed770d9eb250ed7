"""Set partitioning: the cheapest choice, among all routes that a search has seen, that serves each call once."""

from collections.abc import Iterable

from ortools.sat.python import cp_model

from optimizer.budget import Budget, Watch
from optimizer.routing.engines.engine import Ways, whole_costs
from optimizer.routing.network import Network, Way
from optimizer.routing.problems import Action

MOST_ROUTES = 6_000
# CP-SAT counts its own work in these, so that a search bounded by steps ends at the same place everywhere.
WORK_WITH_STEPS = 2.0


class Pool:
    """Routes by the calls that they serve; of those that serve the same the cheapest is kept."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.routes: dict[tuple[int, frozenset[int]], tuple[Way, int]] = {}

    def add(self, routes: Iterable[tuple[Way, int]]) -> None:
        for way, cost in routes:
            key = (way.unit, frozenset(way.calls))
            if key not in self.routes or cost < self.routes[key][1]:
                self.routes.pop(key, None)
                self.routes[key] = way, cost

    def best(self, known: Ways, seconds: float, budget: Budget) -> Ways | None:
        """Needs no more than the seconds given; None when not even the known was found again."""
        net, watch = self.net, Watch(seconds)
        routes = list(self.routes.values())[-MOST_ROUTES:]
        model = cp_model.CpModel()
        chosen = [model.new_bool_var("") for _ in routes]
        by_call: list[list[cp_model.IntVar]] = [[] for _ in net.calls]
        by_unit: list[list[cp_model.IntVar]] = [[] for _ in net.units]
        for (way, _), choice in zip(routes, chosen, strict=True):
            by_unit[way.unit].append(choice)
            for call in way.calls:
                by_call[call].append(choice)
        skipped = [
            None if call.prize is None or call.action is Action.DELIVERY else model.new_bool_var("")
            for call in net.calls
        ]
        for number, options in enumerate(by_call):
            if net.calls[number].action is not Action.DELIVERY:
                skip = skipped[number]
                model.add_exactly_one(options if skip is None else [*options, skip])
        for unit, options in zip(net.units, by_unit, strict=True):
            model.add(sum(options) <= unit.count)
        prizes = whole_costs(net).prizes
        model.minimize(
            sum(cost * choice for (_, cost), choice in zip(routes, chosen, strict=True))
            + sum(prize * skip for prize, skip in zip(prizes, skipped, strict=True) if skip is not None)
        )
        hinted = {(way.unit, frozenset(way.calls)) for way in known}
        for (way, _), choice in zip(routes, chosen, strict=True):
            model.add_hint(choice, (way.unit, frozenset(way.calls)) in hinted)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = budget.seed
        solver.parameters.max_time_in_seconds = max(0.01, watch.left)
        if budget.steps is not None:
            solver.parameters.max_deterministic_time = WORK_WITH_STEPS
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return tuple(
            way for (way, _), choice in zip(routes, chosen, strict=True) if solver.boolean_value(choice)
        )
