"""From the edges that the sweep chose to the line walked: an Eulerian circuit from the depot (Hierholzer 1873)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.picking.columns import Column, Way
from optimizer.picking.plans import Point
from optimizer.picking.problems import AisleFloor, Pick
from optimizer.picking.sweep import Swept


@dataclass(frozen=True, slots=True)
class _Edge:
    """A way between two crossings, or back to the same one, with the heights where it stops or turns."""

    start: Point
    end: Point
    stops: tuple[Point, ...] = ()

    def turned(self) -> "_Edge":
        return _Edge(self.end, self.start, self.stops[::-1])


def line_of(floor: AisleFloor, columns: Sequence[Column], swept: Swept) -> list[Point]:
    """All points where the walk stops, turns or crosses, from the depot to the depot."""
    edges = [*_along_aisles(floor, columns, swept), *_along_cross_aisles(floor, columns, swept)]
    depot = (floor.depot_x_mm, floor.cross_y_mm[0])
    line = [depot]
    for edge in _circuit(depot, edges):
        line += [*edge.stops, edge.end]
    return line


def _along_aisles(floor: AisleFloor, columns: Sequence[Column], swept: Swept) -> Iterator[_Edge]:
    for column, ways in zip(columns, swept.ways, strict=True):
        for block, way in enumerate(ways):
            front, back = (column.x_mm, floor.cross_y_mm[block]), (column.x_mm, floor.cross_y_mm[block + 1])
            yield from _in_block(front, back, [(column.x_mm, y_mm) for y_mm in column.heights[block]], way)


def _in_block(front: Point, back: Point, stops: list[Point], way: Way) -> Iterator[_Edge]:
    if way in (Way.THROUGH, Way.TWICE):
        yield _Edge(front, back, tuple(stops))
    if way is Way.TWICE:
        yield _Edge(front, back)
    if way is Way.FROM_FRONT:
        yield _Edge(front, front, tuple(stops))
    if way is Way.FROM_BACK:
        yield _Edge(back, back, tuple(stops[::-1]))
    if way is Way.AROUND_GAP:
        after_gap = 1 + max(range(len(stops) - 1), key=lambda place: stops[place + 1][1] - stops[place][1])
        yield _Edge(front, front, tuple(stops[:after_gap]))
        yield _Edge(back, back, tuple(stops[after_gap:][::-1]))


def _along_cross_aisles(floor: AisleFloor, columns: Sequence[Column], swept: Swept) -> Iterator[_Edge]:
    for (left, right), crossings in zip(pairwise(columns), swept.crossings, strict=True):
        for y_mm, edges in zip(floor.cross_y_mm, crossings, strict=True):
            for _ in range(edges):
                yield _Edge((left.x_mm, y_mm), (right.x_mm, y_mm))


def _circuit(start: Point, edges: Sequence[_Edge]) -> list[_Edge]:
    at: dict[Point, list[tuple[int, _Edge]]] = defaultdict(list)
    for number, edge in enumerate(edges):
        at[edge.start].append((number, edge))
        if edge.end != edge.start:
            at[edge.end].append((number, edge.turned()))
    used = [False] * len(edges)
    path: list[_Edge] = []
    stack: list[_Edge] = [_Edge(start, start)]
    while stack:
        waiting = at[stack[-1].end]
        while waiting and used[waiting[-1][0]]:
            waiting.pop()
        if waiting:
            number, edge = waiting.pop()
            used[number] = True
            stack.append(edge)
        else:
            path.append(stack.pop())
    return path[-2::-1]


def order_of(floor: AisleFloor, picks: Sequence[Pick], line: Sequence[Point]) -> list[str]:
    """The picks as the line first passes a stop at their place; picks of one place by their order in the problem."""
    waiting: dict[Point, list[str]] = defaultdict(list)
    for pick in picks:
        waiting[floor.aisle_x_mm[pick.aisle], pick.y_mm].append(pick.key)
    return [key for point in line for key in waiting.pop(point, ())]


def straightened(line: Sequence[Point]) -> tuple[Point, ...]:
    """Without repeated points; the stops stay."""
    kept = [line[0]]
    kept += [point for before, point in pairwise(line) if point != before]
    return tuple(kept)
