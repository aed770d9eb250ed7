"""When a vehicle is where on a run, and what the run costs, from nothing but the order of its stops."""

from collections.abc import Sequence
from itertools import pairwise

from optimizer.plans import Run, Visit
from optimizer.problems import Hub, RouteProblem, Stop, VehicleType

# A minor unit has 18,000 of these parts, so that a cost per km or per hour is whole by the metre and the second.
PARTS = 18_000


def timed(problem: RouteProblem, vehicle: VehicleType, stops: Sequence[Stop]) -> Run | None:
    """The run that is back soonest and, of those, leaves last; None when it cannot keep a limit."""
    hub, seconds = problem.hub, problem.travel.seconds
    if sum(s.demand_g for s in stops) > vehicle.capacity_g:
        return None
    if sum(s.demand_cm3 for s in stops) > vehicle.capacity_cm3:
        return None
    back = _walked(hub, seconds, stops, hub.open_s)
    if back is None or back[-1] > hub.close_s:
        return None
    leaves = _last_leaving(hub, seconds, stops, back[-1])
    times = _walked(hub, seconds, stops, leaves)
    if times is None or times[-1] - leaves > vehicle.shift_s:
        return None
    metres = _metres(problem, stops)
    cost = (cost_in_parts(vehicle, metres, times[-1] - leaves) + PARTS // 2) // PARTS
    return Run(vehicle.key, leaves, times[-1], _visits(stops, times), metres, cost)


def cost_in_parts(vehicle: VehicleType, metres: int, away_s: int) -> int:
    by_metre, by_second = unit_costs(vehicle)
    return PARTS * vehicle.fixed_cost + by_metre * metres + by_second * away_s


def unit_costs(vehicle: VehicleType) -> tuple[int, int]:
    """What a metre and a second cost, in parts."""
    return PARTS // 1000 * vehicle.cost_per_km, PARTS // 3600 * vehicle.cost_per_hour


def _walked(
    hub: Hub, seconds: tuple[tuple[int, ...], ...], stops: Sequence[Stop], leaves_s: int
) -> list[int] | None:
    """Arrival at each stop and back at the hub; None when a window has closed before the vehicle comes."""
    times, place, clock = [], hub.at, leaves_s
    for stop in stops:
        clock += seconds[place][stop.at]
        times.append(clock)
        if clock > stop.window_close_s:
            return None
        clock = max(clock, stop.window_open_s) + stop.service_s
        place = stop.at
    return [*times, clock + seconds[place][hub.at]]


def _last_leaving(hub: Hub, seconds: tuple[tuple[int, ...], ...], stops: Sequence[Stop], back_s: int) -> int:
    place, latest = hub.at, back_s
    for stop in reversed(stops):
        latest = min(stop.window_close_s, latest - seconds[stop.at][place] - stop.service_s)
        place = stop.at
    return latest - seconds[hub.at][place]


def _metres(problem: RouteProblem, stops: Sequence[Stop]) -> int:
    places = [problem.hub.at, *(stop.at for stop in stops), problem.hub.at]
    return sum(problem.travel.metres[here][there] for here, there in pairwise(places))


def _visits(stops: Sequence[Stop], times: Sequence[int]) -> tuple[Visit, ...]:
    visits, load_g, load_cm3 = [], 0, 0
    for stop, arrives_s in zip(stops, times, strict=False):
        load_g += stop.demand_g
        load_cm3 += stop.demand_cm3
        starts_s = max(arrives_s, stop.window_open_s)
        visits.append(Visit(stop.key, arrives_s, starts_s, starts_s + stop.service_s, load_g, load_cm3))
    return tuple(visits)
