"""Judges plans against their problems, recomputing every figure without a line of the code that found them."""

from collections import Counter
from collections.abc import Iterator

from optimizer.flights.plans import Assignment, FlightPlan
from optimizer.flights.problems import Departure, FlightProblem, Freight
from optimizer.plans import Breach, Proof, each_once

FLIGHT_RULES = (
    "each piece once", "pins kept", "gateway served", "ready before cut-off", "no embargoed class",
    "weight within capacity", "volume within capacity", "costs and lateness right", "bound certified by its prices",
)  # fmt: skip


def check_flights(problem: FlightProblem, plan: FlightPlan) -> tuple[Breach, ...]:
    """Every rule that the plan breaks; nothing when it may be used."""
    freight = [one.key for one in problem.freight]
    return (
        *each_once("freight", freight, (line.freight for line in plan.assignments)),
        *_lines(problem, plan),
        *_loads(problem, plan),
        *_sums(problem, plan),
    )


def flight_proof() -> Proof:
    return Proof("optimizer.flights.checks.check_flights", FLIGHT_RULES)


def _lines(problem: FlightProblem, plan: FlightPlan) -> Iterator[Breach]:
    pieces = {freight.key: freight for freight in problem.freight}
    departures = {departure.key: departure for departure in problem.departures}
    for line in plan.assignments:
        freight = pieces.get(line.freight)
        if freight is None:
            continue
        if freight.pinned_to is not None and line.departure != freight.pinned_to:
            message = f"{freight.key} is pinned to {freight.pinned_to} but planned on {line.departure}"
            yield Breach("pin_moved", freight.key, message)
        if line.departure is None:
            yield from _same("wrong_cost", freight.key, line.cost, freight.unassigned_cost)
            yield from _same("wrong_lateness", freight.key, line.late_s, 0)
        elif line.departure not in departures:
            yield Breach(
                "unknown_departure", freight.key, f"{line.departure} is not a departure of the problem"
            )
        else:
            yield from _flown(problem.now, freight, departures[line.departure], line)


def _flown(now: int, freight: Freight, departure: Departure, line: Assignment) -> Iterator[Breach]:
    pair = f"{freight.key} on {departure.key}"
    if departure.gateway not in freight.gateways:
        yield Breach("not_served", freight.key, f"{pair}: {departure.gateway} is not among its gateways")
    if departure.cutoff_at < freight.ready_at or departure.cutoff_at < now:
        yield Breach(
            "missed_cutoff",
            freight.key,
            f"{pair}: ready at {freight.ready_at}, cut-off {departure.cutoff_at}",
        )
    banned = freight.classes & departure.embargoed
    if banned:
        yield Breach("embargoed", freight.key, f"{pair}: {', '.join(sorted(banned))} is embargoed")
    yield from _same(
        "wrong_lateness", freight.key, line.late_s, max(0, departure.arrives_at - freight.due_at)
    )
    yield from _same("wrong_cost", freight.key, line.cost, _flight_cost(freight, departure))


def _flight_cost(freight: Freight, departure: Departure) -> int:
    late_s = max(0, departure.arrives_at - freight.due_at)
    carriage = -(-departure.cost_per_kg * freight.weight_g // 1000)
    return carriage - (-freight.lateness_cost_per_hour * late_s // 3600)


def _same(code: str, where: str, found: int, right: int) -> Iterator[Breach]:
    if found != right:
        yield Breach(code, where, f"{where}: the plan says {found}, the problem gives {right}")


def _loads(problem: FlightProblem, plan: FlightPlan) -> Iterator[Breach]:
    pieces = {freight.key: freight for freight in problem.freight}
    loads = {load.departure: load for load in plan.loads}
    if Counter(load.departure for load in plan.loads) != Counter(
        departure.key for departure in problem.departures
    ):
        yield Breach("wrong_loads", "loads", "the plan does not list each departure's load exactly once")
    for departure in problem.departures:
        carried = [
            pieces[a.freight]
            for a in plan.assignments
            if a.departure == departure.key and a.freight in pieces
        ]
        weight_g = sum(freight.weight_g for freight in carried)
        volume_cm3 = sum(freight.volume_cm3 for freight in carried)
        if weight_g > departure.capacity_g:
            message = f"{departure.key} carries {weight_g} g, takes {departure.capacity_g} g"
            yield Breach("over_weight", departure.key, message)
        if volume_cm3 > departure.capacity_cm3:
            message = f"{departure.key} carries {volume_cm3} cm3, takes {departure.capacity_cm3} cm3"
            yield Breach("over_volume", departure.key, message)
        load = loads.get(departure.key)
        if load and (load.pieces, load.weight_g, load.volume_cm3) != (len(carried), weight_g, volume_cm3):
            yield Breach(
                "wrong_loads", departure.key, f"the load of {departure.key} is not the sum of its pieces"
            )


def _sums(problem: FlightProblem, plan: FlightPlan) -> Iterator[Breach]:
    yield from _same("wrong_total", "cost", plan.cost, sum(line.cost for line in plan.assignments))
    yield from _same("wrong_bound", "certified_bound", plan.certified_bound, _bound_of_prices(problem, plan))
    if not plan.certified_bound <= plan.bound <= plan.cost:
        message = f"certified bound {plan.certified_bound}, bound {plan.bound} and cost {plan.cost} must not decrease"
        yield Breach("wrong_bound", "bound", message)
    if abs(plan.gap * max(1, plan.bound) - (plan.cost - plan.bound)) > 1e-6 * max(1, plan.bound):
        yield Breach("wrong_gap", "gap", f"the gap of {plan.bound} to {plan.cost} is not {plan.gap}")


def _bound_of_prices(problem: FlightProblem, plan: FlightPlan) -> int:
    """Lagrange's bound: each piece takes its cheapest way with room bought at the plan's prices, and the room that
    exists is paid back. Exact for any prices of zero or more, counted in millionths of a minor unit."""
    prices = {
        load.departure: (max(0, load.price_per_tonne), max(0, load.price_per_m3)) for load in plan.loads
    }
    total = 0
    for departure in problem.departures:
        tonne, m3 = prices.get(departure.key, (0, 0))
        total -= departure.capacity_g * tonne + departure.capacity_cm3 * m3
    for freight in problem.freight:
        ways = [] if freight.pinned_to is not None else [freight.unassigned_cost * 1_000_000]
        for departure in problem.departures:
            if _may_take(problem.now, freight, departure):
                tonne, m3 = prices.get(departure.key, (0, 0))
                room = freight.weight_g * tonne + freight.volume_cm3 * m3
                ways.append(_flight_cost(freight, departure) * 1_000_000 + room)
        total += min(ways, default=0)
    return max(0, -(-total // 1_000_000))


def _may_take(now: int, freight: Freight, departure: Departure) -> bool:
    return (
        departure.gateway in freight.gateways
        and max(now, freight.ready_at) <= departure.cutoff_at
        and not freight.classes & departure.embargoed
        and freight.pinned_to in (None, departure.key)
    )
