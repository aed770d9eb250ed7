"""A network in the words of OR-Tools' routing library, and its assignments as ways."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp

from optimizer.routing.engines.engine import Ways, may_be_skipped, whole_costs
from optimizer.routing.loads import shared_resources
from optimizer.routing.network import Network, Way
from optimizer.routing.problems import END_OF_TIME_S, NO_LIMIT, NOTHING, Action, Amount
from optimizer.routing.timing import hours_of


class Model:
    """Nodes are the open calls, then a begin and an end for each unit; a unit's vehicles are numbered in a row."""

    def __init__(self, net: Network) -> None:
        self.net = net
        self.calls = [call for call in range(len(net.calls)) if call not in net.done]
        # More vehicles than calls would only make the model larger.
        self.fleet = [
            row for row, unit in enumerate(net.units) for _ in range(min(unit.count, max(1, len(self.calls))))
        ]
        self.hours = [hours_of(net, unit) for unit in net.units]
        self.begun = {row: unit.begun for row, unit in enumerate(net.units) if unit.begun}
        begins = [len(self.calls) + 2 * row for row in self.fleet]
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.calls) + 2 * len(net.units), len(self.fleet), begins, [node + 1 for node in begins]
        )
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.index = {call: self.manager.NodeToIndex(node) for node, call in enumerate(self.calls)}
        self._add_way()
        self._add_time()
        for name in shared_resources(net):
            self._add_load(name)
        self._add_shipments()
        self._add_choices()

    def ways(self, value: Callable[[Any], int]) -> Ways:
        ways = []
        for number, row in enumerate(self.fleet):
            calls, index = [], value(self.routing.NextVar(self.routing.Start(number)))
            while not self.routing.IsEnd(index):
                calls.append(self.calls[self.manager.IndexToNode(index)])
                index = value(self.routing.NextVar(index))
            if calls or row in self.begun:
                ways.append(Way(row, tuple(calls)))
        return tuple(ways)

    def _places(self) -> list[int]:
        ends = (place for hours in self.hours for place in (hours.begins_at, hours.ends_at))
        return [*(self.net.calls[call].at for call in self.calls), *ends]

    def _table(self, table: NDArray[np.int64], services: list[int]) -> int:
        places = self._places()
        between = table[np.ix_(places, places)] + np.array(services, dtype=np.int64)[:, None]
        np.fill_diagonal(between, 0)
        return int(self.routing.RegisterTransitMatrix(between.tolist()))

    def _add_way(self) -> None:
        net, nothing = self.net, [0] * (len(self.calls) + 2 * len(self.net.units))
        costs, by_rate = whole_costs(net), dict[int, int]()
        for number, row in enumerate(self.fleet):
            fixed, by_metre, _ = costs.vehicles[net.units[row].vehicle]
            if by_metre not in by_rate:
                by_rate[by_metre] = self._table(net.metres * by_metre, nothing)
            self.routing.SetArcCostEvaluatorOfVehicle(by_rate[by_metre], number)
            self.routing.SetFixedCostOfVehicle(fixed, number)
            self.routing.SetVehicleUsedWhenEmpty(row in self.begun, number)
        limits = [self._most_metres(row) for row in self.fleet]
        if min(limits, default=NO_LIMIT) < NO_LIMIT // 2:
            way = self._table(net.metres, nothing)
            self.routing.AddDimensionWithVehicleCapacity(way, 0, limits, True, "metres")

    def _most_metres(self, row: int) -> int:
        driven = self.begun[row].metres if row in self.begun else 0
        return max(0, self.net.type_of(self.net.units[row]).most_metres - driven)

    def _add_time(self) -> None:
        """The clock of each vehicle: service and driving pass it on, waiting and resting are slack."""
        net, services = self.net, [self.net.calls[call].service_s for call in self.calls]
        transit = self._table(net.seconds, [*services, *([0] * 2 * len(net.units))])
        self.routing.AddDimension(transit, END_OF_TIME_S, END_OF_TIME_S, False, "time")
        clock = self.routing.GetDimensionOrDie("time")
        for call, index in self.index.items():
            clock.CumulVar(index).SetRange(net.calls[call].open_s, net.calls[call].close_s)
        costs = whole_costs(net)
        for number, row in enumerate(self.fleet):
            hours, vehicle = self.hours[row], net.type_of(net.units[row])
            end = net.problem.depots[net.depot_rows[vehicle.end]]
            latest_s = max(hours.leaves_from_s, hours.leaves_by_s)
            clock.CumulVar(self.routing.Start(number)).SetRange(hours.leaves_from_s, latest_s)
            clock.CumulVar(self.routing.End(number)).SetRange(end.open_s, max(end.open_s, hours.back_by_s))
            clock.SetSpanUpperBoundForVehicle(vehicle.shift_s, number)
            clock.SetSpanCostCoefficientForVehicle(costs.vehicles[net.units[row].vehicle][2], number)
            if vehicle.pause is not None:
                self._add_rests(clock, services, number, row)

    def _add_rests(self, clock: Any, services: list[int], number: int, row: int) -> None:
        """Optional rests, none during service. It may rest on the road, where our rule wants an arrival: only those of
        its answers that can be timed by our rule are taken."""
        vehicle, solver = self.net.type_of(self.net.units[row]), self.routing.solver()
        pause = vehicle.pause
        if pause is None:
            return
        most = min(vehicle.shift_s // max(1, pause.after_s) + 1, len(self.calls))
        rests = [
            solver.IntervalVar(
                0, END_OF_TIME_S, pause.lasts_s, END_OF_TIME_S, 0, END_OF_TIME_S, True, f"rest {number} {k}"
            )
            for k in range(most)
        ]
        clock.SetBreakIntervalsOfVehicle(rests, number, [*services, *([0] * 2 * len(self.net.units))])
        clock.SetBreakDistanceDurationOfVehicle(pause.after_s, pause.lasts_s, number)

    def _add_load(self, name: str) -> None:
        """What is aboard; where stops are delivered to, what comes home must be all that was collected."""
        net = self.net
        gains, drops = (
            [self._of(amount, name) for amount in self._amounts(side)] for side in ("gain", "drop")
        )
        ends = [0] * 2 * len(net.units)
        aboard = [*(gain - drop for gain, drop in zip(gains, drops, strict=True)), *ends]
        most = [self._of(net.type_of(net.units[row]).capacity, name) for row in self.fleet]
        self._dimension(aboard, most, name)
        home = [
            self._of(net.calls[call].gain, name) if net.calls[call].action is Action.VISIT else 0
            for call in self.calls
        ]
        self._dimension([*home, *ends], [NO_LIMIT] * len(self.fleet), f"collected {name}")
        inside, collected = (self.routing.GetDimensionOrDie(each) for each in (name, f"collected {name}"))
        for number, row in enumerate(self.fleet):
            start, end = self.routing.Start(number), self.routing.End(number)
            collected.CumulVar(start).SetValue(0)
            rest = self._of(self.begun[row].aboard, name) if row in self.begun else 0
            solver = self.routing.solver()
            solver.Add(inside.CumulVar(end) == collected.CumulVar(end) + rest)

    def _dimension(self, amounts: list[int], most: list[int], name: str) -> None:
        transit = self.routing.RegisterUnaryTransitVector(amounts)
        self.routing.AddDimensionWithVehicleCapacity(transit, 0, most, False, name)

    def _amounts(self, side: str) -> Iterator[Amount]:
        for call in self.calls:
            yield getattr(self.net.calls[call], side)

    @staticmethod
    def _of(amount: Amount, name: str) -> int:
        return int(getattr(amount, name))

    def _add_shipments(self) -> None:
        solver, clock = self.routing.solver(), self.routing.GetDimensionOrDie("time")
        for call, index in self.index.items():
            if self.net.calls[call].action is not Action.PICKUP:
                continue
            other = self.index[call + 1]
            self.routing.AddPickupAndDelivery(index, other)
            solver.Add(self.routing.VehicleVar(index) == self.routing.VehicleVar(other))
            solver.Add(clock.CumulVar(index) <= clock.CumulVar(other))
            if may_be_skipped(self.net, call):
                solver.Add(self.routing.ActiveVar(index) == self.routing.ActiveVar(other))

    def _add_choices(self) -> None:
        """What may be skipped, and which vehicles may make a call."""
        net, prizes = self.net, whole_costs(self.net).prizes
        holders = {call: row for row, begun in self.begun.items() for call in begun.held}
        for call, index in self.index.items():
            if may_be_skipped(net, call):
                prize = 0 if net.calls[call].action is Action.DELIVERY else prizes[call]
                self.routing.AddDisjunction([index], prize)
            if call in holders:
                able = [number for number, row in enumerate(self.fleet) if row == holders[call]]
                self._only(able, index, may_be_skipped(net, call))
            elif self.begun and net.calls[call].action is Action.VISIT and net.calls[call].drop != NOTHING:
                able = [number for number, row in enumerate(self.fleet) if row not in self.begun]
                self._only(able, index, may_be_skipped(net, call))

    def _only(self, vehicles: list[int], index: int, optional: bool) -> None:
        nobody = [-1] if optional else []
        self.routing.VehicleVar(index).SetValues([*nobody, *vehicles])
