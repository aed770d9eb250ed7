"""Ways of several trips: single trips by ruin and recreate, put on vehicles one after the other, bettered by PyVRP.

In the manner of E. Taillard, G. Laporte, M. Gendreau, Vehicle routeing with multiple use of vehicles (1996).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from optimizer.budget import Budget, Watch
from optimizer.routing.engines.engine import Answer, Ways
from optimizer.routing.engines.pyvrp import PyVRP
from optimizer.routing.engines.ruin_recreate import RuinRecreate
from optimizer.routing.engines.tables import expressible
from optimizer.routing.network import Network, Way, network
from optimizer.routing.plans import Run
from optimizer.routing.timing import timed

# What the single trips have of the time and of the steps.
SINGLE_S, SINGLE_SHARE = 3.0, 0.4
# Meanwhile what has been found is put on vehicles and told after so many times the time spent before.
TOLD_LATER = 1.3


class Trips:
    name = "trips by ruin and recreate, then PyVRP"

    def supports(self, net: Network) -> bool:
        reloads = any(vehicle.most_reloads for vehicle in net.problem.vehicles)
        return reloads and not any(unit.begun for unit in net.units) and expressible(_single(net))

    def search(
        self, net: Network, seconds: float, budget: Budget, start: Ways, found: Callable[[Ways], None]
    ) -> Answer:
        watch, steps, told_s = Watch(seconds), 0, 0.0

        def better(trips: Ways) -> None:
            nonlocal told_s
            if watch.spent > TOLD_LATER * told_s:
                ways = _chained(net, trips)
                if sum(len(way.calls) for way in trips) == sum(
                    call >= 0 for way in ways for call in way.calls
                ):
                    found(ways)
                told_s = watch.spent

        if not start:
            share = min(SINGLE_SHARE, SINGLE_S / seconds)
            most = None if budget.steps is None else max(1, int(share * budget.steps))
            single = RuinRecreate().search(
                _single(net), share * seconds, replace(budget, steps=most), (), better
            )
            start, steps = _chained(net, single.ways or ()), single.steps
        answer = PyVRP().search(net, max(0.01, watch.left), budget, start, found)
        return Answer(answer.ways, steps + answer.steps)


def _single(net: Network) -> Network:
    """The same with a vehicle for each trip, which costs its share."""
    vehicles = tuple(
        replace(
            vehicle,
            count=vehicle.count * (1 + vehicle.most_reloads),
            fixed_cost=vehicle.fixed_cost // (1 + vehicle.most_reloads),
            reload_at=(),
            most_reloads=0,
        )
        for vehicle in net.problem.vehicles
    )
    return network(replace(net.problem, vehicles=vehicles))


def _chained(net: Network, trips: Ways) -> Ways:
    """The trips on vehicles, the longest first, each where it adds least; those for which no vehicle is left are
    left out."""
    alone = [(way, run) for way in trips if (run := timed(net, way))]
    free = [unit.count for unit in net.units]
    chains = list[tuple[Way, Run]]()
    for trip, run in sorted(alone, key=lambda one: one[1].leaves_s - one[1].back_s):
        options = [
            (longer.cost - chain[1].cost, place, (way, longer))
            for place, chain in enumerate(chains)
            for way, longer in _longer(net, chain, trip, run)
        ]
        if free[trip.unit]:
            options.append((run.cost, len(chains), (trip, run)))
        if options:
            _, place, chain = min(options, key=lambda option: option[:2])
            free[trip.unit] -= place == len(chains)
            chains[place : place + 1] = [chain]
    return tuple(way for way, _ in chains)


def _longer(net: Network, chain: tuple[Way, Run], trip: Way, run: Run) -> Iterator[tuple[Way, Run]]:
    """The chain with the trip before or after its own."""
    (way, own), vehicle = chain, net.type_of(net.units[chain[0].unit])
    away_s = own.back_s - own.leaves_s + run.back_s - run.leaves_s
    if way.unit != trip.unit or away_s > vehicle.shift_s:
        return
    for key in vehicle.reload_at:
        reload = -1 - net.depot_rows[key]
        for calls in ((*way.calls, reload, *trip.calls), (*trip.calls, reload, *way.calls)):
            both = timed(net, Way(way.unit, calls))
            if both is not None:
                yield Way(way.unit, calls), both
