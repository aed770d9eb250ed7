"""The moves: each is done when it makes the plan cheaper, what exceeds the room having a price."""

from optimizer.compiled import inlined, inner
from optimizer.routing.engines.genetic.plan import (
    AFTER,
    AHEAD,
    BEFORE,
    CHANGED,
    DEMAND,
    LOAD,
    PLACE,
    ROUTE,
    Table,
    begin,
    end,
    excess,
    leg,
    link,
    refresh,
)


@inlined
def shifted(way: Table, spot: Table, run: Table, here: int, there: int, load: int) -> int:
    """What it costs more that `load` goes from one route to another."""
    if here == there:
        return 0
    old = excess(run, run[here, LOAD]) + excess(run, run[there, LOAD])
    return excess(run, run[here, LOAD] - load) + excess(run, run[there, LOAD] + load) - old


@inlined
def done(way: Table, spot: Table, run: Table, here: int, there: int) -> bool:
    run[-1, CHANGED] += 1
    refresh(way, spot, run, here)
    if here != there:
        refresh(way, spot, run, there)
    return True


@inlined
def relocate(way: Table, spot: Table, run: Table, u: int, v: int, pair: bool, turned: bool) -> bool:
    """Moves a call, or a call and the next, behind another node, perhaps the other way round."""
    calls, last = way.shape[0] - 1, u
    load = spot[u, DEMAND]
    if pair:
        last = spot[u, AFTER]
        if last >= calls:
            return False
        load += spot[last, DEMAND]
    prior, rest, y = spot[u, BEFORE], spot[last, AFTER], spot[v, AFTER]
    if v in (u, last, prior):
        return False
    head, tail = (last, u) if turned else (u, last)
    gain = leg(way, spot, prior, u) + leg(way, spot, last, rest) + leg(way, spot, v, y)
    cost = leg(way, spot, prior, rest) + leg(way, spot, v, head) + leg(way, spot, tail, y) - gain
    here, there = spot[u, ROUTE], spot[v, ROUTE]
    if here == there:
        if cost >= 0:
            return False
    elif cost + shifted(way, spot, run, here, there, load) >= 0:
        return False
    link(spot, prior, rest)
    link(spot, v, head)
    if pair:
        link(spot, head, tail)
    link(spot, tail, y)
    return done(way, spot, run, here, there)


@inlined
def swap(way: Table, spot: Table, run: Table, u: int, v: int, pair_u: bool, pair_v: bool) -> bool:
    """Exchanges a call, or a call and the next, with another or another two."""
    calls, last_u, last_v = way.shape[0] - 1, u, v
    load = spot[u, DEMAND] - spot[v, DEMAND]
    if pair_u:
        last_u = spot[u, AFTER]
        if last_u >= calls:
            return False
        load += spot[last_u, DEMAND]
    if pair_v:
        last_v = spot[v, AFTER]
        if last_v >= calls:
            return False
        load -= spot[last_v, DEMAND]
    prior_u, rest_u, prior_v, rest_v = (
        spot[u, BEFORE],
        spot[last_u, AFTER],
        spot[v, BEFORE],
        spot[last_v, AFTER],
    )
    if last_u == v or last_v == u or rest_u == v or rest_v == u:
        return False
    gain = leg(way, spot, prior_u, u) + leg(way, spot, last_u, rest_u)
    gain += leg(way, spot, prior_v, v) + leg(way, spot, last_v, rest_v)
    cost = leg(way, spot, prior_u, v) + leg(way, spot, last_v, rest_u)
    cost += leg(way, spot, prior_v, u) + leg(way, spot, last_u, rest_v) - gain
    here, there = spot[u, ROUTE], spot[v, ROUTE]
    if cost + shifted(way, spot, run, here, there, load) >= 0:
        return False
    link(spot, prior_u, v)
    link(spot, last_v, rest_u)
    link(spot, prior_v, u)
    link(spot, last_u, rest_v)
    return done(way, spot, run, here, there)


@inner
def turn(way: Table, spot: Table, run: Table, u: int, v: int) -> bool:
    """Drives the way from behind `u` to `v`, on the same route, the other way round."""
    x, y = spot[u, AFTER], spot[v, AFTER]
    if spot[u, PLACE] >= spot[v, PLACE] or x == v:
        return False
    if leg(way, spot, u, v) + leg(way, spot, x, y) - leg(way, spot, u, x) - leg(way, spot, v, y) >= 0:
        return False
    node, prior = v, u
    while True:
        nearer = spot[node, BEFORE]
        link(spot, prior, node)
        prior = node
        if node == x:
            break
        node = nearer
    link(spot, prior, y)
    return done(way, spot, run, spot[u, ROUTE], spot[u, ROUTE])


@inner
def cross(way: Table, spot: Table, run: Table, u: int, v: int) -> bool:
    """Two routes exchange what comes behind `u` and behind `v`."""
    here, there, x, y = spot[u, ROUTE], spot[v, ROUTE], spot[u, AFTER], spot[v, AFTER]
    cost = leg(way, spot, u, y) + leg(way, spot, v, x) - leg(way, spot, u, x) - leg(way, spot, v, y)
    load = run[here, LOAD] - spot[u, AHEAD] - run[there, LOAD] + spot[v, AHEAD]
    if cost + shifted(way, spot, run, here, there, load) >= 0:
        return False
    end_here, end_there = end(way, run, here), end(way, run, there)
    last_here, last_there = spot[end_here, BEFORE], spot[end_there, BEFORE]
    if y == end_there:
        link(spot, u, end_here)
    else:
        link(spot, u, y)
        link(spot, last_there, end_here)
    if x == end_here:
        link(spot, v, end_there)
    else:
        link(spot, v, x)
        link(spot, last_here, end_there)
    return done(way, spot, run, here, there)


@inner
def fold(way: Table, spot: Table, run: Table, u: int, v: int) -> bool:
    """Two routes become their beginnings up to `u` and `v`, joined, and their rests, joined."""
    here, there, x, y = spot[u, ROUTE], spot[v, ROUTE], spot[u, AFTER], spot[v, AFTER]
    cost = leg(way, spot, u, v) + leg(way, spot, x, y) - leg(way, spot, u, x) - leg(way, spot, v, y)
    load = run[here, LOAD] - spot[u, AHEAD] - spot[v, AHEAD]
    if cost + shifted(way, spot, run, here, there, load) >= 0:
        return False
    end_here, begin_there = end(way, run, here), begin(way, there)
    prior, node = u, v
    while node != begin_there:
        nearer = spot[node, BEFORE]
        link(spot, prior, node)
        prior, node = node, nearer
    link(spot, prior, end_here)
    prior, node = y, x
    while node != end_here:
        further = spot[node, AFTER]
        link(spot, node, prior)
        prior, node = node, further
    link(spot, begin_there, prior)
    return done(way, spot, run, here, there)
