"""Finds the stops that no vehicle could serve even alone, and says which limit forbids it."""

from optimizer.errors import Fault, Infeasible
from optimizer.plans import Reason
from optimizer.problems import RouteProblem, Stop
from optimizer.route_timing import timed
from optimizer.wording import cubic_metres, duration, kilograms


def unreachable(problem: RouteProblem) -> dict[str, Reason]:
    """The optional stops that cannot be served at all; raises Infeasible when a required one cannot."""
    reasons, faults = {}, []
    for row, stop in enumerate(problem.stops):
        reason = _why_not(problem, stop)
        if reason is not None and stop.prize is None:
            faults.append(Fault(f"stops[{row}]", reason.code, f"{stop.key} cannot be visited: {reason.text}"))
        elif reason is not None:
            reasons[stop.key] = reason
    faults += _fleet_too_small(problem)
    if faults:
        more = "" if len(faults) == 1 else f" There are {len(faults) - 1} more."
        raise Infeasible(f"{faults[0].message}.{more}", tuple(faults))
    return reasons


def _why_not(problem: RouteProblem, stop: Stop) -> Reason | None:
    fleet = [vehicle for vehicle in problem.vehicles if vehicle.count]
    if any(timed(problem, vehicle, [stop]) for vehicle in fleet):
        return None
    if not fleet:
        return Reason("no_vehicle", "there is no vehicle")
    most_g = max(vehicle.capacity_g for vehicle in fleet)
    most_cm3 = max(vehicle.capacity_cm3 for vehicle in fleet)
    if stop.demand_g > most_g:
        return Reason(
            "too_heavy", f"{kilograms(stop.demand_g)}, the strongest vehicle takes {kilograms(most_g)}"
        )
    if stop.demand_cm3 > most_cm3:
        text = f"{cubic_metres(stop.demand_cm3)}, the largest vehicle takes {cubic_metres(most_cm3)}"
        return Reason("too_big", text)
    return _why_not_in_time(problem, stop, max(vehicle.shift_s for vehicle in fleet))


def _why_not_in_time(problem: RouteProblem, stop: Stop, shift_s: int) -> Reason:
    hub, seconds = problem.hub, problem.travel.seconds
    arrives_s = hub.open_s + seconds[hub.at][stop.at]
    if arrives_s > stop.window_close_s:
        late = duration(arrives_s - stop.window_close_s)
        return Reason("window_missed", f"the first vehicle from the hub comes {late} after its window closes")
    back_s = max(arrives_s, stop.window_open_s) + stop.service_s + seconds[stop.at][hub.at]
    if back_s > hub.close_s:
        late = duration(back_s - hub.close_s)
        return Reason("hub_closed", f"a vehicle would be back {late} after the hub closes")
    away_s = seconds[hub.at][stop.at] + stop.service_s + seconds[stop.at][hub.at]
    if away_s > shift_s:
        return Reason(
            "shift_exceeded", f"going there and back takes {duration(away_s)}, a shift is {duration(shift_s)}"
        )
    text = "no vehicle has the weight, the volume and the shift that it needs at once"
    return Reason("no_vehicle_fits", text)


def _fleet_too_small(problem: RouteProblem) -> list[Fault]:
    required = [stop for stop in problem.stops if stop.prize is None]
    need_g, need_cm3 = sum(s.demand_g for s in required), sum(s.demand_cm3 for s in required)
    has_g = sum(vehicle.count * vehicle.capacity_g for vehicle in problem.vehicles)
    has_cm3 = sum(vehicle.count * vehicle.capacity_cm3 for vehicle in problem.vehicles)
    faults = []
    if need_g > has_g:
        message = (
            f"The required stops give {kilograms(need_g)}, all vehicles together take {kilograms(has_g)}"
        )
        faults.append(Fault("vehicles", "fleet_too_weak", message, str(has_g), f"at least {need_g}"))
    if need_cm3 > has_cm3:
        message = (
            f"The required stops give {cubic_metres(need_cm3)}, all vehicles take {cubic_metres(has_cm3)}"
        )
        faults.append(Fault("vehicles", "fleet_too_small", message, str(has_cm3), f"at least {need_cm3}"))
    return faults
