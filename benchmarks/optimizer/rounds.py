"""Rounds of 200 stops of every kind, drawn by the recipes of the published sets on a square of sixty kilometres.

Places, demands and room: E. Uchoa et al., New benchmark instances for the Capacitated Vehicle Routing Problem (2017).
Windows: M. Solomon (1987), H. Gehring, J. Homberger (1999). Pairs: H. Li, A. Lim (2001). Several depots: J.-F. Cordeau,
M. Gendreau, G. Laporte (1997). Unlike vehicles, whose cost grows more slowly than their room: B. Golden et al. (1984),
E. Taillard (1999). Trips: E. Taillard, G. Laporte, M. Gendreau (1996). Prizes: half of the dear stops are worth less
than the way to them, in the manner of PyVRP's prize-collecting set.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.routing.problems import (
    ALL,
    Amount,
    Depot,
    Halt,
    Pause,
    RouteProblem,
    Shipment,
    Stop,
    Travel,
    VehicleType,
)

STOPS = 200
SIDE_M, METRES_A_SECOND = 60_000, 12.0
OPEN_S, CLOSE_S, SERVICE_S = 6 * 3600, 18 * 3600, 300
PER_KM, PER_HOUR, FIXED = 50, 1_800, 4_000
DEPOTS = 4
Places = NDArray[np.float64]
Draw = np.random.Generator


def capacity(draw: Draw) -> RouteProblem:
    """Room alone is scarce: 3 to 25 stops a run."""
    places, demands = _places(draw, 1), _demands(draw)
    return _problem(places, _stops(1, demands), (_van(_room(draw, demands)),))


def windows(draw: Draw) -> RouteProblem:
    """A quarter to all of the stops have windows of half an hour to four hours."""
    problem = capacity(draw)
    van, share = problem.vehicles[0], draw.choice([0.25, 0.5, 0.75, 1.0])
    width_s = int(draw.choice([1_800, 3_600, 7_200, 14_400]))
    stops = tuple(_in_window(draw, problem, one, width_s, share) for one in problem.stops)
    return replace(problem, stops=stops, vehicles=(replace(van, fixed_cost=FIXED, cost_per_hour=PER_HOUR),))


def pairs(draw: Draw) -> RouteProblem:
    """Half as many shipments from door to door, whose pickups and deliveries have windows on some way between them."""
    places, demands = _places(draw, 1), _demands(draw)
    van = replace(_van(4 * int(demands.max())), fixed_cost=FIXED)
    problem = _problem(places, (), (van,))
    shipments = tuple(_shipment(draw, problem, row, int(demands[row - 1])) for row in range(1, STOPS + 1, 2))
    return replace(problem, shipments=shipments)


def depots(draw: Draw) -> RouteProblem:
    """Vehicles at four depots, a few more than enough."""
    places, demands = _places(draw, DEPOTS), _demands(draw)
    room = _room(draw, demands)
    count = 1 + -(-3 * int(demands.sum()) // (2 * DEPOTS * room))
    vans = tuple(
        replace(_van(room, f"van {row}"), count=count, start=f"depot {row}", end=f"depot {row}")
        for row in range(DEPOTS)
    )
    return _problem(places, _stops(DEPOTS, demands), vans)


def fleet(draw: Draw) -> RouteProblem:
    """Three to six types; in half of the problems of each just enough that all together carry a fifth more."""
    places, demands = _places(draw, 1), _demands(draw)
    room, types = _room(draw, demands), int(draw.integers(3, 7))
    sizes = np.linspace(0.5, 2.0, types) * room
    sizes = np.maximum(sizes, demands.max()).astype(int)
    limited = bool(draw.random() < 0.5)
    each = int(1.2 * demands.sum() / sizes.sum()) + 1 if limited else STOPS
    vans = tuple(
        replace(
            _van(int(size), f"van {row}"),
            count=each,
            fixed_cost=int(FIXED * (size / room) ** draw.uniform(0.8, 1.1)),
            cost_per_km=int(PER_KM * (size / room) ** draw.uniform(0.3, 0.7)),
        )
        for row, size in enumerate(sizes)
    )
    return _problem(places, _stops(1, demands), vans)


def trips(draw: Draw) -> RouteProblem:
    """Small vehicles that reload up to three times in a shift of eight hours."""
    places, demands = _places(draw, 1), _demands(draw)
    room = max(int(demands.max()), int(8 * demands.mean()))
    van = replace(
        _van(room),
        fixed_cost=FIXED,
        cost_per_hour=PER_HOUR,
        shift_s=8 * 3600,
        reload_at=("depot 0",),
        most_reloads=3,
    )
    return _problem(places, _stops(1, demands), (van,))


def rests(draw: Draw) -> RouteProblem:
    """Windows, a shift of nine hours, and a rest of three quarters of an hour after four and a half."""
    problem = windows(draw)
    van = replace(problem.vehicles[0], shift_s=9 * 3600, pause=Pause(after_s=16_200, lasts_s=2_700))
    return replace(problem, vehicles=(van,))


def prizes(draw: Draw) -> RouteProblem:
    """Windows, and prizes about as high as what a stop costs."""
    problem = windows(draw)
    usual = FIXED // 10 + PER_KM * SIDE_M // 8_000
    stops = tuple(replace(one, prize=int(usual * draw.uniform(0.2, 4.0))) for one in problem.stops)
    return replace(problem, stops=stops)


def both_ways(draw: Draw) -> RouteProblem:
    """Every other stop gives what it has, the others get theirs, on the same runs."""
    problem = capacity(draw)
    stops = tuple(
        replace(one, collect=Amount(), deliver=one.collect) if row % 2 else one
        for row, one in enumerate(problem.stops)
    )
    return replace(problem, stops=stops)


def all_at_once(draw: Draw) -> RouteProblem:
    """Windows, two depots, three types of vehicle at each, dear hours, and a tenth of the stops optional."""
    places, demands = _places(draw, 2), _demands(draw)
    room = _room(draw, demands)
    vans = tuple(
        replace(
            _van(max(int(size * room), int(demands.max())), f"van {depot} {size}"),
            count=STOPS // 4,
            start=f"depot {depot}",
            end=f"depot {depot}",
            fixed_cost=int(FIXED * size**0.9),
            cost_per_km=int(PER_KM * size**0.5),
            cost_per_hour=PER_HOUR,
        )
        for depot in range(2)
        for size in (0.5, 1.0, 2.0)
    )
    problem = _problem(places, _stops(2, demands), vans)
    stops = tuple(
        replace(one, prize=FIXED // 2 if draw.random() < 0.1 else None)
        for one in (_in_window(draw, problem, one, 7_200, 0.5) for one in problem.stops)
    )
    return replace(problem, stops=stops)


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    draw: Callable[[Draw], RouteProblem]


KINDS = (
    Kind("capacity", capacity),
    Kind("windows", windows),
    Kind("pairs", pairs),
    Kind("depots", depots),
    Kind("fleet", fleet),
    Kind("trips", trips),
    Kind("rests", rests),
    Kind("prizes", prizes),
    Kind("both ways", both_ways),
    Kind("all at once", all_at_once),
)


def drawn(kind: Kind, seed: int) -> RouteProblem:
    return kind.draw(np.random.default_rng([seed, *kind.name.encode()]))


def _places(draw: Draw, depots: int) -> Places:
    """Depots first: one in the middle, in a corner or anywhere, several anywhere; stops spread, clustered or both."""
    here = draw.random((depots, 2))
    if depots == 1:
        here = [np.full((1, 2), 0.5), np.zeros((1, 2)), here][draw.integers(3)]
    clustered = int(draw.choice([0, STOPS // 2, STOPS]))
    seeds = draw.random((int(draw.integers(3, 9)), 2))
    around = seeds[draw.integers(len(seeds), size=clustered)] + draw.normal(0, 0.06, (clustered, 2))
    return np.vstack([here, draw.random((STOPS - clustered, 2)), np.clip(around, 0, 1)]) * SIDE_M


def _demands(draw: Draw) -> NDArray[np.int64]:
    low, high = [(1, 10), (5, 10), (1, 100), (50, 100)][draw.integers(4)]
    return draw.integers(low, high, STOPS, endpoint=True)


def _room(draw: Draw, demands: NDArray[np.int64]) -> int:
    stops_a_run = draw.triangular(3, 6, 25)
    return max(int(demands.max()), int(np.ceil(stops_a_run * demands.sum() / STOPS)))


def _stops(first: int, demands: NDArray[np.int64]) -> tuple[Stop, ...]:
    return tuple(
        Stop(f"stop {row}", first + row, SERVICE_S, OPEN_S, CLOSE_S, collect=Amount(pieces=int(demand)))
        for row, demand in enumerate(demands)
    )


def _van(room: int, key: str = "van") -> VehicleType:
    return VehicleType(
        key=key,
        count=STOPS,
        capacity=Amount(ALL.weight_g, ALL.volume_cm3, room),
        fixed_cost=0,
        cost_per_km=PER_KM,
        cost_per_hour=0,
        start="depot 0",
        end="depot 0",
        shift_s=CLOSE_S - OPEN_S,
    )


def _problem(places: Places, stops: tuple[Stop, ...], vehicles: tuple[VehicleType, ...]) -> RouteProblem:
    way = np.linalg.norm(places[:, None] - places, axis=2)
    metres, seconds = np.rint(way).astype(int), np.ceil(way / METRES_A_SECOND).astype(int)
    found = sorted({vehicle.start for vehicle in vehicles})
    return RouteProblem(
        stops,
        vehicles,
        tuple(Depot(key, row, OPEN_S, CLOSE_S, reload_s=900) for row, key in enumerate(found)),
        Travel(tuple(map(tuple, metres.tolist())), tuple(map(tuple, seconds.tolist()))),
    )


def _in_window(draw: Draw, problem: RouteProblem, stop: Stop, width_s: int, share: float) -> Stop:
    """A window around a time at which a vehicle that goes there alone can be there, for a share of the stops."""
    if draw.random() >= share:
        return stop
    away_s = max(problem.travel.seconds[depot.at][stop.at] for depot in problem.depots)
    middle_s = int(draw.integers(OPEN_S + away_s, CLOSE_S - away_s - SERVICE_S))
    return replace(stop, window_open_s=middle_s - width_s // 2, window_close_s=middle_s + width_s // 2)


def _shipment(draw: Draw, problem: RouteProblem, row: int, pieces: int) -> Shipment:
    seconds = problem.travel.seconds
    there_s, on_s = seconds[0][row], seconds[row][row + 1]
    last_s = CLOSE_S - SERVICE_S - seconds[row + 1][0]
    picked_s = int(draw.integers(OPEN_S + there_s, last_s - on_s - SERVICE_S))
    given_s = int(draw.integers(picked_s + SERVICE_S + on_s, last_s, endpoint=True))
    half_s = int(draw.choice([900, 1_800, 3_600]))
    return Shipment(
        f"shipment {row}",
        Amount(pieces=pieces),
        Halt(row, SERVICE_S, picked_s - half_s, picked_s + half_s),
        Halt(row + 1, SERVICE_S, given_s - half_s, given_s + half_s),
    )
