# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls
"""Unlike vehicles: routes change theirs, by chance when some calls were taken out and for a cheaper one at the end."""

from optimizer.compiled import inlined, inner
from optimizer.routing.engines.chance import fraction, upto
from optimizer.routing.engines.columns import (
    AT,
    BACK_BY,
    BEGINS_AT,
    BY_METRE,
    BY_SECOND,
    CLOSE,
    COST,
    ENDS_AT,
    FAR,
    FIXED,
    KIND,
    LEAVES_FROM,
    MOST_METRES,
    MOST_SECONDS,
    OPEN,
    SERVICE,
    SIZE,
)
from optimizer.routing.engines.ruin import keep
from optimizer.routing.engines.timetable import joined, refresh

# How often a route from which calls were taken out goes on with another kind of vehicle.
CHANGED = 0.3


@inner
def cost_with(k, r, node, kind, route, sequence, aboard, capacity, metres, seconds, timed):
    """What a route costs with another kind of vehicle; FAR when that cannot drive it."""
    here, way, clock = kind[k, BEGINS_AT], 0, kind[k, LEAVES_FROM]
    span, opens, closes = 0, kind[k, LEAVES_FROM], kind[k, BACK_BY]
    for p in range(route[r, SIZE]):
        c = sequence[r, p]
        for q in range(capacity.shape[1]):
            if aboard[c, q] > capacity[k, q]:
                return FAR
        drive = seconds[here, node[c, AT]]
        clock += drive
        if clock > node[c, CLOSE]:
            return FAR
        clock = max(clock, node[c, OPEN]) + node[c, SERVICE]
        way += metres[here, node[c, AT]]
        here = node[c, AT]
        if timed:
            span, opens, closes = joined(
                span, opens, closes, node[c, SERVICE], node[c, OPEN], node[c, CLOSE], drive
            )
    end = kind[k, ENDS_AT]
    drive, way = seconds[here, end], way + metres[here, end]
    if timed:
        span = joined(span, opens, closes, 0, kind[k, LEAVES_FROM], kind[k, BACK_BY], drive)[0]
    if clock + drive > kind[k, BACK_BY] or way > kind[k, MOST_METRES] or span > kind[k, MOST_SECONDS]:
        return FAR
    return kind[k, FIXED] + way * kind[k, BY_METRE] + span * kind[k, BY_SECOND]


@inlined
def unused_of(k, kind, route, first):
    """An empty route of a kind, or -1; `first` is where each kind's routes begin."""
    for r in range(first[k], first[k + 1]):
        if route[r, SIZE] == 0:
            return r
    return -1


@inner
def hand_over(
    r, other, changed, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed, ruined, kept,
    begins, touched,
):  # fmt: skip
    """Gives the calls of a route to an empty one: changed routes, and what it costs more."""
    for each in (r, other):
        if not ruined[each]:
            keep(each, route, sequence, kept, begins, touched, changed)
            changed += 1
            ruined[each] = True
    was = route[r, COST]
    for p in range(route[r, SIZE]):
        sequence[other, p] = sequence[r, p]
    route[other, SIZE], route[r, SIZE] = route[r, SIZE], 0
    for each in (r, other):
        refresh(
            each, 0, route[each, SIZE] - 1, node, demand, kind, route, sequence, load, aboard, metres, seconds,
            timed,
        )  # fmt: skip
    return changed, route[other, COST] - was


@inner
def change_by_chance(
    changed, state, first, node, demand, capacity, kind, route, sequence, load, aboard, metres, seconds, timed,
    ruined, kept, begins, touched,
):  # fmt: skip
    """Routes go on with any other kind of vehicle now and then: changed routes, and what it costs more."""
    more, routes = 0, changed
    for t in range(routes):
        r = touched[t]
        if route[r, SIZE] == 0 or fraction(state) >= CHANGED:
            continue
        k = upto(state, kind.shape[0])
        if k == route[r, KIND]:
            continue
        other = unused_of(k, kind, route, first)
        if other < 0:
            continue
        if cost_with(k, r, node, kind, route, sequence, aboard, capacity, metres, seconds, timed) < FAR:
            changed, extra = hand_over(
                r, other, changed, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed,
                ruined, kept, begins, touched,
            )  # fmt: skip
            more += extra
    return changed, more


@inner
def change_for_cheaper(
    changed, first, node, demand, capacity, kind, route, sequence, load, aboard, metres, seconds, timed, ruined,
    kept, begins, touched,
):  # fmt: skip
    """Each changed route goes to the kind of vehicle that drives it at the least cost: changed routes, cost more."""
    more, routes = 0, changed
    for t in range(routes):
        r = touched[t]
        if route[r, SIZE] == 0:
            continue
        best, best_other = route[r, COST], -1
        for k in range(kind.shape[0]):
            if k == route[r, KIND]:
                continue
            other = unused_of(k, kind, route, first)
            if other < 0:
                continue
            cost = cost_with(k, r, node, kind, route, sequence, aboard, capacity, metres, seconds, timed)
            if cost < best:
                best, best_other = cost, other
        if best_other >= 0:
            changed, extra = hand_over(
                r, best_other, changed, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed,
                ruined, kept, begins, touched,
            )  # fmt: skip
            more += extra
    return changed, more
