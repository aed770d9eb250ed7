"""Readers of published routing instances: Solomon, and Li and Lim, with their best known results."""

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from optimizer.routing.problems import (
    ALL,
    END_OF_TIME_S,
    NO_LIMIT,
    Amount,
    Depot,
    Halt,
    RouteProblem,
    Shipment,
    Stop,
    Travel,
    VehicleType,
)

# A metre costs one minor unit, so costs are distances; a vehicle of Li and Lim's outweighs every distance.
BY_METRE = 1000
VEHICLE_FIRST = 20_000_000


@dataclass(frozen=True, slots=True)
class Instance:
    """`scale` metres are one unit of the published distance; `best_vehicles` only where vehicles count first."""

    name: str
    problem: RouteProblem
    scale: int
    best: float | None
    best_vehicles: int | None = None


def solomon(folder: Path) -> Iterator[Instance]:
    """M. Solomon, Algorithms for the vehicle routing and scheduling problems with time window constraints (1987)."""
    best = json.loads((folder / "best_known.json").read_text(encoding="utf-8"))
    for path in files(folder, "*.txt"):
        known = OPTIMA.get(path.stem) or best[f"{path.stem}_distance"]["best_known_cost"]
        yield solomon_text(path, known)


def lilim(folder: Path) -> Iterator[Instance]:
    """Vehicles first, then distance, to three decimals. The best known are those that SINTEF publishes, the same as in
    rogalski-wmii-uni-lodz-pl/vrp-benchmarks, tables.md.

    H. Li, A. Lim, A metaheuristic for the pickup and delivery problem with time windows (2001).
    """
    best = json.loads((folder / "best_known.json").read_text(encoding="utf-8"))
    for path in files(folder, "*.txt"):
        (count, capacity, _), *rows = _numbers(path)
        travel = as_travel([(row[1], row[2]) for row in rows], lambda way: round(1000 * way), True)
        shipments = tuple(
            Shipment(f"{row[0]}>{row[8]}", Amount(pieces=row[3]), _halt(row), _halt(rows[row[8]]))
            for row in rows[1:]
            if row[7] == 0
        )
        problem = as_problem((), shipments, travel, count, capacity, 1000 * rows[0][5], VEHICLE_FIRST)
        known = best[path.stem]
        yield Instance(path.stem, problem, 1000, known["best_known_cost"], known["solved_with_vehicles"])


def solomon_text(path: Path, best: float | None) -> Instance:
    (count, capacity), *rows = _numbers(path)
    return in_tenths(path.stem, [row[1:] for row in rows], count, capacity, best)


def in_tenths(
    name: str, rows: Sequence[Sequence[int]], count: int, capacity: int, best: float | None
) -> Instance:
    """DIMACS convention: distances and times cut to one decimal, total distance only.

    A row a place, the depot's first: east, north, demand, when its window opens and closes, how long service lasts.
    """
    travel = as_travel(rows, lambda way: math.floor(10 * way + 1e-9), True)
    stops = tuple(
        Stop(str(at), at, 10 * row[5], 10 * row[3], 10 * row[4], collect=Amount(pieces=row[2]))
        for at, row in enumerate(rows)
        if at
    )
    problem = as_problem(stops, (), travel, count, capacity, 10 * rows[0][4], 0)
    return Instance(name, problem, 10, best)


def as_problem(
    stops: tuple[Stop, ...],
    shipments: tuple[Shipment, ...],
    travel: Travel,
    count: int,
    capacity: int,
    close_s: int,
    fixed_cost: int,
) -> RouteProblem:
    vehicle = VehicleType(
        key="vehicle",
        count=count,
        capacity=Amount(ALL.weight_g, ALL.volume_cm3, capacity),
        fixed_cost=fixed_cost,
        cost_per_km=BY_METRE,
        cost_per_hour=0,
        start="depot",
        end="depot",
        shift_s=END_OF_TIME_S,
        most_metres=NO_LIMIT,
    )
    return RouteProblem(stops, (vehicle,), (Depot("depot", 0, 0, close_s),), travel, shipments)


def _halt(row: Sequence[int]) -> Halt:
    return Halt(row[0], 1000 * row[6], 1000 * row[4], 1000 * row[5])


def as_travel(places: Sequence[Sequence[float]], whole: Callable[[float], int], takes_time: bool) -> Travel:
    spots = [(place[0], place[1]) for place in places]
    metres = tuple(tuple(whole(math.dist(here, there)) for there in spots) for here in spots)
    return Travel(metres, metres if takes_time else tuple((0,) * len(places) for _ in places))


def files(folder: Path, *patterns: str) -> list[Path]:
    paths = sorted(path for pattern in patterns for path in folder.glob(pattern))
    if not paths:
        raise FileNotFoundError(f"{folder} holds no {' and no '.join(patterns)}")
    return paths


def _numbers(path: Path) -> list[list[int]]:
    """The lines that hold whole numbers only."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        [int(word) for word in words]
        for words in lines
        if words and all(re.fullmatch(r"-?\d+", w) for w in words)
    ]


# Proven optima of the total distance cut to one decimal, as CVRPLIB publishes them. Checked: C2, R2, RC2 and RC108
# against the solution files in PyVRP/VRPLIB, tests/data/cvrplib/Vrp-Set-Solomon (which lacks C201 and RC208, taken from
# another list), C1, R1 and RC1 against OptimalSolutions.java of A. Jungwirth's vrptwfl.
_NAMES = (
    "C101 C102 C103 C104 C105 C106 C107 C108 C109 C201 C202 C203 C204 C205 C206 C207 C208 "
    "R101 R102 R103 R104 R105 R106 R107 R108 R109 R110 R111 R112 "
    "R201 R202 R203 R204 R205 R206 R207 R208 R209 R210 R211 "
    "RC101 RC102 RC103 RC104 RC105 RC106 RC107 RC108 RC201 RC202 RC203 RC204 RC205 RC206 RC207 RC208"
).split()
_COSTS = (
    827.3, 827.3, 826.3, 822.9, 827.3, 827.3, 827.3, 827.3, 827.3,
    589.1, 589.1, 588.7, 588.1, 586.4, 586.0, 585.8, 585.8,
    1637.7, 1466.6, 1208.7, 971.5, 1355.3, 1234.6, 1064.6, 932.1, 1146.9, 1068.0, 1048.7, 948.6,
    1143.2, 1029.6, 870.8, 731.3, 949.8, 875.9, 794.0, 701.0, 854.8, 900.5, 746.7,
    1619.8, 1457.4, 1258.0, 1132.3, 1513.7, 1372.7, 1207.8, 1114.2,
    1261.8, 1092.3, 923.7, 783.5, 1154.0, 1051.1, 962.9, 776.1,
)  # fmt: skip
OPTIMA = dict(zip(_NAMES, _COSTS, strict=True))
