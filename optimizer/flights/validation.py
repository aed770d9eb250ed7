"""Refuses flight problems whose values cannot be, naming every row at once."""

from collections.abc import Iterator

from optimizer.errors import Fault
from optimizer.faults import between, order, refuse, unique
from optimizer.flights.problems import FlightProblem

# The ceilings keep every product of two values inside 64 bits.
LATEST = 4_200_000_000
MOST_GRAMS = 10**10
MOST_CM3 = 10**10
MOST_COST = 10**9


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
