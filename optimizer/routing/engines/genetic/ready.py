"""Makes the compiled search ready, so that compiling is not taken for searching."""

from functools import lru_cache

import numpy as np

from optimizer.routing.engines.genetic import plan
from optimizer.routing.engines.genetic.chance import chance, shuffle
from optimizer.routing.engines.genetic.descent import descend
from optimizer.routing.engines.genetic.tours import crossed, cut

CALLS = 4


@lru_cache(maxsize=1)
def ready() -> None:
    """Compiles, or reads from disk what an earlier start compiled; nothing on a second call."""
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
