"""The shortest cycle through few places, exactly (Held & Karp 1962)."""

from collections.abc import Sequence

MOST_PLACES = 11


def shortest_cycle(distance: Sequence[Sequence[int]]) -> list[int]:
    """Rows in the order of the cycle, beginning with row 0. Time and room grow with 2 to the number of rows."""
    places = len(distance)
    if places == 1:
        return [0]
    others = range(1, places)
    best: dict[tuple[int, int], tuple[int, int]] = {(1 << row, row): (distance[0][row], 0) for row in others}
    for visited in range(1, 1 << places):
        if visited & 1 or visited & (visited - 1) == 0:
            continue
        inside = [row for row in others if visited >> row & 1]
        for last in inside:
            before = visited ^ (1 << last)
            best[visited, last] = min(
                (best[before, row][0] + distance[row][last], row) for row in inside if row != last
            )
    visited = (1 << places) - 2
    last = min(others, key=lambda row: best[visited, row][0] + distance[row][0])
    cycle = []
    while last:
        cycle.append(last)
        visited, last = visited ^ (1 << last), best[visited, last][1]
    return [0, *reversed(cycle)]
