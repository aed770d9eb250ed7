# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls
"""Ruin and recreate by slack induction, compiled: the search of Christiaens and Vanden Berghe.

J. Christiaens, G. Vanden Berghe: Slack Induction by String Removals for Vehicle Routing Problems.
Transportation Science 54 (2020) 417-433. Changed: a call is tried beside its nearest calls only, absent calls cost
their prize, time on duty may cost too, shipments are placed as pairs, and what stays absent grows dearer when asked.

All state lies in whole-number tables whose columns are named below. Node tables have a row a call, route tables a row
a vehicle. `sequence[r, :size]` are the calls of route r.
"""

import numpy as np
from numba import njit
from numba.core.types import Array, boolean, float64, int64, uint64

# Of a call: fixed facts, then where it is, then what holds up to it and from it on.
AT, OPEN, CLOSE, SERVICE, PRIZE, MATE, ROUTE, PLACE, FINISH, LATEST = range(10)
AHEAD_SPAN, AHEAD_OPEN, AHEAD_CLOSE, REST_SPAN, REST_OPEN, REST_CLOSE, NODE_COLUMNS = range(10, 17)
# Of a kind of vehicle.
BEGINS_AT, ENDS_AT, LEAVES_FROM, BACK_BY, MOST_METRES, MOST_SECONDS, BY_METRE, BY_SECOND, FIXED = range(9)
KIND_COLUMNS = 9
# Of a route.
KIND, SIZE, METRES, SECONDS, COST = range(5)
ROUTE_COLUMNS = 5
# Of a search: what its solution costs, the best that was seen, and how many calls are absent.
NOW, BEST, ABSENT = range(3)

FAR = 1 << 60
STRING = 10.0
REMOVED = 10.0
BLINK = 0.01
KEEP_ON = 0.01

_table, _line = Array(int64, 2, "C"), Array(int64, 1, "C")
_random = Array(uint64, 1, "C")


@njit(float64(_random), cache=True)
def _draw(state):
    """Marsaglia's xorshift, 0 up to 1."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return float(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True)
def _joined(span, opens, closes, span2, opens2, closes2, drive):
    """Two stretches of work one after the other: least span, and the earliest and latest begin that give it
    (T. Vidal et al., A hybrid genetic algorithm with adaptive diversity management, 2013)."""
    until = span + drive
    wait = max(opens2 - until - closes, 0)
    begins = max(opens2 - until, opens) - wait
    return until + span2 + wait, begins, min(closes2 - until, closes) + wait


@njit(cache=True)
def refresh(r, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed):
    """Everything that follows from the order of one route's calls."""
    size, k = route[r, SIZE], route[r, KIND]
    load[r, :] = 0
    route[r, METRES] = route[r, SECONDS] = route[r, COST] = 0
    if size == 0:
        return
    resources = demand.shape[1]
    here, way, clock = kind[k, BEGINS_AT], 0, kind[k, LEAVES_FROM]
    span, opens, closes = 0, kind[k, LEAVES_FROM], kind[k, BACK_BY]
    for place in range(size):
        c = sequence[r, place]
        there = node[c, AT]
        node[c, ROUTE], node[c, PLACE] = r, place
        way += metres[here, there]
        drive = seconds[here, there]
        clock = max(clock + drive, node[c, OPEN]) + node[c, SERVICE]
        node[c, FINISH] = clock
        for q in range(resources):
            load[r, q] += demand[c, q]
            aboard[c, q] = load[r, q]
        if timed:
            span, opens, closes = _joined(
                span, opens, closes, node[c, SERVICE], node[c, OPEN], node[c, CLOSE], drive
            )
            node[c, AHEAD_SPAN], node[c, AHEAD_OPEN], node[c, AHEAD_CLOSE] = span, opens, closes
        here = there
    end = kind[k, ENDS_AT]
    route[r, METRES] = way + metres[here, end]
    if timed:
        route[r, SECONDS] = _joined(
            span, opens, closes, 0, kind[k, LEAVES_FROM], kind[k, BACK_BY], seconds[here, end]
        )[0]
    latest, there = kind[k, BACK_BY], end
    span, opens, closes = 0, kind[k, LEAVES_FROM], kind[k, BACK_BY]
    for place in range(size - 1, -1, -1):
        c = sequence[r, place]
        drive = seconds[node[c, AT], there]
        latest = min(node[c, CLOSE], latest - drive - node[c, SERVICE])
        node[c, LATEST] = latest
        if timed:
            span, opens, closes = _joined(
                node[c, SERVICE], node[c, OPEN], node[c, CLOSE], span, opens, closes, drive
            )
            node[c, REST_SPAN], node[c, REST_OPEN], node[c, REST_CLOSE] = span, opens, closes
        there = node[c, AT]
    route[r, COST] = (
        kind[k, FIXED] + route[r, METRES] * kind[k, BY_METRE] + route[r, SECONDS] * kind[k, BY_SECOND]
    )


@njit(cache=True)
def _place_pair(
    c, d, r, most, state, node, demand, capacity, kind, route, sequence, aboard, metres, seconds, timed
):
    """The cheapest two places for a shipment on a route: what it adds, and before which calls its ends go."""
    size, k = route[r, SIZE], route[r, KIND]
    best, best_i, best_j = most, -1, -1
    xc, xd, end = node[c, AT], node[d, AT], kind[k, ENDS_AT]
    resources = demand.shape[1]
    for i in range(size + 1):
        if size > 0 and _draw(state) < BLINK:
            continue
        if i == 0:
            here, clock = kind[k, BEGINS_AT], kind[k, LEAVES_FROM]
            span, opens, closes = 0, clock, kind[k, BACK_BY]
        else:
            y = sequence[r, i - 1]
            here, clock = node[y, AT], node[y, FINISH]
            span, opens, closes = node[y, AHEAD_SPAN], node[y, AHEAD_OPEN], node[y, AHEAD_CLOSE]
        fits = True
        for q in range(resources):
            before = 0 if i == 0 else aboard[sequence[r, i - 1], q]
            if before + demand[c, q] > capacity[k, q]:
                fits = False
        if not fits:
            continue
        clock += seconds[here, xc]
        if clock > node[c, CLOSE]:
            continue
        clock = max(clock, node[c, OPEN]) + node[c, SERVICE]
        if timed:
            span, opens, closes = _joined(
                span, opens, closes, node[c, SERVICE], node[c, OPEN], node[c, CLOSE], seconds[here, xc]
            )
        there = end if i == size else node[sequence[r, i], AT]
        first = metres[here, xc] - (metres[here, there] if size > 0 else 0)
        last, way = xc, first
        for j in range(i, size + 1):
            if j > i:
                y = sequence[r, j - 1]
                step = seconds[last, node[y, AT]]
                if clock + step > node[y, LATEST]:
                    break
                clock = max(clock + step, node[y, OPEN]) + node[y, SERVICE]
                if timed:
                    span, opens, closes = _joined(
                        span, opens, closes, node[y, SERVICE], node[y, OPEN], node[y, CLOSE], step
                    )
                for q in range(resources):
                    if aboard[y, q] + demand[c, q] > capacity[k, q]:
                        fits = False
                if not fits:
                    break
                if j == i + 1:
                    way += metres[xc, node[y, AT]]
                last = node[y, AT]
            there = end if j == size else node[sequence[r, j], AT]
            extra = way + metres[last, xd] + metres[xd, there]
            if j > i:
                extra -= metres[last, there]
            cost = extra * kind[k, BY_METRE]
            if size == 0:
                cost += kind[k, FIXED]
            if cost >= best or route[r, METRES] + extra > kind[k, MOST_METRES]:
                continue
            arrives = clock + seconds[last, xd]
            if arrives > node[d, CLOSE]:
                continue
            late = kind[k, BACK_BY] if j == size else node[sequence[r, j], LATEST]
            if max(arrives, node[d, OPEN]) + node[d, SERVICE] + seconds[xd, there] > late:
                continue
            if timed:
                s, o, e = _joined(
                    span, opens, closes, node[d, SERVICE], node[d, OPEN], node[d, CLOSE], seconds[last, xd]
                )
                if j == size:
                    s = _joined(s, o, e, 0, kind[k, LEAVES_FROM], kind[k, BACK_BY], seconds[xd, there])[0]
                else:
                    z = sequence[r, j]
                    s = _joined(
                        s,
                        o,
                        e,
                        node[z, REST_SPAN],
                        node[z, REST_OPEN],
                        node[z, REST_CLOSE],
                        seconds[xd, there],
                    )[0]
                if s > kind[k, MOST_SECONDS]:
                    continue
                cost += (s - route[r, SECONDS]) * kind[k, BY_SECOND]
            if cost < best:
                best, best_i, best_j = cost, i, j
    return best, best_i, best_j


@njit(cache=True)
def _insert(c, r, place, route, sequence, node):
    for p in range(route[r, SIZE], place, -1):
        sequence[r, p] = sequence[r, p - 1]
    sequence[r, place] = c
    route[r, SIZE] += 1
    node[c, ROUTE] = r


@njit(cache=True)
def _sort(out, count, state, node, demand, kind, metres):
    """The order in which absent calls are placed: by chance, demand, distance or window."""
    choice = _draw(state) * 17.0
    home = kind[0, BEGINS_AT]
    keys = np.empty(count, np.float64)
    for i in range(count):
        c = out[i]
        if choice < 4:
            keys[i] = _draw(state)
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


@njit(cache=True)
def _keep(r, route, sequence, kept, begins, touched, count):
    """Notes a route as it is, so that it can come back."""
    touched[count] = r
    begin = begins[count]
    for p in range(route[r, SIZE]):
        kept[begin + p] = sequence[r, p]
    begins[count + 1] = begin + route[r, SIZE]


@njit(
    int64(
        int64, float64, float64, boolean, int64, _random, _table, _table, _table, _table, _table, _table,
        _table, _table, _table, _table, _table, boolean, _line, _table, _line,
    ),
    cache=True,
)  # fmt: skip
def search(
    steps, heat, cool, everywhere, dearer, state, near, metres, seconds, demand, capacity, kind,
    node, route, sequence, load, aboard, timed, costs, best_sequence, best_size,
):  # fmt: skip
    """Runs `steps` ruins and recreations while the heat falls to `cool`; returns how often the best was bettered.

    `everywhere` tries every place instead of those beside near calls. With `dearer` above 0 each absent call's prize
    grows by it at each step, and the search ends as soon as none is absent.
    """
    calls, routes, kinds = node.shape[0], route.shape[0], kind.shape[0]
    nearest, resources = near.shape[1], demand.shape[1]
    out = np.empty(calls, np.int64)
    marked, ruined = np.zeros(calls, np.bool_), np.zeros(routes, np.bool_)
    touched, begins = np.empty(routes, np.int64), np.zeros(routes + 1, np.int64)
    kept, unused = np.empty(calls, np.int64), np.empty(kinds, np.int64)
    tried = np.full(routes, -1, np.int64)
    room = calls + routes + kinds + 2 * nearest + 2
    where_route, where_place = np.empty(room, np.int64), np.empty(room, np.int64)
    factor, temperature = (cool / heat) ** (1.0 / steps), heat
    bettered = 0
    for _ in range(steps):
        temperature *= factor
        absent = changed = 0
        for c in range(calls):
            if node[c, ROUTE] < 0:
                out[absent] = c
                absent += 1
                if dearer > 0:
                    node[c, PRIZE] += dearer
                    costs[NOW] += dearer
        if dearer > 0 and absent == 0:
            break
        cost = costs[NOW]

        # Ruin: strings of calls, from routes near a call drawn by chance.
        if absent < calls:
            used = 0
            for r in range(routes):
                if route[r, SIZE] > 0:
                    used += 1
            longest = min(STRING, (calls - absent) / used)
            strings = int(_draw(state) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
            seed, done = int(_draw(state) * calls), 0
            for j in range(nearest + 1):
                if done >= strings:
                    break
                c = seed if j == 0 else near[seed, j - 1]
                r = node[c, ROUTE]
                if r < 0 or ruined[r]:
                    continue
                size = route[r, SIZE]
                _keep(r, route, sequence, kept, begins, touched, changed)
                changed += 1
                ruined[r] = True
                done += 1
                cost -= route[r, COST]
                length = min(size, int(_draw(state) * min(float(size), longest) + 1.0))
                spared = 0
                if 1 < length < size and _draw(state) < 0.5:
                    spared = 1
                    while length + spared < size and _draw(state) > KEEP_ON:
                        spared += 1
                span = length + spared
                low, high = max(0, node[c, PLACE] - span + 1), min(node[c, PLACE], size - span)
                begin = low + int(_draw(state) * (high - low + 1))
                spare = begin + (1 + int(_draw(state) * (length - 1)) if spared > 0 else span)
                for p in range(begin, begin + span):
                    if not spare <= p < spare + spared:
                        x = sequence[r, p]
                        marked[x] = True
                        if node[x, MATE] >= 0:
                            marked[node[x, MATE]] = True
                stays = 0
                for p in range(size):
                    x = sequence[r, p]
                    if marked[x]:
                        marked[x] = False
                        out[absent] = x
                        absent += 1
                        node[x, ROUTE] = -1
                        cost += node[x, PRIZE]
                    else:
                        sequence[r, stays] = x
                        stays += 1
                route[r, SIZE] = stays
                refresh(r, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed)
                cost += route[r, COST]

        # Recreate: each absent call where it costs least, blinking now and then.
        _sort(out, absent, state, node, demand, kind, metres)
        for k in range(kinds):
            unused[k] = -1
        for r in range(routes - 1, -1, -1):
            if route[r, SIZE] == 0:
                unused[route[r, KIND]] = r
        for i in range(absent):
            c = out[i]
            mate = node[c, MATE]
            if 0 <= mate < c:
                continue
            best, best_route, best_place, best_other = node[c, PRIZE], -1, -1, -1
            options = 0
            if everywhere or mate >= 0:
                if everywhere:
                    for r in range(routes):
                        if route[r, SIZE] > 0:
                            for p in range(1 if mate >= 0 else route[r, SIZE] + 1):
                                where_route[options], where_place[options] = r, p
                                options += 1
                else:
                    for j in range(nearest):
                        for y in (near[c, j], near[mate, j]):
                            r = node[y, ROUTE]
                            if r >= 0 and tried[r] != c:
                                tried[r] = c
                                where_route[options], where_place[options] = r, 0
                                options += 1
                    tried[:] = -1
            else:
                for j in range(nearest):
                    y = near[c, j]
                    r = node[y, ROUTE]
                    if r >= 0:
                        where_route[options], where_place[options] = r, node[y, PLACE]
                        where_route[options + 1], where_place[options + 1] = r, node[y, PLACE] + 1
                        options += 2
            fresh = options
            for k in range(kinds):
                if unused[k] >= 0:
                    where_route[options], where_place[options] = unused[k], 0
                    options += 1
            if mate >= 0:
                best += node[mate, PRIZE]
                for o in range(options):
                    r = where_route[o]
                    found, first, second = _place_pair(
                        c, mate, r, best, state, node, demand, capacity, kind, route, sequence, aboard,
                        metres, seconds, timed,
                    )  # fmt: skip
                    if first >= 0:
                        best, best_route, best_place, best_other = found, r, first, second
            else:
                x = node[c, AT]
                for o in range(options):
                    if o < fresh and _draw(state) < BLINK:
                        continue
                    r, p = where_route[o], where_place[o]
                    k, size = route[r, KIND], route[r, SIZE]
                    fits = True
                    for q in range(resources):
                        if load[r, q] + demand[c, q] > capacity[k, q]:
                            fits = False
                    if not fits:
                        continue
                    y, z = -1, -1
                    here, clock = kind[k, BEGINS_AT], kind[k, LEAVES_FROM]
                    there, late = kind[k, ENDS_AT], kind[k, BACK_BY]
                    if p > 0:
                        y = sequence[r, p - 1]
                        here, clock = node[y, AT], node[y, FINISH]
                    if p < size:
                        z = sequence[r, p]
                        there, late = node[z, AT], node[z, LATEST]
                    extra = metres[here, x] + metres[x, there]
                    if size > 0:
                        extra -= metres[here, there]
                    price = extra * kind[k, BY_METRE]
                    if size == 0:
                        price += kind[k, FIXED]
                    if price >= best or route[r, METRES] + extra > kind[k, MOST_METRES]:
                        continue
                    clock += seconds[here, x]
                    if clock > node[c, CLOSE]:
                        continue
                    if max(clock, node[c, OPEN]) + node[c, SERVICE] + seconds[x, there] > late:
                        continue
                    if timed:
                        span, opens, closes = 0, kind[k, LEAVES_FROM], kind[k, BACK_BY]
                        if y >= 0:
                            span, opens, closes = (
                                node[y, AHEAD_SPAN],
                                node[y, AHEAD_OPEN],
                                node[y, AHEAD_CLOSE],
                            )
                        span, opens, closes = _joined(
                            span,
                            opens,
                            closes,
                            node[c, SERVICE],
                            node[c, OPEN],
                            node[c, CLOSE],
                            seconds[here, x],
                        )
                        span2, opens2, closes2 = 0, kind[k, LEAVES_FROM], kind[k, BACK_BY]
                        if z >= 0:
                            span2, opens2, closes2 = (
                                node[z, REST_SPAN],
                                node[z, REST_OPEN],
                                node[z, REST_CLOSE],
                            )
                        span = _joined(span, opens, closes, span2, opens2, closes2, seconds[x, there])[0]
                        if span > kind[k, MOST_SECONDS]:
                            continue
                        price += (span - route[r, SECONDS]) * kind[k, BY_SECOND]
                    if price < best:
                        best, best_route, best_place = price, r, p
            if best_route < 0:
                continue
            r = best_route
            if not ruined[r]:
                _keep(r, route, sequence, kept, begins, touched, changed)
                changed += 1
                ruined[r] = True
            was, before = route[r, COST], route[r, SIZE]
            if mate >= 0:
                _insert(mate, r, best_other, route, sequence, node)
                cost -= node[mate, PRIZE]
            _insert(c, r, best_place, route, sequence, node)
            refresh(r, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed)
            cost += route[r, COST] - was - node[c, PRIZE]
            if before == 0:
                unused[route[r, KIND]] = -1
                for other in range(routes):
                    if route[other, SIZE] == 0 and route[other, KIND] == route[r, KIND]:
                        unused[route[r, KIND]] = other
                        break

        # Accept as in simulated annealing, or bring back what was.
        if cost < costs[NOW] - temperature * np.log(_draw(state) + 1e-300):
            costs[NOW] = cost
            if cost < costs[BEST]:
                costs[BEST] = cost
                bettered += 1
                for r in range(routes):
                    best_size[r] = route[r, SIZE]
                    for p in range(route[r, SIZE]):
                        best_sequence[r, p] = sequence[r, p]
        else:
            for i in range(absent):
                node[out[i], ROUTE] = -1
            for t in range(changed):
                r = touched[t]
                size = begins[t + 1] - begins[t]
                for p in range(size):
                    sequence[r, p] = kept[begins[t] + p]
                route[r, SIZE] = size
                refresh(r, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed)
        for t in range(changed):
            ruined[touched[t]] = False
    costs[ABSENT] = 0
    for c in range(calls):
        if node[c, ROUTE] < 0:
            costs[ABSENT] += 1
    return bettered
