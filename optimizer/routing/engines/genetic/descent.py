"""Local search as in HGS-CVRP: every call is tried beside its nearest until no move makes the plan cheaper.

T. Vidal: Hybrid genetic search for the CVRP: Open-source implementation and SWAP* neighborhood. Computers and
Operations Research 140 (2022) 105643.
"""

import numpy as np

from optimizer.compiled import compiled, inlined, inner
from optimizer.routing.engines.chance import Chance, shuffle, upto
from optimizer.routing.engines.genetic.exchange import exchange_all
from optimizer.routing.engines.genetic.moves import cross, fold, relocate, swap, turn
from optimizer.routing.engines.genetic.plan import BEFORE, CHANGED, PLACE, ROUTE, TESTED, Table, begin, end


@inner
def beside(way: Table, spot: Table, run: Table, u: int, v: int) -> bool:
    """Whether a move that brings `u` next to the call `v` was done."""
    if relocate(way, spot, run, u, v, False, False):
        return True
    if relocate(way, spot, run, u, v, True, False) or relocate(way, spot, run, u, v, True, True):
        return True
    if u < v and swap(way, spot, run, u, v, False, False):
        return True
    if swap(way, spot, run, u, v, True, False):
        return True
    if u < v and swap(way, spot, run, u, v, True, True):
        return True
    if spot[u, ROUTE] == spot[v, ROUTE]:
        return turn(way, spot, run, u, v)
    return fold(way, spot, run, u, v) or cross(way, spot, run, u, v)


@inner
def behind_begin(way: Table, spot: Table, run: Table, u: int, node: int) -> bool:
    """Whether `u` was brought to the front of the route that begins with the node."""
    if relocate(way, spot, run, u, node, False, False):
        return True
    if relocate(way, spot, run, u, node, True, False) or relocate(way, spot, run, u, node, True, True):
        return True
    if spot[u, ROUTE] == spot[node, ROUTE]:
        return False
    return cross(way, spot, run, u, node) or fold(way, spot, run, u, node)


@inlined
def empty_route(way: Table, spot: Table, run: Table) -> int:
    for route in range(run.shape[0] - 1):
        if spot[end(way, run, route), PLACE] == 1:
            return route
    return -1


@inner
def try_call(way: Table, near: Table, spot: Table, run: Table, chance: Chance, u: int, first: bool) -> None:
    calls, since = way.shape[0] - 1, spot[u, TESTED]
    spot[u, TESTED] = run[-1, CHANGED]
    count = near.shape[1]
    offset = upto(chance, count)
    for step in range(count):
        v = near[u, (offset + step) % count]
        if not first and max(run[spot[u, ROUTE], CHANGED], run[spot[v, ROUTE], CHANGED]) <= since:
            continue
        if not beside(way, spot, run, u, v) and spot[v, BEFORE] >= calls:
            behind_begin(way, spot, run, u, spot[v, BEFORE])
    if not first:
        fresh = empty_route(way, spot, run)
        if fresh >= 0:
            behind_begin(way, spot, run, u, begin(way, fresh))


@compiled
def descend(way: Table, near: Table, spot: Table, run: Table, chance: Chance) -> None:
    """Improves the plan until nothing helps; what exceeds the room costs its price."""
    calls = way.shape[0] - 1
    order = np.arange(calls)
    shuffle(chance, order)
    first, since = True, -1
    while True:
        moves = run[-1, CHANGED]
        for u in order:
            try_call(way, near, spot, run, chance, u, first)
        if run[-1, CHANGED] == moves and not first:
            exchange_all(way, near, spot, run, since)
            since = moves
            if run[-1, CHANGED] == moves:
                return
        first = False
