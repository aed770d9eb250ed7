"""Refuses route problems whose values cannot be, naming every row at once."""

from collections import Counter
from collections.abc import Iterable, Iterator

from optimizer.errors import Fault
from optimizer.faults import between, order, refuse, unique
from optimizer.routing.plans import RoutePlan
from optimizer.routing.problems import (
    END_OF_TIME_S,
    NO_LIMIT,
    Amount,
    Depot,
    Halt,
    RouteProblem,
    Shipment,
    Stop,
    Travel,
    VehicleType,
)

# Keeps every product of two values inside 64 bits.
MOST_METRES = 10**8
MOST_COST = 10**9
MOST_VEHICLES = 1000
MOST_RELOADS = 100


def refuse_wrong_routes(problem: RouteProblem) -> None:
    refuse("route", [*_table_faults(problem.travel), *_row_faults(problem)])


def _row_faults(problem: RouteProblem) -> Iterator[Fault]:
    last_place = len(problem.travel.metres) - 1
    depots = {depot.key for depot in problem.depots}
    keys = [each.key for rows in (problem.stops, problem.shipments, problem.depots) for each in rows]
    yield from unique("stops", [stop.key for stop in problem.stops])
    yield from unique("shipments", [shipment.key for shipment in problem.shipments])
    yield from unique("depots", [depot.key for depot in problem.depots])
    yield from unique("vehicles", [vehicle.key for vehicle in problem.vehicles])
    for key in sorted({key for key in keys if keys.count(key) > 1} if len(keys) > len(set(keys)) else ()):
        message = f"{key} names more than one stop, shipment or depot"
        yield Fault("problem", "twice", message, key, "a name used once")
    for row, stop in enumerate(problem.stops):
        yield from _stop_faults(f"stops[{row}]", stop, last_place)
    for row, shipment in enumerate(problem.shipments):
        yield from _shipment_faults(f"shipments[{row}]", shipment, last_place)
    for row, depot in enumerate(problem.depots):
        yield from _depot_faults(f"depots[{row}]", depot, last_place)
    for row, vehicle in enumerate(problem.vehicles):
        yield from _vehicle_faults(f"vehicles[{row}]", vehicle, depots)


def _table_faults(travel: Travel) -> Iterator[Fault]:
    places = len(travel.metres)
    for name, table, most in (
        ("metres", travel.metres, MOST_METRES),
        ("seconds", travel.seconds, END_OF_TIME_S),
    ):
        if len(table) != places:
            message = f"{len(table)} rows for {places} places"
            yield Fault(f"travel.{name}", "not_square", message, str(len(table)), str(places))
        for row, values in enumerate(table):
            yield from _line_faults(name, row, values, places, most)


def _line_faults(name: str, row: int, values: tuple[int, ...], places: int, most: int) -> Iterator[Fault]:
    where = f"travel.{name}[{row}]"
    if len(values) != places:
        message = f"row {row} of {name} has {len(values)} columns for {places} places"
        yield Fault(where, "not_square", message, str(len(values)), str(places))
    elif _plain(values, row, most):
        return
    for column, value in enumerate(values):
        yield from between(where, f"[{column}]", value, 0, 0 if column == row else most)


def _plain(values: tuple[int, ...], row: int, most: int) -> bool:
    """Whether a line is right, told quickly: a table of a thousand places has a million values."""
    if set(map(type, values)) != {int} or values[row] != 0:
        return False
    return min(values) >= 0 and max(values) <= most


def _stop_faults(where: str, stop: Stop, last_place: int) -> Iterator[Fault]:
    yield from _window_faults(where, stop, last_place)
    yield from _amount_faults(f"{where}.collect", stop.collect)
    yield from _amount_faults(f"{where}.deliver", stop.deliver)
    if stop.prize is not None:
        yield from between(where, "prize", stop.prize, 0, MOST_COST)


def _shipment_faults(where: str, shipment: Shipment, last_place: int) -> Iterator[Fault]:
    yield from _window_faults(f"{where}.pickup", shipment.pickup, last_place)
    yield from _window_faults(f"{where}.delivery", shipment.delivery, last_place)
    yield from _amount_faults(f"{where}.amount", shipment.amount)
    if shipment.prize is not None:
        yield from between(where, "prize", shipment.prize, 0, MOST_COST)


def _window_faults(where: str, halt: Stop | Halt, last_place: int) -> Iterator[Fault]:
    yield from between(where, "at", halt.at, 0, last_place)
    for field in ("service_s", "window_open_s", "window_close_s"):
        yield from between(where, field, getattr(halt, field), 0, END_OF_TIME_S)
    opens, closes = ("window_open_s", halt.window_open_s), ("window_close_s", halt.window_close_s)
    yield from order(where, opens, closes)


def _amount_faults(where: str, amount: Amount) -> Iterator[Fault]:
    for field in ("weight_g", "volume_cm3", "pieces"):
        yield from between(where, field, getattr(amount, field), 0, NO_LIMIT)


def _depot_faults(where: str, depot: Depot, last_place: int) -> Iterator[Fault]:
    yield from between(where, "at", depot.at, 0, last_place)
    for field in ("open_s", "close_s", "reload_s"):
        yield from between(where, field, getattr(depot, field), 0, END_OF_TIME_S)
    yield from order(where, ("open_s", depot.open_s), ("close_s", depot.close_s))


def _vehicle_faults(where: str, vehicle: VehicleType, depots: Iterable[str]) -> Iterator[Fault]:
    yield from between(where, "count", vehicle.count, 0, MOST_VEHICLES)
    yield from _amount_faults(f"{where}.capacity", vehicle.capacity)
    for field in ("shift_s", "leaves_from_s", "back_by_s"):
        yield from between(where, field, getattr(vehicle, field), 0, END_OF_TIME_S)
    yield from order(where, ("leaves_from_s", vehicle.leaves_from_s), ("back_by_s", vehicle.back_by_s))
    yield from between(where, "most_metres", vehicle.most_metres, 0, NO_LIMIT)
    yield from between(where, "most_reloads", vehicle.most_reloads, 0, MOST_RELOADS)
    yield from between(where, "fixed_cost", vehicle.fixed_cost, 0, MOST_COST)
    yield from between(where, "cost_per_km", vehicle.cost_per_km, 0, MOST_COST // 1000)
    yield from between(where, "cost_per_hour", vehicle.cost_per_hour, 0, MOST_COST // 1000)
    for field, key in (
        ("start", vehicle.start),
        ("end", vehicle.end),
        *((f"reload_at[{row}]", key) for row, key in enumerate(vehicle.reload_at)),
    ):
        if key not in depots:
            message = f"{field} is {key}, which is not a depot of the problem"
            yield Fault(f"{where}.{field}", "unknown_depot", message, key, ", ".join(sorted(depots)))
    if vehicle.pause is not None:
        yield from between(f"{where}.pause", "after_s", vehicle.pause.after_s, 1, END_OF_TIME_S)
        yield from between(f"{where}.pause", "lasts_s", vehicle.pause.lasts_s, 1, END_OF_TIME_S)


def refuse_wrong_start(problem: RouteProblem, start: RoutePlan | None, now_s: int | None) -> None:
    """What is under way must be of this problem: its vehicles, stops, shipments and depots."""
    if start is not None and now_s is not None:
        refuse("route", _start_faults(problem, start, now_s))


def _start_faults(problem: RouteProblem, start: RoutePlan, now_s: int) -> Iterator[Fault]:
    known = {row.key for rows in (problem.stops, problem.shipments, problem.depots) for row in rows}
    left = Counter[str]()
    counts = {vehicle.key: vehicle.count for vehicle in problem.vehicles}
    for number, run in enumerate(start.runs):
        if run.leaves_s >= now_s:
            continue
        where = f"start.runs[{number}]"
        left[run.vehicle] += 1
        if left[run.vehicle] > counts.get(run.vehicle, 0):
            has = counts.get(run.vehicle, 0)
            message = f"{left[run.vehicle]} of {run.vehicle} have left, the problem has {has}"
            yield Fault(f"{where}.vehicle", "too_many_vehicles", message, run.vehicle, f"at most {has}")
        for place, visit in enumerate(run.visits):
            if visit.stop not in known:
                message = f"{visit.stop} is on a run that has left, but not in the problem"
                yield Fault(f"{where}.visits[{place}].stop", "unknown_stop", message, visit.stop)
