"""Ways by ruin and recreate, the engine for the common case; its routes are put together anew at the end.

Stops begin from what PyVRP makes of a first plan in a small part of the time: that is quick to see when a few long
routes are best, which the removal of strings comes to slowly.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from optimizer.budget import Budget, Watch
from optimizer.routing.engines import columns as col
from optimizer.routing.engines.engine import Answer, Ways
from optimizer.routing.engines.partition import Pool
from optimizer.routing.engines.pyvrp import PyVRP
from optimizer.routing.engines.tables import Tables, all_placed, expressible, legs_cost
from optimizer.routing.network import Network

# A step of the budget is so many ruins; more than so many for each call bring nothing.
RUINS = 50
ENOUGH_A_CALL = 20_000
# Heat at the beginning of the search, of its first part, and at the end of both, in average legs: cooler when there is
# no time for so many ruins a call, of about so many seconds each, since what a hot search spoils must be mended.
HOT, WARM, COLD = 1.0, 0.5, 0.03
MENDED_BY, RUIN_S = 2_000, 2e-5
# Shipments must be moved far to come to a better place: hotter, and again and again, a round of so many steps a call.
HOT_PAIRS, ROUND_OF_PAIRS = 8.0, 9
# The first part is for a good plan at once.
QUICK_S, QUICK_SHARE = 0.7, 0.2
# How many ruins for each call show what one sort of vehicle is worth.
FEW_A_CALL = 12
# What PyVRP has, of the time and of the steps.
BEGUN_S, BEGUN_SHARE, BEGUN_STEPS = 2.0, 0.2, 200
# What trying with fewer vehicles has of the time. There an absent call costs so many average legs, and so many more
# for each step that it stays absent: dear enough that detours hardly count until all are placed.
FLEET_SHARE = 0.2
ABSENT_LEGS, DEARER_LEGS = 100, 1
# How much is for the last part, which nothing stops and so must be short.
PARTITION_SHARE, PARTITION_S = 0.08, 0.8
# The clock is looked at so often, less often when there are more calls to copy each time.
CHUNK_S, CHUNK_A_CALL_S = 0.01, 4e-5


class RuinRecreate:
    name = "ruin and recreate"

    def supports(self, net: Network) -> bool:
        return expressible(net)

    def search(
        self, net: Network, seconds: float, budget: Budget, start: Ways, found: Callable[[Ways], None]
    ) -> Answer:
        return _Search(net, seconds, budget, found).run(start)


def _bettered(
    net: Network, seconds: float, budget: Budget, start: Ways, found: Callable[[Ways], None]
) -> Ways:
    """What PyVRP makes of a plan soon; nothing when it finds none that keeps the rules."""
    steps = None if budget.steps is None else min(BEGUN_STEPS, budget.steps)
    answer = PyVRP().search(net, seconds, replace(budget, steps=steps), start, found)
    return answer.ways or ()


class _Search:
    def __init__(self, net: Network, seconds: float, budget: Budget, found: Callable[[Ways], None]) -> None:
        self.watch, self.budget, self.found = Watch(seconds), budget, found
        self.net = net
        self.tables = Tables(net, budget.seed)
        self.pool = Pool(net)
        self.steps = 0
        enough = 1 + ENOUGH_A_CALL * len(net.calls) // RUINS
        self.most_steps = enough if budget.steps is None else min(enough, budget.steps)
        self.ruins, self.chunk_s = 20, max(CHUNK_S, CHUNK_A_CALL_S * len(net.calls))

    def run(self, start: Ways) -> Answer:
        tables = self.tables
        self._begin(start)
        self._tell()
        quick = min(QUICK_SHARE, QUICK_S / self.watch.seconds)
        self._anneal(self._cooler(WARM, quick), quick)
        self._use_fewer()
        pairs = bool(self.net.problem.shipments)
        if not start and not pairs:
            seconds = min(BEGUN_S, BEGUN_SHARE * self.watch.seconds)
            self._take_better(_bettered(self.net, seconds, self.budget, tables.best(), self.found))
        began, until = self._progress(), 1.0 - min(PARTITION_SHARE, PARTITION_S / self.watch.seconds)
        rounds, hot = (self._rounds(), HOT_PAIRS) if pairs else (1, self._cooler(HOT, until))
        for number in range(1, rounds + 1):
            self._anneal(hot, began + (until - began) * number / rounds)
        self._put_together()
        return Answer(tables.best() if all_placed(tables) else None, self.steps)

    def _rounds(self) -> int:
        """How many rounds the steps that are left suffice for, by the clock at the pace so far."""
        left = float(self.most_steps - self.steps)
        if self.budget.steps is None:
            left = min(left, self.steps * self.watch.left / max(self.watch.spent, 1e-3))
        return max(1, int(left / (ROUND_OF_PAIRS * len(self.net.calls))))

    def _begin(self, start: Ways) -> None:
        """From an earlier plan, or from the best of those that use one sort of vehicle as far as it goes."""
        tables = self.tables
        if start:
            tables.take(start)
            tables.mark_best()
            tables.search(1, 1e-9, 1e-9, everywhere=True)
            return
        sorts, begun = tables.sorts(), list[tuple[int, Ways]]()
        for sort in sorts:
            self._begin_with(sort, 0 if len(sorts) == 1 else FEW_A_CALL * len(self.net.calls))
            begun.append((tables.costs[col.NOW], tuple(way for way, _ in tables.routes())))
            if tables.costs[col.NOW] < tables.costs[col.BEST]:
                tables.mark_best()
                self._tell()
        tables.take(min(begun, key=lambda one: one[0])[1])

    def _begin_with(self, sort: NDArray[np.bool_], ruins: int) -> None:
        """Places every call, however small its prize: many that do not pay alone pay in company. The best stays."""
        tables = self.tables
        prizes, fixed, best = (
            tables.node[:, col.PRIZE].copy(),
            tables.kind[:, col.FIXED].copy(),
            tables.costs[col.BEST],
        )
        tables.node[:, col.PRIZE] = np.where(prizes > 0, tables.dear, 0)
        tables.kind[~sort, col.FIXED] += tables.dear // 2
        tables.take(())
        tables.costs[col.BEST] = 0
        tables.search(1, 1e-9, 1e-9, everywhere=True)
        if ruins:
            leg = legs_cost(tables)
            tables.search(ruins, WARM * leg, COLD * leg)
        tables.node[:, col.PRIZE], tables.kind[:, col.FIXED], tables.costs[col.BEST] = prizes, fixed, best
        tables.refresh()

    def _take_better(self, ways: Ways) -> None:
        """Goes on from these when they are better than the best."""
        tables = self.tables
        if not ways:
            return
        tables.take(ways)
        self.pool.add(tables.routes())
        if tables.costs[col.NOW] < tables.costs[col.BEST]:
            tables.mark_best()
            self._tell()
        else:
            tables.take(tables.best())

    def _tell(self) -> None:
        if all_placed(self.tables):
            self.found(self.tables.best())

    def _ended(self, until: float) -> bool:
        """`until` is the share of the budget up to which this part of the search may go."""
        if self.budget.cancelled is not None and self.budget.cancelled():
            return True
        return self._progress() >= until

    def _progress(self) -> float:
        return max(self.watch.spent / self.watch.seconds, self.steps / self.most_steps)

    def _chunk(self) -> int:
        """How many ruins to do before looking at the clock."""
        return RUINS if self.budget.steps is not None else self.ruins

    def _turn(self, heat: float, rows: int | None = None, dearer: int = 0) -> int:
        """One chunk at one heat; learns how many ruins go into a chunk."""
        ruins, watch = self._chunk(), Watch(1.0)
        bettered = self.tables.search(ruins, heat, heat, rows=rows, dearer=dearer)
        self.steps += max(1, ruins // RUINS)
        self.ruins = max(20, min(4 * ruins, int(ruins * self.chunk_s / max(watch.spent, 1e-4))))
        return bettered

    def _cooler(self, hot: float, share: float) -> float:
        """How hot to begin when there is this share of the budget to cool."""
        steps = self.watch.seconds / (RUINS * RUIN_S) if self.budget.steps is None else self.budget.steps
        a_call = share * RUINS * min(steps, self.most_steps) / len(self.net.calls)
        return min(hot, max(COLD, math.sqrt(a_call / MENDED_BY)))

    def _anneal(self, hot: float, until: float) -> None:
        """Cools from `hot` average legs down to a small part of one."""
        began, leg = self._progress(), legs_cost(self.tables)
        while not self._ended(until):
            share = (self._progress() - began) / max(1e-9, until - began)
            if self._turn(leg * hot * (COLD / hot) ** share):
                self._tell()
            self.pool.add(self.tables.routes())

    def _use_fewer(self) -> None:
        """While vehicles cost something, tries to do without one more: its calls are absent, and each that stays
        absent grows dearer until all are placed (in the manner of Y. Nagata, O. Bräysy, 2009)."""
        tables, leg = self.tables, legs_cost(self.tables)
        if len(tables.kind) != 1 or tables.kind[0, col.FIXED] < leg or not all_placed(tables):
            return
        until = self._progress() + FLEET_SHARE
        while len(tables.best()) > tables.least_vehicles and self._do_without_one(leg, until):
            self._tell()
        tables.take(tables.best())

    def _do_without_one(self, leg: float, until: float) -> bool:
        """Whether a cheaper plan with a vehicle fewer was found; else the best stays as it was."""
        tables = self.tables
        cost, sequence, size = tables.costs[col.BEST], tables.best_sequence.copy(), tables.best_size.copy()
        prizes = tables.node[:, col.PRIZE].copy()
        ways = sorted(tables.best(), key=lambda way: -len(way.calls))
        tables.node[:, col.PRIZE] = int(ABSENT_LEGS * leg) + 1
        tables.take(tuple(ways[:-1]))
        tables.costs[col.BEST] = col.FAR
        while tables.costs[col.ABSENT] and not self._ended(until):
            self._turn(leg, rows=len(ways) - 1, dearer=max(1, int(DEARER_LEGS * leg)))
        tables.node[:, col.PRIZE] = prizes
        tables.refresh()
        if tables.costs[col.ABSENT] or tables.costs[col.NOW] >= cost:
            tables.costs[col.BEST] = cost
            tables.best_sequence[:], tables.best_size[:] = sequence, size
            return False
        tables.mark_best()
        return True

    def _put_together(self) -> None:
        """The best plan that takes its routes from all that were seen."""
        tables = self.tables
        if not all_placed(tables) or self._ended(2.0):
            return
        tables.take(tables.best())
        self.pool.add(tables.routes())
        seconds = min(PARTITION_S, max(0.05, self.watch.left - 0.02))
        ways = self.pool.best(tables.best(), seconds, self.budget)
        self._take_better(ways or ())
