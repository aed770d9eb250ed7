"""Refuses problems whose values cannot be, naming every row at once."""

from collections.abc import Iterable, Iterator, Sequence

from optimizer.errors import Fault, InvalidProblem
from optimizer.problems import FlightProblem

# The ceilings keep every product of two values inside 64 bits.
LATEST = 4_200_000_000
MOST_GRAMS = 10**10
MOST_CM3 = 10**10
MOST_COST = 10**9


def between(where: str, field: str, found: int, low: int, high: int) -> Iterator[Fault]:
    if isinstance(found, bool) or not isinstance(found, int):
        message, code = f"{field} is {found!r}, which is not a whole number", "not_whole"
    elif low <= found <= high:
        return
    else:
        message, code = f"{field} is {found}, but must be {low} to {high}", "out_of_range"
    yield Fault(f"{where}.{field}", code, message, repr(found), f"{low} to {high}")


def order(where: str, earlier: tuple[str, int], later: tuple[str, int]) -> Iterator[Fault]:
    if earlier[1] > later[1]:
        message = f"{earlier[0]} ({earlier[1]}) is after {later[0]} ({later[1]})"
        yield Fault(f"{where}.{earlier[0]}", "wrong_order", message, str(earlier[1]), f"at most {later[1]}")


def unique(kind: str, keys: Sequence[str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, key in enumerate(keys):
        where = f"{kind}[{row}].key"
        if not key:
            yield Fault(where, "empty", f"row {row} of {kind} has no key", repr(key), "a name")
        elif key in first:
            yield Fault(where, "twice", f"{key} is also row {first[key]} of {kind}", key, "a name used once")
        first.setdefault(key, row)


def refuse(kind: str, faults: Iterable[Fault]) -> None:
    found = tuple(faults)
    if found:
        more = "" if len(found) == 1 else f", and {len(found) - 1} more"
        raise InvalidProblem(
            f"The {kind} problem is wrong at {found[0].where}: {found[0].message}{more}.", found
        )


def refuse_wrong_flights(problem: FlightProblem) -> None:
    refuse("flight", _flight_faults(problem))


def _flight_faults(problem: FlightProblem) -> Iterator[Fault]:
    yield from between("problem", "now", problem.now, 0, LATEST)
    yield from unique("freight", [freight.key for freight in problem.freight])
    yield from unique("departures", [departure.key for departure in problem.departures])
    for row, freight in enumerate(problem.freight):
        where = f"freight[{row}]"
        yield from between(where, "weight_g", freight.weight_g, 1, MOST_GRAMS // 100)
        yield from between(where, "volume_cm3", freight.volume_cm3, 0, MOST_CM3)
        yield from between(where, "ready_at", freight.ready_at, 0, LATEST)
        yield from between(where, "due_at", freight.due_at, 0, LATEST)
        yield from between(where, "lateness_cost_per_hour", freight.lateness_cost_per_hour, 0, MOST_COST)
        yield from between(where, "unassigned_cost", freight.unassigned_cost, 0, 1000 * MOST_COST)
    for row, departure in enumerate(problem.departures):
        where = f"departures[{row}]"
        for field in ("cutoff_at", "departs_at", "arrives_at"):
            yield from between(where, field, getattr(departure, field), 0, LATEST)
        yield from order(where, ("cutoff_at", departure.cutoff_at), ("departs_at", departure.departs_at))
        yield from order(where, ("departs_at", departure.departs_at), ("arrives_at", departure.arrives_at))
        yield from between(where, "capacity_g", departure.capacity_g, 0, MOST_GRAMS)
        yield from between(where, "capacity_cm3", departure.capacity_cm3, 0, MOST_CM3)
        yield from between(where, "cost_per_kg", departure.cost_per_kg, 0, MOST_COST)
