"""Makes the compiled searches ready, so that compiling is not taken for searching."""

from functools import lru_cache

import numpy as np

from optimizer.routing.engines.chance import chance, shuffle
from optimizer.routing.engines.genetic import plan
from optimizer.routing.engines.genetic.descent import descend
from optimizer.routing.engines.genetic.tours import crossed, cut
from optimizer.routing.engines.tables import Tables
from optimizer.routing.network import network
from optimizer.routing.problems import ALL, Amount, Depot, RouteProblem, Stop, Travel, VehicleType

CALLS = 4


@lru_cache(maxsize=1)
def ready() -> None:
    """Compiles, or reads from disk what an earlier start compiled; nothing on a second call."""
    _ruin_and_recreate()
    _genetic()


def _ruin_and_recreate() -> None:
    stops = tuple(Stop(str(call), call, 0, 0, 100, collect=Amount(1)) for call in range(1, CALLS + 1))
    table = tuple(tuple(int(here != there) for there in range(CALLS + 1)) for here in range(CALLS + 1))
    van = VehicleType("van", CALLS, ALL, 1, 1000, 0, "hub", "hub", 100)
    problem = RouteProblem(stops, (van,), (Depot("hub", 0, 0, 100),), Travel(table, table))
    Tables(network(problem), seed=1).search(1, 1.0, 1.0)


def _genetic() -> None:
    way = np.ones((CALLS + 1, CALLS + 1), dtype=np.int64) - np.eye(CALLS + 1, dtype=np.int64)
    near = np.array([[other for other in range(CALLS) if other != call] for call in range(CALLS)])
    ground = plan.Ground(way, near, np.ones(CALLS, dtype=np.int64), 2)
    order, child, sizes = np.arange(CALLS), np.arange(CALLS), np.zeros(CALLS, dtype=np.int64)
    state, (spot, run) = chance(1), plan.empty_plan(ground, CALLS)
    shuffle(state, order)
    crossed(order, order, state, child)
    cut(way, ground.demand, child, sizes, ground.room, 1)
    plan.lay(way, spot, run, child, sizes, 1)
    descend(way, near, spot, run, state)
    plan.read(way, spot, run, child, sizes)
