"""The problem as engines see it: numbered calls, and units of equal vehicles, some of them under way already.

Stops come first: call `i` is stop `i`. Shipment `k` is picked up at call `stops + 2 k` and delivered at the next.
A reload at depot `d` is call `-1 - d`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optimizer.routing.plans import RoutePlan, Run, Visit
from optimizer.routing.problems import NOTHING, Action, Amount, RouteProblem, VehicleType


@dataclass(frozen=True, slots=True)
class Call:
    """What one call asks: `gain` comes aboard there, `drop` leaves; what a stop drops was loaded at the depot."""

    key: str
    action: Action
    at: int
    service_s: int
    open_s: int
    close_s: int
    gain: Amount
    drop: Amount
    prize: int | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A vehicle under way: its visits so far stand, the rest of its way is open from `free_s` at place `at`.

    `held` are the calls that only it can make, because their freight is aboard; `aboard` is the rest of its load.
    """

    run: Run
    visits: tuple[Visit, ...]
    at: int
    free_s: int
    metres: int
    reloads: int
    aboard: Amount
    held: frozenset[int]


@dataclass(frozen=True, slots=True)
class Unit:
    """`count` vehicles of one type (its place in the problem) that begin alike."""

    vehicle: int
    count: int
    begun: Begun | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """One vehicle's calls in order, after those that it has made: a place in the network's units, and calls."""

    unit: int
    calls: tuple[int, ...]


@dataclass(frozen=True)
class Network:
    problem: RouteProblem
    calls: tuple[Call, ...]
    units: tuple[Unit, ...]

    def type_of(self, unit: Unit) -> VehicleType:
        return self.problem.vehicles[unit.vehicle]

    def call(self, number: int) -> Call:
        return self.calls[number] if number >= 0 else _reload(self.problem, -1 - number)

    def partner(self, number: int) -> int | None:
        """The other end of a shipment."""
        first = len(self.problem.stops)
        return None if number < first else first + ((number - first) ^ 1)

    @cached_property
    def done(self) -> frozenset[int]:
        """The calls that vehicles under way have made: nobody plans them any more."""
        numbers = numbers_of(self.problem)
        begun = [unit.begun for unit in self.units if unit.begun]
        return frozenset(
            numbers[visit.stop, visit.action]
            for each in begun
            for visit in each.visits
            if visit.action is not Action.RELOAD
        )

    @cached_property
    def held(self) -> frozenset[int]:
        return frozenset(call for unit in self.units if unit.begun for call in unit.begun.held)

    @cached_property
    def metres(self) -> NDArray[np.int64]:
        return np.array(self.problem.travel.metres, dtype=np.int64).reshape(-1, self.places)

    @cached_property
    def seconds(self) -> NDArray[np.int64]:
        return np.array(self.problem.travel.seconds, dtype=np.int64).reshape(-1, self.places)

    @property
    def places(self) -> int:
        return len(self.problem.travel.metres)

    @cached_property
    def depot_rows(self) -> dict[str, int]:
        return {depot.key: row for row, depot in enumerate(self.problem.depots)}


def network(problem: RouteProblem, start: RoutePlan | None = None, now_s: int | None = None) -> Network:
    """Runs of `start` that have left by `now_s` become units of their own; the others only inspire."""
    calls = tuple(_calls(problem))
    under_way = [run for run in start.runs if now_s is not None and run.leaves_s < now_s] if start else []
    rows = {vehicle.key: row for row, vehicle in enumerate(problem.vehicles)}
    begun = [Unit(rows[run.vehicle], 1, _begun(problem, calls, run, now_s or 0)) for run in under_way]
    free = [vehicle.count for vehicle in problem.vehicles]
    for unit in begun:
        free[unit.vehicle] -= 1
    fresh = [Unit(row, count) for row, count in enumerate(free) if count > 0]
    return Network(problem, calls, (*fresh, *begun))


def numbers_of(problem: RouteProblem) -> dict[tuple[str, Action], int]:
    """Every call by the key and the action under which a plan names it."""
    first = len(problem.stops)
    numbers = {(stop.key, Action.VISIT): row for row, stop in enumerate(problem.stops)}
    for row, shipment in enumerate(problem.shipments):
        numbers[shipment.key, Action.PICKUP] = first + 2 * row
        numbers[shipment.key, Action.DELIVERY] = first + 2 * row + 1
    numbers.update({(depot.key, Action.RELOAD): -1 - row for row, depot in enumerate(problem.depots)})
    return numbers


def _calls(problem: RouteProblem) -> Iterator[Call]:
    for stop in problem.stops:
        window = (stop.window_open_s, stop.window_close_s)
        yield Call(
            stop.key, Action.VISIT, stop.at, stop.service_s, *window, stop.collect, stop.deliver, stop.prize
        )
    for shipment in problem.shipments:
        key, amount, prize = shipment.key, shipment.amount, shipment.prize
        for action, halt, gain, drop in (
            (Action.PICKUP, shipment.pickup, amount, NOTHING),
            (Action.DELIVERY, shipment.delivery, NOTHING, amount),
        ):
            window = (halt.window_open_s, halt.window_close_s)
            yield Call(key, action, halt.at, halt.service_s, *window, gain, drop, prize)


def _reload(problem: RouteProblem, row: int) -> Call:
    depot = problem.depots[row]
    opens_s, closes_s = depot.open_s, depot.close_s - depot.reload_s
    return Call(depot.key, Action.RELOAD, depot.at, depot.reload_s, opens_s, closes_s, NOTHING, NOTHING, None)


def _begun(problem: RouteProblem, calls: tuple[Call, ...], run: Run, now_s: int) -> Begun:
    numbers = numbers_of(problem)
    kept = tuple(visit for place, visit in enumerate(run.visits) if _left_for(run, place) < now_s)
    depots = {depot.key: depot.at for depot in problem.depots}
    starts = {vehicle.key: vehicle.start for vehicle in problem.vehicles}
    places = [depots[starts[run.vehicle]]]
    for visit in kept:
        places.append(
            calls[number].at if (number := numbers[visit.stop, visit.action]) >= 0 else depots[visit.stop]
        )
    held = frozenset(_held(calls, run, len(kept), numbers))
    waiting = NOTHING
    for number in held:
        waiting = waiting + calls[number].drop
    return Begun(
        run=run,
        visits=kept,
        at=places[-1],
        free_s=kept[-1].leaves_s if kept else run.leaves_s,
        metres=sum(problem.travel.metres[here][there] for here, there in pairwise(places)),
        reloads=sum(visit.action is Action.RELOAD for visit in kept),
        aboard=(kept[-1].load if kept else run.load) - waiting,
        held=held,
    )


def _left_for(run: Run, place: int) -> int:
    """When the vehicle sets off for the visit."""
    return run.visits[place - 1].leaves_s if place else run.leaves_s


def _held(
    calls: tuple[Call, ...], run: Run, kept: int, numbers: dict[tuple[str, Action], int]
) -> Iterator[int]:
    """Calls still to be made whose freight is aboard: of this trip's stops, and of shipments picked up."""
    picked = {visit.stop for visit in run.visits[:kept] if visit.action is Action.PICKUP}
    for visit in run.visits[kept:]:
        number = numbers[visit.stop, visit.action]
        if visit.action is Action.RELOAD:
            return
        if (visit.action is Action.VISIT and calls[number].drop != NOTHING) or (
            visit.action is Action.DELIVERY and visit.stop in picked
        ):
            yield number
