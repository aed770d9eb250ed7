"""Annealing of one part: rounds of exchanges that cool down, from the best choice so far, each longer than the last."""

import numpy as np

from optimizer.deadline import Deadline
from optimizer.flights.bundles import Ground, Real, Standing
from optimizer.flights.exchange import lost, settle
from optimizer.flights.mathopt import Relaxed
from optimizer.flights.moves import State
from optimizer.flights.options import Ints
from optimizer.flights.parts import Part

# In what is lost to the bound for each kind of room of each departure.
HOT, COLD, FROZEN = 0.5, 0.06, 1e-3
LIMIT = 1.0
SWEEPS = 150
QUENCHED = 4
FEWEST_SWEEPS = 12


class Annealing:
    """Keeps its pace between rounds, so that a round cools down in the time that is left."""

    def __init__(
        self, part: Part, loss: Real, prices: Relaxed, watch: Deadline, random: np.random.Generator
    ) -> None:
        self.part, self.watch, self.random = part, watch, random
        self.ground = Ground(
            part.allowed,
            loss,
            part.weight_g,
            part.volume_cm3,
            np.append(prices.per_g, 0.0),
            np.append(prices.per_cm3, 0.0),
        )
        self.rounds = 0
        self.pace_s = 0.0

    def quenched(self, state: State) -> Ints:
        """Nothing that loses is taken, so the choice is no worse."""
        standing = _standing(state)
        self._cool(standing, FROZEN, FROZEN, QUENCHED)
        return standing.choice

    def round(self, state: State) -> Ints:
        self.rounds += 1
        standing = _standing(state)
        sweeps = min(SWEEPS * self.rounds, int(self.watch.left / max(self.pace_s, 1e-6)) - 2 * QUENCHED)
        if sweeps >= FEWEST_SWEEPS:
            self._cool(standing, HOT, COLD, sweeps)
        self._cool(standing, FROZEN, FROZEN, QUENCHED)
        return standing.choice

    def _cool(self, standing: Standing, hot: float, cold: float, sweeps: int) -> None:
        began = self.watch.spent
        unit = max(1.0, lost(self.ground, standing)) / (2 * self.part.base)
        for sweep in range(sweeps):
            heat = unit * hot * (cold / hot) ** (sweep / sweeps)
            limit = LIMIT * max(heat, lost(self.ground, standing) / (2 * self.part.base))
            for hub in self.random.permutation(self.part.base + 1).tolist():
                if self.watch.over:
                    return
                settle(self.ground, standing, hub, heat, limit, self.random)
        self.pace_s = (self.watch.spent - began) / sweeps


def _standing(state: State) -> Standing:
    return Standing(state.choice.copy(), state.free_g.copy(), state.free_cm3.copy())
