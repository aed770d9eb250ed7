"""Makes the compiled search ready, so that compiling is not taken for searching."""

from functools import lru_cache

import numpy as np

from optimizer.budget import Budget
from optimizer.deadline import Deadline
from optimizer.flights.annealing import Annealing
from optimizer.flights.apart import least_lost
from optimizer.flights.mathopt import Relaxed
from optimizer.flights.moves import state_of
from optimizer.flights.parts import ENDLESS, Part


@lru_cache(maxsize=1)
def ready() -> None:
    """Compiles, or reads from disk what an earlier start compiled; nothing on a second call."""
    one, room = np.ones(1, dtype=np.int64), np.array([1, ENDLESS])
    part = Part(one, one, one, one, np.array([[1, 0]]), np.ones((1, 2), dtype=np.bool_), room, room, 1)
    loss, prices = np.array([[0.0, 1.0]]), Relaxed(np.zeros(1), np.zeros(1))
    watch = Deadline(Budget(), 3600.0)
    state = state_of(part, one)
    if state is not None:
        Annealing(part, loss, prices, watch, np.random.default_rng(1)).quenched(state)
    least_lost(part, loss, prices, watch)
