# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls
"""What it adds to put a call, or both ends of a shipment, on a route, and the putting."""

from optimizer.compiled import inner
from optimizer.routing.engines.chance import fraction
from optimizer.routing.engines.columns import (
    AHEAD_CLOSE,
    AHEAD_OPEN,
    AHEAD_SPAN,
    AT,
    BACK_BY,
    BEGINS_AT,
    BY_METRE,
    BY_SECOND,
    CLOSE,
    ENDS_AT,
    FINISH,
    FIXED,
    KIND,
    LATEST,
    LEAVES_FROM,
    METRES,
    MOST_METRES,
    MOST_SECONDS,
    OPEN,
    REST_CLOSE,
    REST_OPEN,
    REST_SPAN,
    ROUTE,
    SECONDS,
    SERVICE,
    SIZE,
)
from optimizer.routing.engines.timetable import joined

# How often a place is passed over by chance.
BLINK = 0.01


@inner
def cheapest_place(
    c, most, where, fresh, options, state, node, demand, capacity, kind, route, sequence, load, metres, seconds,
    timed,
):  # fmt: skip
    """The cheapest of the places where a call may be tried: what it adds, on which route and before which place.
    Those before `fresh` are passed over now and then."""
    best, best_route, best_place = most, -1, -1
    resources, x = demand.shape[1], node[c, AT]
    for o in range(options):
        if o < fresh and fraction(state) < BLINK:
            continue
        r, p = where[o, 0], where[o, 1]
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
            span, opens, closes = joined(
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
            span = joined(span, opens, closes, span2, opens2, closes2, seconds[x, there])[0]
            if span > kind[k, MOST_SECONDS]:
                continue
            price += (span - route[r, SECONDS]) * kind[k, BY_SECOND]
        if price < best:
            best, best_route, best_place = price, r, p
    return best, best_route, best_place


@inner
def place_pair(
    c, d, r, most, state, node, demand, capacity, kind, route, sequence, aboard, metres, seconds, timed
):
    """The cheapest two places for a shipment on a route: what it adds, and before which calls its ends go."""
    size, k = route[r, SIZE], route[r, KIND]
    best, best_i, best_j = most, -1, -1
    xc, xd, end = node[c, AT], node[d, AT], kind[k, ENDS_AT]
    resources = demand.shape[1]
    for i in range(size + 1):
        if size > 0 and fraction(state) < BLINK:
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
            span, opens, closes = joined(
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
                    span, opens, closes = joined(
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
                s, o, e = joined(
                    span, opens, closes, node[d, SERVICE], node[d, OPEN], node[d, CLOSE], seconds[last, xd]
                )
                if j == size:
                    s = joined(s, o, e, 0, kind[k, LEAVES_FROM], kind[k, BACK_BY], seconds[xd, there])[0]
                else:
                    z = sequence[r, j]
                    s = joined(
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


@inner
def insert(c, r, place, route, sequence, node):
    for p in range(route[r, SIZE], place, -1):
        sequence[r, p] = sequence[r, p - 1]
    sequence[r, place] = c
    route[r, SIZE] += 1
    node[c, ROUTE] = r
