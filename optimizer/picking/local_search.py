"""A tour by the nearest place next, then by turning and shifting parts of it (2-opt, Or-opt) while it gets shorter."""

from collections.abc import Sequence

from optimizer.deadline import Deadline

Table = Sequence[Sequence[int]]
LONGEST_SHIFT = 3


def nearest_first(distance: Table, begin: Sequence[int] = ()) -> list[int]:
    """A cycle from row 0 by `begin`; then each other row goes in where it costs least."""
    cycle = [0, *begin]
    if not begin:
        left = set(range(1, len(distance)))
        while left:
            cycle.append(min(left, key=lambda row: (distance[cycle[-1]][row], row)))
            left.discard(cycle[-1])
        return cycle
    for row in sorted(set(range(len(distance))) - set(cycle)):
        places = range(1, len(cycle) + 1)
        cycle.insert(min(places, key=lambda place: _detour(distance, cycle, place, row)), row)
    return cycle


def _detour(distance: Table, cycle: Sequence[int], place: int, row: int) -> int:
    before, after = cycle[place - 1], cycle[place % len(cycle)]
    return distance[before][row] + distance[row][after] - distance[before][after]


def descended(distance: Table, cycle: list[int], deadline: Deadline) -> list[int]:
    """No reversal and no shift of up to three places shortens what comes back, if the time was enough."""
    better = True
    while better and not deadline.over:
        better = _reversed_once(distance, cycle)
        better = (not deadline.over and _shifted_once(distance, cycle)) or better
    return cycle


def _reversed_once(distance: Table, cycle: list[int]) -> bool:
    """One pass of 2-opt over all pairs of edges."""
    better, places = False, len(cycle)
    for first in range(places - 1):
        for last in range(first + 2, places):
            a, b, c, d = cycle[first], cycle[first + 1], cycle[last], cycle[(last + 1) % places]
            if distance[a][c] + distance[b][d] < distance[a][b] + distance[c][d]:
                cycle[first + 1 : last + 1] = cycle[first + 1 : last + 1][::-1]
                better = True
    return better


def _shifted_once(distance: Table, cycle: list[int]) -> bool:
    """One pass over all parts of up to three places; each goes to where it stands best, either way round."""
    better = False
    for size in range(1, min(LONGEST_SHIFT, len(cycle) - 2) + 1):
        for first in range(1, len(cycle) - size + 1):
            shifted = _shifted(distance, cycle, first, size)
            if shifted:
                cycle[:], better = shifted, True
    return better


def _shifted(distance: Table, cycle: Sequence[int], first: int, size: int) -> list[int] | None:
    part, rest = list(cycle[first : first + size]), [*cycle[:first], *cycle[first + size :]]
    head, tail = part[0], part[-1]
    a, b = cycle[first - 1], cycle[(first + size) % len(cycle)]
    gain, found = distance[a][head] + distance[tail][b] - distance[a][b], None
    for place, c in enumerate(rest):
        d = rest[place + 1] if place + 1 < len(rest) else rest[0]
        forth = distance[c][head] + distance[tail][d] - distance[c][d]
        back = distance[c][tail] + distance[head][d] - distance[c][d]
        if min(forth, back) < gain:
            gain, found = min(forth, back), (place, part if forth <= back else part[::-1])
    if found is None:
        return None
    place, moved = found
    return [*rest[: place + 1], *moved, *rest[place + 1 :]]
