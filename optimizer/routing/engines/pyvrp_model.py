"""A network in PyVRP's words, and its solutions as ways.

What PyVRP has no word for is said by load dimensions. `bound` to a vehicle under way: a call that only it can make
takes one of a resource that only it has; an empty call where it stands takes one too, so that it comes home even
when nothing else is left for it. `fresh` freight is not aboard a vehicle under way: that resource is full until it
reloads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyvrp

from optimizer.routing.engines.engine import Ways, may_be_skipped, whole_costs
from optimizer.routing.loads import shared_resources
from optimizer.routing.network import Call, Network, Unit, Way
from optimizer.routing.problems import NOTHING, Action, Amount
from optimizer.routing.timing import hours_of

CLIENT, DEPOT = pyvrp.ActivityType.CLIENT, pyvrp.ActivityType.DEPOT
PICKUP, DELIVERY = pyvrp.ActivityType.PICKUP, pyvrp.ActivityType.DELIVERY


@dataclass(frozen=True)
class Model:
    net: Network

    @cached_property
    def begun(self) -> list[int]:
        return [row for row, unit in enumerate(self.net.units) if unit.begun]

    @cached_property
    def resources(self) -> list[str]:
        return shared_resources(self.net)

    @cached_property
    def alone(self) -> list[int]:
        """The calls that are clients: stops, and deliveries of what is aboard; the empty calls come after them."""
        first, net = len(self.net.problem.stops), self.net
        open_calls = [call for call in range(len(net.calls)) if call not in net.done]
        return [call for call in open_calls if call < first or call in net.held]

    @cached_property
    def pairs(self) -> list[int]:
        """The pickups of the shipments that are still to be picked up."""
        net = self.net
        return [
            number
            for number, call in enumerate(net.calls)
            if call.action is Action.PICKUP and number not in net.done
        ]

    @cached_property
    def data(self) -> Any:
        net = self.net
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in range(net.places)],
            clients=[*self._clients(), *(self._standing(row) for row in self.begun)],
            depots=self._depots,
            vehicle_types=[self._vehicles(row, unit) for row, unit in enumerate(net.units)],
            distance_matrices=_tables(net.metres),
            duration_matrices=_tables(net.seconds),
            shipments=[self._shipment(pickup) for pickup in self.pairs],
        )

    def ways(self, solution: Any) -> Ways:
        names = {(CLIENT, row): call for row, call in enumerate(self.alone)}
        for row, pickup in enumerate(self.pairs):
            names[PICKUP, row], names[DELIVERY, row] = pickup, pickup + 1
        return tuple(
            Way(route.vehicle_type(), tuple(self._calls(route, names))) for route in solution.routes()
        )

    def solution(self, ways: Ways) -> Any:
        """The ways of an earlier plan; required calls that they lack go on the last one, for the search to place."""
        rows = {way.unit: [*way.calls] for way in ways if way.unit in self.begun}
        fresh = [(way.unit, [*way.calls]) for way in ways if way.unit not in self.begun]
        routes = [*fresh, *((row, rows.get(row, [])) for row in self.begun)]
        planned = {call for _, calls in routes for call in calls}
        bound = {call: row for row in self.begun for call in self.net.units[row].begun.held}  # type: ignore[union-attr]
        for call in [*self.alone, *(end for pickup in self.pairs for end in (pickup, pickup + 1))]:
            if call not in planned and not may_be_skipped(self.net, call):
                next(calls for row, calls in reversed(routes) if row == bound.get(call, row)).append(call)
        return pyvrp.Solution(self.data, [self._route(row, calls) for row, calls in routes])

    def _route(self, row: int, calls: list[int]) -> Any:
        places = {call: pyvrp.Activity(CLIENT, at) for at, call in enumerate(self.alone)}
        for at, pickup in enumerate(self.pairs):
            places[pickup], places[pickup + 1] = pyvrp.Activity(PICKUP, at), pyvrp.Activity(DELIVERY, at)
        activities = [places[call] if call >= 0 else pyvrp.Activity(DEPOT, -1 - call) for call in calls]
        if row in self.begun:
            activities.insert(0, pyvrp.Activity(CLIENT, len(self.alone) + self.begun.index(row)))
        return pyvrp.Route(self.data, activities, row)

    def _calls(self, route: Any, names: dict[tuple[Any, int], int]) -> Iterator[int]:
        for step in list(route)[1:-1]:
            if step.is_depot():
                yield -1 - step.idx
            elif (step.type, step.idx) in names:
                yield names[step.type, step.idx]

    def _amounts(self, amount: Amount, bound_to: int | None = None, fresh: int = 0) -> list[int]:
        amounts = [getattr(amount, name) for name in self.resources]
        if not self.begun:
            return amounts
        return [*amounts, fresh, *(int(row == bound_to) for row in self.begun)]

    def _clients(self) -> Iterator[Any]:
        net, prizes = self.net, whole_costs(self.net).prizes
        for number in self.alone:
            call = net.calls[number]
            holder = next((row for row in self.begun if number in net.units[row].begun.held), None)  # type: ignore[union-attr]
            fresh = int(holder is None and call.drop != NOTHING)
            optional = may_be_skipped(net, number)
            yield pyvrp.Client(
                location=call.at,
                pickup=self._amounts(call.gain),
                delivery=self._amounts(call.drop, holder, fresh),
                service_duration=call.service_s,
                tw_early=call.open_s,
                tw_late=call.close_s,
                prize=prizes[number] if optional else 0,
                required=not optional,
            )

    def _standing(self, row: int) -> Any:
        """The empty call that a vehicle under way makes where it stands."""
        return pyvrp.Client(
            location=hours_of(self.net, self.net.units[row]).begins_at,
            pickup=self._amounts(NOTHING),
            delivery=self._amounts(NOTHING, row),
        )

    def _shipment(self, pickup: int) -> Any:
        net, prizes = self.net, whole_costs(self.net).prizes
        first, last = net.calls[pickup], net.calls[pickup + 1]
        return pyvrp.Shipment(
            first.at,
            last.at,
            *_window(first),
            *_window(last),
            amount=self._amounts(first.gain),
            prize=prizes[pickup],
            required=first.prize is None,
        )

    @cached_property
    def _depots(self) -> list[Any]:
        """First the problem's depots as places to reload, then where each unit begins and where it ends."""
        net = self.net
        depots = [
            pyvrp.Depot(depot.at, depot.open_s, depot.close_s - depot.reload_s, depot.reload_s)
            for depot in net.problem.depots
        ]
        for unit in net.units:
            hours = hours_of(net, unit)
            last = net.problem.depots[net.depot_rows[net.type_of(unit).end]]
            depots += [pyvrp.Depot(hours.begins_at), pyvrp.Depot(last.at, last.open_s, last.close_s)]
        return depots

    def _vehicles(self, row: int, unit: Unit) -> Any:
        net, vehicle, hours = self.net, self.net.type_of(unit), hours_of(self.net, unit)
        fixed, by_metre, by_second = whole_costs(net).vehicles[unit.vehicle]
        begun, depots = unit.begun, len(net.problem.depots)
        reloads = vehicle.most_reloads - (begun.reloads if begun else 0)
        calls = len(net.calls) + 1
        return pyvrp.VehicleType(
            num_available=unit.count,
            capacity=self._limits(vehicle.capacity, row, calls),
            start_depot=depots + 2 * row,
            end_depot=depots + 2 * row + 1,
            fixed_cost=fixed,
            tw_early=hours.leaves_from_s,
            tw_late=hours.back_by_s,
            start_late=max(hours.leaves_from_s, min(hours.leaves_by_s, hours.back_by_s)),
            shift_duration=vehicle.shift_s,
            max_distance=vehicle.most_metres - (begun.metres if begun else 0),
            unit_distance_cost=by_metre,
            unit_duration_cost=by_second,
            initial_load=self._amounts(begun.aboard, fresh=calls) if begun else self._amounts(NOTHING),
            reload_depots=[net.depot_rows[key] for key in vehicle.reload_at] if reloads > 0 else [],
            max_reloads=max(0, reloads),
        )

    def _limits(self, capacity: Amount, row: int, calls: int) -> list[int]:
        limits = [getattr(capacity, name) for name in self.resources]
        if not self.begun:
            return limits
        return [*limits, calls, *(calls if row == own else 0 for own in self.begun)]


def _window(call: Call) -> tuple[int, int, int]:
    return call.open_s, call.close_s, call.service_s


def _tables(table: Any) -> list[Any]:
    """One for the one kind of road that there is."""
    return [table]
