# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls
"""Recreate: absent calls in some order, each where it costs least, blinking now and then."""

import numpy as np

from optimizer.compiled import inlined, inner
from optimizer.routing.engines.chance import fraction
from optimizer.routing.engines.columns import (
    AT,
    BEGINS_AT,
    CLOSE,
    COST,
    KIND,
    MATE,
    OPEN,
    PLACE,
    PRIZE,
    ROUTE,
    SIZE,
)
from optimizer.routing.engines.placing import cheapest_place, insert, place_pair
from optimizer.routing.engines.ruin import keep
from optimizer.routing.engines.timetable import refresh


@inner
def in_some_order(out, count, state, node, demand, kind, metres):
    """The order in which absent calls are placed: by chance, demand, distance or window."""
    choice = fraction(state) * 17.0
    home = kind[0, BEGINS_AT]
    keys = np.empty(count, np.float64)
    for i in range(count):
        c = out[i]
        if choice < 4:
            keys[i] = fraction(state)
        elif choice < 8:
            keys[i] = 0.0
            for q in range(demand.shape[1]):
                keys[i] -= demand[c, q]
        elif choice < 10:
            keys[i] = -metres[home, node[c, AT]]
        elif choice < 11:
            keys[i] = metres[home, node[c, AT]]
        elif choice < 13:
            keys[i] = node[c, CLOSE] - node[c, OPEN]
        elif choice < 15:
            keys[i] = node[c, OPEN]
        else:
            keys[i] = -node[c, CLOSE]
    ordered = out[:count][np.argsort(keys, kind="mergesort")]
    out[:count] = ordered


@inlined
def find_unused(kind, route, unused):
    """The first empty route of each kind, or -1."""
    unused[:] = -1
    for r in range(route.shape[0] - 1, -1, -1):
        if route[r, SIZE] == 0:
            unused[route[r, KIND]] = r


@inlined
def places(c, everywhere, near, node, route, unused, tried, where):
    """Where a call is tried: all places or those beside near calls (for a pair whole routes), then fresh routes.
    Returns how many are on routes in use, and how many in all."""
    mate, options = node[c, MATE], 0
    if everywhere:
        for r in range(route.shape[0]):
            if route[r, SIZE] > 0:
                for p in range(1 if mate >= 0 else route[r, SIZE] + 1):
                    where[options, 0], where[options, 1] = r, p
                    options += 1
    elif mate >= 0:
        for j in range(near.shape[1]):
            for y in (near[c, j], near[mate, j]):
                r = node[y, ROUTE]
                if r >= 0 and tried[r] != c:
                    tried[r] = c
                    where[options, 0], where[options, 1] = r, 0
                    options += 1
        tried[:] = -1
    else:
        for j in range(near.shape[1]):
            y = near[c, j]
            r = node[y, ROUTE]
            if r >= 0:
                where[options, 0], where[options, 1] = r, node[y, PLACE]
                where[options + 1, 0], where[options + 1, 1] = r, node[y, PLACE] + 1
                options += 2
    fresh = options
    for r in unused:
        if r >= 0:
            where[options, 0], where[options, 1] = r, 0
            options += 1
    return fresh, options


@inlined
def recreate(
    absent, changed, everywhere, state, near, metres, seconds, demand, capacity, kind, node, route, sequence,
    load, aboard, timed, out, ruined, kept, begins, touched, unused, tried, where,
):  # fmt: skip
    """Places the absent calls: changed routes, and what it costs more."""
    more = 0
    in_some_order(out, absent, state, node, demand, kind, metres)
    find_unused(kind, route, unused)
    for i in range(absent):
        c = out[i]
        mate = node[c, MATE]
        if 0 <= mate < c:
            continue
        best, best_route, best_place, best_other = node[c, PRIZE], -1, -1, -1
        fresh, options = places(c, everywhere, near, node, route, unused, tried, where)
        if mate >= 0:
            best += node[mate, PRIZE]
            for o in range(options):
                found, first, second = place_pair(
                    c, mate, where[o, 0], best, state, node, demand, capacity, kind, route, sequence, aboard,
                    metres, seconds, timed,
                )  # fmt: skip
                if first >= 0:
                    best, best_route, best_place, best_other = found, where[o, 0], first, second
        else:
            best, best_route, best_place = cheapest_place(
                c, best, where, fresh, options, state, node, demand, capacity, kind, route, sequence, load,
                metres, seconds, timed,
            )  # fmt: skip
        if best_route < 0:
            continue
        r = best_route
        if not ruined[r]:
            keep(r, route, sequence, kept, begins, touched, changed)
            changed += 1
            ruined[r] = True
        was, before, last = route[r, COST], route[r, SIZE], best_place
        if mate >= 0:
            insert(mate, r, best_other, route, sequence, node)
            more -= node[mate, PRIZE]
            last = best_other + 1
        insert(c, r, best_place, route, sequence, node)
        refresh(
            r, best_place, last, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed
        )
        more += route[r, COST] - was - node[c, PRIZE]
        if before == 0:
            find_unused(kind, route, unused)
    return changed, more
