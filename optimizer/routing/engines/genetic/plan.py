"""The plan that moves are tried on: every route a chain of calls between its two ends, in whole-number tables.

`way` is what it costs from call to call, the depot being its last row and column. `spot` has a row for each node: the
calls, then the begins and then the ends of all routes. `run` has a row for each route, and a last one of its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optimizer.compiled import compiled, inlined

Line = NDArray[np.int64]
Table = NDArray[np.int64]

# Of a node: its neighbours, route and place on it, what is aboard behind it, and its own amount, when moves of it were
# last tried, and its row in `way`. Times are counts of moves.
AFTER, BEFORE, ROUTE, PLACE, AHEAD, DEMAND, TESTED, ROW, NODE_COLUMNS = range(9)
# Of a route: its load and when it last changed. In the last row: the room of a vehicle, the moves so far, and what a
# unit above the room costs.
LOAD, CHANGED, PRICE, RUN_COLUMNS = range(4)


@dataclass(frozen=True, slots=True)
class Ground:
    """What does not change: costs between calls, the calls nearest to each, their amounts and a vehicle's room."""

    way: Table
    near: Table
    demand: Line
    room: int


def empty_plan(ground: Ground, routes: int) -> tuple[Table, Table]:
    """`spot` and `run` for so many routes at most."""
    calls = len(ground.demand)
    spot = np.zeros((calls + 2 * routes, NODE_COLUMNS), dtype=np.int64)
    spot[:calls, DEMAND] = ground.demand
    spot[:, ROW] = np.minimum(np.arange(len(spot)), calls)
    run = np.zeros((routes + 1, RUN_COLUMNS), dtype=np.int64)
    run[-1, LOAD] = ground.room
    return spot, run


@inlined
def leg(way: Table, spot: Table, here: int, there: int) -> int:
    return int(way[spot[here, ROW], spot[there, ROW]])


@inlined
def excess(run: Table, load: int) -> int:
    return int(run[-1, PRICE] * max(0, load - run[-1, LOAD]))


@inlined
def begin(way: Table, route: int) -> int:
    return int(way.shape[0] - 1 + route)


@inlined
def end(way: Table, run: Table, route: int) -> int:
    return int(way.shape[0] + run.shape[0] - 2 + route)


@inlined
def link(spot: Table, here: int, there: int) -> None:
    spot[here, AFTER] = there
    spot[there, BEFORE] = here


@inlined
def refresh(way: Table, spot: Table, run: Table, route: int) -> None:
    """Everything that follows from the order of a route's calls."""
    node, last = begin(way, route), end(way, run, route)
    place, load = 0, 0
    spot[node, ROUTE] = spot[last, ROUTE] = route
    while True:
        spot[node, ROUTE], spot[node, PLACE], spot[node, AHEAD] = route, place, load
        if node == last:
            break
        node = spot[node, AFTER]
        place += 1
        load += spot[node, DEMAND]
    run[route, LOAD], run[route, CHANGED] = load, run[-1, CHANGED]


@compiled
def lay(way: Table, spot: Table, run: Table, order: Line, sizes: Line, price: int) -> None:
    """Makes the routes that these calls are, one route after the other."""
    at = 0
    run[-1, CHANGED], run[-1, PRICE] = 0, price
    for route in range(sizes.shape[0]):
        node = begin(way, route)
        for _ in range(sizes[route]):
            link(spot, node, order[at])
            node = order[at]
            at += 1
        link(spot, node, end(way, run, route))
        refresh(way, spot, run, route)
    spot[:, TESTED] = -1


@compiled
def read(way: Table, spot: Table, run: Table, order: Line, sizes: Line) -> tuple[int, int]:
    """Writes the routes down again; returns their cost and how much is aboard above the room."""
    at, cost, over = 0, 0, 0
    for route in range(sizes.shape[0]):
        node, first = begin(way, route), at
        while node != end(way, run, route):
            cost += leg(way, spot, node, spot[node, AFTER])
            node = spot[node, AFTER]
            if node < order.shape[0]:
                order[at] = node
                at += 1
        sizes[route] = at - first
        over += max(0, run[route, LOAD] - run[-1, LOAD])
    return cost, over
