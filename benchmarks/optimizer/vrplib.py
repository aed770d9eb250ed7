"""Readers of routing instances in VRPLIB's format: CVRPLIB's X set, and Gehring and Homberger's, with their best known
costs."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.optimizer.instances import (
    Instance,
    as_problem,
    as_travel,
    files,
    in_tenths,
    solomon_text,
)
from optimizer.routing.problems import END_OF_TIME_S, Amount, Stop

MOST_VEHICLES = 1000
Rows = list[list[int]]


def x(folder: Path) -> Iterator[Instance]:
    """Distances rounded to whole numbers, as many vehicles as wanted.

    E. Uchoa et al., New benchmark instances for the Capacitated Vehicle Routing Problem (2017).
    """
    for path in files(folder, "*.vrp"):
        yield _rounded(path)


def homberger(folder: Path) -> Iterator[Instance]:
    """As VRPLIB files or in Solomon's text format, under the DIMACS convention; the best known cost stands in a `.sol`
    file beside each.

    H. Gehring, J. Homberger, A parallel hybrid evolutionary metaheuristic for the vehicle routing problem with time
    windows (1999).
    """
    for path in files(folder, "*.vrp", "*.txt"):
        yield _cut(path) if path.suffix == ".vrp" else solomon_text(path, _best_cost(path))


def _rounded(path: Path) -> Instance:
    text = path.read_text(encoding="utf-8")
    places, demands = _section(text, "NODE_COORD"), _section(text, "DEMAND")
    travel = as_travel(places, lambda way: math.floor(way + 0.5), False)
    stops = tuple(
        Stop(f"{at + 1}", at, 0, 0, END_OF_TIME_S, collect=Amount(pieces=demand))
        for at, (demand,) in enumerate(demands)
        if at
    )
    vehicles = min(len(stops), MOST_VEHICLES)
    problem = as_problem(stops, (), travel, vehicles, _header(text, "CAPACITY"), END_OF_TIME_S, 0)
    return Instance(path.stem, problem, 1, _best_cost(path))


def _cut(path: Path) -> Instance:
    text = path.read_text(encoding="utf-8")
    places, demands = _section(text, "NODE_COORD"), _section(text, "DEMAND")
    windows, service = _section(text, "TIME_WINDOW"), _header(text, "SERVICE_TIME")
    rows = [
        [*place, *demand, *window, service if at else 0]
        for at, (place, demand, window) in enumerate(zip(places, demands, windows, strict=True))
    ]
    return in_tenths(path.stem, rows, _header(text, "VEHICLES"), _header(text, "CAPACITY"), _best_cost(path))


def _section(text: str, name: str) -> Rows:
    """The rows under a heading, each without its own number."""
    lines = _found(rf"{name}_SECTION\s*\n([^A-Z]+)", text).splitlines()
    return [[round(float(word)) for word in line.split()[1:]] for line in lines]


def _header(text: str, name: str) -> int:
    return int(_found(rf"{name}\s*:\s*(\d+)", text))


def _best_cost(path: Path) -> float | None:
    solution = path.with_suffix(".sol")
    return (
        float(_found(r"Cost\s+([\d.]+)", solution.read_text(encoding="utf-8"))) if solution.exists() else None
    )


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"nothing in the file is like {pattern}")
    return found[1]
