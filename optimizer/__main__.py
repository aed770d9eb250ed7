"""python -m optimizer QUESTION FILE: reads a problem as JSON, prints the checked plan as JSON."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from optimizer.bins import bins
from optimizer.bins.problems import BinProblem
from optimizer.budget import Budget
from optimizer.documents import problem_of, to_json
from optimizer.errors import OptimizerError
from optimizer.flights import flights
from optimizer.flights.problems import FlightProblem
from optimizer.packing import cartons, loading
from optimizer.packing.problems import CartonProblem, LoadProblem
from optimizer.picking import orders
from optimizer.picking.problems import PickingProblem
from optimizer.routing import routes
from optimizer.routing.problems import RouteProblem
from optimizer.slotting import slots
from optimizer.slotting.problems import SlottingProblem

# What may be asked: the kind of problem, and who solves it.
QUESTIONS: dict[str, tuple[type, Callable[..., Any]]] = {
    "flights": (FlightProblem, flights.solve),
    "routes": (RouteProblem, routes.solve),
    "loads": (LoadProblem, loading.solve),
    "cartons": (CartonProblem, cartons.solve),
    "bins": (BinProblem, bins.solve),
    "picking": (PickingProblem, orders.solve),
    "slotting": (SlottingProblem, slots.solve),
}
SHOWN_FAULTS = 20


def main(arguments: list[str]) -> int:
    """0 and the plan on standard output; 1 and the faults on standard error."""
    given = _parser().parse_args(arguments)
    try:
        text = sys.stdin.read() if given.file == "-" else Path(given.file).read_text(encoding="utf-8")
        with _quiet_solvers():
            plan = _plan(given, text)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{given.file} cannot be read: {error}", file=sys.stderr)
        return 1
    except OptimizerError as error:
        _tell(error)
        return 1
    print(to_json(plan))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m optimizer", description="Prints the plan for a problem.")
    parser.add_argument("problem", choices=list(QUESTIONS))
    parser.add_argument("file", help="the problem as JSON, or - for standard input")
    parser.add_argument("--seconds", type=float, default=10.0, help="time for the search (10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--steps", type=int, default=None, help="stop after so many steps, on any machine alike"
    )
    parser.add_argument(
        "--cross-check", action="store_true", help="routes: run both engines, take the better"
    )
    return parser


def _plan(given: argparse.Namespace, text: str) -> Any:
    budget = Budget(given.seconds, given.seed, given.steps)
    kind, solve = QUESTIONS[given.problem]
    asked = {"cross_check": True} if given.cross_check and given.problem == "routes" else {}
    return solve(problem_of(kind, text), budget, **asked)


@contextmanager
def _quiet_solvers() -> Iterator[None]:
    """Sends what native solvers print on standard output to standard error, so that the plan stands alone."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _tell(error: OptimizerError) -> None:
    print(f"{error.code}: {error.detail}", file=sys.stderr)
    for fault in error.faults[:SHOWN_FAULTS]:
        print(f"  {fault.where or 'document'}: {fault.message}", file=sys.stderr)
    if len(error.faults) > SHOWN_FAULTS:
        print(f"  and {len(error.faults) - SHOWN_FAULTS} more", file=sys.stderr)
    if error.hint:
        print(error.hint, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
