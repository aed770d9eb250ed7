# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls
"""Ruin and recreate by slack induction, compiled: the search of Christiaens and Vanden Berghe.

J. Christiaens, G. Vanden Berghe: Slack Induction by String Removals for Vehicle Routing Problems.
Transportation Science 54 (2020) 417-433. Changed: a call is tried beside its nearest calls only, absent calls cost
their prize, time on duty may cost too, shipments are placed as pairs, and what stays absent grows dearer when asked.
"""

import numpy as np

from optimizer.compiled import compiled, inlined
from optimizer.routing.engines.chance import fraction
from optimizer.routing.engines.columns import ABSENT, BEST, KIND, NOW, PRIZE, ROUTE, SIZE
from optimizer.routing.engines.recreate import recreate
from optimizer.routing.engines.ruin import bring_back, ruin
from optimizer.routing.engines.vehicles import change_by_chance, change_for_cheaper


@inlined
def who_is_absent(dearer, node, out, costs):
    absent = 0
    for c in range(node.shape[0] if costs[ABSENT] > 0 else 0):
        if node[c, ROUTE] < 0:
            out[absent] = c
            absent += 1
            node[c, PRIZE] += dearer
            costs[NOW] += dearer
    return absent


@inlined
def still_absent(absent, node, out):
    count = 0
    for i in range(absent):
        if node[out[i], ROUTE] < 0:
            count += 1
    return count


@inlined
def mark_best(route, sequence, costs, best_sequence, best_size):
    costs[BEST] = costs[NOW]
    for r in range(route.shape[0]):
        best_size[r] = route[r, SIZE]
        for p in range(route[r, SIZE]):
            best_sequence[r, p] = sequence[r, p]


@compiled
def search(
    steps, heat, cool, everywhere, dearer, state, near, metres, seconds, demand, capacity, kind,
    node, route, sequence, load, aboard, timed, costs, best_sequence, best_size,
):  # fmt: skip
    """Runs `steps` ruins and recreations while the heat falls to `cool`; returns how often the best was bettered.

    `everywhere` tries every place instead of those beside near calls. With `dearer` above 0 each absent call's prize
    grows by it at each step, and the search ends as soon as none is absent.
    """
    calls, routes, kinds = node.shape[0], route.shape[0], kind.shape[0]
    out, kept = np.empty(calls, np.int64), np.empty(calls, np.int64)
    marked, ruined = np.zeros(calls, np.bool_), np.zeros(routes, np.bool_)
    touched, begins = np.empty(routes, np.int64), np.zeros(routes + 1, np.int64)
    unused, tried = np.empty(kinds, np.int64), np.full(routes, -1, np.int64)
    where = np.empty((calls + routes + kinds + 2 * near.shape[1] + 2, 2), np.int64)
    first = np.searchsorted(route[:, KIND], np.arange(kinds + 1))
    factor, temperature, bettered = (cool / heat) ** (1.0 / steps), heat, 0
    for _ in range(steps):
        temperature *= factor
        absent, changed, cost = who_is_absent(dearer, node, out, costs), 0, costs[NOW]
        if dearer > 0 and absent == 0:
            break
        if absent < calls:
            absent, changed, more = ruin(
                absent, changed, state, near, node, demand, kind, route, sequence, load, aboard, metres, seconds,
                timed, out, marked, ruined, kept, begins, touched,
            )  # fmt: skip
            cost += more
            if kinds > 1:
                changed, more = change_by_chance(
                    changed, state, first, node, demand, capacity, kind, route, sequence, load, aboard, metres,
                    seconds, timed, ruined, kept, begins, touched,
                )  # fmt: skip
                cost += more
        changed, more = recreate(
            absent, changed, everywhere, state, near, metres, seconds, demand, capacity, kind, node, route,
            sequence, load, aboard, timed, out, ruined, kept, begins, touched, unused, tried, where,
        )  # fmt: skip
        cost += more
        if kinds > 1:
            changed, more = change_for_cheaper(
                changed, first, node, demand, capacity, kind, route, sequence, load, aboard, metres, seconds,
                timed, ruined, kept, begins, touched,
            )  # fmt: skip
            cost += more
        # Accepted as in simulated annealing.
        if cost < costs[NOW] - temperature * np.log(fraction(state) + 1e-300):
            costs[NOW], costs[ABSENT] = cost, still_absent(absent, node, out)
            if cost < costs[BEST]:
                bettered += 1
                mark_best(route, sequence, costs, best_sequence, best_size)
        else:
            for i in range(absent):
                node[out[i], ROUTE] = -1
            bring_back(
                changed, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed, kept, begins,
                touched,
            )  # fmt: skip
        for t in range(changed):
            ruined[touched[t]] = False
    return bettered
