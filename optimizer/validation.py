"""Refuses problems whose values cannot be, naming every row at once."""

from collections.abc import Iterable, Iterator, Sequence

from optimizer.errors import Fault, InvalidProblem
from optimizer.problems import FlightProblem, RouteProblem, Travel

# The ceilings keep every product of two values inside 64 bits.
LATEST = 4_200_000_000
MOST_GRAMS = 10**10
MOST_CM3 = 10**10
MOST_COST = 10**9
MOST_METRES = 10**8
MOST_SECONDS = 10**7


def _between(where: str, field: str, found: int, low: int, high: int) -> Iterator[Fault]:
    if isinstance(found, bool) or not isinstance(found, int):
        message, code = f"{field} is {found!r}, which is not a whole number", "not_whole"
    elif low <= found <= high:
        return
    else:
        message, code = f"{field} is {found}, but must be {low} to {high}", "out_of_range"
    yield Fault(f"{where}.{field}", code, message, repr(found), f"{low} to {high}")


def _order(where: str, earlier: tuple[str, int], later: tuple[str, int]) -> Iterator[Fault]:
    if earlier[1] > later[1]:
        message = f"{earlier[0]} ({earlier[1]}) is after {later[0]} ({later[1]})"
        yield Fault(f"{where}.{earlier[0]}", "wrong_order", message, str(earlier[1]), f"at most {later[1]}")


def _unique(kind: str, keys: Sequence[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        where = f"{kind}[{row}].key"
        if not key:
            yield Fault(where, "empty", f"row {row} of {kind} has no key", repr(key), "a name")
        elif key in first:
            yield Fault(where, "twice", f"{key} is also row {first[key]} of {kind}", key, "a name used once")
        first.setdefault(key, row)


def _refuse(kind: str, faults: Iterable[Fault]) -> None:
    found = tuple(faults)
    if found:
        more = "" if len(found) == 1 else f", and {len(found) - 1} more"
        raise InvalidProblem(
            f"The {kind} problem is wrong at {found[0].where}: {found[0].message}{more}.", found
        )


def refuse_wrong_flights(problem: FlightProblem) -> None:
    _refuse("flight", _flight_faults(problem))


def refuse_wrong_routes(problem: RouteProblem) -> None:
    _refuse("route", [*_table_faults(problem.travel), *_route_faults(problem)])


def _flight_faults(problem: FlightProblem) -> Iterator[Fault]:
    yield from _between("problem", "now", problem.now, 0, LATEST)
    yield from _unique("freight", [freight.key for freight in problem.freight])
    yield from _unique("departures", [departure.key for departure in problem.departures])
    for row, freight in enumerate(problem.freight):
        where = f"freight[{row}]"
        yield from _between(where, "weight_g", freight.weight_g, 1, MOST_GRAMS // 100)
        yield from _between(where, "volume_cm3", freight.volume_cm3, 0, MOST_CM3)
        yield from _between(where, "ready_at", freight.ready_at, 0, LATEST)
        yield from _between(where, "due_at", freight.due_at, 0, LATEST)
        yield from _between(where, "lateness_cost_per_hour", freight.lateness_cost_per_hour, 0, MOST_COST)
        yield from _between(where, "unassigned_cost", freight.unassigned_cost, 0, 1000 * MOST_COST)
    for row, departure in enumerate(problem.departures):
        where = f"departures[{row}]"
        for field in ("cutoff_at", "departs_at", "arrives_at"):
            yield from _between(where, field, getattr(departure, field), 0, LATEST)
        yield from _order(where, ("cutoff_at", departure.cutoff_at), ("departs_at", departure.departs_at))
        yield from _order(where, ("departs_at", departure.departs_at), ("arrives_at", departure.arrives_at))
        yield from _between(where, "capacity_g", departure.capacity_g, 0, MOST_GRAMS)
        yield from _between(where, "capacity_cm3", departure.capacity_cm3, 0, MOST_CM3)
        yield from _between(where, "cost_per_kg", departure.cost_per_kg, 0, MOST_COST)


def _table_faults(travel: Travel) -> Iterator[Fault]:
    places = len(travel.metres)
    for name, table, most in (
        ("metres", travel.metres, MOST_METRES),
        ("seconds", travel.seconds, MOST_SECONDS),
    ):
        if len(table) != places:
            yield Fault(
                f"travel.{name}",
                "not_square",
                f"{len(table)} rows for {places} places",
                str(len(table)),
                str(places),
            )
        for row, values in enumerate(table):
            where = f"travel.{name}[{row}]"
            if len(values) != places:
                message = f"row {row} of {name} has {len(values)} columns for {places} places"
                yield Fault(where, "not_square", message, str(len(values)), str(places))
            for column, value in enumerate(values):
                most_here = 0 if column == row else most
                yield from _between(where, f"[{column}]", value, 0, most_here)


def _route_faults(problem: RouteProblem) -> Iterator[Fault]:
    last_place = len(problem.travel.metres) - 1
    yield from _between("hub", "at", problem.hub.at, 0, last_place)
    yield from _between("hub", "open_s", problem.hub.open_s, 0, MOST_SECONDS)
    yield from _between("hub", "close_s", problem.hub.close_s, 0, MOST_SECONDS)
    yield from _order("hub", ("open_s", problem.hub.open_s), ("close_s", problem.hub.close_s))
    yield from _unique("stops", [stop.key for stop in problem.stops])
    yield from _unique("vehicles", [vehicle.key for vehicle in problem.vehicles])
    for row, stop in enumerate(problem.stops):
        where = f"stops[{row}]"
        yield from _between(where, "at", stop.at, 0, last_place)
        yield from _between(where, "demand_g", stop.demand_g, 0, MOST_GRAMS)
        yield from _between(where, "demand_cm3", stop.demand_cm3, 0, MOST_CM3)
        for field in ("service_s", "window_open_s", "window_close_s"):
            yield from _between(where, field, getattr(stop, field), 0, MOST_SECONDS)
        opens, closes = ("window_open_s", stop.window_open_s), ("window_close_s", stop.window_close_s)
        yield from _order(where, opens, closes)
        if stop.prize is not None:
            yield from _between(where, "prize", stop.prize, 0, MOST_COST)
    for row, vehicle in enumerate(problem.vehicles):
        where = f"vehicles[{row}]"
        yield from _between(where, "count", vehicle.count, 0, 1000)
        yield from _between(where, "capacity_g", vehicle.capacity_g, 0, MOST_GRAMS)
        yield from _between(where, "capacity_cm3", vehicle.capacity_cm3, 0, MOST_CM3)
        yield from _between(where, "shift_s", vehicle.shift_s, 0, MOST_SECONDS)
        yield from _between(where, "fixed_cost", vehicle.fixed_cost, 0, MOST_COST)
        yield from _between(where, "cost_per_km", vehicle.cost_per_km, 0, MOST_COST // 1000)
        yield from _between(where, "cost_per_hour", vehicle.cost_per_hour, 0, MOST_COST // 1000)
