"""What is aboard along a way: deliveries are loaded at the depot, collections come home, shipments ride between."""

from collections.abc import Sequence
from dataclasses import fields

from optimizer.routing.network import Network, Unit
from optimizer.routing.problems import NOTHING, Action, Amount


def loads_along(net: Network, unit: Unit, calls: Sequence[int]) -> list[Amount] | None:
    """On leaving the first place and each call; None when the room, a reload or a shipment's order is not kept."""
    vehicle, begun = net.type_of(unit), unit.begun
    trips = _trips(calls)
    if len(trips) - 1 + (begun.reloads if begun else 0) > vehicle.most_reloads:
        return None
    loads: list[Amount] = []
    for number, (reload, trip) in enumerate(trips):
        if reload is not None and net.call(reload).key not in vehicle.reload_at:
            return None
        held = begun.held if begun and number == 0 else None
        if not _whole(net, trip, held):
            return None
        load = begun.aboard if begun and number == 0 else NOTHING
        for call in trip:
            if net.calls[call].action is Action.VISIT or (held and call in held):
                load = load + net.calls[call].drop
        loads.append(load)
        for call in trip:
            load = load - net.calls[call].drop + net.calls[call].gain
            loads.append(load)
    return loads if all(load.within(vehicle.capacity) for load in loads) else None


def _trips(calls: Sequence[int]) -> list[tuple[int | None, list[int]]]:
    """The calls between reloads, each trip with the reload before it."""
    trips: list[tuple[int | None, list[int]]] = [(None, [])]
    for call in calls:
        if call < 0:
            trips.append((call, []))
        else:
            trips[-1][1].append(call)
    return trips


def _whole(net: Network, trip: Sequence[int], held: frozenset[int] | None) -> bool:
    """Shipments are picked up before they are delivered on the same trip, and what a vehicle under way delivers on
    this trip is aboard it already."""
    seen: set[int] = set()
    for number in trip:
        call = net.calls[number]
        aboard = held is not None and number in held
        if call.action is Action.DELIVERY and not aboard and net.partner(number) not in seen:
            return False
        if call.action is Action.VISIT and held is not None and call.drop != NOTHING and not aboard:
            return False
        if number in net.held and not aboard:
            return False
        seen.add(number)
    picked = {net.partner(number) for number in trip if net.calls[number].action is Action.PICKUP}
    held_here = held or frozenset()
    return picked <= set(trip) and held_here <= set(trip)


def shared_resources(net: Network) -> list[str]:
    """The resources that some vehicle could run out of: the others need no engine's care."""
    names = [field.name for field in fields(Amount)]
    wanted = {
        name: sum(getattr(call.gain, name) + getattr(call.drop, name) for call in net.calls) for name in names
    }
    room = {
        name: min((getattr(vehicle.capacity, name) for vehicle in net.problem.vehicles), default=0)
        for name in names
    }
    return [name for name in names if wanted[name] > room[name]]
