# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls
"""When each call of a route is made, what is aboard, and what the route costs, from the order of its calls."""

from optimizer.compiled import compiled, inner
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
    COST,
    ENDS_AT,
    FINISH,
    FIXED,
    KIND,
    LATEST,
    LEAVES_FROM,
    METRES,
    OPEN,
    PLACE,
    REST_CLOSE,
    REST_OPEN,
    REST_SPAN,
    ROUTE,
    SECONDS,
    SERVICE,
    SIZE,
    WAY,
)


@inner
def joined(span, opens, closes, span2, opens2, closes2, drive):
    """Two stretches of work one after the other: least span, and the earliest and latest begin that give it
    (T. Vidal et al., A hybrid genetic algorithm with adaptive diversity management, 2013)."""
    until = span + drive
    wait = max(opens2 - until - closes, 0)
    begins = max(opens2 - until, opens) - wait
    return until + span2 + wait, begins, min(closes2 - until, closes) + wait


@compiled
def refresh(r, first, last, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed):
    """Everything that follows from the order of one route's calls, of which those from place `first` to `last` are
    new: what holds up to a call is told anew from the first on, what holds from it on up to the last."""
    size, k = route[r, SIZE], route[r, KIND]
    load[r, :] = 0
    route[r, METRES] = route[r, SECONDS] = route[r, COST] = 0
    if size == 0:
        return
    resources = demand.shape[1]
    here, way, clock = kind[k, BEGINS_AT], 0, kind[k, LEAVES_FROM]
    span, opens, closes = 0, kind[k, LEAVES_FROM], kind[k, BACK_BY]
    if first > 0:
        c = sequence[r, first - 1]
        here, way, clock = node[c, AT], node[c, WAY], node[c, FINISH]
        span, opens, closes = node[c, AHEAD_SPAN], node[c, AHEAD_OPEN], node[c, AHEAD_CLOSE]
        for q in range(resources):
            load[r, q] = aboard[c, q]
    for place in range(first, size):
        c = sequence[r, place]
        there = node[c, AT]
        node[c, ROUTE], node[c, PLACE] = r, place
        way += metres[here, there]
        drive = seconds[here, there]
        clock = max(clock + drive, node[c, OPEN]) + node[c, SERVICE]
        node[c, WAY], node[c, FINISH] = way, clock
        for q in range(resources):
            load[r, q] += demand[c, q]
            aboard[c, q] = load[r, q]
        if timed:
            span, opens, closes = joined(
                span, opens, closes, node[c, SERVICE], node[c, OPEN], node[c, CLOSE], drive
            )
            node[c, AHEAD_SPAN], node[c, AHEAD_OPEN], node[c, AHEAD_CLOSE] = span, opens, closes
        here = there
    end = kind[k, ENDS_AT]
    route[r, METRES] = way + metres[here, end]
    if timed:
        route[r, SECONDS] = joined(
            span, opens, closes, 0, kind[k, LEAVES_FROM], kind[k, BACK_BY], seconds[here, end]
        )[0]
    latest, there = kind[k, BACK_BY], end
    span, opens, closes = 0, kind[k, LEAVES_FROM], kind[k, BACK_BY]
    if last < size - 1:
        c = sequence[r, last + 1]
        latest, there = node[c, LATEST], node[c, AT]
        span, opens, closes = node[c, REST_SPAN], node[c, REST_OPEN], node[c, REST_CLOSE]
    for place in range(min(last, size - 1), -1, -1):
        c = sequence[r, place]
        drive = seconds[node[c, AT], there]
        latest = min(node[c, CLOSE], latest - drive - node[c, SERVICE])
        node[c, LATEST] = latest
        if timed:
            span, opens, closes = joined(
                node[c, SERVICE], node[c, OPEN], node[c, CLOSE], span, opens, closes, drive
            )
            node[c, REST_SPAN], node[c, REST_OPEN], node[c, REST_CLOSE] = span, opens, closes
        there = node[c, AT]
    route[r, COST] = (
        kind[k, FIXED] + route[r, METRES] * kind[k, BY_METRE] + route[r, SECONDS] * kind[k, BY_SECOND]
    )
