"""When a vehicle is where, with what aboard and at what cost, from nothing but the order of its calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from optimizer.routing.loads import loads_along
from optimizer.routing.network import Call, Network, Unit, Way
from optimizer.routing.plans import Run, Visit
from optimizer.routing.problems import Pause, VehicleType

# A minor unit has 18,000 of these parts, so that a cost per km or per hour is whole by the metre and the second.
PARTS = 18_000


@dataclass(frozen=True, slots=True)
class Hours:
    """Between which times a unit may leave, and by when it must be back; where it begins and ends."""

    begins_at: int
    ends_at: int
    leaves_from_s: int
    leaves_by_s: int
    back_by_s: int


def hours_of(net: Network, unit: Unit) -> Hours:
    vehicle = net.type_of(unit)
    first, last = (net.problem.depots[net.depot_rows[key]] for key in (vehicle.start, vehicle.end))
    back_by_s = min(last.close_s, vehicle.back_by_s)
    if unit.begun:
        begun = unit.begun
        back_by_s = min(back_by_s, begun.run.leaves_s + vehicle.shift_s)
        return Hours(begun.at, last.at, begun.free_s, begun.free_s, back_by_s)
    leaves_from_s = max(first.open_s, vehicle.leaves_from_s)
    return Hours(first.at, last.at, leaves_from_s, min(first.close_s, back_by_s), back_by_s)


def timed(net: Network, way: Way) -> Run | None:
    """The run that is back soonest and, of those, leaves last; None when it cannot keep a limit."""
    unit = net.units[way.unit]
    vehicle, hours, begun = net.type_of(unit), hours_of(net, unit), unit.begun
    calls = [net.call(number) for number in way.calls]
    loads = loads_along(net, unit, way.calls)
    if loads is None:
        return None
    times = _times(net, vehicle, unit, hours, calls)
    if times is None:
        return None
    leaves_s, arrivals, starts, back_s = times
    leaves_s = begun.run.leaves_s if begun else leaves_s
    last = net.problem.depots[net.depot_rows[vehicle.end]]
    metres = _metres(net, hours, calls) + (begun.metres if begun else 0)
    if back_s - leaves_s > vehicle.shift_s or back_s < last.open_s or metres > vehicle.most_metres:
        return None
    visits = tuple(
        Visit(call.key, call.action, arrives_s, starts_s, starts_s + call.service_s, load)
        for call, arrives_s, starts_s, load in zip(calls, arrivals, starts, loads[1:], strict=True)
    )
    return Run(
        vehicle=vehicle.key,
        leaves_s=leaves_s,
        back_s=back_s,
        load=begun.run.load if begun else loads[0],
        visits=(*begun.visits, *visits) if begun else visits,
        metres=metres,
        cost=(cost_in_parts(vehicle, metres, back_s - leaves_s) + PARTS // 2) // PARTS,
    )


def cost_in_parts(vehicle: VehicleType, metres: int, away_s: int) -> int:
    by_metre, by_second = unit_costs(vehicle)
    return PARTS * vehicle.fixed_cost + by_metre * metres + by_second * away_s


def unit_costs(vehicle: VehicleType) -> tuple[int, int]:
    """What a metre and a second cost, in parts."""
    return PARTS // 1000 * vehicle.cost_per_km, PARTS // 3600 * vehicle.cost_per_hour


def _metres(net: Network, hours: Hours, calls: Sequence[Call]) -> int:
    places = [hours.begins_at, *(call.at for call in calls), hours.ends_at]
    return sum(net.problem.travel.metres[here][there] for here, there in pairwise(places))


def _times(
    net: Network, vehicle: VehicleType, unit: Unit, hours: Hours, calls: Sequence[Call]
) -> tuple[int, list[int], list[int], int] | None:
    """Leaving, arrivals, starts of service, and being back."""
    rests = _rests(net, vehicle.pause, unit, hours, calls)
    if rests is None:
        return None
    soonest = _walked(net, hours, calls, rests, hours.leaves_from_s)
    if soonest is None or unit.begun:
        return soonest
    leaves_s = min(hours.leaves_by_s, _last_leaving(net, hours, calls, rests, soonest[-1]))
    return _walked(net, hours, calls, rests, max(leaves_s, hours.leaves_from_s))


def _walked(
    net: Network, hours: Hours, calls: Sequence[Call], rests: Sequence[int], leaves_s: int
) -> tuple[int, list[int], list[int], int] | None:
    """As early as possible, resting on arrival as told; None when a window has closed before the vehicle comes."""
    seconds, place, clock = net.problem.travel.seconds, hours.begins_at, leaves_s
    arrivals, starts = [], []
    for call, rest_s in zip(calls, rests, strict=True):
        clock += seconds[place][call.at]
        arrivals.append(clock)
        clock = max(clock + rest_s, call.open_s)
        starts.append(clock)
        if clock > call.close_s:
            return None
        clock += call.service_s
        place = call.at
    back_s = clock + seconds[place][hours.ends_at]
    return (leaves_s, arrivals, starts, back_s) if back_s <= hours.back_by_s else None


def _last_leaving(
    net: Network, hours: Hours, calls: Sequence[Call], rests: Sequence[int], back_s: int
) -> int:
    seconds, place, latest = net.problem.travel.seconds, hours.ends_at, back_s
    for call, rest_s in zip(reversed(calls), reversed(rests), strict=True):
        latest = min(call.close_s, latest - seconds[call.at][place] - call.service_s) - rest_s
        place = call.at
    return latest - seconds[hours.begins_at][place]


@dataclass(frozen=True, slots=True)
class _Label:
    """A way to have come so far: the clock, the work since the last rest, and where rests were taken."""

    clock: int
    work_s: int
    rests: tuple[int, ...]


def _rests(
    net: Network, pause: Pause | None, unit: Unit, hours: Hours, calls: Sequence[Call]
) -> Sequence[int] | None:
    """How long to rest on arrival at each call so as to be back soonest; None when the rule cannot be kept."""
    if pause is None:
        return [0] * len(calls)
    seconds, place = net.problem.travel.seconds, hours.begins_at
    labels = [_Label(hours.leaves_from_s, _worked(pause, unit), ())]
    for number, call in enumerate(calls):
        drive_s, may_wait = seconds[place][call.at], number > 0 or unit.begun is not None
        labels = [
            _Label(start_s + call.service_s, work_s + call.service_s, (*label.rests, rest_s))
            for label in labels
            for start_s, work_s, rest_s in _starts(pause, label, drive_s, call, may_wait)
            if start_s <= call.close_s
        ]
        labels = _undominated(labels)
        place = call.at
    drive_s = seconds[place][hours.ends_at]
    able = [label for label in labels if label.work_s + drive_s <= pause.after_s]
    return min(able, key=lambda label: label.clock).rests if able else None


def _worked(pause: Pause, unit: Unit) -> int:
    if unit.begun is None:
        return 0
    rested_s = unit.begun.run.leaves_s
    for visit in unit.begun.visits:
        if visit.starts_s - visit.arrives_s >= pause.lasts_s:
            rested_s = visit.starts_s
    return unit.begun.free_s - rested_s


def _starts(
    pause: Pause, label: _Label, drive_s: int, call: Call, may_wait: bool
) -> list[tuple[int, int, int]]:
    """Without a rest and with one: start of service, work so far, rest. Nobody need wait before the first call."""
    arrives_s, worked_s = label.clock + drive_s, label.work_s + drive_s
    if worked_s > pause.after_s:
        return []
    start_s = max(arrives_s, call.open_s)
    waited_s = start_s - arrives_s if may_wait else 0
    rested = (max(arrives_s + pause.lasts_s, call.open_s), 0, pause.lasts_s)
    if waited_s >= pause.lasts_s:
        return [rested]
    return [(start_s, worked_s + waited_s, 0), rested]


def _undominated(labels: list[_Label]) -> list[_Label]:
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda each: (each.clock, each.work_s)):
        if not kept or label.work_s < kept[-1].work_s:
            kept.append(label)
    return kept
