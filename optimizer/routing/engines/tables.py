"""A network as the compiled search wants it: whole-number tables, and its best routes as ways."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.routing.engines import columns as col
from optimizer.routing.engines import kernel, timetable
from optimizer.routing.engines.chance import chance
from optimizer.routing.engines.engine import Ways, whole_costs
from optimizer.routing.engines.places import side_by_side
from optimizer.routing.loads import shared_resources
from optimizer.routing.network import Network, Way
from optimizer.routing.problems import NOTHING, Action
from optimizer.routing.timing import hours_of, timed

Table = NDArray[np.int64]
# A call is tried beside so many others, an end of a shipment beside more.
NEAREST = 40
NEAREST_PAIRS = 120
# So many vehicles more than are in use may come into use at once.
SPARE_ROUTES = 10
# Each second of waiting or lateness between two calls counts as so much of the way.
WAIT, LATE = 0.2, 1.0


@dataclass
class Tables:
    net: Network
    seed: int
    node: Table = field(init=False)
    route: Table = field(init=False)

    def __post_init__(self) -> None:
        net, calls = self.net, len(self.net.calls)
        places = side_by_side(net.metres)
        self.place = np.argsort(places)
        self.metres, self.seconds = (
            np.ascontiguousarray(table[np.ix_(places, places)].astype(np.int32))
            for table in (net.metres, net.seconds)
        )
        self.names = shared_resources(net) or ["weight_g"]
        self.kind, self.capacity = self._kinds()
        self.demand = np.array([self._demand(call) for call in range(calls)], dtype=np.int64)
        self.dear = self._dearer_than_any_place()
        self.node = self._nodes()
        self.route = self._routes()
        rows = len(self.route)
        self.sequence = np.zeros((rows, calls), dtype=np.int64)
        self.load = np.zeros((rows, len(self.names)), dtype=np.int64)
        self.aboard = np.zeros_like(self.demand)
        self.best_sequence, self.best_size = np.zeros_like(self.sequence), np.zeros(rows, dtype=np.int64)
        self.near = self._near()
        kinds = self.kind
        self.timed = bool((kinds[:, col.BY_SECOND] > 0).any()) or any(
            unit_kind[col.MOST_SECONDS] < unit_kind[col.BACK_BY] - unit_kind[col.LEAVES_FROM]
            for unit_kind in kinds
        )
        self.state = chance(self.seed)
        lost = int(self.node[:, col.PRIZE].sum())
        self.costs = np.array([lost, lost, calls], dtype=np.int64)

    def search(
        self,
        steps: int,
        heat: float,
        cool: float,
        *,
        rows: int | None = None,
        everywhere: bool = False,
        dearer: int = 0,
    ) -> int:
        """Runs the kernel on the first `rows` routes only, so that no more vehicles are used."""
        rows = self._rows_in_reach() if rows is None else rows
        return int(
            kernel.search(
                steps, heat, cool, everywhere, dearer, self.state, self.near, self.metres, self.seconds,
                self.demand, self.capacity, self.kind, self.node, self.route[:rows], self.sequence[:rows],
                self.load[:rows], self.aboard, self.timed, self.costs, self.best_sequence[:rows], self.best_size[:rows],
            )
        )  # fmt: skip

    def _rows_in_reach(self) -> int:
        """Those in use and some more, since the search looks at each; all while calls are absent, or kinds differ."""
        used = np.flatnonzero(self.route[:, col.SIZE] + self.best_size)
        if len(self.kind) > 1 or self.costs[col.ABSENT] or not len(used):
            return len(self.route)
        return min(len(self.route), int(used[-1]) + 1 + SPARE_ROUTES)

    def take(self, ways: Ways) -> None:
        """Makes the ways that keep all limits the solution to go on from; what they lack is absent."""
        self.node[:, col.ROUTE], self.route[:, col.SIZE] = -1, 0
        free = {row: list(np.flatnonzero(self.route[:, col.KIND] == row)) for row in range(len(self.kind))}
        for way in ways:
            if way.calls and free[way.unit] and timed(self.net, way):
                row = int(free[way.unit].pop(0))
                self.sequence[row, : len(way.calls)] = way.calls
                self.route[row, col.SIZE] = len(way.calls)
        self.refresh()

    def refresh(self) -> None:
        for row in range(len(self.route)):
            timetable.refresh(
                row, 0, self.route[row, col.SIZE], self.node, self.demand, self.kind, self.route, self.sequence,
                self.load, self.aboard, self.metres, self.seconds, self.timed,
            )  # fmt: skip
        absent = self.node[:, col.ROUTE] < 0
        self.costs[col.NOW] = self.route[:, col.COST].sum() + self.node[absent, col.PRIZE].sum()
        self.costs[col.ABSENT] = absent.sum()

    def mark_best(self) -> None:
        self.costs[col.BEST] = self.costs[col.NOW]
        self.best_sequence[:], self.best_size[:] = self.sequence, self.route[:, col.SIZE]

    def best(self) -> Ways:
        return tuple(self._ways(self.best_sequence, self.best_size))

    def routes(self) -> Iterator[tuple[Way, int]]:
        """The routes of the solution at hand, with their costs."""
        sizes = self.route[:, col.SIZE]
        yield from zip(
            self._ways(self.sequence, sizes), self.route[sizes > 0, col.COST].tolist(), strict=True
        )

    def _ways(self, sequence: Table, sizes: Table) -> Iterator[Way]:
        for row in np.flatnonzero(sizes).tolist():
            yield Way(int(self.route[row, col.KIND]), tuple(sequence[row, : sizes[row]].tolist()))

    @property
    def least_vehicles(self) -> int:
        """As many vehicles as the room asks for, where all that is carried comes home together; one otherwise."""
        if self.net.problem.shipments:
            return 1
        need = self.demand[[call.prize is None for call in self.net.calls]].sum(axis=0)
        room = np.maximum(1, self.capacity.max(axis=0))
        return max(1, int((-(-need // room)).max(initial=1)))

    def sorts(self) -> list[NDArray[np.bool_]]:
        """Which kinds of vehicle are alike but for where and when they go."""
        marks = np.column_stack([self.kind[:, [col.BY_METRE, col.BY_SECOND, col.FIXED]], self.capacity])
        return [(marks == mark).all(axis=1) for mark in np.unique(marks, axis=0)]

    def _demand(self, number: int) -> list[int]:
        call = self.net.calls[number]
        away = -1 if call.action is Action.DELIVERY else 1
        return [getattr(call.gain, name) + away * getattr(call.drop, name) for name in self.names]

    def _kinds(self) -> tuple[Table, Table]:
        net, costs = self.net, whole_costs(self.net).vehicles
        kind = np.zeros((len(net.units), col.KIND_COLUMNS), dtype=np.int64)
        for row, unit in enumerate(net.units):
            hours, vehicle, (fixed, by_metre, by_second) = (
                hours_of(net, unit),
                net.type_of(unit),
                costs[unit.vehicle],
            )
            kind[row, col.BEGINS_AT] = self.place[hours.begins_at]
            kind[row, col.ENDS_AT] = self.place[hours.ends_at]
            kind[row, col.LEAVES_FROM], kind[row, col.BACK_BY] = hours.leaves_from_s, hours.back_by_s
            kind[row, col.MOST_METRES], kind[row, col.MOST_SECONDS] = (
                vehicle.most_metres,
                vehicle.shift_s,
            )
            kind[row, col.BY_METRE], kind[row, col.BY_SECOND] = by_metre, by_second
            kind[row, col.FIXED] = fixed
        rooms = [net.type_of(unit).capacity for unit in net.units]
        return kind, np.array(
            [[getattr(room, name) for name in self.names] for room in rooms], dtype=np.int64
        )

    def _nodes(self) -> Table:
        net, prizes = self.net, whole_costs(self.net).prizes
        node = np.zeros((len(net.calls), col.NODE_COLUMNS), dtype=np.int64)
        for number, call in enumerate(net.calls):
            node[number, col.AT], node[number, col.SERVICE] = self.place[call.at], call.service_s
            node[number, col.OPEN], node[number, col.CLOSE] = call.open_s, call.close_s
            node[number, col.PRIZE] = prizes[number] if call.prize is not None else self.dear
            mate = net.partner(number)
            node[number, col.MATE] = -1 if mate is None else mate
            if call.action is Action.DELIVERY:
                node[number, col.PRIZE] = 0
        node[:, col.ROUTE] = -1
        return node

    def _dearer_than_any_place(self) -> int:
        way, span = int(self.metres.max(initial=1)), int(self.kind[:, col.MOST_SECONDS].max(initial=1))
        span = min(span, int((self.kind[:, col.BACK_BY] - self.kind[:, col.LEAVES_FROM]).max(initial=1)))
        costs = self.kind[:, [col.BY_METRE, col.BY_SECOND, col.FIXED]] @ np.array([6 * way, span, 2])
        return int(costs.max(initial=1))

    def _routes(self) -> Table:
        calls = len(self.net.calls)
        kinds = [row for row, unit in enumerate(self.net.units) for _ in range(min(unit.count, calls))]
        route = np.zeros((len(kinds), col.ROUTE_COLUMNS), dtype=np.int64)
        route[:, col.KIND] = kinds
        return route

    def _near(self) -> Table:
        """The calls nearest to each by way, waiting and lateness, in either order."""
        node = self.node
        at, service = node[:, col.AT], node[:, col.SERVICE]
        way = self.metres[np.ix_(at, at)].astype(np.float64)
        drive = self.seconds[np.ix_(at, at)] + service[:, None]
        pace = way.sum() / max(1.0, float(self.seconds[np.ix_(at, at)].sum()))
        waits = np.maximum(0, node[None, :, col.OPEN] - drive - node[:, None, col.CLOSE])
        lates = np.maximum(0, node[:, None, col.OPEN] + drive - node[None, :, col.CLOSE])
        apart = way + pace * (WAIT * waits + LATE * lates)
        apart = np.minimum(apart, apart.T)
        np.fill_diagonal(apart, np.inf)
        count = max(1, min(NEAREST_PAIRS if self.net.problem.shipments else NEAREST, len(node) - 1))
        return np.ascontiguousarray(np.argsort(apart, axis=1, kind="stable")[:, :count].astype(np.int64))


def expressible(net: Network) -> bool:
    """Vehicles that begin at their depots and neither rest nor reload, for collections only, deliveries only, or
    shipments only."""
    kinds = [bool(net.problem.shipments)]
    kinds += [
        any(getattr(stop, side) != NOTHING for stop in net.problem.stops) for side in ("collect", "deliver")
    ]
    if sum(kinds) > 1 or (net.problem.shipments and net.problem.stops):
        return False
    return bool(net.calls) and all(_plain(net, row) for row in range(len(net.units)))


def _plain(net: Network, row: int) -> bool:
    unit = net.units[row]
    vehicle, hours = net.type_of(unit), hours_of(net, unit)
    last = net.problem.depots[net.depot_rows[vehicle.end]]
    return (
        unit.begun is None
        and vehicle.pause is None
        and vehicle.most_reloads == 0
        and hours.leaves_by_s >= hours.back_by_s
        and last.open_s <= hours.leaves_from_s
    )


def all_placed(tables: Tables) -> bool:
    """Whether every required call is on a route of the best solution."""
    placed = {
        int(call)
        for row in np.flatnonzero(tables.best_size)
        for call in tables.best_sequence[row, : tables.best_size[row]]
    }
    return all(number in placed or call.prize is not None for number, call in enumerate(tables.net.calls))


def legs_cost(tables: Tables) -> float:
    """What a leg between two calls costs on average, without the vehicles' fixed costs."""
    kinds = tables.route[:, col.KIND]
    driven = tables.route[:, col.SIZE] > 0
    cost: Any = (tables.route[:, col.COST] - tables.kind[kinds, col.FIXED])[driven].sum()
    return max(1.0, float(cost) / max(1, len(tables.net.calls)))
