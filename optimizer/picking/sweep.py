"""The dynamic programme over the columns of an aisle floor: the shortest closed walk past all picks."""

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer.picking.columns import FAR, Column, Way
from optimizer.picking.states import StateTable, table

Step = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Swept:
    """The length; per column what is walked in each block; per gap between columns the edges on each cross aisle."""

    length_mm: int
    ways: tuple[tuple[Way, ...], ...]
    crossings: tuple[tuple[int, ...], ...]


def sweep(columns: Sequence[Column]) -> Swept:
    """Ratliff & Rosenthal 1983, Roodbergen & de Koster 2001; `columns` must hold the depot."""
    states = table(len(columns[0].prices) + 1)
    costs = [0] + [FAR] * (len(states.states) - 1)
    trail: list[list[tuple[int, int]]] = []
    for place, column in enumerate(columns):
        if place:
            costs = _cross(states, costs, column.x_mm - columns[place - 1].x_mm, trail)
        if column.is_depot:
            costs = _visit_depot(states, costs, trail)
        for steps, prices in zip(states.steps, column.prices, strict=True):
            costs = _walk(steps, costs, prices, trail)
    last = min(states.ends, key=costs.__getitem__)
    ways, crossings = _traced(states, columns, trail, last)
    return Swept(costs[last], ways, crossings)


def _walk(
    steps: Step, costs: list[int], prices: Sequence[int], trail: list[list[tuple[int, int]]]
) -> list[int]:
    found, back = [FAR] * len(costs), [(0, 0)] * len(costs)
    for before, way, after in steps:
        cost = costs[before] + prices[way]
        if cost < found[after]:
            found[after], back[after] = cost, (before, way)
    trail.append(back)
    return found


def _cross(states: StateTable, costs: list[int], width: int, trail: list[list[tuple[int, int]]]) -> list[int]:
    found, back = [FAR] * len(costs), [(0, 0)] * len(costs)
    for before, after, edges in states.crossings:
        cost = costs[before] + edges * width
        if cost < found[after]:
            found[after], back[after] = cost, (before, after)
    trail.append(back)
    return found


def _visit_depot(states: StateTable, costs: list[int], trail: list[list[tuple[int, int]]]) -> list[int]:
    found, back = [FAR] * len(costs), [(0, 0)] * len(costs)
    for before, after in enumerate(states.with_depot):
        if costs[before] < found[after]:
            found[after], back[after] = costs[before], (before, 0)
    trail.append(back)
    return found


def _traced(
    states: StateTable, columns: Sequence[Column], trail: list[list[tuple[int, int]]], state: int
) -> tuple[tuple[tuple[Way, ...], ...], tuple[tuple[int, ...], ...]]:
    ways: list[tuple[Way, ...]] = []
    crossings: list[tuple[int, ...]] = []
    for place in range(len(columns) - 1, -1, -1):
        taken = []
        for _ in columns[place].prices:
            state, way = trail.pop()[state]
            taken.append(Way(way))
        ways.append(tuple(reversed(taken)))
        if columns[place].is_depot:
            state, _ = trail.pop()[state]
        if place:
            crossings.append(tuple(parity for parity, _ in states.states[state]))
            state, _ = trail.pop()[state]
    return tuple(reversed(ways)), tuple(reversed(crossings))
