"""Finds what no vehicle could serve even alone, or no fleet together, and says which limit forbids it."""

from collections.abc import Iterator

from optimizer.errors import Fault, Infeasible
from optimizer.plans import Reason
from optimizer.routing.clashes import too_many_at_once
from optimizer.routing.network import Network, Unit, Way
from optimizer.routing.problems import Amount
from optimizer.routing.timing import hours_of, timed
from optimizer.wording import cubic_metres, duration, kilograms, kilometres


def unreachable(net: Network) -> dict[str, Reason]:
    """The optional stops and shipments that cannot be served at all; raises Infeasible when a required one cannot."""
    reasons, faults = {}, []
    for where, key, calls, prize in _wanted(net):
        reason = _why_not(net, calls)
        if reason is not None and prize is None:
            faults.append(Fault(where, reason.code, f"{key} cannot be visited: {reason.text}"))
        elif reason is not None:
            reasons[key] = reason
    faults += _fleet_too_small(net)
    if not faults:
        faults += too_many_at_once(net)
    if faults:
        more = "" if len(faults) == 1 else f" There are {len(faults) - 1} more."
        raise Infeasible(f"{faults[0].message}.{more}", tuple(faults))
    return reasons


def _wanted(net: Network) -> Iterator[tuple[str, str, tuple[int, ...], int | None]]:
    """What is still to be served and by anyone: where it stands, its key, its calls, its prize."""
    first = len(net.problem.stops)
    for row, stop in enumerate(net.problem.stops):
        if row not in net.done and row not in net.held:
            yield f"stops[{row}]", stop.key, (row,), stop.prize
    for row, shipment in enumerate(net.problem.shipments):
        pickup = first + 2 * row
        if pickup not in net.done:
            yield f"shipments[{row}]", shipment.key, (pickup, pickup + 1), shipment.prize


def _why_not(net: Network, calls: tuple[int, ...]) -> Reason | None:
    """A vehicle under way could take it too, after what it must deliver: then only the search can tell."""
    units = [unit for unit in net.units if unit.begun is None]
    if any(timed(net, Way(row, calls)) for row, unit in enumerate(net.units) if unit.begun is None):
        return None
    if len(units) < len(net.units):
        return None
    if not units:
        return Reason("no_vehicle", "there is no vehicle")
    return _too_much(net, units, calls) or _too_late(net, units, calls)


def _too_much(net: Network, units: list[Unit], calls: tuple[int, ...]) -> Reason | None:
    rooms = [net.type_of(unit).capacity for unit in units]
    call = net.calls[calls[0]]
    for amount in (call.gain, call.drop):
        for code, shown, most, name in _figures(amount, rooms):
            if shown is not None:
                return Reason(code, f"{shown}, the {name} vehicle takes {most}")
    return None


def _figures(amount: Amount, rooms: list[Amount]) -> Iterator[tuple[str, str | None, str, str]]:
    """For each resource the code of its excess, the amount if it is too much, the most that is taken, and by whom."""
    weight_g, volume_cm3 = max(room.weight_g for room in rooms), max(room.volume_cm3 for room in rooms)
    pieces = max(room.pieces for room in rooms)
    heavy, big, many = amount.weight_g > weight_g, amount.volume_cm3 > volume_cm3, amount.pieces > pieces
    yield "too_heavy", kilograms(amount.weight_g) if heavy else None, kilograms(weight_g), "strongest"
    yield "too_big", cubic_metres(amount.volume_cm3) if big else None, cubic_metres(volume_cm3), "largest"
    yield "too_many", f"{amount.pieces} pieces" if many else None, str(pieces), "roomiest"


def _too_late(net: Network, units: list[Unit], calls: tuple[int, ...]) -> Reason:
    """The limit that the unit breaks which comes furthest: by time, then shift, then way."""
    reasons = [_limit(net, unit, calls) for unit in units]
    order = ("window_missed", "depot_closed", "shift_exceeded", "too_far", "no_vehicle_fits")
    return max(reasons, key=lambda reason: order.index(reason.code))


def _limit(net: Network, unit: Unit, calls: tuple[int, ...]) -> Reason:
    hours, vehicle, travel = hours_of(net, unit), net.type_of(unit), net.problem.travel
    place, clock, away_s, metres = hours.begins_at, hours.leaves_from_s, 0, 0
    for number in calls:
        call = net.calls[number]
        clock += travel.seconds[place][call.at]
        if clock > call.close_s:
            late = duration(clock - call.close_s)
            return Reason("window_missed", f"the first vehicle comes {late} after its window closes")
        away_s += travel.seconds[place][call.at] + call.service_s
        metres += travel.metres[place][call.at]
        clock, place = max(clock, call.open_s) + call.service_s, call.at
    back_s = clock + travel.seconds[place][hours.ends_at]
    if back_s > hours.back_by_s:
        late = duration(back_s - hours.back_by_s)
        return Reason("depot_closed", f"a vehicle would be back {late} after its day or the depot's ends")
    away_s += travel.seconds[place][hours.ends_at]
    metres += travel.metres[place][hours.ends_at]
    if away_s > vehicle.shift_s:
        shift = duration(vehicle.shift_s)
        return Reason("shift_exceeded", f"going there and back takes {duration(away_s)}, a shift is {shift}")
    if metres > vehicle.most_metres:
        most = kilometres(vehicle.most_metres)
        return Reason("too_far", f"there and back are {kilometres(metres)}, the vehicle may drive {most}")
    text = "no vehicle has the room, the shift and the rests that it needs at once"
    return Reason("no_vehicle_fits", text)


def _fleet_too_small(net: Network) -> Iterator[Fault]:
    """Only what cannot ride one after the other counts: freight of stops, against every trip of every vehicle."""
    rooms = [
        (unit.count * (1 + net.type_of(unit).most_reloads), net.type_of(unit).capacity) for unit in net.units
    ]
    for side in ("collect", "deliver"):
        required = [
            getattr(stop, side)
            for row, stop in enumerate(net.problem.stops)
            if stop.prize is None and row not in net.done and row not in net.held
        ]
        for name, code, shown in (
            ("weight_g", "fleet_too_weak", kilograms),
            ("volume_cm3", "fleet_too_small", cubic_metres),
            ("pieces", "fleet_too_few", lambda pieces: f"{pieces} pieces"),
        ):
            need = sum(getattr(amount, name) for amount in required)
            has = sum(trips * getattr(room, name) for trips, room in rooms)
            if need > has:
                verb = "give" if side == "collect" else "want"
                message = f"The required stops {verb} {shown(need)}, all vehicles together take {shown(has)}"
                yield Fault("vehicles", code, message, str(has), f"at least {need}")
