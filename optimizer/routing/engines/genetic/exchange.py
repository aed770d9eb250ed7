"""SWAP*: two routes exchange a call each, and either goes where it costs least, not where the other was."""

import numpy as np

from optimizer.compiled import inlined, inner
from optimizer.routing.engines.genetic.moves import done
from optimizer.routing.engines.genetic.plan import (
    AFTER,
    BEFORE,
    CHANGED,
    DEMAND,
    LOAD,
    ROUTE,
    Line,
    Table,
    begin,
    end,
    excess,
    leg,
    link,
)

PLACES = 3
FAR = 1 << 60


@inner
def best_places(way: Table, spot: Table, run: Table, u: int, route: int, nodes: Table, costs: Table) -> None:
    """The three cheapest places of a call on a route: behind which nodes, and what it adds."""
    nodes[u, :] = -1
    costs[u, :] = FAR
    node, last = begin(way, route), end(way, run, route)
    while node != last:
        further = spot[node, AFTER]
        cost = leg(way, spot, node, u) + leg(way, spot, u, further) - leg(way, spot, node, further)
        place = PLACES - 1
        if cost < costs[u, place]:
            while place > 0 and cost < costs[u, place - 1]:
                costs[u, place], nodes[u, place] = costs[u, place - 1], nodes[u, place - 1]
                place -= 1
            costs[u, place], nodes[u, place] = cost, node
        node = further


@inlined
def cheapest(
    way: Table, spot: Table, run: Table, u: int, v: int, nodes: Table, costs: Table
) -> tuple[int, int]:
    """What `u` adds on the route of `v` once `v` has left it, and behind which node; -1 stands for the place of `v`."""
    prior, further = spot[v, BEFORE], spot[v, AFTER]
    cost = leg(way, spot, prior, u) + leg(way, spot, u, further) - leg(way, spot, prior, further)
    node = -1
    for place in range(PLACES):
        if nodes[u, place] >= 0 and nodes[u, place] != v and nodes[u, place] != prior:
            if costs[u, place] < cost:
                return costs[u, place], nodes[u, place]
            return cost, node
    return cost, node


@inlined
def saved(way: Table, spot: Table, run: Table, u: int) -> int:
    prior, further = spot[u, BEFORE], spot[u, AFTER]
    return leg(way, spot, prior, u) + leg(way, spot, u, further) - leg(way, spot, prior, further)


@inner
def exchange(way: Table, spot: Table, run: Table, here: int, there: int, nodes: Table, costs: Table) -> bool:
    """Does the best exchange between two routes, if one pays."""
    for route, other in ((here, there), (there, here)):
        u = spot[begin(way, route), AFTER]
        while u != end(way, run, route):
            best_places(way, spot, run, u, other, nodes, costs)
            u = spot[u, AFTER]
    best, best_u, best_v, best_to_u, best_to_v = 0, -1, -1, -1, -1
    old = excess(run, run[here, LOAD]) + excess(run, run[there, LOAD])
    u = spot[begin(way, here), AFTER]
    while u != end(way, run, here):
        gain_u = saved(way, spot, run, u)
        v = spot[begin(way, there), AFTER]
        while v != end(way, run, there):
            load = spot[u, DEMAND] - spot[v, DEMAND]
            fixed = excess(run, run[here, LOAD] - load) + excess(run, run[there, LOAD] + load) - old
            fixed -= gain_u + saved(way, spot, run, v)
            if fixed < best:
                cost_u, to_u = cheapest(way, spot, run, u, v, nodes, costs)
                if fixed + cost_u < best:
                    cost_v, to_v = cheapest(way, spot, run, v, u, nodes, costs)
                    if fixed + cost_u + cost_v < best:
                        best, best_u, best_v, best_to_u, best_to_v = fixed + cost_u + cost_v, u, v, to_u, to_v
            v = spot[v, AFTER]
        u = spot[u, AFTER]
    if best_u < 0:
        return False
    move(spot, best_u, best_v, best_to_u, best_to_v)
    return done(way, spot, run, here, there)


@inner
def move(spot: Table, u: int, v: int, to_u: int, to_v: int) -> None:
    prior_u, prior_v = spot[u, BEFORE], spot[v, BEFORE]
    link(spot, prior_u, spot[u, AFTER])
    link(spot, prior_v, spot[v, AFTER])
    node = prior_v if to_u < 0 else to_u
    further = spot[node, AFTER]
    link(spot, node, u)
    link(spot, u, further)
    node = prior_u if to_v < 0 else to_v
    further = spot[node, AFTER]
    link(spot, node, v)
    link(spot, v, further)


@inner
def neighbours(way: Table, near: Table, spot: Table, run: Table, route: int, marked: Line) -> None:
    """Marks, with this route's number plus one, the routes of the calls that are nearest to its own."""
    u = spot[begin(way, route), AFTER]
    while u != end(way, run, route):
        for place in range(min(6, near.shape[1])):
            marked[spot[near[u, place], ROUTE]] = route + 1
        u = spot[u, AFTER]


@inner
def exchange_all(way: Table, near: Table, spot: Table, run: Table, since: int) -> None:
    """Between neighbouring routes of which one has changed since that count of moves."""
    calls, routes = way.shape[0] - 1, (run.shape[0] - 1)
    nodes, costs = np.empty((calls, PLACES), np.int64), np.empty((calls, PLACES), np.int64)
    marked = np.zeros(routes, np.int64)
    for here in range(routes):
        neighbours(way, near, spot, run, here, marked)
        for there in range(routes):
            fresh = max(run[here, CHANGED], run[there, CHANGED]) > since
            if fresh and there > here and marked[there] == here + 1:
                exchange(way, spot, run, here, there, nodes, costs)
