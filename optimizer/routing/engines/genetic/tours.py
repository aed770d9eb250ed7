"""Orders of calls without routes: crossed from two plans, and cut into routes at the least cost."""

import numpy as np

from optimizer.compiled import compiled
from optimizer.routing.engines.chance import Chance, upto
from optimizer.routing.engines.genetic.plan import Line, Table

FAR = 1 << 60
# A route of a cut may hold so many times the room.
OVER = 1.5


@compiled
def crossed(first: Line, second: Line, state: Chance, child: Line) -> None:
    """Order crossover: a stretch of the first in its place, the rest as the second has it."""
    calls = first.shape[0]
    begins, length = upto(state, calls), 1 + upto(state, calls - 1)
    taken = np.zeros(calls, np.bool_)
    for step in range(length):
        at = (begins + step) % calls
        child[at] = first[at]
        taken[first[at]] = True
    at = (begins + length) % calls
    for step in range(calls):
        call = second[(begins + length + step) % calls]
        if not taken[call]:
            child[at] = call
            at = (at + 1) % calls


@compiled
def cut(way: Table, demand: Line, order: Line, sizes: Line, room: int, price: int) -> None:
    """Cuts the order into routes (C. Prins, 2004); with too few vehicles the first takes all that is left."""
    calls, depot = order.shape[0], order.shape[0]
    costs, prior = np.full(calls + 1, FAR, np.int64), np.zeros(calls + 1, np.int64)
    costs[0] = 0
    for begins in range(calls):
        load, drive = 0, way[depot, order[begins]]
        for ends in range(begins, calls):
            load += demand[order[ends]]
            if ends > begins:
                drive += way[order[ends - 1], order[ends]]
            if load > OVER * room and ends > begins:
                break
            cost = costs[begins] + drive + way[order[ends], depot] + price * max(0, load - room)
            if cost < costs[ends + 1]:
                costs[ends + 1], prior[ends + 1] = cost, begins
    sizes[:] = 0
    routes, at = 0, calls
    while at > 0:
        sizes[min(routes, sizes.shape[0] - 1)] += at - prior[at]
        at = prior[at]
        routes += 1
    used = min(routes, sizes.shape[0])
    sizes[:used] = sizes[:used][::-1].copy()
