# mypy: allow-untyped-defs, allow-untyped-decorators, allow-untyped-calls
"""Ruin: strings of calls are taken out of neighbouring routes, and can be put back as they were."""

from optimizer.compiled import inlined
from optimizer.routing.engines.chance import fraction
from optimizer.routing.engines.columns import COST, MATE, PLACE, PRIZE, ROUTE, SIZE
from optimizer.routing.engines.timetable import refresh

# The longest string, how many calls are removed on average, and how seldom the gap in a split string ends.
STRING = 10.0
REMOVED = 10.0
KEEP_ON = 0.01


@inlined
def keep(r, route, sequence, kept, begins, touched, count):
    """Notes a route as it is, so that it can come back."""
    touched[count] = r
    begin = begins[count]
    for p in range(route[r, SIZE]):
        kept[begin + p] = sequence[r, p]
    begins[count + 1] = begin + route[r, SIZE]


@inlined
def bring_back(
    changed, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed, kept, begins, touched
):
    """Makes the routes noted what they were."""
    for t in range(changed):
        r = touched[t]
        size = begins[t + 1] - begins[t]
        for p in range(size):
            sequence[r, p] = kept[begins[t] + p]
        route[r, SIZE] = size
        refresh(
            r, 0, route[r, SIZE], node, demand, kind, route, sequence, load, aboard, metres, seconds, timed
        )


@inlined
def longest_string(absent, node, route):
    """No longer than routes are on average."""
    used = 0
    for r in range(route.shape[0]):
        if route[r, SIZE] > 0:
            used += 1
    return min(STRING, (node.shape[0] - absent) / used)


@inlined
def mark_string(c, r, longest, state, node, route, sequence, marked):
    """Marks a string of a route that includes the call, sometimes split around some that stay; pairs go together."""
    size = route[r, SIZE]
    length = min(size, int(fraction(state) * min(float(size), longest) + 1.0))
    spared = 0
    if 1 < length < size and fraction(state) < 0.5:
        spared = 1
        while length + spared < size and fraction(state) > KEEP_ON:
            spared += 1
    span = length + spared
    low, high = max(0, node[c, PLACE] - span + 1), min(node[c, PLACE], size - span)
    begin = low + int(fraction(state) * (high - low + 1))
    spare = begin + (1 + int(fraction(state) * (length - 1)) if spared > 0 else span)
    for p in range(begin, begin + span):
        if not spare <= p < spare + spared:
            x = sequence[r, p]
            marked[x] = True
            if node[x, MATE] >= 0:
                marked[node[x, MATE]] = True


@inlined
def take_out(r, absent, node, route, sequence, marked, out):
    """Makes the marked calls of a route absent: how many are absent now, and what these cost."""
    stays = lost = 0
    for p in range(route[r, SIZE]):
        x = sequence[r, p]
        if marked[x]:
            marked[x] = False
            out[absent] = x
            absent += 1
            node[x, ROUTE] = -1
            lost += node[x, PRIZE]
        else:
            sequence[r, stays] = x
            stays += 1
    route[r, SIZE] = stays
    return absent, lost


@inlined
def ruin(
    absent, changed, state, near, node, demand, kind, route, sequence, load, aboard, metres, seconds, timed,
    out, marked, ruined, kept, begins, touched,
):  # fmt: skip
    """Takes strings out of routes near a call drawn by chance: absent calls, changed routes, and what it costs more."""
    longest, more = longest_string(absent, node, route), 0
    strings = int(fraction(state) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
    seed, done = int(fraction(state) * node.shape[0]), 0
    for j in range(near.shape[1] + 1):
        if done >= strings:
            break
        c = seed if j == 0 else near[seed, j - 1]
        r = node[c, ROUTE]
        if r < 0 or ruined[r]:
            continue
        keep(r, route, sequence, kept, begins, touched, changed)
        changed += 1
        ruined[r] = True
        done += 1
        more -= route[r, COST]
        mark_string(c, r, longest, state, node, route, sequence, marked)
        absent, lost = take_out(r, absent, node, route, sequence, marked, out)
        refresh(
            r, 0, route[r, SIZE], node, demand, kind, route, sequence, load, aboard, metres, seconds, timed
        )
        more += lost + route[r, COST]
    return absent, changed, more
