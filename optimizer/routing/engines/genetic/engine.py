"""Ways by hybrid genetic search, for up to some hundred stops of which only the vehicles' room is scarce."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.routing.engines.chance import chance, shuffle
from optimizer.routing.engines.engine import Answer, Ways, whole_costs
from optimizer.routing.engines.genetic import plan as plans
from optimizer.routing.engines.genetic.compass import flattened, in_turn
from optimizer.routing.engines.genetic.descent import descend
from optimizer.routing.engines.genetic.population import LEAST, Individual, Population, individual
from optimizer.routing.engines.genetic.tours import crossed, cut
from optimizer.routing.engines.ruin_recreate import RuinRecreate
from optimizer.routing.engines.tables import expressible
from optimizer.routing.loads import shared_resources
from optimizer.routing.network import Network, Way
from optimizer.routing.problems import Action
from optimizer.routing.timing import hours_of

FEWEST_CALLS, MOST_CALLS = 20, 400
# Ruin and recreate gives the first plan, in so much of the time and of the steps.
BEGUN_S, BEGUN_SHARE = 1.0, 0.1
NEAREST = 15
FIRST = 3 * LEAST
# So many children in a row for each call without a better plan end the search.
PATIENCE_A_CALL = 200
# How many of the last children should keep the room, and how the price of what does not fit follows.
LOOKED_AT, WANTED, SLACK, CHEAPER, DEARER = 100, 0.2, 0.05, 0.85, 1.2
# Whole-number prices need costs of some size.
SCALE = 32
REPAIRED, REPAIR_PRICE = 0.5, 10


class Genetic:
    name = "hybrid genetic search"

    def supports(self, net: Network) -> bool:
        return (
            len(net.units) == 1
            and FEWEST_CALLS <= len(net.calls) <= MOST_CALLS
            and expressible(net)
            and room_only(net)
        )

    def search(
        self, net: Network, seconds: float, budget: Budget, start: Ways, found: Callable[[Ways], None]
    ) -> Answer:
        deadline = Deadline(budget, seconds)
        steps = None if budget.steps is None else max(1, int(BEGUN_SHARE * budget.steps))
        begun = RuinRecreate().search(
            net, min(BEGUN_S, BEGUN_SHARE * seconds), replace(budget, steps=steps), start, found
        )
        search = _Search(net, deadline, found)
        return Answer(search.run(begun.ways), begun.steps + search.children)


def room_only(net: Network) -> bool:
    """Whether every order of calls is driven in time and at the same cost either way, so that room alone counts."""
    unit = net.units[0]
    hours, vehicle = hours_of(net, unit), net.type_of(unit)
    places = [*(call.at for call in net.calls), hours.begins_at]
    metres, seconds = net.metres[np.ix_(places, places)], net.seconds[np.ix_(places, places)]
    away_s = int(seconds.max(axis=1).sum()) + sum(call.service_s for call in net.calls)
    latest_s = hours.leaves_from_s + away_s
    return (
        hours.begins_at == hours.ends_at
        and vehicle.cost_per_hour == 0
        and len(shared_resources(net)) == 1
        and bool((metres == metres.T).all())
        and int(metres.max(axis=1).sum()) <= vehicle.most_metres
        and latest_s <= hours.back_by_s
        and away_s <= vehicle.shift_s
        and all(
            call.prize is None
            and call.action is Action.VISIT
            and call.open_s <= hours.leaves_from_s
            and latest_s <= call.close_s
            for call in net.calls
        )
    )


class _Search:
    def __init__(self, net: Network, deadline: Deadline, found: Callable[[Ways], None]) -> None:
        self.net, self.deadline, self.found = net, deadline, found
        self.ground = _ground(net)
        self.flat = flattened(self.ground.way)
        wanted = -(-13 * int(self.ground.demand.sum()) // (10 * self.ground.room)) + 3
        self.routes = min(net.units[0].count, wanted)
        self.spot, self.table = plans.empty_plan(self.ground, self.routes)
        self.chance, self.random = chance(deadline.budget.seed), np.random.default_rng(deadline.budget.seed)
        price = int(self.ground.way.max()) // max(1, int(self.ground.demand.max()))
        self.population = Population(max(1, price))
        self.fitted: list[bool] = []
        self.best: Individual | None = None
        self.children = self.idle = 0

    def run(self, begun: Ways | None) -> Ways | None:
        if begun and len(begun) <= self.routes:
            self._take(begun)
        order = np.arange(len(self.net.calls))
        while not self._ended() and self.children < FIRST:
            shuffle(self.chance, order)
            self._educate(order.copy())
        while not self._ended():
            first, second = self.population.parents(self.random)
            child = np.empty_like(order)
            crossed(first.order, second.order, self.chance, child)
            self._educate(child)
        return begun if self.best is None else self._ways(self.best)

    def _ended(self) -> bool:
        steps = self.deadline.budget.steps
        patience = PATIENCE_A_CALL * len(self.net.calls)
        return self.deadline.over or self.idle >= patience or (steps is not None and self.children >= steps)

    def _take(self, ways: Ways) -> None:
        sizes = np.zeros(self.routes, dtype=np.int64)
        sizes[: len(ways)] = [len(way.calls) for way in ways]
        self._improve(np.array([call for way in ways for call in way.calls]), sizes, 1)

    def _educate(self, order: plans.Line) -> None:
        """Cuts a child into routes and improves it; what does not fit is improved again at a high price, sometimes."""
        self.children += 1
        self.idle += 1
        sizes = np.zeros(self.routes, dtype=np.int64)
        cut(self.ground.way, self.ground.demand, order, sizes, self.ground.room, self.population.price)
        child = self._improve(order, sizes, 1)
        self.fitted.append(child.over == 0)
        if child.over and self.random.random() < REPAIRED:
            self._improve(child.order.copy(), child.sizes.copy(), REPAIR_PRICE)
        if len(self.fitted) == LOOKED_AT:
            self._follow()

    def _improve(self, order: plans.Line, sizes: plans.Line, times: int) -> Individual:
        ground, tables = self.ground, (self.ground.way, self.spot, self.table)
        plans.lay(*tables, order, sizes, times * self.population.price)
        descend(ground.way, ground.near, self.spot, self.table, self.chance)
        cost, over = plans.read(*tables, order, sizes)
        order, sizes = in_turn(order, sizes, self.flat)
        child = individual(order, sizes, cost, over)
        self.population.add(child)
        if over == 0 and (self.best is None or cost < self.best.cost):
            self.best, self.idle = child, 0
            self.found(self._ways(child))
        return child

    def _follow(self) -> None:
        share, price = sum(self.fitted) / LOOKED_AT, self.population.price
        if share < WANTED - SLACK:
            self.population.price = int(price * DEARER) + 1
        elif share > WANTED + SLACK:
            self.population.price = max(1, int(price * CHEAPER))
        self.fitted.clear()

    def _ways(self, one: Individual) -> Ways:
        routes = np.split(one.order, np.cumsum(one.sizes)[:-1])
        return tuple(Way(0, tuple(route.tolist())) for route in routes if len(route))


def _ground(net: Network) -> plans.Ground:
    """Costs are scaled up, so that half of a vehicle's fixed cost can stand on either of its ways to the depot."""
    fixed, by_metre, _ = whole_costs(net).vehicles[net.units[0].vehicle]
    places = [*(call.at for call in net.calls), hours_of(net, net.units[0]).begins_at]
    way = SCALE * by_metre * net.metres[np.ix_(places, places)]
    way[-1, :-1] += SCALE // 2 * fixed
    way[:-1, -1] += SCALE // 2 * fixed
    np.fill_diagonal(way, 0)
    name = shared_resources(net)[0]
    demand = [getattr(call.gain, name) + getattr(call.drop, name) for call in net.calls]
    apart = way[:-1, :-1].astype(np.float64)
    np.fill_diagonal(apart, np.inf)
    near = np.argsort(apart, axis=1, kind="stable")[:, : min(NEAREST, len(demand) - 1)]
    return plans.Ground(
        way=np.ascontiguousarray(way),
        demand=np.array(demand, dtype=np.int64),
        near=np.ascontiguousarray(near.astype(np.int64)),
        room=int(getattr(net.type_of(net.units[0]).capacity, name)),
    )
